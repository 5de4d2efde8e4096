"""The record around a link: what stands beside it in a list, and the day that stands there alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from scraper.article import DateEvidence
from scraper.extract.dates import Said, dates_in, iso
from scraper.extract.labels import has_weekday, label_of
from scraper.extract.months import month_named
from scraper.polish import MONTHS, bare

_YEAR: Final = re.compile(
    r"(?:(?:rok|year|archiwum|archiv|godina|anul|jahr|année|año|anno|ano) )?((?:19|20)\d\d)\.?"
    r"(?: ?(?:r\.?|rok|gads|gada?|metai|m\.?|aasta|évi?|godina|g\.|року|рік|год))?",
    re.I,
)
_NAMED: Final = re.compile(
    r"(?P<month>[^\W\d_]{3,14})(?:\.?,?\s+(?:de\s+)?(?P<year>(?:19|20)\d\d)(?: ?r\.)?)?|"
    r"(?P<early>(?:19|20)\d\d)\.?\s+(?:m\.\s+)?(?P<late>[^\W\d_]{3,14})"
)
"""A month, its year behind or before it."""
_DAY: Final = re.compile(r"(?:[^\W\d_]{2,14}\.?,? )?([1-9]|[12]\d|3[01])")
"""A day of a month by its number, a weekday before it or not."""
_NO_FIGURES: Final = dict.fromkeys(map(ord, "0123456789"), "_")
_MORE: Final = 16
"""Characters of a link's text up to which it reads on ("czytaj dalej"), and is no headline itself."""
_HEADLINE: Final = 4
"""Words of a link from which it is a headline; the category of a piece of news has fewer."""


@dataclass(slots=True)
class Anchor:
    element: Any
    url: str
    text: str
    place: str
    chain: list[Any]


def counts_below(group: list[Anchor]) -> Counter[Any]:
    """Return how many targets of a group stand below each element."""
    below: Counter[Any] = Counter()
    seen: set[tuple[int, str]] = set()
    for anchor in group:
        for node in anchor.chain:
            if (id(node), anchor.url) not in seen:
                seen.add((id(node), anchor.url))
                below[node] += 1
    return below


def record_of(anchor: Anchor, below: Counter[Any]) -> Any:
    """Return the largest element around a link that holds no other link of its group."""
    record = anchor.element
    for node in anchor.chain:
        if below[node] > 1 or node.tag in ("body", "html"):
            break
        record = node
    return record


def pieces_of(anchor: Anchor, record: Any, merged: Mapping[str, Anchor]) -> list[str]:
    """Return the texts of a link's record, piece by piece, with those that stand between it and the next record."""
    pieces = _texts(record)
    others = {id(one.element) for one in merged.values() if one is not anchor}
    dated = any(map(_tells_day, pieces))
    after = _siblings(record, others, anchor.element, dated=dated, preceding=False)
    before = _siblings(record, others, anchor.element, dated=dated, preceding=True)
    if before and (not after or record.tag == "dd" or _opens_with_day(record, merged)):
        # "day, headline, day, headline": what stands after it is the next one's
        pieces = before[:3] + pieces + [piece for piece in after if len(piece.split()) > 5]
    else:
        pieces += after
    return [*pieces, " ".join(record.tail.split())] if record.tail and record.tail.strip() else pieces


def surroundings(anchor: Anchor) -> Any:
    for node in anchor.chain:
        if node.tag in ("article", "li", "section", "tr", "div"):
            return node
    return anchor.element


def _siblings(record: Any, others: set[int], own: Any, *, dated: bool, preceding: bool) -> list[str]:
    found: list[str] = []
    for sibling in record.itersiblings(preceding=preceding):
        if not isinstance(sibling.tag, str):
            continue
        links = list(sibling.iter("a"))
        if any(id(a) in others for a in links):
            break
        texts = _texts(sibling)
        if len(texts) == 1 and _period(texts[0], _ANY) is not None:
            break  # the heading of the next year, or of this one
        if dated and sibling.tag == record.tag and not links and any(map(_tells_day, texts)):
            break  # an item of its own, that has no page
        if any(_is_headline_of_another(a, own) for a in links):
            texts = [text.translate(_NO_FIGURES) for text in texts]  # its day is not this record's
        found += texts
        if sibling.tail and sibling.tail.strip():
            found.append(" ".join(sibling.tail.split()))
        if len(found) > 12:
            break
    return found


def _tells_day(text: str) -> bool:
    return any(said.day is not None and said.year is not None for said in dates_in(text))


def _is_headline_of_another(link: Any, own: Any) -> bool:
    """Whether a link beside a record is the headline of another, with a day of its own: a box of related news."""
    return link.get("href") != own.get("href") and len("".join(link.itertext()).split()) >= _HEADLINE


def _opens_with_day(record: Any, merged: Mapping[str, Anchor]) -> bool:
    """Whether a day stands before the first record of a list."""
    parent = record.getparent()
    if parent is None:
        return False
    links = {id(a.element) for a in merged.values()}
    for child in parent:
        if not isinstance(child.tag, str):
            continue
        if any(id(a) in links for a in child.iter("a")):
            return False
        if any(dates_in(text) for text in _texts(child)):
            return True
    return False


