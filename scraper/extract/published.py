"""The day of publication, with its evidence.

The order of evidence: what a profile names, what the site's machinery states (REST, JSON-LD, meta,
microdata), what the page prints beside the article with a label or in a `<time>`, the feed, the date in
the address, a bare date beside the title, a listing, any other bare date. An update, an event, a neighbour's teaser, the
clock of the header, a copyright or a print stamp is no publication. Nothing is guessed: without
evidence the answer is None.
"""

# ruff: noqa: E501, SIM905  (word lists and patterns read best in one piece)

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from scraper.article import DateEvidence, Hints
from scraper.extract.dates import Said, find_dates, has_october_listopad, iso, month_first, month_leads, plausible
from scraper.extract.evidence import Judge, modified_of
from scraper.extract.items import Items
from scraper.extract.lone import read_lone
from scraper.extract.metadata import Metadata, shown_text, text_of, words_of
from scraper.extract.outline import Outline
from scraper.extract.printed import EVENT_CLASS, apart, read_plain_times, read_printed

_META_PUBLISHED: Final = (
    "article:published_time og:published_time og:article:published_time published_time datepublished article:published "
    "parsely-pub-date sailthru.date dc.date.issued dcterms.issued dc.date.created dcterms.created dcterms.date dc.date "
    "dc.terms.created pubdate publishdate publish-date publish_date publication_date publication-date article_date_original "
    "published dc:date dc:date.issued dc:created dcterms:created bepress_citation_date citation_online_date cxenseparse:recs:publishtime originalpublicationdate displaydate article.published date_published "
    "citation_publication_date citation_date rnews:datepublished bt:pubdate prism.publicationdate article:post_date date created datecreated"
).split()
_META_RANK: Final = {name: (8.2 if place < 8 else 7.4) - place * 0.02 for place, name in enumerate(_META_PUBLISHED)} | (
    dict.fromkeys(("date", "dc.date", "dc:date", "dcterms.date"), 6.3)  # of what? a label in print is worth more
)
META_MODIFIED: Final = "article:modified_time og:updated_time datemodified dcterms.modified dc.date.modified last-modified lastmod revised".split()
_URL_DAY: Final = re.compile(
    r"/(19[89]\d|20[0-4]\d)(?:/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?=/|\.html?$|$)|-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?=[/_.+-]|$))"
)
_URL_FIGURES: Final = re.compile(r"[/-](20[0-4]\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?=[/_-]|$)")
_URL_MONTH: Final = re.compile(r"/(19[89]\d|20[0-4]\d)/(0[1-9]|1[0-2])/(?!\d\d?(?:/|$))(?=[^/]*[^/\d])")
_URL_ALIAS: Final = re.compile(
    r"/(?:\d+[-:])?(20[0-4]\d)-(0[1-9]|1[0-2])-([0-2]\d|3[01])-([01]\d|2[0-3])-([0-5]\d)-([0-5]\d)(?:[/.?]|$)"
)


@dataclass(slots=True)
class Dates:
    """The date of publication with its evidence, the rivals that lost, and the modification."""

    published: DateEvidence | None = None
    rivals: tuple[DateEvidence, ...] = ()
    modified: str | None = None


