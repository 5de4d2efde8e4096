"""Sites that are walked by their listing pages: article links on each, and a link to the older ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

from scrapy.http import Response, TextResponse

from scraper.archive import captures
from scraper.article import Hints
from scraper.cms.base import NewsSpider, compiled_selector
from scraper.cms.pagers import older_link
from scraper.url import address_key, canonical_url

OVERLAP: Final = 2
"""Pages of known articles, one after the other, that end a list: one more than needed, as a post that is pinned or was
published late is not the end."""


class Listing(NewsSpider):
    """Listing pages in the order the site serves them, from `start_urls` on.

    `article_links` and `older_page` are CSS selectors of `<a>` elements (XPath where they start
    with ``/``); `article_url` leaves only addresses that match. Without `older_page` the link is known
    by the words that such links have.
    """

    article_links: ClassVar[str] = "article h2 a, article h3 a, .entry-title a, .wp-block-post-title a"
    older_page: ClassVar[str | None] = None

    def parse(
        self, response: Response, *, known_pages: int = 0, above: Sequence[str] = (), **kwargs: Any
    ) -> Iterator[Any]:
        """Read one listing page: request its articles and the next page.

        `known_pages` is how many pages before it, one after the other, named nothing that the archive does not have;
        `above` are the articles that the page before it named first.
        """
        if not isinstance(response, TextResponse):
            self.report("empty-way-in", response.url, "the listing is no page of text")
            return
        # Without tracking and the like, so that an article linked twice is fetched once.
        urls = [
            url
            for url in dict.fromkeys(map(canonical_url, self._targets(response, self.article_links)))
            if self.article_url is None or re.search(self.article_url, url)
        ]
        if not urls:
            self.report("empty-way-in", response.url, "this listing page shows no article")
            return
        archive = self.session.archive
        if self._are_older(above):
            return  # they have been read by now: what follows is older still
        # A link that has been dead for years is known ground too.
        is_known = all(archive.article_at(url) or captures.was_asked(archive, self.name, url) for url in urls)
        own = [url for url in urls if address_key(url) not in self.session.ledger]  # not of a box of the newest
        for url in urls:
            yield from self.request_article(url, self.listing_hints(response, url))
        if self.older_page is not None:
            older = next(iter(self._targets(response, self.older_page)), None)
        else:
            older = older_link(response)
        if older is None:
            return
        known_pages = known_pages + 1 if is_known else 0
        if known_pages >= OVERLAP and self.known_ground_ends:
            self.session.known_ground = True
            return
        yield self.request(older, self.parse, known_pages=known_pages, above=own)

    def _are_older(self, urls: Sequence[str]) -> bool:
        """Whether articles are older than what this run is to look at, as far as a list or the archive knows."""
        if not self.since:
            return False
        rows = (self.session.archive.article_at(url) for url in urls if url not in self.session.before_window)
        days = [row["published"] for row in rows if row is not None and row["published"]]
        left = sum(url in self.session.before_window for url in urls)
        return bool(left or days) and all(map(self.is_before_window, days))

    def listing_hints(self, response: TextResponse, url: str) -> Hints | None:
        """Return what the listing says of an article, where it says more than the page. A hook."""
        return None

    def _targets(self, response: TextResponse, selector: str) -> list[str]:
        links = response.xpath(compiled_selector(selector))
        hrefs = [link.attrib.get("href", "").strip() for link in links]
        urls = [
            response.urljoin(href) for href in hrefs if href and not href.startswith(("#", "javascript:", "mailto:"))
        ]
        return list(dict.fromkeys(url.partition("#")[0] for url in urls))
