"""What a crawl of an unknown site says of itself: what it means to do, and what it left because it had no end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from scraper.cms.article_pages import SURE
from scraper.cms.frontier import WORTH, Frontier
from scraper.cms.variants import NOISE
from scraper.cms.wordpress import PAGE_SIZE

LISTS: Final = 8
SHAPES: Final = 6
"""Lists and shapes of articles that a plan shows at most."""


def rest_plan(says: int) -> list[str]:
    """Return the plan for a WordPress whose REST list says that there are so many posts."""
    pages = says // PAGE_SIZE + 3
    return [
        f"WordPress with an open REST list that says {says} posts",
        f"requests: about {says + pages}; a second run about {pages}",
    ]


def decided(frontier: Frontier) -> list[str]:
    """Return what is thought of the addresses that were heard of, as lines."""
    named = Counter(way for known in frontier.known.values() for way in known.ways)
    lines = [f"{way} names {named[way]} addresses" for way in ("feed", "sitemap") if named[way]]
    open_ones = [known for known in frontier.known.values() if known.state == "open"]
    lists = sorted(((*frontier.as_list(known), known.url) for known in open_ones), key=lambda one: -one[0])
    lines += [
        f"list, {likely:.0%}: {url} ({arm.split(' /')[0]})" for likely, arm, url in lists[:LISTS] if likely >= WORTH
    ]
    articles = [known for known in open_ones if frontier.as_article(known)[0] >= SURE]
    for shape, count in Counter(known.shape for known in articles).most_common(SHAPES):
        example = next(known.url for known in articles if known.shape == shape)
        lines.append(f"articles: {count} like {shape}, such as {example}")
    out = Counter(known.said for known in frontier.known.values() if known.said)
    lines += [f"left out: {count} addresses that say of themselves: {kind}" for kind, count in out.most_common()]
    if not articles and not any(likely >= SURE for likely, _, _ in lists[:1]):
        lines.append("no list of news is seen from the front page: the pages of the menu would be looked at one by one")
    return lines


def traps_of(frontier: Frontier, front: str) -> Iterator[tuple[str, str]]:
    """Yield what was left because it had no end: an example's address, and what it is."""
    if frontier.loops:
        yield next(iter(frontier.loops)), f"{len(frontier.loops)} addresses that go in circles were left"
    for name in sorted(n for n, times in frontier.noise.items() if times >= NOISE):
        example = next((known.url for known in frontier.known.values() if f"{name}=" in known.url), front)
        yield example, f"{name!r} in an address makes no other page: each article would be read again under it"
    for family, left in frontier.left_of_lists():
        yield left[0], f"the list {family} goes on without anything new: {len(left)} further pages were left"
    for shape, left in frontier.left_of_archives():
        yield left[0], f"pages like {shape} name nothing new: {len(left)} of them were left"
