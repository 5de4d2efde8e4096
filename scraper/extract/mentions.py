"""Dates of events in the text, each with its sentence; what is not said stays unsaid.

A day without a year takes the year that brings it nearest to the publication; "br." takes the year of
publication itself. Without a publication the year stays unknown (`--06-21`). A range that runs
backwards, a weekday that does not fit, a statute's date, a file's name give nothing or no year.
"""

# ruff: noqa: E501, SIM905  (word lists and patterns read best in one piece)

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from scraper.article import Mention
from scraper.extract.dates import Said, any_of, as_october, find_dates
from scraper.extract.resolve import (
    SHORT_HINT,
    Range,
    adjective_months,
    consecutive,
    ends_of_years,
    months,
    one_date,
    range_of,
    relative_days,
    seasons,
    short_dates,
)
from scraper.polish import ADJECTIVE_ENDINGS, ADJECTIVES, MONTHS, fold, plain

# A set of letters at the start lets the engine leap to the next candidate; `\d+` or `\b` does not.
_FIGURE: Final = re.compile(r"[0-9]\d*(?=([^\w\n]{0,4})(\w{0,3}))")
_THIS_YEAR: Final = re.compile(r"b(?<!\wb)\.?\s?r\b")
_OF_YEAR: Final = frozenset("biezacego ubieglego zeszlego minionego przyszlego nastepnego tego".split())
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
_KINDS: Final = {
    word: kind
    for kind, words in (
        ("season", "wiosna wiosne latem jesienia jesien zima zime"),
        ("end", "konca"),
        (
            "month",
            "styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu wrzesniu pazdzierniku listopadzie grudniu",
        ),
        (
            "relative",
            "dzis dzisiaj dzisiejszym wczoraj wczorajszym jutro jutrzejszym miesiacu poniedzialek wtorek srode czwartek piatek sobote niedziele",
        ),
        ("adjective", " ".join(stem + end for stem in ADJECTIVES for end in ADJECTIVE_ENDINGS)),
    )
    for word in words.split()
}
_HINT: Final = re.compile(rf" ({any_of(_KINDS)})(?= )".encode())
"""The words without which a text has no date of a kind: the cheap question before the dear ones. The space before
them lets the engine leap from word to word."""
_WORDS_APART: Final = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256))
_END: Final = re.compile(r"[.!?…]['\"”»)]*\s+(?=[A-ZĄĆĘŁŃÓŚŹŻ„\"»(0-9])|\n")
_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:r|br|b\.r|ub|dn|godz|ul|al|prof|dr|hab|inż|mgr|im|m\.in|np|tj|tzw|nr|pl|św|woj|pow|gm|ok|tel|ds|min|mln|tys|art|ust|pkt|poz|str|sp|z o\.o|S\.A|\d|[A-ZŁŚŻ]))\.$"
)


def read_mentions(text: str, published: str | None, *, october_listopad: bool = False) -> tuple[Mention, ...]:
    """Return the dates of events that a body speaks of, in reading order, each once.

    `published` is the ISO 8601 value of the publication or None. `start` and `end` are ISO 8601:
    ``2012-12-12``, a month ``2019-09``, a year ``2010``; with an unknown year ``--06-21`` or ``--08``.
    `october_listopad`: the page is in a language whose "listopad" is October.
    """
    found: dict[tuple[str, str, str], Mention] = {}
    near, year = _near(published), int(published[:4]) if published else None
    low = plain(text)
    hinted = _hinted(low, relative=published is not None and len(published) >= 10)
    for begin, stop, figures, kinds in _paragraphs(low, _figures(low), hinted):
        paragraph, written = low[begin:stop], text[begin:stop]
        ranges = _in(paragraph, _windows(paragraph, figures), kinds, published, near, year, october_listopad)
        for start, end, precision, (a, b) in sorted(ranges, key=_by_place):
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
    return tuple(found.values())


def _by_place(found: Range) -> tuple[int, int]:
    return found[3]


