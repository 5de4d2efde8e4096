"""Dates in words and figures: what an expression says, and no more than that.

Day before month, as in Polish; a year, a month or a day that is not written stays None. The forms are
those met on real pages of Polish associations: every case of the month's name, short forms, Roman
months, ordinal dots, "r.", "br.", hours after "godz.".
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from scraper.article import Precision
from scraper.extract.months import month_named
from scraper.polish import ABBREVIATIONS, MONTHS, ROMAN, bare

EARLIEST: Final = date(1991, 8, 6)
"""No page of the web is older."""


class Said(NamedTuple):
    """One date as an expression says it; `start` and `end` are its place in the text.

    `relative` is what takes the place of the year: "this" (br.), "last" (ub.r.), "next". `first` is the first
    day of a range within the month ("7-8 maja", "26 i 27 czerwca"), whose last day is `day`.
    """

    start: int
    end: int
    year: int | None
    month: int
    day: int | None
    clock: str | None = None
    zone: str | None = None
    relative: str | None = None
    abbreviated: bool = False
    first: int | None = None
    either: bool = False
    """Whether the figures leave open which is the month: 03/09/2026."""

    @property
    def possible(self) -> bool:
        """Whether the calendar has that day (29 February counts where no year is said)."""
        if not 1 <= self.month <= 12 or (self.year is not None and not 1000 <= self.year <= 9998):
            return False
        return self.day is None or 1 <= self.day <= calendar.monthrange(self.year or 2000, self.month)[1]

    @property
    def precision(self) -> Precision:
        """minute, day or month."""
        return "month" if self.day is None else "minute" if self.clock else "day"


def any_of(words: Iterable[str]) -> str:
    """Return a pattern that matches the longest of some words, letter by letter: `re` would try one after the other."""
    tree: dict[str, Any] = {}
    for word in words:
        here = tree
        for letter in word:
            here = here.setdefault(letter, {})
        here[""] = {}

    def branch(here: dict[str, Any]) -> str:
        ways = [letter + branch(below) for letter, below in here.items() if letter]
        if not ways:
            return ""
        pattern = ways[0] if len(ways) == 1 and "" not in here else f"(?:{'|'.join(ways)})"
        return f"{pattern}?" if "" in here else pattern

    return branch(tree)


_WORD = any_of(MONTHS)
_ROMAN = any_of(ROMAN)
_YEAR = r"(?:1[5-9]|20)\d\d"
_CLOCK = (
    r"(?:(?:[\s,|;/(]|[-–—](?=\s)|\bo\b|\bat\b|\br\.|\broku\b|\bgodz(?:\.|iny?|inie)?:?|t(?=\d)){{0,8}}"
    r"(?P<{0}_h>[01]?\d|2[0-3])[:.](?P<{0}_m>[0-5]\d)(?::(?P<{0}_s>[0-5]\d)(?:[.,]\d{{1,9}})?)?(?![\d.]\d|\d)"
    r"(?:\s?(?P<{0}_z>z\b|\+\d\d:?\d\d\b|-\d{{4}}\b|(?({0}_s)-\d\d:\d\d\b|(?!))|utc\b|gmt\b))?)?"
)
_THIS = r"(?:b\.?\s?r\b\.?(?:\s?r\.)?|biezacego\sroku|tego\sroku)"
_LAST = r"(?:ub\.?\s?r\b\.?|u\.\s?r\.|(?:ubieglego|zeszlego|minionego)\sroku)"
_NEXT = r"(?:(?:przyszlego|nastepnego)\sroku)"
_RELATIVE = rf"(?P<{{0}}this>{_THIS})|(?P<{{0}}last>{_LAST})|(?P<{{0}}next>{_NEXT})"

_PATTERN = re.compile(
    "|".join(
        (
            # 2012-12-21, 2012/10/24 14:41:20, 2012.04.05, 2012-12-21T10:00:00Z
            rf"(?<![\d.,/=_-])(?P<iy>{_YEAR})(?P<is>[-./])(?P<im>\d\d?)(?P=is)(?P<id>\d\d?)(?![\d]|[-./]\d){_CLOCK.format('i')}",
            # 21.12.2012, 21-12-2012, 21/12/2012, 11. 7. 2011
            rf"(?<![\d,/=_-])(?<!\d\.)(?:(?P<nf>\d\d?)\s?[-–—]\s?)?(?P<nd>\d\d?)(?:(?P<ns>[-./])|\.\s)(?P<nm>\d\d?)(?:(?P=ns)|\.\s)(?P<ny>{_YEAR})(?!\d|[-/]\d)(?:\s?r(?:\.|oku)?(?![a-z]))?{_CLOCK.format('n')}",
            # 21 grudnia 2012 r., 16. marzec 2015, 27 maja, 2014; the year may be missing or "br."
            rf"(?<![\d:,./-])(?:(?P<wf>\d\d?)\.?\s?(?:[-–—/]|\b(?:i|oraz|do|na|and|to|a)\b)\s?(?:(?:poniedzialek|wtorek|srod[eay]|czwart(?:ek|ku)|piat(?:ek|ku)|sobot[eay]|niedziel[ei])\s)?)?(?P<wd>\d\d?)(?:\.|-?go|st|nd|rd|th)?[\s-]{{0,3}}(?:of\s)?(?P<wm>{_WORD})(?![a-z])\.?"
            rf"(?:(?:,?\s?|\s{{1,3}}|-)(?:(?P<wy>{_YEAR})(?!\d|[:.]\d)(?:\s?r(?:\.|oku)?(?![a-z]))?|{_RELATIVE.format('w')}))?{_CLOCK.format('w')}",
            # 21 XII 2012, 21.XII.2012
            rf"(?<![\d:,.-])(?P<rd>\d\d?)(?:\s|\.\s?|-|/)(?P<rm>{_ROMAN})(?:\s|\.\s?|-|/)(?P<ry>{_YEAR})(?!\d){_CLOCK.format('r')}",
            # Styczeń 16, 2018; March 3rd, 2019
            rf"(?<![a-z\d])(?P<um>{_WORD})\.?\s(?P<ud>\d\d?)(?:st|nd|rd|th)?(?:,\s?|\s)(?P<uy>{_YEAR})(?!\d){_CLOCK.format('u')}",
            # 2014 maj 27
            rf"(?<![\d.,/-])(?P<yy>{_YEAR})\s(?P<ym>{_WORD})\s(?P<yd>\d\d?)(?![\d:.]\d|\d)",
            # wrzesień 2019, we wrześniu 2019roku, w styczniu br.
            rf"(?<![a-z\d])(?P<mm>{_WORD})\.?,?\s(?:(?P<my>{_YEAR})(?!\d|[-./]\d)(?:\s?r(?:\.|oku)?(?![a-z]))?|{_RELATIVE.format('m')})",
            # 20121221T1030
            r"(?<!\d)(?P<cy>20[0-3]\d)(?P<cm>0[1-9]|1[0-2])(?P<cd>0[1-9]|[12]\d|3[01])(?:t\d{4,6}z?)?(?!\d)",
        )
    )
)


_RUN: Final = re.compile(r"[0-9]+")
_WORD_BEFORE: Final = re.compile(rf"(?<![a-z\d]){_WORD}\.?,?\s$")
_RELATIVE_HINT: Final = re.compile(r"b\.?\s?r\b|roku|u\.\s?r\.")
_MONTH_OF: Final = re.compile(rf"(?<![a-z\d]){_WORD}\.?,?\s(?=[bumnptz])")
_FIGURE: Final = re.compile(r"\d|\bb\.?\s?r\b|\broku\b")
_MACHINE: Final = re.compile(
    r"\s*((?:1[5-9]|20)\d\d)-(\d\d)-(\d\d)"
    r"(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?)?\s*"
)
"""What machines write: most of the dates of a page, told without the long pattern."""
_NAMES: Final = frozenset(_PATTERN.groupindex)


@lru_cache(maxsize=4096)
def find_dates(text: str, compact: bool = False) -> tuple[Said, ...]:
    """Return the possible dates of a text in reading order, without overlap.

    `compact` also reads eight bare figures (20121221), which in running text are mostly something else.
    """
    if _FIGURE.search(text) is None:
        return ()
    if (machine := _MACHINE.fullmatch(text)) is not None:
        year, month, day, hour, minute, second, zone = machine.groups()
        if zone and zone[0] == "-" and second is None and "T" not in text:
            zone = None  # hours in print, from - to: "2013-12-23 10:30-12:00"
        clock = f"{hour}:{minute}:{second}" if second else f"{hour}:{minute}" if hour else None
        said = Said(0, len(text), int(year), int(month), int(day), clock, zone)
        return (said,) if said.possible else ()
    found: list[Said] = []
    low, end = bare(text), 0
    for start in _beginnings(low):
        if start < end or (match := _PATTERN.match(low, start)) is None:
            continue
        end = match.end()
        key = (match.lastgroup or "c")[0]
        if key == "c" and not compact:
            continue
        said = _said(match, key)
        if key == "n" and not said.possible and said.month > 12 and match["ns"] in ("/", "-") and said.day:
            said = month_first(said)  # 12/25/2018: there is no 25th month
        if said.possible and not (said.abbreviated and said.year is None and said.relative is None):
            found.append(said)
    return tuple(found)


def _beginnings(low: str) -> Iterator[int]:
    """Yield the places where a date may begin, in order: at figures, at a month's name before them or before "br."."""
    words = (m.start() for m in _MONTH_OF.finditer(low)) if "r" in low and _RELATIVE_HINT.search(low) else iter(())
    ahead = next(words, None)
    for run in _RUN.finditer(low):
        start = run.start()
        while ahead is not None and ahead < start:
            yield ahead
            ahead = next(words, None)
        if start and low[start - 1].isspace() and (word := _WORD_BEFORE.search(low, max(0, start - 16), start)):
            yield word.start()
        yield start
    while ahead is not None:
        yield ahead
        ahead = next(words, None)


