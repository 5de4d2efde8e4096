"""Fills the slots of phrases.py: one voice speaks one article, from one day, for one association."""

from __future__ import annotations

import datetime as dt
import random
import re
import unicodedata
from dataclasses import dataclass, field

import phrases

GENITIVE = [
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września",
    "października", "listopada", "grudnia",
]  # fmt: skip
LOCATIVE = [
    "styczniu", "lutym", "marcu", "kwietniu", "maju", "czerwcu", "lipcu", "sierpniu", "wrześniu",
    "październiku", "listopadzie", "grudniu",
]  # fmt: skip
ENGLISH = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
]  # fmt: skip
ROMAN = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII",
]  # fmt: skip
WEEKDAYS = [
    "w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę",
]  # fmt: skip


@dataclass(frozen=True)
class Association:
    """Who publishes: the names that the sentences need."""

    nominative: str
    genitive: str
    trade: str
    """Genitive: what the money is spent on."""
    host: str
    """Domain of its mail."""


def slug(text: str, length: int = 60) -> str:
    """Return the text as a part of an address, as an editor would shorten it."""
    text = unicodedata.normalize("NFKD", text.lower().replace("ł", "l")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:length].strip("-")


@dataclass
class Voice:
    """Speaks for `association` on the day `when`; `earlier` are keys of articles that it may link to."""

    rnd: random.Random
    association: Association
    when: dt.datetime
    files: list[str]
    earlier: list[str]
    events: set[str] = field(default_factory=set)
    """Days (ISO) of the events that were spoken of."""

    def __post_init__(self) -> None:
        self.programme = self.rnd.choice(phrases.PROGRAMMES)
        self.subject = self.rnd.choice(phrases.SUBJECTS)
        self.city = self.rnd.choice(phrases.CITIES)
        self.past = self.when.date() - dt.timedelta(days=self.rnd.randint(1, 14))
        self.future = self.when.date() + dt.timedelta(days=self.rnd.randint(5, 70))

    def fill(self, sentence: str) -> str:
        """Return the sentence with its slots filled and its first letter in capitals."""
        text = re.sub(r"\{(\w+)\}", lambda match: self.slot(match[1]), sentence)
        text = re.sub(r"\b(r|br|sp|j|o|A)\.\.", r"\1.", text)
        return text if text.startswith("http") else text[0].upper() + text[1:]

    def event(self, day: dt.date) -> str:
        """Return one of the ways in which Polish tells when something was or will be."""
        month, last = GENITIVE[day.month - 1], day + dt.timedelta(days=self.rnd.randint(1, 3))
        end = f"{last.day} {GENITIVE[last.month - 1]} {last.year} r."
        same_month = f"{day.day}–{end}" if last.month == day.month else f"{day.day} {month} – {end}"
        forms = [
            f"{day.day} {month} {day.year} r.",
            f"{day.day} {month} {day.year} roku",
            f"dnia {day:%d.%m.%Y} r.",
            f"{day.day} {ROMAN[day.month - 1]} {day.year} r.",
            f"{WEEKDAYS[day.weekday()]}, {day.day} {month} {day.year} r.",
            f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}",
            f"{day.day} {month} {day.year} r. o godz. {self.rnd.randint(8, 17)}:30",
            f"w dniach {same_month}",
            f"od {day.day} {month} do {end}",
            f"w dniach {day.day}-{end}" if last.month == day.month else f"od {day:%d.%m} do {last:%d.%m.%Y} r.",
            f"w {LOCATIVE[day.month - 1]} {day.year} r.",
        ]
        if day.year == self.when.year:
            forms += [f"{day.day} {month} br.", f"{WEEKDAYS[day.weekday()]}, {day.day} {month}"]
        self.events.add(day.isoformat())
        return self.rnd.choice(forms)

    def slot(self, name: str) -> str:
        rnd = self.rnd
        match name:
            case "klaster":
                return self.association.nominative
            case "klastra":
                return self.association.genitive
            case "branzy":
                return self.association.trade
            case "program":
                return self.programme
            case "temat":
                return self.subject[0]
            case "tematu":
                return self.subject[1]
            case "temacie":
                return self.subject[2]
            case "w_miescie":
                return self.city[1]
            case "osoba":
                person = rnd.choice(phrases.PEOPLE)
                return f"{person}, {rnd.choice(phrases.ROLES)}" if rnd.random() < 0.4 else person
            case "firma":
                return rnd.choice(phrases.FIRMS)
            case "uczelnia":
                return rnd.choice(phrases.SCHOOLS)
            case "bylo":
                return self.event(self.past)
            case "bedzie":
                return self.event(self.future)
            case "termin" | "english_date":
                day = self.when.date() + dt.timedelta(days=rnd.randint(3, 45))
                if name == "termin":
                    return f"{day.day} {GENITIVE[day.month - 1]} {day.year} r."
                return f"{day.day} {ENGLISH[day.month - 1]} {day.year}"
            case "rok":
                return str(self.when.year)
            case "rok_przyszly":
                return str(self.when.year + rnd.randint(1, 7))
            case "n":  # a number that takes the genitive plural
                return str(rnd.choice([number for number in range(6, 180) if number % 10 not in (2, 3, 4)]))
            case "procent":
                return str(rnd.randint(5, 85))
            case "kwota":
                return rnd.choice(
                    [f"{rnd.randint(1, 38)},{rnd.randint(1, 9)} mln zł", f"{rnd.randint(11, 99) * 10} tys. zł"]
                )
        return self.link(name)

    def link(self, name: str) -> str:
        """Return the target of a link (or the link, where the sentence leaves it whole to the slot)."""
        rnd, path = self.rnd, slug(self.programme)
        match name:
            case "mail":
                address = f"{rnd.choice(['biuro', 'projekty', 'szkolenia'])}@{self.association.host}"
                return f"[{address}](mailto:{address})"
            case "goly":
                return f"https://www.{path}.example/{rnd.choice(['o-projekcie', 'program'])}?nr={rnd.randint(10, 99)}"
            case "obcy":
                pattern = rnd.choice(phrases.HOSTS)[1]
                return pattern.format(slug=f"{path}-{rnd.randint(100, 999)}", number=rnd.randint(1000, 99999))
            case "plik":
                return f"@@{rnd.choice(['url', 'path'])}:{rnd.choice(self.files)}@@"
            case "wpis":
                key = rnd.choice(self.earlier[-40:]) if self.earlier else "page-o-nas"
                return f"@@{rnd.choice(['url', 'path', 'short'])}:{key}@@"
            case "kontakt":
                return "@@path:page-kontakt@@"
            case "o_nas":
                return "@@url:page-o-nas@@"
        raise KeyError(name)
