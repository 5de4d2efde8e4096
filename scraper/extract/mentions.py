"""Dates of events in the text, each with its sentence; what is not said stays unsaid.

A day without a year takes the year that brings it nearest to the publication; "br." takes the year of
publication itself. Without a publication the year stays unknown (`--06-21`). A range that runs
backwards, a weekday that does not fit, a statute's date, a file's name give nothing or no year.
"""

# ruff: noqa: E501, SIM905  (word lists and patterns read best in one piece)

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from scraper.article import Mention, Precision
from scraper.extract.dates import Said, find_dates
from scraper.polish import ADJECTIVES, MONTHS, WEEKDAYS, fold, plain

_FIGURE: Final = re.compile(r"\d+(\W{0,4})(\w{0,3})")
_YEARLESS: Final = re.compile(
    r"\bb\.?\s?r\b|\b(?:biezacego|ubieglego|zeszlego|minionego|przyszlego|nastepnego|tego)\sroku"
)
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
_JOIN: Final = re.compile(
    r"\s*(?:r\.|roku)?\s*(?:,?\s*(?:od\s)?godz[^-–—]{0,12})?\s*(?:\([^)]{0,25}\))?\s*(?:[-–—]|\bdo\b|\bto\b|\btill\b|\buntil\b)\s*(?:dnia\s|dn\.\s?)?",
    re.I,
)
_STATUTE: Final = re.compile(
    r"(?:ustaw\w*|rozporzadzen\w*|dyrektyw\w*|zarzadzen\w*|uchwal\w*|kodeks\w*|dz\.?\s?u\b|konstytucj\w*)[^.;]{0,90}(?:\bz|\bod)\s(?:dnia\s|dn\.\s?)?$"
)
_FILE: Final = re.compile(r"(?:screenshot|screen|img|dsc|plik|zdjecie)\W{0,4}$")
_AFTER_FILE: Final = re.compile(r"\s?[,_]\s?\d\d_\d\d|\.(?:jpe?g|png|pdf|docx?)\b|_\w")
_WEEKDAY: Final = re.compile(
    r"\b(" + "|".join(sorted((w for w in WEEKDAYS if len(w) > 4), key=len, reverse=True)) + r")\b"
)
_SHORT: Final = re.compile(
    r"\b(?:dni(?:u|a|ach)|dn\.|od|do)\s(?:(\d\d?)\s?[-–]\s?)?(\d\d?)\.(\d\d)(?![\d:.]?\d|\s?(?:zl|mln|tys|proc|%|km|m\b|godz))"
)
_SHORT_HINT: Final = re.compile(r"\d\d?\.\d\d(?![\d.])")
_SEASON: Final = re.compile(
    r"\b(?:wiosna|latem|jesienia|zima|na\s(?:wiosne|jesien|zime))\s((?:19|20)\d\d(?!\s?[-–—])|(?:b\.?\s?r\b|tego\sroku|biezacego\sroku)|(?:ubieglego|zeszlego|minionego)\sroku|(?:przyszlego|nastepnego)\sroku)"
)
_YEAR_END: Final = re.compile(
    r"\bkonca\s(?:(?P<said>(?:19|20)\d\d)\s?r(?:\.|oku)|(?P<this>roku|b\.?\s?r\b\.?|(?:biezacego|tego)\sroku))(?!\w)"
)
_IN_MONTH: Final = re.compile(
    r"(?<!\bjak\s)\bwe?\s(styczniu|lutym|marcu|kwietniu|maju|czerwcu|lipcu|sierpniu|wrzesniu|pazdzierniku|listopadzie|grudniu)\b"
    r"(?!\s(?:\d|b\.?\s?r\b|ub\.|u\.\s?r|(?:ubieglego|zeszlego|minionego|przyszlego|nastepnego|biezacego|tego)\sroku))"
)
_ADJECTIVE: Final = re.compile(r"\b(" + "|".join(ADJECTIVES) + r")(?:ym|ej|ego|emu|a|e|y|ych|ymi)\b(?!\s\d{4})")
_RELATIVE: Final = re.compile(
    r"\b(?P<today>dzis|dzisiaj|w dniu dzisiejszym)\b|\b(?P<yesterday>wczoraj|w dniu wczorajszym)\b|\b(?P<tomorrow>jutro|w dniu jutrzejszym)\b|"
    r"\bw(?:\s(?P<which>ubiegl[aey]|minion[aey]|zeszl[aey]|ostatni[aą]?|najblizsz[aey]|nadchodzac[aey]|przyszl[aey]))?\s(?P<weekday>poniedzialek|srode|czwartek|piatek|sobote|niedziele)\b(?!,?\s?\d|\s(?:i|oraz)\s\w+,?\s\d)|"
    r"\bwe(?:\s(?P<which2>ubiegly|miniony|zeszly|najblizszy))?\s(?P<tuesday>wtorek)\b(?!,?\s?\d|\s(?:i|oraz)\s\w+,?\s\d)|"
    r"\bw\s(?P<month>minionym|ubieglym|zeszlym|poprzednim|przyszlym)\smiesiacu\b"
)
_RELATIVE_HINTS: Final = "dzis wczoraj jutr miesiacu wtorek poniedzial srode czwartek piatek sobote niedziel".split()
_ADJECTIVE_HINTS: Final = list(ADJECTIVES)
_LOOSE_HINTS: Final = ["wiosn", "latem", "jesieni", "zim", "konca", " w ", "we wrze", "W "]
_FUTURE: Final = re.compile(
    r"\b(?:od)?bed(?:zie|a|ziemy)\b|\bplanowan|\bzaplanowan|\bzaprasza|\brusz[ya]\b|\brozpocznie|\bodbeda\b|\bstartuje"
)
_HAPPENS: Final = re.compile(
    r"(?:odby|rozpocz|startuj|podpis|rusz|inaugur|otwar|otwier|trwa|spotka|zakoncz|ogłos|oglos)"
)
_PAST: Final = re.compile(r"(?:al|il|yl|ol|ul|el|la|li|ly|lo|[ea]no|iono|to)(?:sie)?[,.]?$")
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
    loose = _has(low, _LOOSE_HINTS) or _SHORT_HINT.search(low) is not None
    relative = day is not None and _has(low, _RELATIVE_HINTS)
    adjectives = _has(low, _ADJECTIVE_HINTS)
    begin = 0
    for paragraph in low.split("\n\n"):
        windows = _windows(paragraph)
        if windows or loose or relative or adjectives:
            written = text[begin : begin + len(paragraph)]
            for start, end, precision, (a, b) in sorted(
                _in(paragraph, windows, day if relative else None, near, year, loose, adjectives), key=lambda m: m[3]
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


_Range = tuple[str, str, Precision, tuple[int, int]]


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
) -> Iterator[_Range]:
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
                and (_JOIN.fullmatch(plain, one.end, two.start) or _consecutive(plain, one, two))
            ):
                index += 2
                taken.append((one.start, two.end))
                yield from _span(plain, one, two, near, year)
            else:
                index += 1
                taken.append((one.start, one.end))
                yield from _single(plain, one, near, year)
    if loose:
        yield from _loose(plain, taken, near, year)
    if day is not None:
        yield from _relative(plain, taken, day)
    if adjectives and _has(plain, _ADJECTIVE_HINTS):
        yield from _adjectives(plain, near)


