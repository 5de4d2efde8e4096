"""What the links of a page say of the addresses they lead to: how likely each is an article's, or a list's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from scraper.article import DateEvidence, Hints
from scraper.cms.addresses import Family, Known
from scraper.cms.article_pages import SURE, is_list_address
from scraper.cms.frontier import WHOLE, Frontier
from scraper.cms.page_links import PageLinks, PlacedLink
from scraper.cms.pagers import list_family
from scraper.cms.sections import (
    BESIDE_NEWS,
    CATEGORIES,
    is_archive_text,
    is_news_address,
    is_news_list,
    is_news_part,
    is_news_text,
    is_part_itself,
    other_kind,
    part_text,
    year_of,
)
from scraper.cms.shapes import first_step, is_archive_address, is_dated, is_loop, is_specific, shape_of, slug_words
from scraper.url import address_key, variant_reason

MOST: Final = 0.97
NAMED: Final = frozenset({"a directory", "a static page"})
"""What the heading of a list may say though its days say otherwise: "Members" is the news of the members too."""
DEEPEST: Final = 2
"""Lists of lists that are followed one after the other without an article: a year, its months."""
FED: Final = 5
"""Articles of feeds from which a list of news is thought to begin with some of them."""
PARTS: Final = 3
"""Parts of a site whose articles one list names, from which they are categories of its news."""


class Heard(NamedTuple):
    """How many articles a page names that no list named before (none for an article's page), how many of them are still
    to be read, and how many of those that do not date themselves it dates first."""

    new: int
    unread: int
    dated: int = 0


def take_in(
    frontier: Frontier,
    page: PageLinks,
    known: Known,
    role: str,
    *,
    known_ground_ends: bool = False,
    unpaged: int = 0,
) -> Heard:
    """Name what a page leads to; return what was heard of first. `unpaged` is how much new news it holds itself.

    `role` is what the page is: ``front``, ``article`` or ``other``. Where what earlier runs stored does not end a list
    (`known_ground_ends`), it counts as new to the list too.
    """
    first, dated = len(frontier.known), frontier.newly_dated
    years = [year for link in page.links if (year := _archive_year(link)) is not None]
    frontier.newest_year = max([frontier.newest_year, *years])
    section = _section(page, known, role, has_news=frontier.has_news, calendars_too=frontier.relaxed)
    period = _period(page, known) if role == "other" else None
    groups: dict[str, list[PlacedLink]] = {}
    for link in page.links:
        if is_loop(link.url):
            frontier.loops.setdefault(link.url)
        elif variant_reason(link.url) is None:
            groups.setdefault(link.place, []).append(link)
    if section == "named":
        section = "" if any(map(_is_chronicle, groups.values())) else "other"
    of = list_family(page.url) if role == "other" else ""
    stand = _Stand(section, period, of, known.family is None, read_on=role == "article")
    lists = False
    for place, links in groups.items():
        records = [link for link in links if link.kind == "record"]
        if records:
            promise = _name_records(frontier, place, records, stand)
            lists = lists or (promise >= SURE and not records[0].side)
        for link in links:
            if link.kind != "record":
                _name_other(frontier, page, link, role)
    told = Heard(0, 0)
    if role != "article":
        told = _newly_listed(frontier, page, known_ground_ends=known_ground_ends)
        told = told._replace(new=told.new + unpaged)
        if frontier.pages_dated < 0:
            told = told._replace(dated=frontier.newly_dated - dated)
    heard = list(islice(reversed(frontier.known.values()), len(frontier.known) - first))
    known.parent = (
        not told.unread and known.depth < DEEPEST and any(a.startswith("archive") for k in heard for a in k.lists)
    )
    for other in heard:
        other.depth = known.depth + (not told.new)
    known.gave = max(
        known.gave, sum(1 for links in page.records().values() for link in links if _is_article(frontier, link))
    )
    if role != "article":
        _name_pager(frontier, page, known, told.new, lists)
    return told


def _newly_listed(frontier: Frontier, page: PageLinks, *, known_ground_ends: bool) -> Heard:
    """Count the articles that a page is the first list to name.

    What a related box had named is new to the list, which goes on; but a list of which all was read already is
    superfluous, and so are its likes.
    """
    states = ("open", "asked", "article") if known_ground_ends else ("open", "asked", "article", "stored")
    new = unread = 0
    for link in page.links:
        found = frontier.known.get(address_key(link.url))
        if found is not None and not found.on_list and _is_article(frontier, link):
            found.on_list = True
            new += found.state in states and not frontier.is_before_window(found)
            unread += found.state == "open"
    return Heard(new, unread)


def _is_article(frontier: Frontier, link: PlacedLink) -> bool:
    known = frontier.known.get(address_key(link.url))
    return known is not None and (known.state in ("article", "stored") or frontier.as_article(known)[0] >= SURE)


def _section(page: PageLinks, known: Known, role: str, *, has_news: bool, calendars_too: bool) -> str:
    """Return what part of the site a page is: news, other, nothing known, or only ``named`` as other.

    Where the site has a part that it calls its news (`has_news`), its projects and vacancies are other; where nothing
    else was found, what is called a calendar may be the news (`calendars_too`).
    """
    if role == "front":
        return "front"
    kind = other_kind(page.url)
    if kind is None and (kind := part_text(page.heading) or part_text(known.text)) in NAMED:
        return "named"
    if kind in BESIDE_NEWS and (not has_news or is_news_address(page.url) or is_list_address(page.url)):
        kind = None  # what it is called is a category of the news
    if kind is not None and not (calendars_too and kind == "a calendar"):
        return "other"
    if is_news_address(page.url) or is_news_text(page.heading) or is_news_text(known.text):
        return "news"
    return ""


def _period(page: PageLinks, known: Known) -> DateEvidence | None:
    """Return the year or the month that a list is of, as its address says, or the link that leads to it."""
    found = re.search(r"/((?:19|20)\d\d)(?:/(0?[1-9]|1[0-2]))?(?:/|\.html?)?$", urlsplit(page.url).path)
    if found is not None:
        year, month = found.groups()
        value = f"{year}-{int(month):02}" if month else year
        return DateEvidence(value=value, precision="month" if month else "year", source="listing", raw=found[0])
    if is_archive_text(known.text) and (only := year_of(known.text)) is not None:
        return DateEvidence(value=str(only), precision="year", source="listing", raw=known.text)
    return None


class _Stand(NamedTuple):
    """Where a list stands: in which `section` of the site; on the pages `of` what, on the `first` of them or a further
    one; `period` is the year or the month that all of it is of."""

    section: str
    period: DateEvidence | None
    of: str
    first: bool
    read_on: bool = False
    """Whether the page is an article, and its lists are what it leads to, not what it is for."""


_LAYOUT: Final = re.compile(r"(?:^|>)(?:footer|header|nav|aside)\b|(?:^|>)\w+\.[\w-]*(?:footer|stopka|paticka|zapati)")
"""Places that are the same on every page."""


def _name_records(frontier: Frontier, place: str, records: list[PlacedLink], stand: _Stand) -> float:
    """Name the links of one list; return what its looks promise."""
    section, period, of, first, read_on = stand
    side = records[0].side
    dated = [link.day.value[:10] for link in records if link.day is not None]
    n = len(records)
    today = datetime.now(UTC).date().isoformat()
    tomorrow = (datetime.now(UTC).date() + timedelta(days=1)).isoformat()  # today's news of a zone before ours
    falling = sum(a >= b for a, b in pairwise(dated))
    ordered = len(dated) > 1 and falling >= 0.75 * (len(dated) - 1)
    past = all(day <= today for day in dated)
    share = len(dated) / n
    headlines = sum(link.headline for link in records) / n
    beside = sum(link.beside for link in records) / n
    rising = len(dated) > 1 and sum(a <= b for a, b in pairwise(dated)) >= 0.75 * (len(dated) - 1)
    if share >= 0.6 and ordered and past:
        looks = 0.92
    elif share >= 0.6 and past and (len(dated) < 4 or rising):
        looks = 0.6
    elif share >= 0.6:
        looks = 0.08  # events to come, or in an order of their own: news stands in that of its days
    elif headlines >= 0.6 and beside >= 8:
        looks = 0.55
    elif headlines >= 0.6 or beside >= 8:
        looks = 0.4
    else:
        looks = 0.3
    if dated == [] and headlines >= 0.6 and sum(link.marked for link in records) >= 0.6 * n:
        looks = max(looks, 0.62)
    if first and share < 0.6 and section != "news" and not side and _is_strange_to_feed(frontier, records):
        looks *= 0.5
    if section == "news":
        looks += 0.0 if _LAYOUT.search(place) else 0.15 if read_on else 0.3
    elif period is not None and section != "other":
        looks += 0.2
    elif section == "other":
        looks *= 0.1
    elif section == "front":
        looks += 0.05
    news = share >= 0.6 and past and section != "other" and not side
    if news and ordered and section and 2 * sum(other_kind(record.url) is None for record in records) > n:
        frontier.has_news = True
    categories: set[str] = set()
    for group in _lists_of(records, apart=section == "front") if news else ():
        categories |= _categories(group)
    for link in records:
        known = frontier.address(link.url, "list", link.text)
        if link.day is not None and link.day.value[:10] > tomorrow:
            frontier.coming.setdefault(known.shape, set()).add(known.key)
        if link.day is not None and link.url in categories:
            known.vouched = True
            if "/9999/" in known.shape:
                frontier.vouched_shapes.add(known.shape)
        headline = (link.headline or len(link.text.split()) > 3) and not link.side
        if section == "news" and headline:
            frontier.name_in_news(known)
        own = min(MOST, looks + (0.15 if is_news_address(link.url) and section != "other" else 0.0))
        if is_dated(link.url):
            own = max(own, 0.85)
        part = is_news_part(link.url)
        if part or is_list_address(link.url):
            own *= 0.1
            frontier.name_list(known, f"list {shape_of(link.url)}", 0.9 if part else 0.3)
        trusted = share >= 0.6 and past and section != "other" and link.day is not None
        known.headlined = known.headlined or (trusted and headline)
        hints = Hints(
            published=(link.day,) if trusted and link.day is not None else (period,) if period and not dated else (),
            title=link.text
            if link.headline and len(link.text.split()) >= 3 and not link.text.endswith(("…", "..."))
            else None,
        )
        known.in_list = known.in_list or (own >= SURE and not link.side)
        known.elsewhere = (known.elsewhere or section == "other") and not known.in_list
        frontier.name_article(
            known, _arm(frontier, place, known.shape, of), own, hints if hints.plain() and section != "other" else None
        )
        if is_archive_text(link.text) or is_archive_address(link.url):
            _name_archive(frontier, known, link)
    return looks


def _is_chronicle(links: list[PlacedLink]) -> bool:
    """Whether links are the records of a list in the order of its days, which are past: no list of members is."""
    records = [link for link in links if link.kind == "record" and not link.side]
    days = [link.day.value[:10] for link in records if link.day is not None]
    return (
        len(days) > 0.6 * len(records)
        and all(day <= datetime.now(UTC).date().isoformat() for day in days)
        and sum(a >= b for a, b in pairwise(days)) >= 0.75 * (len(days) - 1)
    )


def _lists_of(records: list[PlacedLink], *, apart: bool) -> Iterable[list[PlacedLink]]:
    """Return the records of one place, list by list where they are to be taken `apart`: a front page shows news, calls
    and offers in lists of one look, and none vouches for the others."""
    if not apart:
        return [records]
    lists: dict[int, list[PlacedLink]] = {}
    for record in records:
        lists.setdefault(record.container, []).append(record)
    return lists.values()


def _categories(records: list[PlacedLink]) -> set[str]:
    """Return the addresses of a list of news whose part of the site is a category of it: named there among others.

    An event may stand there too, unless all addresses of a list of several parts bear years, as those of articles do.
    """
    urls = [record.url for record in records if not is_part_itself(record.url)]
    kinds = {url: other_kind(url) for url in urls}
    several = len({first_step(url) for url in urls}) >= PARTS and all("/9999/" in shape_of(r.url) for r in records)
    mixed = 2 * sum(kind is None for kind in kinds.values()) >= len(records)
    return {url for url in urls if several or (mixed and kinds[url] in CATEGORIES)}


def _archive_year(link: PlacedLink) -> int | None:
    """Return the year whose archive a link leads to, None for any other link and for an archive of all years."""
    if not is_archive_text(link.text) and not is_archive_address(link.url):
        return None
    return year_of(link.text) or year_of(link.url)


def _name_archive(frontier: Frontier, known: Known, link: PlacedLink) -> None:
    """Name the list of a year or a month. The newest year is asked for first, for what such a list looks like, then the
    oldest: if even that names nothing new, none does."""
    age = frontier.newest_year - (_archive_year(link) or frontier.newest_year)
    is_month = re.search(r"/(?:19|20)\d\d/\d", urlsplit(link.url).path) is not None
    frontier.name_list(known, f"archive {known.shape}", 0.6 if not age and not is_month else 0.5 + 0.003 * min(30, age))


def _arm(frontier: Frontier, place: str, shape: str, of: str) -> str:
    """Return the arm of a list's records. Where the addresses tell no part of the site from another, each list has its
    own: members look like news there."""
    return f"{place} {shape}" if not of or frontier.is_telling(shape) else f"{place} {shape} of {of}"


def _is_strange_to_feed(frontier: Frontier, records: list[PlacedLink]) -> bool:
    """Whether a site's feed names nothing of what a list begins with: the newest of its news it would name."""
    if frontier.fed < FED:
        return False
    found = (frontier.known.get(address_key(record.url)) for record in records)
    return not any(known is not None and "feed" in known.ways for known in found)


def _name_other(frontier: Frontier, page: PageLinks, link: PlacedLink, role: str) -> None:
    """Name a link that is no record of a list."""
    if link.kind == "pager":
        return
    known = frontier.address(link.url, "link", link.text)
    shape = known.shape
    news = link.kind == "menu" and (is_news_list(link.url) or is_news_text(link.text))
    frontier.has_news = frontier.has_news or news
    frontier.calls_news = frontier.calls_news or news
    if (arm := _arm(frontier, link.place, shape, list_family(page.url) if role == "other" else "")) in frontier.arms:
        # One alone in the place where a list stands on other pages.
        frontier.name_article(known, arm, 0.5)
        return
    if known.said is not None and known.said not in BESIDE_NEWS:
        if link.kind == "menu":
            frontier.in_menu(known)
        # Named, so that it is counted; asked for only if nothing else is left.
        frontier.name_list(known, f"list {shape}", 0.02)
        return
    if is_archive_text(link.text) or is_archive_address(link.url):
        _name_archive(frontier, known, link)
        return
    if link.kind == "frame":
        frontier.name_list(known, f"frame {shape}", 0.95)
        return
    if link.kind == "language":
        frontier.name_list(known, f"language of {role}", 0.6 if role == "front" else 0.3)
        frontier.name_article(known, f"language {shape}", 0.5 if role == "article" else 0.05)
        return
    if link.kind == "menu":
        frontier.in_menu(known)
        frontier.name_list(known, f"menu {'news' if news else 'other'} {shape}", 0.9 if news else 0.22)
        return
    if is_news_text(link.text) and len(link.text.split()) <= 4:
        frontier.name_list(known, f"news {shape}", 0.9)
        return
    if is_list_address(link.url):
        frontier.name_list(known, f"list {shape}", 0.3)
        return
    likely = (
        0.85
        if is_dated(link.url)
        else 0.35
        if is_news_address(link.url) and is_specific(shape)
        else 0.2
        if slug_words(link.url) >= 3
        else 0.1
    )
    if role == "article" and link.kind == "plain":
        likely += 0.15  # the one before, the one after
    frontier.name_article(known, f"{link.kind} {shape}", likely)
    frontier.name_list(known, f"plain {shape}", 0.12)


def _name_pager(frontier: Frontier, page: PageLinks, known: Known, new: int, lists: bool) -> None:
    """Name the further pages of the list that a page shows."""
    own = list_family(page.url)
    shown = frozenset(link.url for link in page.links if link.kind == "record" and not link.side)
    named = [one for url in shown if (one := frontier.known.get(address_key(url))) is not None]
    if known.family is not None:
        family = frontier.families[known.family]
        if frontier.are_before_window(family.last):
            new = 0  # they have been read by now: what follows is older still
        family.read(new, shown)
        family.last = named
    pagers = [link for link in page.links if link.kind == "pager" and link.url != page.url]
    first = known.family is None and any(link.text == "2" for link in pagers)
    for link in pagers:
        of = list_family(link.url)
        if of != own and (not lists or slug_words(link.url) >= 3):
            continue  # the one before and the one after of a page that is no list
        if known.family is not None and of != known.family and known.family == own:
            continue
        if of not in frontier.families:
            if not lists and not new:
                continue
            # Of a section all of whose first page a list of several pages has named, no further page is asked for.
            whole = any(other.pages >= WHOLE for other in frontier.families.values())
            barren = 0 if new else 2 if whole else 1
            frontier.families[of] = Family(pages=1, named=new, barren=barren, shown={shown}, last=named)
            frontier.families[of].counts_from_one = first and not any(link.text == "1" for link in pagers)
        if link.text == "1" and frontier.families[of].counts_from_one:
            continue
        target = frontier.address(link.url, "list", link.text)
        if target.state in ("list", "other") and not target.asked_as:
            frontier.open(target)  # read in an earlier run: it shows other articles now
        frontier.name_list(target, f"pager {of}", 0.9, of)
