"""What a date's expression means beside a publication: its year, its range, the days told by words."""

# ruff: noqa: E501  (patterns read best in one piece)

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from scraper.article import Precision
from scraper.extract.dates import Said
from scraper.polish import ADJECTIVE_ENDINGS, ADJECTIVES, MONTHS, WEEKDAYS

_WEEKDAY: Final = re.compile(
    r"\b(" + "|".join(sorted((w for w in WEEKDAYS if len(w) > 4), key=len, reverse=True)) + r")\b"
)
_SHORT: Final = re.compile(
    r"\b(?:dni(?:u|a|ach)|dn\.|od|do)\s(?:(\d\d?)\s?[-–]\s?)?(\d\d?)\.(\d\d)(?![\d:.]?\d|\s?(?:zl|mln|tys|proc|%|km|m\b|godz))"
)
SHORT_HINT: Final = re.compile(r"\d\d?\.\d\d(?![\d.])")
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
_ADJECTIVE: Final = re.compile(rf"\b({'|'.join(ADJECTIVES)})(?:{'|'.join(ADJECTIVE_ENDINGS)})(?=\s[^\W\d])")
_RELATIVE: Final = re.compile(
    r"\b(?P<today>dzis|dzisiaj|w dniu dzisiejszym)\b|\b(?P<yesterday>wczoraj|w dniu wczorajszym)\b|\b(?P<tomorrow>jutro|w dniu jutrzejszym)\b|"
    r"\bw(?:\s(?P<which>ubiegl[aey]|minion[aey]|zeszl[aey]|ostatni[aą]?|najblizsz[aey]|nadchodzac[aey]|przyszl[aey]))?\s(?P<weekday>poniedzialek|srode|czwartek|piatek|sobote|niedziele)\b(?!,?\s?\d|\s(?:i|oraz)\s\w+,?\s\d)|"
    r"\bwe(?:\s(?P<which2>ubiegly|miniony|zeszly|najblizszy))?\s(?P<tuesday>wtorek)\b(?!,?\s?\d|\s(?:i|oraz)\s\w+,?\s\d)|"
    r"\bw\s(?P<month>minionym|ubieglym|zeszlym|poprzednim|przyszlym)\smiesiacu\b"
)
_FUTURE: Final = re.compile(
    r"\b(?:od)?bed(?:zie|a|ziemy)\b|\bplanowan|\bzaplanowan|\bzaprasza|\brusz[ya]\b|\brozpocznie|\bodbeda\b|\bstartuje"
)
_HAPPENS: Final = re.compile(
    r"(?:odby|rozpocz|startuj|podpis|rusz|inaugur|otwar|otwier|trwa|spotka|zakoncz|ogłos|oglos)"
)
_TODAY_AT: Final = re.compile(r"dzis(?:iaj)?\s(?:w|we|na|przy)\s[^.,;]{3,40}?\smozna\b")
_PAST: Final = re.compile(r"(?:al|il|yl|ol|ul|el|la|li|ly|lo|[ea]no|iono|to)(?:sie)?[,.]?$")

Range = tuple[str, str, Precision, tuple[int, int]]


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


def one_date(plain: str, said: Said, day: date | None, year: int | None) -> Iterator[Range]:
    """Yield what one expression means: a day, days within a month, a month; nothing for a slip of the pen.

    `plain` is the folded paragraph, `day` a day near the publication, `year` its year.
    """
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


def consecutive(plain: str, one: Said, two: Said) -> bool:
    """Whether two days are one after the other and joined by "i": "30 września i 1 października"."""
    if one.day is None or two.day is None or plain[one.end : two.start].strip() not in ("i", "oraz", "and"):
        return False
    year = two.year or one.year or 2001
    try:
        return date(year, two.month, two.day) - date(one.year or year, one.month, one.day) == timedelta(days=1)
    except ValueError:
        return False


def range_of(plain: str, one: Said, two: Said, day: date | None, year: int | None) -> Iterator[Range]:
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


def short_dates(plain: str, taken: list[tuple[int, int]], day: date | None, year: int | None) -> Iterator[Range]:
    """Yield figures that are a date only after a word that says so: "w dniu 18.07"."""
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
            yield from one_date(plain, said, day, year)


def seasons(plain: str, year: int | None) -> Iterator[Range]:
    """Yield the years of seasons, which have no day: "wiosną 2010 r."."""
    for match in _SEASON.finditer(plain):
        when = match[1]
        value: int | None = int(when) if when[0].isdigit() else None
        if value is None and year is not None:
            value = year + (-1 if when[0] in "uzm" else 1 if when[0] in "pn" else 0)
        if value is not None:
            yield str(value), str(value), "year", match.span()


def ends_of_years(plain: str, year: int | None) -> Iterator[Range]:
    """Yield the last day of a year that is told as a limit: "do końca 2016 roku"."""
    for match in _YEAR_END.finditer(plain):
        value = int(match["said"]) if match["said"] else year
        if value is not None:
            yield f"{value}-12-31", f"{value}-12-31", "day", match.span()


def months(plain: str, taken: list[tuple[int, int]], day: date | None, year: int | None) -> Iterator[Range]:
    """Yield months told without a year: "w lutym"."""
    for match in _IN_MONTH.finditer(plain):
        if not any(a < match.end() and match.start() < b for a, b in taken):
            month = MONTHS[match[1]]
            written = _write(_year_of(Said(0, 0, None, month, None), day, year), month, None)
            yield written, written, "month", match.span()


def relative_days(plain: str, taken: list[tuple[int, int]], day: date) -> Iterator[Range]:
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
            if not any(_HAPPENS.match(word) for word in around) and not _TODAY_AT.match(plain, match.start()):
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


def adjective_months(plain: str, day: date | None) -> Iterator[Range]:
    """Yield months told by an adjective: "na sierpniowym spotkaniu"; behind its noun it names a kind ("przymrozki majowe")."""
    for match in _ADJECTIVE.finditer(plain):
        said = Said(match.start(), match.end(), None, ADJECTIVES[match[1]], None)
        value = _write(_year_of(said, day, None), said.month, None)
        yield value, value, "month", match.span()