def _texts(node: Any) -> list[str]:
    """Return the texts under an element, one a leaf: inline elements and their tails apart, so that a day in a span of
    its own is found alone."""
    found: list[str] = []
    if node is None:
        return found
    for part in node.iter():
        if not isinstance(part.tag, str) or part.tag in ("script", "style", "noscript", "template"):
            continue
        if part.tag == "time" and part.get("datetime") and not _says_modified("".join(part.itertext())):
            found.append(part.get("datetime"))
        for text in (part.text, part.tail if part is not node else None):
            if text and (plain := " ".join(text.split())):
                found.append(plain)
        if len(found) > 60:
            break
    return found


class Above(NamedTuple):
    """The year, and the month where there is one, that a list states above some of its records."""

    year: int
    month: int | None = None


_ANY: Final = Above(2000)


def stated_above(root: Any) -> dict[Any, Above]:
    """Return for each link the year or the month that stands alone above it, as lists are divided: a heading, a row of
    a table."""
    found: dict[Any, Above] = {}
    above: Above | None = None
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag == "a":
            if above is not None:
                found[node] = above
        elif node.text and len(node.text) < 40 and (alone := _period(node.text.strip(), above)) is not None:
            above = alone
    return found


def _period(text: str, above: Above | None) -> Above | None:
    """Return the year or the month that a few words are, one without a year in that of what stands above it."""
    if (alone := _YEAR.fullmatch(text)) is not None:
        return Above(int(alone[1]))
    if (named := _NAMED.fullmatch(text)) is None:
        return None
    word, year = named["month"] or named["late"], named["year"] or named["early"]
    month = MONTHS.get(bare(word)) or month_named(word.lower())
    if month is None or (year is None and above is None):
        return None
    return Above(int(year) if year else above.year if above else 0, month)


def lone_day(
    pieces: list[str],
    headline: str,
    above: Above | None,
    as_written: Callable[[Said, str], Said] = lambda said, raw: said,
) -> DateEvidence | None:
    """Return the one day that stands alone in a record, as listings print it; None where it says two or none. A day in
    the headline is an event's as often as not: it counts where it is all that there is.

    `above` is what the list states above the record, for a day without a year or a month; `as_written`
    reads a day, with its text, as the page's language writes it.
    """
    days: dict[str, DateEvidence] = {}
    for piece in _joined([*_beside(pieces, headline)]) if len(headline) > _MORE else _joined(pieces):
        if len(piece) > (80 if len(headline) > _MORE else 160) or not any(c.isdigit() for c in piece):
            continue
        said = dates_in(piece)
        if above is not None and (not said or said[0].year is None):
            said = dates_in(_completed(piece, above))
        if len(said) != 1 or said[0].year is None or said[0].day is None or said[0].first is not None:
            continue
        if _is_told_of(piece[: said[0].start]):
            continue
        rest = re.sub(r"[\W\d_]+", " ", piece[: said[0].start] + " " + piece[said[0].end :]).split()
        if len(rest) > 4 and (len(headline) > _MORE or not _is_at_edge(piece, said[0])):
            continue
        value, precision = iso(as_written(said[0], piece))
        days.setdefault(value[:10], DateEvidence(value=value, precision=precision, source="listing", raw=piece))
    return next(iter(days.values())) if len(days) == 1 else None


def _is_at_edge(piece: str, said: Said) -> bool:
    """Whether a day stands before or behind a headline, set apart from it: "05.03.2024 - Walne zebranie", "Walne
    zebranie (5 marca 2024 r.)". So lists print it whose headlines lead nowhere, but for a link that reads on."""
    before, after = piece[: said.start].rstrip(), piece[said.end :].strip(" .r)]")
    return not before or (not after and before[-1:] in "([-–—|,/:")


def _completed(piece: str, above: Above) -> str:
    """Return a day with the year that stands above it, and with the month where it is a number alone."""
    day = piece.strip("-–—:|*• ").rstrip(". ")
    if above.month is not None and (alone := _DAY.fullmatch(day)) is not None:
        return f"{alone[1]}.{above.month:02}.{above.year}"
    return f"{day}{'.' if day[-1:].isdigit() else ' '}{above.year}"


def _is_told_of(before: str) -> bool:
    """Whether the words before a day say that it is none of publication: those of a change, those of a sentence."""
    label = label_of(bare(before))
    last = re.search(r"([^\W\d_]+)\W*$", before)
    tells = last is not None and last[1].islower() and len(last[1]) > 3 and before.rstrip()[-1:] == last[1][-1]
    return label in ("modified", "other") or (label is None and tells and not has_weekday(bare(before)))


def _says_modified(text: str) -> bool:
    said = dates_in(text)
    return bool(said) and label_of(bare(text[: said[0].start])) == "modified"


def _beside(pieces: list[str], headline: str) -> Iterator[str]:
    """Yield the pieces that are none of the headline's. Those of a badge stay, whatever figures the headline has too:
    "24" and "gru" beside "Zmiany od 24 grudnia".
    """
    whole = "".join(headline.split())
    at = 0
    while at < len(pieces):
        said, end = "", at
        while end < len(pieces) and len(said) < len(whole):
            said += "".join(pieces[end].split())
            end += 1
        if said == whole:
            at = end
            continue
        piece = pieces[at]
        if piece not in headline or (len(piece) <= 12 and not dates_in(piece)):
            yield piece
        at += 1


def _joined(pieces: list[str]) -> Iterator[str]:
    """Yield the pieces, and those side by side that make one date together: a badge of day, month and year."""
    yield from pieces
    for n in range(len(pieces) - 1):
        for size in (2, 3):
            part = pieces[n : n + size]
            short = len(part) == size and all(len(p) <= 12 for p in part) and any(p.isdigit() for p in part)
            if short and not any(dates_in(p) for p in part):
                yield " ".join(part)