def _figures(low: str) -> list[tuple[int, int]]:
    """Places worth reading: figures with a month or another figure beside them, and "br."."""
    places = []
    for match in _FIGURE.finditer(low):
        gap, word = match.groups()
        if (
            word in _BESIDE
            or (gap and gap[0] in "-–—./" and word[:1].isdigit())
            or (not word.isascii() and fold(word) in _PREFIXES)
            or (
                match.end() - match.start() in (1, 2, 4)
                and (before := low[max(0, match.start() - 14) : match.start()].split())
                and before[-1][:3] in _PREFIXES
            )
        ):
            places.append((match.start(), match.end() + len(gap) + len(word)))
    if "br" in low or "b.r" in low or "b. r" in low or "b r" in low:
        places += [match.span() for match in _THIS_YEAR.finditer(low)]
    at = low.find(" roku")
    while at >= 0:
        word = low[max(0, at - 12) : at].rpartition(" ")[2]
        if word.lstrip('(„"') in _OF_YEAR:
            places.append((at - len(word), at + 5))
        at = low.find(" roku", at + 5)
    return places


def _hinted(low: str, *, relative: bool) -> list[tuple[int, str]]:
    """Places of words that may tell a day or a month without figures, each with what reads it; a `relative` one needs
    a day to count from."""
    words = b" %b " % low.encode("ascii", "replace").translate(_WORDS_APART)
    found = [(match.start(), _KINDS[match[1].decode()]) for match in _HINT.finditer(words)]
    return found if relative else [hint for hint in found if hint[1] != "relative"]


def _paragraphs(
    low: str, figures: list[tuple[int, int]], hinted: list[tuple[int, str]]
) -> Iterator[tuple[int, int, list[tuple[int, int]], set[str]]]:
    """Yield start and end of each paragraph that holds a place worth reading, its figures and the kinds of its hints."""
    places: list[tuple[int, int, str]] = sorted(
        [(a, b, "") for a, b in figures] + [(at, -1, kind) for at, kind in hinted]
    )
    begin, stop = 0, -1
    own: list[tuple[int, int]] = []
    kinds: set[str] = set()
    for a, b, kind in places:
        if a > stop:
            if stop >= 0:
                yield begin, stop, own, kinds
            before, after = low.rfind("\n\n", 0, a), low.find("\n\n", a)
            begin, stop = before + 2 if before >= 0 else 0, after if after >= 0 else len(low)
            own, kinds = [], set()
        if kind:
            kinds.add(kind)
        else:
            own.append((a - begin, min(b, stop) - begin))
    if stop >= 0:
        yield begin, stop, own, kinds


def _day(published: str | None) -> date | None:
    return date.fromisoformat(published[:10]) if published and len(published) >= 10 else None


def _near(published: str | None) -> date | None:
    """A day near the publication, where at least its month is known."""
    return date.fromisoformat((published + "-15")[:10]) if published and len(published) >= 7 else None


def _in(
    plain: str,
    windows: list[tuple[int, int]],
    kinds: set[str],
    published: str | None,
    near: date | None,
    year: int | None,
    october_listopad: bool,
) -> Iterator[Range]:
    """Yield start, end, precision and place of the dates in a folded paragraph."""
    taken: list[tuple[int, int]] = []
    if windows:
        said = [s for a, b in windows for s in _moved(find_dates(plain[a:b]), a) if not _no_event(plain, s)]
        if october_listopad:
            said = [as_october(s, plain[s.start : s.end]) for s in said]
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
    if windows and SHORT_HINT.search(plain):
        yield from short_dates(plain, taken, near, year)
    if "season" in kinds:
        yield from seasons(plain, year)
    if "end" in kinds:
        yield from ends_of_years(plain, year)
    if "month" in kinds:
        yield from months(plain, taken, near, year)
    if "relative" in kinds and (day := _day(published)) is not None:
        yield from relative_days(plain, taken, day)
    if "adjective" in kinds:
        yield from adjective_months(plain, near)


def _windows(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the surroundings of places in a paragraph, at the bounds of words, joined where they meet."""
    found: list[tuple[int, int]] = []
    for start, end in places:
        start, end = max(0, start - 18), min(len(text), end + 44)
        if start:
            start = text.rfind(" ", 0, start) + 1
        end = text.find(" ", end) if text.find(" ", end) >= 0 else len(text)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _moved(said: tuple[Said, ...], by: int) -> list[Said]:
    return [s._replace(start=s.start + by, end=s.end + by) for s in said] if by else list(said)


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
