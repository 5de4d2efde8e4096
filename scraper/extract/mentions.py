"""Dates of events in the text, each with its sentence; what is not said stays unsaid.

A day without a year takes the year that brings it nearest to the publication; "br." takes the year of
publication itself. Without a publication the year stays unknown (`--06-21`). A range that runs
backwards, a weekday that does not fit, a statute's date, a file's name give nothing or no year.
"""

# ruff: noqa: E501, SIM905  (word lists and patterns read best in one piece)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from scraper.article import Mention
from scraper.extract.dates import Said, find_dates
from scraper.extract.resolve import (
    Range,
    adjective_months,
    consecutive,
    loose_dates,
    one_date,
    range_of,
    relative_days,
)
from scraper.polish import ADJECTIVES, MONTHS, fold, plain

# A set of letters at the start lets the engine leap to the next candidate; `\d+` or `\b` does not.
_FIGURE: Final = re.compile(r"[0-9]\d*(\W{0,4})(\w{0,3})")
_SHORT_HINT: Final = re.compile(r"[do](?:ni(?:u|a|ach)|n\.|d|o)\s\d\d?")
_THIS_YEAR: Final = re.compile(r"b(?<!\wb)\.?\s?r\b")
_OF_YEAR: Final = re.compile(r"\b(?:biezacego|ubieglego|zeszlego|minionego|przyszlego|nastepnego|tego)\sroku")
_PREFIXES: Final = frozenset(form[:3] for form in MONTHS)
_BETWEEN: Final = frozenset(
    (
        "i",
        "do",
        "ora",
        "a",
        "and",
        "r",
        "v",
        "x",
        "ii",
        "iii",
        "iv",
        "vi",
        "vii",
        "ix",
        "xi",
        "xii",
        "th",
        "st",
        "nd",
        "rd",
        "of",
    )
)
_BESIDE: Final = _PREFIXES | _BETWEEN
_JOIN: Final = re.compile(
    r"\s*(?:r\.|roku)?\s*(?:,?\s*(?:od\s)?godz[^-–—]{0,12})?\s*(?:\([^)]{0,25}\))?\s*(?:[-–—]|\bdo\b|\bto\b|\btill\b|\buntil\b)\s*(?:dnia\s|dn\.\s?)?",
    re.I,
)
_STATUTE: Final = re.compile(
    r"(?:ustaw\w*|rozporzadzen\w*|dyrektyw\w*|zarzadzen\w*|uchwal\w*|kodeks\w*|dz\.?\s?u\b|konstytucj\w*)[^.;]{0,90}(?:\bz|\bod)\s(?:dnia\s|dn\.\s?)?$"
)
_FILE: Final = re.compile(r"(?:screenshot|screen|img|dsc|plik|zdjecie)\W{0,4}$")
_AFTER_FILE: Final = re.compile(r"\s?[,_]\s?\d\d_\d\d|\.(?:jpe?g|png|pdf|docx?)\b|_\w")
_RELATIVE_HINTS: Final = "dzis wczoraj jutr miesiacu wtorek poniedzial srode czwartek piatek sobote niedziel".split()
_ADJECTIVE_HINTS: Final = list(ADJECTIVES)
_LOOSE_HINTS: Final = "wiosn latem jesien zim konca styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu wrzesniu pazdzierniku listopadzie grudniu".split()
_END: Final = re.compile(r"[.!?…]['\"”»)]*\s+(?=[A-ZĄĆĘŁŃÓŚŹŻ„\"»(0-9])|\n")
_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:r|br|b\.r|ub|dn|godz|ul|al|prof|dr|hab|inż|mgr|im|m\.in|np|tj|tzw|nr|pl|św|woj|pow|gm|ok|tel|ds|min|mln|tys|art|ust|pkt|poz|str|sp|z o\.o|S\.A|\d|[A-ZŁŚŻ]))\.$"
)


