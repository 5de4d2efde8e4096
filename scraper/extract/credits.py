"""Lines at the edge of a text that say only who wrote it, when, and under which headings."""

# ruff: noqa: E501  (patterns read best in one piece)

from __future__ import annotations

import re
from typing import Final

from scraper.extract.dates import Said, dates_in, find_dates
from scraper.extract.labels import has_hours, label_of
from scraper.polish import bare, folded

_AUTHOR_LINE: Final = re.compile(
    r"^\W*(?:autor(?:ka|zy)?|napisal|(?:napisane|wpisany|dodany|dodane|opublikowany|opublikowane|utworzone|umieszczone) przez|opracowal\w*|author|written by|by|posted by|dodal\w*|redaktor|opublikowal\w*)\b[:\s].{0,60}$",
    re.I,
)
_LABEL_LINE: Final = re.compile(
    r"^\W*(?:data(?: publikacji| dodania| wydarzenia| utworzenia)?|opublikowano|opublikowane|dodano|dodane|utworzono|publikacja|aktualizacja|ostatnia aktualizacja|zaktualizowano|"
    r"posted(?: on| in)?|published(?: on)?|kategori[ae]|category|czas czytania|odslony|last updated?|updated|zmieniono|poprawiono|napisal)\b",
    re.I,
)

_PIECES: Final = re.compile(r"\n| [|•·] ")
_COUNTER: Final = re.compile(r"^\W*(?:\w+\W{1,3})?\d+\W*(?:wyswietlen\w*|odslon\w*|x|min\w*|views?)?\W*$")


def is_credit(text: str, link_chars: int = 0) -> bool:
    """Whether a line at the edge of a text says only who wrote it, when and under which headings, or counts its
    readers. `link_chars` of it are links: to the author, to categories."""
    if len(text) > 160:
        return False
    key = folded(text)
    dates = dates_in(text)
    labels = [label_of(bare(text[: said.start])) for said in dates]
    if "published" in labels or ("modified" in labels and len(text) - dates[-1].end < 25):
        return len(text) < 140  # after the day of a change may stand what changed
    if "other" in labels or any(has_hours(text, said.end) for said in dates if said.clock):
        return False  # the day of what the article tells: "Termin: 30.06.2016"
    if dates and len(text) - link_chars - sum(said.end - said.start for said in dates) <= 8:
        return True
    pieces = [piece for piece in _PIECES.split(text) if piece.strip()]
    if len(pieces) > 1:
        return bool(dates) and all(is_credit(p) or _COUNTER.match(folded(p)) or _is_name(p) for p in pieces)
    if _only_date(text, key, dates) or (_PHOTO_LINE.match(key) and len(text) < 60 and not link_chars):
        return True
    return _AUTHOR_LINE.match(key) is not None and len(text) < 80


def after_day(text: str) -> str:
    """Return what stands in a line under another that is only a day: "17.05.2006" and below it the title."""
    day, _, rest = text.partition("\n")
    return folded(rest) if rest and len(day) < 40 and _only_date(day, folded(day), find_dates(day)) else ""


def _is_name(text: str) -> bool:
    """Whether a piece of a line is a person's name: two or three words with capitals."""
    words = text.split()
    return 1 < len(words) < 4 and all(word[:1].isupper() for word in words) and not any(map(str.isdigit, text))


def _only_date(text: str, key: str, dates: tuple[Said, ...]) -> bool:
    if len(key) > 110:
        return False
    if _LABEL_LINE.match(key) and len(key) < 70:
        return not dates or len(text) - dates[-1].end < 25  # after a day may stand what happened then
    if not dates:
        return False
    rest = text
    for said in reversed(dates):
        rest = rest[: said.start] + rest[said.end :]
    rest_words = re.sub(r"(?i)^\W*(?:poniedzia\w+|wtor\w+|śr\w+|czwart\w+|piąt\w+|sobot\w+|niedziel\w+)\W*", "", rest)
    rest = re.sub(
        r"(?i)\b(?:poniedzia\w+|wtor\w+|śr\w+|czwart\w+|piąt\w+|sobot\w+|niedziel\w+|dnia|data|godz\w*|mon|tue|wed|thu|fri|sat|sun)\w*|\W+|\d+",
        "",
        rest,
    )
    stamped = dates[-1].clock is not None and dates[-1].end >= len(text) - 1  # who, then day and hour
    return len(rest) <= (25 if stamped else 5) or _WRITER.match(folded(rest_words)) is not None


_PHOTO_LINE: Final = re.compile(r"^\W*(?:fot\.|foto?:|zdj\.|autor\szdjec(?:ia)?\b|photo(?:\scredit|\sby)\b)")
_WRITER: Final = re.compile(r"^\W*(?:przez|by|autor|author|napisal\w*|dodal\w*|od)\b\W{1,3}[\w\s.-]{3,40}$")