def _windows(text: str) -> list[tuple[int, int]]:
    """Places worth reading: figures with a month or another figure beside them, and "br.", at the bounds of words."""
    found: list[tuple[int, int]] = []
    places = []
    for match in _FIGURE.finditer(text):
        gap, word = match[1], match[2]
        year = match.end(0) - match.start(0) - len(gap) - len(word) == 4
        if (
            (word[:1].isdigit() and gap[:1] in "-–—./" and gap)
            or fold(word) in _PREFIXES
            or word in _BETWEEN
            or (
                year
                and (before := text[max(0, match.start() - 14) : match.start()].split())
                and before[-1][:3] in _PREFIXES
            )
        ):
            places.append(match)
    if "roku" in text or " b" in text or "(b" in text:
        places += _YEARLESS.finditer(text)
        places.sort(key=lambda m: m.start())
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


def _year_of(said: Said, day: date | None, year: int | None) -> int | None:
    """The year of a date: said, said relatively, or the one nearest to the publication."""
    if said.year is not None:
        return said.year
    if said.relative is not None:
        return None if year is None else year + {"this": 0, "last": -1, "next": 1}[said.relative]
    if day is None:
        return None
    middle = said.day or 15
    nearest: tuple[int, int] | None = None
    for candidate in (day.year - 1, day.year, day.year + 1):
        try:
            apart = abs((date(candidate, said.month, middle) - day).days)
        except ValueError:
            continue
        if nearest is None or apart < nearest[0]:
            nearest = (apart, candidate)
    return nearest[1] if nearest else None


def _write(year: int | None, month: int, day: int | None) -> str:
    head = "-" if year is None else f"{year:04}"
    return f"{head}-{month:02}" + ("" if day is None else f"-{day:02}")


def _possible(year: int | None, month: int, day: int | None) -> bool:
    return day is None or 1 <= day <= calendar.monthrange(year or 2000, month)[1]


def _single(plain: str, said: Said, day: date | None, year: int | None) -> Iterator[_Range]:
    which = _year_of(said, day, year)
    last = said.day
    if last is None:
        if re.search(r"\bkonc(?:a|em|u)\s$", plain[max(0, said.start - 8) : said.start]):
            if which is None:
                return
            last = calendar.monthrange(which, said.month)[1]
        else:
            value = _write(which, said.month, None)
            yield value, value, "month", (said.start, said.end)
            return
    if said.first is not None and not 1 <= said.first <= last:
        return  # "19–11 maja": a slip of the pen, and nobody knows which
    if said.year is None and which is not None and said.first is None:
        weekday = _WEEKDAY.search(plain, max(0, said.start - 16), said.start)
        if (
            weekday
            and _possible(which, said.month, last)
            and date(which, said.month, last).weekday() != WEEKDAYS[weekday[1]]
        ):
            which = None
    if not _possible(which, said.month, last):
        return
    yield _write(which, said.month, said.first or last), _write(which, said.month, last), "day", (said.start, said.end)