def month_first(said: Said) -> Said:
    """Return a date in figures with its day and month changed, as American pages write it."""
    return said if said.day is None else said._replace(month=said.day, day=said.month, either=False)


_OTHER_LISTOPAD: Final = ("hr", "bs", "sh")


def has_october_listopad(language: str | None) -> bool:
    """Whether a page's own word for its language is one in which "listopad" is October: Croatian and Bosnian; in
    Polish and Czech it is November."""
    return (language or "")[:2].lower() in _OTHER_LISTOPAD


def as_october(said: Said, raw: str) -> Said:
    """Return a date of a Croatian page, whose "listopad" was read as the Polish one, in October."""
    return said._replace(month=10) if said.month == 11 and "listopad" in raw.lower() else said


_ENGLISH_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_MONTH_DAY: Final = re.compile(rf"(?<![a-z]){_ENGLISH_MONTH}\s\d\d?(?:st|nd|rd|th)?,?\s(?:19|20)\d\d(?!\d)", re.I)
_DAY_MONTH: Final = re.compile(rf"(?<!\d)\d\d?(?:st|nd|rd|th)?\s(?:of\s)?{_ENGLISH_MONTH},?\s(?:19|20)\d\d(?!\d)", re.I)
_IN_FIGURES: Final = re.compile(r"(?<![\d/-])(\d\d?)([/-])(\d\d?)\2(?:19|20)\d\d(?![\d/-])")
_DAY_FIRST: Final = ("en-gb", "en-ie", "en-au", "en-nz", "en-za", "en-in")
"""English of countries that write the day first in figures, however they write it in words."""


