"""A site that nobody has described: its address is all we know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response, TextResponse

from scraper.cms.feed import read_feed
from scraper.cms.wordpress import WordPress
from scraper.site import site_name
from scraper.url import canonical_url

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "text/xml")
MOST_FEEDS = 3
"""Feeds of a page that are read: of its news, of a section, of a language; the others are of comments and tags."""


class UnknownSite(WordPress):
    """WordPress's REST list where there is one; else, together, the feeds that the front page names and the listing
    pages by the marks that most themes share."""

    def parse_listing(self, response: Response) -> Iterator[Any]:
        """Walk the listing pages, and on the first of them the feeds."""
        if isinstance(response, TextResponse) and not self._asked_feeds:
            self._asked_feeds = True
            for address in feeds_of(response):
                yield self.request(address, self.parse_feed)
        yield from super().parse_listing(response)

    _asked_feeds = False

    def parse_feed(self, response: Response) -> Iterator[Any]:
        """Request the articles that a feed names, and its next page where it has one."""
        feed = read_feed(response.body, response.url)
        if feed is None:
            self.report("empty-way-in", response.url, "what the front page calls a feed is none")
            return
        for entry in feed.entries:
            if self._is_own(entry.url):
                yield from self.request_article(canonical_url(entry.url), entry.hints)
        if feed.next is not None and feed.entries and self._is_own(feed.next):
            yield self.request(feed.next, self.parse_feed)

    def nothing_listed(self, response: TextResponse) -> None:
        """Say nothing yet: the feeds may list what this page does not. A run that lists nothing at all is told of."""
        self.logger.info("%s shows no article by the marks that most themes share", response.url)

    def _is_own(self, url: str) -> bool:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        return any(host == own or host.endswith(f".{own}") for own in self.allowed_domains)


def feeds_of(response: TextResponse) -> list[str]:
    """Return the addresses of the feeds that a page names, but for those of comments."""
    found = []
    for link in response.css("link[rel~=alternate][href]"):
        kind = link.attrib.get("type", "").partition(";")[0].strip().lower()
        address, title = response.urljoin(link.attrib["href"].strip()), link.attrib.get("title", "").lower()
        if kind in FEED_TYPES and "comment" not in address and "komentarz" not in title and "/wp-json/" not in address:
            found.append(address)
    return list(dict.fromkeys(found))[:MOST_FEEDS]


def unknown_site(url: str) -> type[UnknownSite]:
    """Return a spider for the site at an address."""
    name = site_name(url)
    return type(
        "UnknownSite", (UnknownSite,), {"name": name, "association": name, "start_urls": [url], "language": None}
    )
