"""Articles that a site splits over several pages: where the next part is, and how parts become one article.

WordPress writes ``/slug/2/`` or ``?p=12&page=2`` (https://developer.wordpress.org/reference/functions/wp_link_pages/),
other systems ``?page=2`` and ``?strona=2``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from scrapy.http import TextResponse

from scraper.article import Article, DateEvidence
from scraper.url import address_key

_PART_NAMES = frozenset({"page", "strona", "part"})
_QUERY_NAMES = tuple(name.encode() for name in _PART_NAMES)

LONGEST = 30
"""Parts that are followed at most: a calendar or a list that looks like parts must have an end."""


def part_address(response: TextResponse, article_url: str, number: int) -> str | None:
    """Return the address of part `number` (from 2) of an article, if the page links to it, else None."""
    if not _may_link(response.body, number):
        return None
    own = urlsplit(article_url)
    own_query = sorted(parse_qsl(own.query, keep_blank_values=True))
    own_key = address_key(article_url)
    for href in response.css("a::attr(href)").getall():
        try:
            url = response.urljoin(href.strip())
            parts = urlsplit(url)
        except ValueError:
            continue
        if (parts.hostname or "") != (own.hostname or ""):
            continue
        query = parse_qsl(parts.query, keep_blank_values=True)
        rest = [(name, value) for name, value in query if name not in _PART_NAMES]
        numbers = [value for name, value in query if name in _PART_NAMES]
        if numbers == [str(number)] and parts.path.rstrip("/") == own.path.rstrip("/") and sorted(rest) == own_query:
            return url
        if not numbers and not own.query and address_key(url) == f"{own_key}/{number}":
            return url
    return None


def _may_link(html: bytes, number: int) -> bool:
    """Whether a page may link to part `number`: the cheap look, as few pages have parts. To ask every link would cost
    more than to read the page; so would one pattern for all, as only a fixed beginning lets the engine leap."""
    path, query = _marks(number)
    if path.search(html) is not None:
        return True
    return any(html[max(0, match.start() - 6) : match.start()].endswith(_QUERY_NAMES) for match in query.finditer(html))


@cache
def _marks(number: int) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    return re.compile(rb"/%d(?:[\"'?#\s>]|/[\"'?#\s>])" % number), re.compile(rb"=%d(?!\d)" % number)


def evidence_of(article: Article) -> tuple[DateEvidence, ...]:
    """Return an article's date of publication as evidence for its further parts."""
    if article.published is None or article.published_precision is None or article.published_from is None:
        return ()
    raw = article.published_raw or article.published
    return (
        DateEvidence(
            value=article.published, precision=article.published_precision, source=article.published_from, raw=raw
        ),
    )


def joined(article: Article, part: Article) -> Article:
    """Return the article with what its next part adds: paragraphs, links and mentions it does not have yet.

    A page that answers every part with the whole article adds nothing.
    """
    known = set(article.body.split("\n\n"))
    added = [paragraph for paragraph in part.body.split("\n\n") if paragraph and paragraph not in known]
    if not added:
        return article
    links = [link for link in part.links if link.url not in {known.url for known in article.links}]
    mentions = [mention for mention in part.mentions if mention not in article.mentions]
    first = len(article.links) + 1
    return replace(
        article,
        body="\n\n".join([article.body, *added] if article.body else added),
        links=(*article.links, *(replace(link, position=first + n) for n, link in enumerate(links))),
        mentions=(*article.mentions, *mentions),
    )