def month_leads(text: str, language: str | None = None) -> bool:
    """Whether a page in English writes the month before the day: its dates in figures that can be read one way only
    say so, or, where there are none, those in words ("June 15, 2023", and nowhere "15 June 2023").

    `language` is what the page states ("en-gb"); ``en-us`` decides, the words of British pages do not.
    """
    language = (language or "").lower()
    if language == "en-us":
        return True
    says = {
        int(first) <= 12 for first, _, second in _IN_FIGURES.findall(text) if (int(first) > 12) != (int(second) > 12)
    }
    if says:
        return says == {True}
    return language not in _DAY_FIRST and _MONTH_DAY.search(text) is not None and _DAY_MONTH.search(text) is None


_DAY_WORD_YEAR: Final = re.compile(
    r"(?<![\d.,/:-])(?P<d>\d\d?)(?:\.|er|º|°)?\s?(?:de\s|di\s|d['’])?(?P<m>[^\W\d_]{3,12})\.?,?\s(?:de\s|del\s)?(?P<y>(?:19|20)\d\d)(?!\d)"
    r"|(?<![^\W\d_])(?P<m2>[^\W\d_]{3,12})\.?\s(?P<d2>\d\d?),?\s(?P<y2>(?:19|20)\d\d)(?!\d)"
    r"|(?<!\d)(?P<y5>(?:19|20)\d\d)\.?\s(?:gada|g\.)\s(?P<d5>\d\d?)\.\s?(?P<m5>[^\W\d_]{3,12})(?![^\W\d_])"
    r"|(?<!\d)(?P<y3>(?:19|20)\d\d)(?:\.|\s?m\.)\s(?P<m3>[^\W\d_]{3,12})\s(?:m[eė]n(?:esio|\.)\s)?(?P<d3>\d\d?)(?!\d)"
    r"|(?<!\d)(?P<y4>(?:19|20)\d\d)\s?年\s?(?P<m4>\d\d?)\s?月\s?(?P<d4>\d\d?)\s?日"
)