def find_published(
    outline: Outline,
    metadata: Metadata,
    url: str,
    *,
    title_at: int | None,
    body_start: int,
    body_end: int,
    known: bool = False,
    empty: bool = False,
    hints: Hints | None = None,
    profile_text: str | None = None,
    date_format: str | None = None,
    captured_at: datetime | None = None,
    keep_zone: bool = False,
    english: bool = False,
) -> Dates:
    """Weigh all evidence of the day of publication.

    `body_start` and `body_end` bound the article's container among the outline's blocks, `known` says that the
    layout names it, `empty` that no text was found in it; `profile_text`
    is the text under the profile's selector, read by `date_format` when given. `keep_zone` keeps the
    zone that a foreign page states; Polish times are told in Warsaw's. `english` lets the page say by its other dates
    whether it writes the month first in figures.
    """
    title = outline.blocks[title_at].element if title_at is not None else None
    judge = Judge(captured_at, keep_zone, Items(outline.root, metadata, url, title).of_another)
    judge.october_listopad = has_october_listopad(metadata.language)
    locale = (metadata.first("og:locale") or "").replace("_", "-").lower()
    if "en-us" in (metadata.language, locale):
        judge.month_leads = lambda: True
    elif english:
        stated = locale if metadata.language in (None, "en") else metadata.language
        judge.month_leads = cache(lambda: month_leads(shown_text(outline.root), stated))
    if profile_text:
        _profile(judge, profile_text, date_format)
    for hint in hints.published if hints else ():
        rank = {"rest": 9, "feed": 6.6, "listing": 4.05, "sitemap": 0.5}.get(hint.source, 1)
        if hint.source == "listing" and hint.precision in ("month", "year"):
            rank = 0.6  # the list of a year, a month: better than nothing
        if plausible(hint.value, captured_at):
            judge.found.append((rank, _as_read_here(hint, judge) if hint.source == "listing" else hint))
    _stated(judge, metadata)
    _marked(judge, metadata, outline, title_at, body_end)
    _address(judge, url)
    nothing = empty and title_at is None  # a listing, a form: what it prints is of other pages
    if not nothing:
        read_printed(judge, outline, title_at, body_start, body_end, known=known)
    if not nothing and not any(e.precision in ("day", "minute") and rank > 1 for rank, e in judge.found):
        read_lone(judge, outline, metadata, outline.root, body_start, body_end)
    judge.found.sort(key=lambda pair: -pair[0])
    if hints and hints.modified:
        judge.modified.append(hints.modified)
    best = judge.found[0][1] if judge.found else None
    if best is not None:
        others = [e for _, e in judge.found[1:]]
        best = _sharpen(_own_day(best, others), others)
        best = _by_print(_by_agreement(best, others, judge), judge)
    rivals: list[DateEvidence] = []
    for _, evidence in judge.found:
        if best is not None and evidence.value[:10] != best.value[:10] and evidence not in rivals:
            rivals.append(evidence)
    return Dates(best, tuple(rivals[:10]), judge.modified[0] if judge.modified else None)


def _as_read_here(hint: DateEvidence, judge: Judge) -> DateEvidence:
    """Read the figures of a list month first where the article's page writes them so: a short list may leave it open."""
    said = find_dates(hint.raw)
    if len(said) != 1 or not said[0].either or not judge.month_leads():
        return hint
    value, precision = iso(month_first(said[0]))
    return DateEvidence(value=value, precision=precision, source=hint.source, raw=hint.raw)


def _own_day(best: DateEvidence, others: list[DateEvidence]) -> DateEvidence:
    """Keep the zone of a time whose day the site itself tells in that zone, in its address or in print.

    A system whose clock is set to UTC states "22:02+00:00" and dates its permalink by the same clock.
    """
    if best.precision != "minute" or not others:
        return best
    stated = find_dates(best.raw, True)
    if not stated or not stated[0].zone:
        return best
    value, precision = iso(stated[0], True)
    if value == best.value and stated[0].zone in ("Z", "z", "+00:00", "+0000", "UTC", "GMT", "-00:00"):
        # the zone is kept as stated, but the page itself is of another: its own day is beside it
        for other in others:
            if other.source in ("url", "page", "time") and other.precision in ("day", "minute"):
                apart = abs((date.fromisoformat(other.value[:10]) - date.fromisoformat(value[:10])).days)
                if apart == 0:
                    return best
                if apart == 1:
                    return other
    days = {e.value[:10] for e in others if e.source in ("url", "page")}
    if value[:10] != best.value[:10] and value[:10] in days and best.value[:10] not in days:
        return DateEvidence(value=value, precision=precision, source=best.source, raw=best.raw)
    return best


def _by_agreement(best: DateEvidence, others: list[DateEvidence], judge: Judge) -> DateEvidence:
    """Read figures month first where the page elsewhere says that day, and nowhere the other."""
    swapped = judge.either.get(best.value[:10])
    if swapped is None or any(e.value[:10] == best.value[:10] and e.raw != best.raw for e in others):
        return best
    return next((e for e in others if e.value[:10] == swapped), best)


def _by_print(best: DateEvidence, judge: Judge) -> DateEvidence:
    """Believe an earlier day in print where the machine's publication is only the day of the last change.

    Some systems state the moment of the last save as both; an unchanged article prints the same day.
    """
    if best.source not in ("jsonld", "meta", "microdata") or best.precision not in ("day", "minute"):
        return best
    day = date.fromisoformat(best.value[:10])
    if any(e.source in ("page", "url") and e.value[:10] == best.value[:10] for _, e in judge.found):
        return best
    if not any(len(m) >= 10 and abs((date.fromisoformat(m[:10]) - day).days) <= 1 for m in judge.modified[:1]):
        return best
    for rank, other in judge.found:
        if (
            other.source == "page"
            and rank >= (3.5 if judge.keep_zone else 4.2)
            and other.precision in ("day", "minute")
        ):
            return other if (day - date.fromisoformat(other.value[:10])).days > 1 else best
    return best


