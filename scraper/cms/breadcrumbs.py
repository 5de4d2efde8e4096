"""The way from the front page that a page prints above its title: "Strona główna > Członkowie > Odlewnia"."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urljoin

from scrapy.http import TextResponse

from scraper.cms.sections import is_news_text, other_text, part_text
from scraper.url import address_key

_NAMED: Final = re.compile(
    r"bread-?_?crumbs?|(?:^|[\s_-])(?:crumbs?|pathway|okruszki|okruchy|sciezka|drobecky|drobeckova-navigace|fil-?dariane|ariane|murupolku|morzsa|"
    r"kruimelpad|brodkrumme|brodsmule|krumelpfad|you-?are-?here|jestes-?tu(?:taj)?)(?:$|[\s_-])",
    re.I,
)
_SIGN: Final = re.compile(r"\s+(?:[>»›→/|\\•·]|::)\s+|\s*[>»›→]\s*")
_ARROW: Final = re.compile(r"\s*(?:[>»›→/\\]|::)")
_MOST: Final = 7
"""Links of a way at most: a menu has more."""
_LONGEST: Final = 250


def steps_of(response: TextResponse) -> list[str]:
    """Return the steps of the way between the front page and the page itself, outermost first; none where none is
    printed.

    A way is what the layout calls by one of its names, or a line that begins with a link to the front page and is
    divided by arrows.
    """
    for node in response.selector.root.iter("nav", "ol", "ul", "div", "p", "td", "span", "section"):
        names = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('aria-label') or ''}"
        if _NAMED.search(names) is None and not _is_line(node, response):
            continue
        text = _words(node)
        links = [a for a in node.iter("a") if _words(a)]
        if not links or len(links) > _MOST or len(text) > _LONGEST:
            continue
        pieces = [piece for piece in _SIGN.split(text) if piece]
        if len(pieces) > 2:
            return pieces[1:-1]
        steps = [_words(a) for a in links if _target(a, response) != address_key(response.url)]
        return steps[1:] if _is_front(links[0], response) else steps
    return []


def part_named(response: TextResponse, *, beside: bool) -> str | None:
    """Return what the way to a page says that it is of, where that is no news; None where a step is news, or none says
    anything. `beside`: what is no news only beside news counts too."""
    steps = steps_of(response)
    if any(map(is_news_text, steps)):
        return None
    tell = part_text if beside else other_text
    return next((kind for step in steps if (kind := tell(step)) is not None), None)


def _is_line(node: Any, response: TextResponse) -> bool:
    """Whether an element begins with a link to the front page and an arrow behind it."""
    first = next(iter(node), None)
    if first is None or first.tag != "a" or (node.text or "").strip() or not _is_front(first, response):
        return False
    return _ARROW.match(first.tail or "") is not None


def _is_front(link: Any, response: TextResponse) -> bool:
    target = _target(link, response)
    return target.partition("/")[2] == "" and target.partition("?")[2] == ""


def _target(link: Any, response: TextResponse) -> str:
    try:
        return address_key(urljoin(response.url, (link.get("href") or "").strip()))
    except ValueError:
        return ""


def _words(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())
