"""What feeds and sitemaps say of a site that nobody has described: addresses, with what they promise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from scraper.archive import captures, ledger
from scraper.archive.ledger import Way
from scraper.article import Hints
from scraper.cms.addresses import ENOUGH
from scraper.cms.article_pages import is_list_address
from scraper.cms.feed import feeds_linked, feeds_of, read_feed
from scraper.cms.frontier import Frontier
from scraper.cms.sections import is_news_address
from scraper.cms.shapes import is_dated, is_page, slug_words
from scraper.cms.sitemap import is_whole, read_sitemap
from scraper.cms.wordpress import WordPress
from scraper.plural import counted
from scraper.politeness import RobotsForbidden
from scraper.raw import RawArchive
from scraper.url import canonical_url
from scraper.warc import WarcError, decoded

LOOKED_AT: Final = 200
"""Addresses of a sitemap that are looked at for whether it names articles."""
_SITEMAP = re.compile(r"(?im)^\s*sitemap\s*:\s*(\S+)")


class FeedsAndSitemaps(WordPress):
    """Asks for the feeds that the front page names and the sitemaps of robots.txt, and names to the frontier what they
    name. When none is under way any more, `more` goes on."""

    frontier: Frontier

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._ways = 0
        """Feeds and sitemaps that are under way."""
        self._mapped = False
        """Whether a sitemap was asked for."""
        self._maps: list[str] = []
        """Sitemaps that an index named and that are still to be asked for."""
        self._barren_maps = 0
        self._front = self.start_urls[0]

    def more(self) -> Iterator[Request]:
        """Yield the requests that may go out now. A hook."""
        yield from ()

    def ask_feeds_and_sitemaps(self, response: TextResponse) -> Iterator[Request]:
        """Request the feeds that the front page names, and the sitemaps that robots.txt does."""
        announced = feeds_of(response)
        for address in announced or feeds_linked(response):
            self._ways += 1
            request = self.request(address, self.parse_feed, announced=bool(announced))
            yield request.replace(errback=self.way_failed)
        for address in self._sitemaps(response.url):
            self._mapped = True
            self._ways += 1
            yield self.request(address, self.parse_sitemap).replace(errback=self.way_failed)

    def way_failed(self, failure: Failure) -> Iterator[Any]:
        """Name a feed or a sitemap that is not there, and go on without it."""
        self._ways -= 1
        if isinstance(failure.value, RobotsForbidden):
            self.failed(failure)  # the owner's word: there are other ways
        else:
            self.way_in_failed(failure)
        yield from self.more()

    def no_sitemap(self, failure: Failure) -> Iterator[Any]:
        """Go on without a sitemap that was only guessed at."""
        self._ways -= 1
        yield from self.more()

    def parse_feed(self, response: Response, announced: bool) -> Iterator[Any]:
        """Take in the articles that a feed names, and its next page where it has one."""
        self._ways -= 1
        feed = read_feed(response.body, response.url)
        if feed is None:
            if announced and response.body.lstrip()[:1] not in (b"{", b"["):  # an index for a search, perhaps
                self.report("empty-way-in", response.url, "what the front page calls a feed is none")
            yield from self.more()
            return
        entries = [entry for entry in feed.entries if self._is_own(entry.url) and is_page(entry.url)]
        named = []
        for entry in entries:
            known = self.frontier.address(canonical_url(entry.url), "feed", entry.hints.title or "")
            self.frontier.name_article(known, "feed", 0.97, entry.hints)
            named.append(known)
        self.frontier.name_fed(named)
        self._note_way(response, "feed", len(feed.entries))
        if feed.next is not None and feed.entries and self._is_own(feed.next):
            self._ways += 1
            yield self.request(feed.next, self.parse_feed, announced=announced).replace(errback=self.way_failed)
        yield from self.more()

    def _sitemaps(self, front: str) -> list[str]:
        """Return the sitemaps that the site's robots.txt names. It was read before the first page, and is kept."""
        kept = self._kept(urljoin(front, "/robots.txt"))
        if kept is None:
            return []
        named = _SITEMAP.findall(kept.decode("utf-8", "replace"))
        return [address for line in dict.fromkeys(named) if self._is_own(address := urljoin(front, line))]

    def _kept(self, url: str) -> bytes | None:
        """Return the page of an address as it was kept last, None where it was not."""
        archive = self.session.archive
        kept = captures.newest(archive, url, site=self.name)
        if kept is None:
            return None
        try:
            page = RawArchive(self.session.path.parent, archive).page(kept)
        except WarcError:
            return None
        return decoded(page.body, page.headers)

    def _names_no_article(self, url: str) -> bool:
        """Whether a sitemap named no article when it was asked for last, as that of the members: once a month, when all
        ways are walked to their end, it is asked again."""
        if not self.known_ground_ends or (kept := self._kept(url)) is None:
            return False
        named = [one.url for one in islice(read_sitemap(kept, url), LOOKED_AT) if not one.index]
        return bool(named) and all(self.session.archive.article_at(address) is None for address in named)

    def parse_sitemap(self, response: Response) -> Iterator[Any]:
        """Take in what a sitemap names and may be an article. It names every page of the site: each is judged."""
        self._ways -= 1
        count, new, indexed = 0, len(self.frontier.known), list[str]()
        for named in read_sitemap(response.body, response.url):
            count += 1
            if not self._is_own(named.url):
                continue
            if named.index:
                indexed.append(named.url)
            elif is_page(named.url):
                url = canonical_url(named.url)
                known = self.frontier.address(url, "sitemap", named.title or "")
                looks = 0.3 if slug_words(url) >= 3 else 0.12
                if named.published or is_dated(url):
                    looks = 0.85
                elif is_news_address(url) and not is_list_address(url):
                    looks = 0.5
                if is_list_address(url):
                    looks = 0.02
                hints = Hints(published=named.published, title=named.title)
                self.frontier.name_article(known, f"sitemap {known.shape}", looks, hints if named.published else None)
        self._note_way(response, "sitemap", count)
        if count and not is_whole(response.body):
            self.session.broken = True
            self.report(
                "truncated", response.url, f"the sitemap breaks off after {counted(count, 'address', more='addresses')}"
            )
        # Sitemaps first: what else an index names, feeds of each tag and author, may say nothing that is new.
        self._maps = [*self._maps, *sorted(indexed, key=lambda url: not _is_sitemap(url))]
        if not indexed and not _is_sitemap(response.url):
            self._barren_maps += len(self.frontier.known) == new
        yield from self._next_map()
        yield from self.more()

    def _next_map(self) -> Iterator[Request]:
        """Ask for the sitemaps that an index named, one after the other; for no more of its feeds when three named
        nothing that was not known."""
        while self._maps:
            address = self._maps.pop(0)
            if self._names_no_article(address):
                continue
            if _is_sitemap(address) or self._barren_maps < ENOUGH:
                self._ways += 1
                yield self.request(address, self.parse_sitemap).replace(errback=self.map_failed)
                return

    def map_failed(self, failure: Failure) -> Iterator[Any]:
        """Name a sitemap of an index that is not there, and go on with the next."""
        yield from self._next_map()
        yield from self.way_failed(failure)

    def _note_way(self, response: Response, way: Way, named: int) -> None:
        url = self.requested_url(response)
        before = ledger.note_way(self.session.archive, self.name, url, way, named=named)
        if before and not named:
            self.session.broken = True
            self.report("empty-way-in", url, f"the {way} names nothing; it named {before} before")

    def _is_own(self, url: str) -> bool:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        return any(host == own or host.endswith(f".{own}") for own in self.allowed_domains)


def _is_sitemap(url: str) -> bool:
    return "sitemap" in url.lower() or url.lower().endswith(".gz")