def read_mentions(text: str, published: str | None) -> tuple[Mention, ...]:
    """Return the dates of events that a body speaks of, in reading order, each once.

    `published` is the ISO 8601 value of the publication or None. `start` and `end` are ISO 8601:
    ``2012-12-12``, a month ``2019-09``, a year ``2010``; with an unknown year ``--06-21`` or ``--08``.
    """
    found: dict[tuple[str, str, str], Mention] = {}
    day, near = _day(published), _near(published)
    year = int(published[:4]) if published else None
    low = plain(text)
    short = _SHORT_HINT.search(low) is not None
    loose = [hint for hint in _LOOSE_HINTS if hint in low]
    relative = [hint for hint in _RELATIVE_HINTS if hint in low] if day is not None else []
    adjectives = [hint for hint in _ADJECTIVE_HINTS if hint in low]
    yearless = "roku" in low or _THIS_YEAR.search(low) is not None
    begin = 0
    for paragraph in low.split("\n\n"):
        windows = _windows(paragraph, yearless)
        loosely = (bool(loose) and _has(paragraph, loose)) or (short and _SHORT_HINT.search(paragraph) is not None)
        today = day if relative and _has(paragraph, relative) else None
        adjective = bool(adjectives) and _has(paragraph, adjectives)
        if windows or loosely or today or adjective:
            written = text[begin : begin + len(paragraph)]
            for start, end, precision, (a, b) in sorted(
                _in(paragraph, windows, today, near, year, loosely, adjective), key=lambda m: m[3]
            ):
                key = (start, end, precision)
                if key not in found:
                    found[key] = Mention(
                        start=start,
                        end=end,
                        precision=precision,
                        text=written[a:b].strip(),
                        sentence=_sentence(written, a, b),
                    )
            if len(found) >= 200:
                break
        begin += len(paragraph) + 2
    return tuple(found.values())


def _day(published: str | None) -> date | None:
    return date.fromisoformat(published[:10]) if published and len(published) >= 10 else None


def _near(published: str | None) -> date | None:
    """A day near the publication, where at least its month is known."""
    return date.fromisoformat((published + "-15")[:10]) if published and len(published) >= 7 else None


def _has(text: str, hints: list[str]) -> bool:
    return any(hint in text for hint in hints)


def _in(
    plain: str,
    windows: list[tuple[int, int]],
    day: date | None,
    near: date | None,
    year: int | None,
    loose: bool,
    adjectives: bool,
) -> Iterator[Range]:
    """Yield start, end, precision and place of the dates in a folded paragraph."""
    taken: list[tuple[int, int]] = []
    if windows:
        said = [s for a, b in windows for s in _moved(find_dates(plain[a:b]), a) if not _no_event(plain, s)]
        index = 0
        while index < len(said):
            one, two = said[index], said[index + 1] if index + 1 < len(said) else None
            if (
                two is not None
                and one.first is None
                and (_JOIN.fullmatch(plain, one.end, two.start) or consecutive(plain, one, two))
            ):
                index += 2
                taken.append((one.start, two.end))
                yield from range_of(plain, one, two, near, year)
            else:
                index += 1
                taken.append((one.start, one.end))
                yield from one_date(plain, one, near, year)
    if loose:
        yield from loose_dates(plain, taken, near, year)
    if day is not None:
        yield from relative_days(plain, taken, day)
    if adjectives:
        yield from adjective_months(plain, near)


def _windows(text: str, yearless: bool) -> list[tuple[int, int]]:
    """Places worth reading: figures with a month or another figure beside them, and "br." where `yearless` says that the text has such words; at the bounds of words."""
    found: list[tuple[int, int]] = []
    places = []
    for match in _FIGURE.finditer(text):
        gap, word = match.groups()
        if (
            word in _BESIDE
            or (gap and gap[0] in "-–—./" and word[:1].isdigit())
            or (not word.isascii() and fold(word) in _PREFIXES)
            or (
                match.end() - match.start() - len(gap) - len(word) == 4
                and (before := text[max(0, match.start() - 14) : match.start()].split())
                and before[-1][:3] in _PREFIXES
            )
        ):
            places.append(match)
    if yearless and (said := [*_THIS_YEAR.finditer(text), *(_OF_YEAR.finditer(text) if "roku" in text else ())]):
        places = sorted([*places, *said], key=lambda m: m.start())
    for match in places:
        start, end = max(0, match.start() - 18), min(len(text), match.end() + 44)
        if start:
            start = text.rfind(" ", 0, start) + 1
        end = text.find(" ", end) if text.find(" ", end) >= 0 else len(text)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _moved(said: tuple[Said, ...], by: int) -> list[Said]:
    return [replace(s, start=s.start + by, end=s.end + by) for s in said] if by else list(said)


def _no_event(plain: str, said: Said) -> bool:
    before = plain[max(0, said.start - 140) : said.start]
    if _STATUTE.search(before) or _FILE.search(before) or _AFTER_FILE.match(plain, said.end):
        return True
    return bool(re.search(r"(?:https?://|www\.)\S*$|\S*[/_]$", before))


def _sentence(text: str, start: int, end: int) -> str:
    """Return the sentence around a place; the dot of "r." or "br." ends none."""
    first, last = 0, len(text)
    for match in _END.finditer(text):
        if _ABBREVIATED.search(text[max(0, match.start() - 12) : match.start() + 1]) and match[0] != "\n":
            continue
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end - 1:
            last = match.start() + 1
            break
    return " ".join(text[first:last].split())
