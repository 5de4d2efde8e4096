"""The names of months in other languages of Europe, as dateparser's data has them.

Its parser would tell them too, but takes a fifth of a second to find that a word is none.
"""

# ruff: noqa: SIM905  (word lists read best in one piece)

from __future__ import annotations

from importlib import import_module
from typing import Final

from scraper.polish import MONTHS

_LANGUAGES: Final = "en de fr es it nl pt sv da nb fi hu ro hr sl lt lv et tr ca uk ru bg el".split()
_SHORT: Final = frozenset(_LANGUAGES[:9])
"""Languages whose short forms are read: three letters of the others are words of Polish ("bal", "lis"), unless they are
Greek or Cyrillic."""
_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]

_LATVIAN: Final = (
    "janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī decembrī".split()
)
"""The case in which Latvian tells a day, which dateparser's data does not have: "2019. gada 13. oktobrī"."""


def _names() -> dict[str, int]:
    """Return the month's number by its name in small letters; where two languages differ, the first listed wins."""
    names = {word: number for number, word in enumerate(_LATVIAN, 1)}
    for language in _LANGUAGES:
        said = import_module(f"dateparser.data.date_translation_data.{language}").info
        for number, month in enumerate(_MONTHS, 1):
            for name in said.get(month, ()):
                word = name.lower().rstrip(".")
                least = 3 if language in _SHORT or word[:1] >= "Ͱ" else 4
                if len(word) >= least and word.isalpha() and not set(word) <= set("ivx"):
                    names.setdefault(word, number)
    for form in MONTHS:
        names.pop(form, None)  # "listopad" is November in Polish and October in Croatian
    return names


_NAMED: Final = _names()


def month_named(word: str) -> int | None:
    """Return the month that a word in small letters names in a language of Europe, None for any other word."""
    return _NAMED.get(word)