def _sharpen(best: DateEvidence, others: list[DateEvidence]) -> DateEvidence:
    """A month gains its day from other evidence that says the same month."""
    if best.precision in ("month", "year") and best.source != "listing":
        for other in others:
            if (
                other.value.startswith(best.value)
                and other.precision in ("day", "minute")
                and other.source != "sitemap"
            ):
                return other
    return best


def _profile(judge: Judge, text: str, date_format: str | None) -> None:
    if date_format:
        try:
            moment = datetime.strptime(" ".join(text.split()), date_format)
        except ValueError:
            pass
        else:
            clock = moment.strftime("%H:%M") if re.search(r"%[HIcXT]", date_format) else None
            judge.add(10, Said(0, 0, moment.year, moment.month, moment.day, clock), "profile", text)
            return
    for said in find_dates(text):
        if judge.add(10, said, "profile", text):
            return


def _stated(judge: Judge, metadata: Metadata) -> None:
    """What the site's machinery says: JSON-LD and meta."""
    node = metadata.article
    if not judge.text(8.5, text_of(node.get("datePublished")), "jsonld"):
        judge.text(8.0, text_of(node.get("dateCreated") or node.get("uploadDate")), "jsonld")
    judge.text(7.0, text_of(metadata.page.get("datePublished")), "jsonld")
    for node in (metadata.article, metadata.page):
        if value := modified_of(text_of(node.get("dateModified")), judge):
            judge.modified.append(value)
    for name, contents in metadata.meta.items():
        if (rank := _META_RANK.get(name)) is not None:
            judge.text(rank, contents[0], "meta")
        elif name in META_MODIFIED and (value := modified_of(contents[0], judge)):
            judge.modified.append(value)


def _marked(judge: Judge, metadata: Metadata, outline: Outline, title_at: int | None, body_end: int) -> None:
    """Microdata, RDFa and `<time>`."""
    plain: list[tuple[Any, str]] = []
    for node in metadata.times[:60]:
        prop = (node.get("itemprop") or node.get("property") or "").lower().removeprefix("schema:")
        if judge.of_another(node):
            continue
        names = (node.get("class") or "").lower()
        stated = node.get("datetime") or node.get("content")
        text = stated or words_of(node)
        day_of = "published" in names or "entry-date" in names or "post-date" in names or "pubdate" in names
        if prop == "datemodified" or ("updated" in names.split() and not day_of):
            if value := modified_of(text, judge):
                judge.modified.append(value)
            continue
        if prop in ("datepublished", "datecreated"):
            judge.text(7.2, text, "microdata")
        elif node.get("pubdate") is not None:
            judge.text(7.0, text, "time")
        elif day_of:
            if not apart(node):
                rank = 6.8 if "updated" not in names or "published" in names else 6.7
                judge.text(rank - 0.01 * len(judge.found), text, "time")
        elif stated and not EVENT_CLASS.search(names):
            plain.append((node, text))
    for prop, node in metadata.marked:
        low = prop.lower().removeprefix("schema:")
        if "date" not in low and "dc:created" not in low:
            continue
        if judge.of_another(node):
            continue
        if low == "datemodified":
            if value := modified_of(node.get("content") or node.get("datetime") or words_of(node), judge):
                judge.modified.append(value)
        elif (
            low in ("datepublished", "datecreated") or "dc:date" in low or "dc:created" in low
        ) and node.tag != "time":
            # Drupal calls every date "dc:date", that of an event too, and the day of writing also "dc:created"
            rank = 7.1 if "dc:date" not in low or "created" in low else 5.2
            judge.text(rank, node.get("content") or node.get("datetime") or words_of(node), "microdata")
    if plain:
        read_plain_times(judge, plain, outline, title_at, body_end)


def _address(judge: Judge, url: str) -> None:
    """The date in the address: a permalink's day, a Joomla alias made of the moment, a month."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return
    if match := _URL_ALIAS.search(path):
        year, month, day, hour, minute, second = match.groups()
        said = Said(0, 0, int(year), int(month), int(day), f"{hour}:{minute}:{second}")
        if said.possible:
            judge.add(4.2, said, "url", match[0].strip("/"))
            return
    if match := _URL_DAY.search(path) or _URL_FIGURES.search(path):
        year, month, day = (part for part in match.groups() if part)
        said = Said(0, 0, int(year), int(month), int(day))
        if said.possible:
            judge.add(5.0, said, "url", match[0])
            return
    if match := _URL_MONTH.search(path):
        judge.add(1.5, Said(0, 0, int(match[1]), int(match[2]), None), "url", match[0])
