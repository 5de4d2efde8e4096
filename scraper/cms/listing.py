"""Sites that are walked by their listing pages: article links on each, and a link to the older ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from scrapy.http import Response, TextResponse

from scraper.article import Hints
from scraper.cms.base import NewsSpider


class Listing(NewsSpider):
    """Listing pages in the order the site serves them, from `start_urls` on.

    `article_links` and `older_page` are CSS selectors of `<a>` elements (XPath where they start
    with ``/``); `article_url` leaves only addresses that match.
    """

    article_links: ClassVar[str] = "article h2 a, article h3 a, .entry-title a, .wp-block-post-title a"
    older_page: ClassVar[str] = "a[rel~=next], a.next, .nav-previous a, .pagination-next a"

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Read one listing page: request its articles and the next page."""
        if not isinstance(response, TextResponse):
            self.report("empty-way-in", response.url, "the listing is no page of text")
            return
        found = 0
        for url in self._targets(response, self.article_links):
            if self.article_url is None or re.search(self.article_url, url):
                found += 1
                yield from self.request_article(url, self.listing_hints(response, url))
        if not found:
            self.report("empty-way-in", response.url, "this listing page shows no article")
            return
        for url in self._targets(response, self.older_page)[:1]:
            yield self.request(url, self.parse)

    def listing_hints(self, response: TextResponse, url: str) -> Hints | None:
        """Return what the listing says of an article, where it says more than the page. A hook."""
        return None

    def _targets(self, response: TextResponse, selector: str) -> list[str]:
        links = response.xpath(selector) if selector.startswith(("/", "(")) else response.css(selector)
        hrefs = [link.attrib.get("href", "").strip() for link in links]
        urls = [
            response.urljoin(href) for href in hrefs if href and not href.startswith(("#", "javascript:", "mailto:"))
        ]
        return list(dict.fromkeys(url.partition("#")[0] for url in urls))
