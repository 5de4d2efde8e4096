"""A site that nobody has described: its address is all we know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse

from scraper.archive import captures
from scraper.article import Article, Hints
from scraper.cms.article_pages import is_list_address
from scraper.cms.base import PageProblem
from scraper.cms.feed import read_feed
from scraper.cms.sitemap import Named, read_sitemap
from scraper.cms.wordpress import WordPress
from scraper.extract.links import is_file
from scraper.raw import RawArchive
from scraper.site import site_name
from scraper.url import canonical_url
from scraper.warc import WarcError, decoded

_SITEMAP = re.compile(r"(?im)^\s*sitemap\s*:\s*(\S+)")

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "text/xml")
MOST_FEEDS = 3
"""Feeds of a page that are read: of its news, of a section, of a language; the others are of comments and tags."""


class UnknownSite(WordPress):
    """WordPress's REST list where there is one; else, together, the feeds that the front page names, the listing
    pages by the marks that most themes share, and the sitemaps that robots.txt names."""

    def parse_listing(self, response: Response) -> Iterator[Any]:
        """Walk the listing pages, and on the first of them the feeds."""
        if isinstance(response, TextResponse) and not self._asked_feeds:
            self._asked_feeds = True
            for address in feeds_of(response):
                yield self.request(address, self.parse_feed)
            for address in self._sitemaps(response.url):
                yield self._request_sitemap(address)
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

    def _sitemaps(self, front: str) -> list[str]:
        """Return the sitemaps that the site's robots.txt names. It was read before the first page, and is kept."""
        archive = self.session.archive
        kept = captures.newest(archive, urljoin(front, "/robots.txt"), site=self.name)
        if kept is None:
            return []
        try:
            page = RawArchive(self.session.path.parent, archive).page(kept)
        except WarcError:
            return []
        named = _SITEMAP.findall(decoded(page.body, page.headers).decode("utf-8", "replace"))
        return [address for line in dict.fromkeys(named) if self._is_own(address := urljoin(front, line))]

    def _request_sitemap(self, url: str) -> Request:
        # After the feeds and the lists: what they name needs no judging.
        return self.request(url, self.parse_sitemap).replace(priority=-10)

    def parse_sitemap(self, response: Response) -> Iterator[Any]:
        """Request what a sitemap names and may be an article. It names every page of the site: each is judged."""
        for named in read_sitemap(response.body, response.url):
            if not self._is_own(named.url):
                continue
            if named.index:
                yield self._request_sitemap(named.url)
            elif self._is_known(named):
                if self.session.archive.article_at(named.url) is not None:
                    self.session.listed.setdefault(canonical_url(named.url))
            elif not is_list_address(named.url) and not is_file(named.url):
                yield from self._request_candidate(named)

    def _is_known(self, named: Named) -> bool:
        """Whether a page was captured before, and the sitemap does not say that it has changed since."""
        captured = captures.newest(self.session.archive, canonical_url(named.url), site=self.name)
        return captured is not None and (named.lastmod or "")[:10] <= captured["captured_at"][:10]

    def _request_candidate(self, named: Named) -> Iterator[Request]:
        url = canonical_url(named.url)
        if url not in self.session.listed and not self.session.is_forgotten(url):
            hints = Hints(published=named.published, title=named.title)
            asked = {"role": "article", "judged": True} | ({"hints": hints.plain()} if hints.plain() else {})
            request = self.request(url, self.parse_candidate, hints=hints)
            yield request.replace(priority=-20, errback=self.failed, meta={"asked": asked})

    def parse_candidate(self, response: Response, hints: Hints) -> Iterator[Article | Request]:
        """Read a page that may be an article, and leave out what is none."""
        requested = canonical_url(self.requested_url(response))
        if requested in self.session.listed:
            return  # another way in has named it meanwhile
        try:
            article = self.article_of(response, hints)
        except PageProblem as problem:
            self.logger.info("%s is no article: %s", requested, problem)
            self.session.count("rejected")
            return
        assert isinstance(response, TextResponse)  # else article_of raises
        self.session.listed[requested] = None
        yield from self._with_parts(response, article, 2, response.url)

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