def find_foreign(text: str) -> tuple[Said, ...]:
    """Return the dates of a short text in other languages of Europe, where each has its day, month and year.

    Nothing that is not written is filled in. The year may stand first: "2019. október 13.", "2019 m. spalio 13 d.",
    "2019. gada 13. oktobris".
    """
    found = []
    for match in _DAY_WORD_YEAR.finditer(text[:400]):
        kind = (match.lastgroup or "y")[1:]
        word = match["m" + kind]
        month = int(word) if word.isdigit() else month_named(word.lower())
        if month:
            said = Said(match.start(), match.end(), int(match["y" + kind]), month, int(match["d" + kind]))
            if said.possible:
                found.append(said)
    return tuple(found)


_YEARS: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def dates_in(text: str) -> tuple[Said, ...]:
    """Return the dates of a short text in any of the languages known, in reading order.

    A line may say one day in words and the next in figures: "опубліковано 17 квітня 2025 р., змінено 01.05.2026".
    """
    found = find_dates(text)
    if sum(said.year is not None for said in found) >= sum(1 for _ in _YEARS.finditer(text)):
        return found
    foreign = find_foreign(text)
    if not found or not foreign:
        return found or foreign
    apart = [f for f in foreign if all(f.end <= said.start or said.end <= f.start for said in found)]
    return tuple(sorted((*found, *apart)))


def _said(match: re.Match[str], key: str) -> Said:
    """Make a date of a match whose groups' names begin with `key`."""

    def part(name: str) -> str | None:
        name = key + name
        return match[name] if name in _NAMES else None

    month = (part("m") or "").lower()
    numeric = month.isdigit()
    year, day, first, hour = part("y"), part("d"), part("f"), part("_h")
    clock = None
    if hour:
        clock = f"{int(hour):02}:{part('_m')}"
        if second := part("_s"):
            clock += f":{second}"
    return Said(
        start=match.start(),
        end=match.end(),
        year=int(year) if year else None,
        month=int(month) if numeric else ROMAN[month] if key == "r" else MONTHS[month],
        day=int(day) if day else None,
        clock=clock,
        zone=zone.upper() if (zone := part("_z")) else None,
        relative=None if year else next((r for r in ("this", "last", "next") if part(r)), None),
        abbreviated=month in ABBREVIATIONS,
        first=int(first) if first else None,
        either=key == "n"
        and not first
        and match["ns"] in ("/", "-")
        and day != month
        and max(int(day or 99), int(month)) <= 12,
    )


@cache
def warsaw() -> ZoneInfo:
    """The zone in which a publication's day is told."""
    return ZoneInfo("Europe/Warsaw")


@lru_cache(maxsize=4096)
def iso(said: Said, keep_zone: bool = False) -> tuple[str, Precision]:
    """Return the ISO 8601 value of a date with a year, and its precision.

    A time gets Warsaw's offset; a time with a zone is converted to it, unless `keep_zone`. Raises
    ValueError for a date without a year.
    """
    if said.year is None:
        raise ValueError("a date without a year has no ISO 8601 value")
    if said.day is None:
        return f"{said.year:04}-{said.month:02}", "month"
    day = f"{said.year:04}-{said.month:02}-{said.day:02}"
    if not said.clock:
        return day, "day"
    moment = datetime.fromisoformat(f"{day}T{said.clock}")
    if said.zone:
        zone = said.zone.upper()
        sign = -1 if zone[0] == "-" else 1
        figures = zone[1:].replace(":", "") if zone[0] in "+-" else "0000"
        offset = timedelta(hours=int(figures[:2]), minutes=int(figures[2:]))
        if offset >= timedelta(hours=24):
            return day, "day"
        moment = moment.replace(tzinfo=timezone(sign * offset))
        if not keep_zone:
            moment = moment.astimezone(warsaw())
    else:
        moment = moment.replace(tzinfo=warsaw())
    return moment.isoformat(timespec="seconds" if said.clock.count(":") == 2 else "minutes"), "minute"


def plausible(value: str, captured_at: datetime | None) -> bool:
    """Whether an ISO value can be a publication: not the epoch, not before the web, not after the capture."""
    if value < EARLIEST.isoformat()[: len(value)] or value.startswith("1970"):
        return False
    if captured_at is None:
        return value[:4] <= "2100"
    limit = (captured_at + timedelta(days=1)).date().isoformat()
    return value[:10] <= limit[: len(value[:10])]