def _consecutive(plain: str, one: Said, two: Said) -> bool:
    """Whether two days are one after the other and joined by "i": "30 września i 1 października"."""
    if one.day is None or two.day is None or plain[one.end : two.start].strip() not in ("i", "oraz", "and"):
        return False
    year = two.year or one.year or 2001
    try:
        return date(year, two.month, two.day) - date(one.year or year, one.month, one.day) == timedelta(days=1)
    except ValueError:
        return False


def _span(plain: str, one: Said, two: Said, day: date | None, year: int | None) -> Iterator[_Range]:
    """A range of two dates; the first takes the year of the second where it says none."""
    if one.year is None and one.relative is None:
        end_year = _year_of(two, day, year)
        start_year = (
            end_year if end_year is None or (one.month, one.day or 1) <= (two.month, two.day or 31) else end_year - 1
        )
    else:
        start_year, end_year = _year_of(one, day, year), _year_of(two, day, year)
    precision: Precision = "month" if one.day is None or two.day is None else "day"
    start = _write(start_year, one.month, one.day if precision == "day" else None)
    end = _write(end_year, two.month, two.day if precision == "day" else None)
    if not _possible(start_year, one.month, one.day) or not _possible(end_year, two.month, two.day):
        return
    if start_year is not None and end_year is not None and start > end:
        return
    yield start, end, precision, (one.start, two.end)


def _loose(plain: str, taken: list[tuple[int, int]], day: date | None, year: int | None) -> Iterator[_Range]:
    """Forms that are dates only after a word that says so: "w dniu 18.07", "wiosną 2010 r."."""
    for match in _SHORT.finditer(plain):
        month = int(match[3])
        if not 1 <= month <= 12 or any(a < match.end() and match.start(2) < b for a, b in taken):
            continue
        said = Said(
            match.start(1) if match[1] else match.start(2),
            match.end(),
            None,
            month,
            int(match[2]),
            first=int(match[1]) if match[1] else None,
        )
        if said.possible:
            yield from _single(plain, said, day, year)
    for match in _SEASON.finditer(plain):
        when = match[1]
        value: int | None = int(when) if when[0].isdigit() else None
        if value is None and year is not None:
            value = year + (-1 if when[0] in "uzm" else 1 if when[0] in "pn" else 0)
        if value is not None:
            yield str(value), str(value), "year", match.span()
    for match in _YEAR_END.finditer(plain):
        value = int(match["said"]) if match["said"] else year
        if value is not None:
            yield f"{value}-12-31", f"{value}-12-31", "day", match.span()
    for match in _IN_MONTH.finditer(plain):
        if not any(a < match.end() and match.start() < b for a, b in taken):
            month = MONTHS[match[1]]
            written = _write(_year_of(Said(0, 0, None, month, None), day, year), month, None)
            yield written, written, "month", match.span()


def _relative(plain: str, taken: list[tuple[int, int]], day: date) -> Iterator[_Range]:
    """Days told from the day of publication: "wczoraj", "w ubiegły czwartek", "w minionym miesiącu"."""
    for match in _RELATIVE.finditer(plain):
        groups = match.groupdict()
        value = day
        if groups["month"]:
            first = day.replace(day=1)
            other = (
                (first + timedelta(days=32)).replace(day=1)
                if groups["month"] == "przyszlym"
                else (first - timedelta(days=1)).replace(day=1)
            )
            yield other.isoformat()[:7], other.isoformat()[:7], "month", match.span()
            continue
        around = (
            plain[max(0, match.start() - 40) : match.start()].split()[-3:]
            + plain[match.end() : match.end() + 40].split()[:2]
        )
        if groups["today"]:
            if not any(_HAPPENS.match(word) for word in around):
                continue  # "dziś" mostly says "nowadays"
            if any(match.end() <= a <= match.end() + 3 for a, _ in taken):
                continue  # "Dziś, 27 maja 2024 r.": said in full
        elif groups["yesterday"]:
            value = day - timedelta(days=1)
        elif groups["tomorrow"]:
            value = day + timedelta(days=1)
        else:
            weekday = WEEKDAYS[groups["weekday"] or groups["tuesday"]]
            which = groups["which"] or groups["which2"] or ""
            coming = which[:3] in ("naj", "nad", "prz") or (not which and _FUTURE.search(plain) is not None)
            if not which and not coming and not any(_PAST.search(word) for word in around):
                continue  # "a w piątek łączymy": any Friday
            behind = (day.weekday() - weekday) % 7
            if coming:
                value = day + timedelta(days=(weekday - day.weekday()) % 7 or (7 if which else 0))
            else:
                value = day - timedelta(days=behind or (7 if which else 0))
        yield value.isoformat(), value.isoformat(), "day", match.span()


def _adjectives(plain: str, day: date | None) -> Iterator[_Range]:
    for match in _ADJECTIVE.finditer(plain):
        said = Said(match.start(), match.end(), None, ADJECTIVES[match[1]], None)
        value = _write(_year_of(said, day, None), said.month, None)
        yield value, value, "month", match.span()


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
