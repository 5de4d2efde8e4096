"""Reads a captured page again, with today's reader and profiles and without the network: as the crawl, or better.

The way is the crawl's own: the same response, in the layout of its day, through the same method of the site's class.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from scrapy import Request
from scrapy.http import Headers, Response, TextResponse
from scrapy.responsetypes import responsetypes

from scraper.archive import SiteFacts, replays
from scraper.archive.opened import Row
from scraper.article import Article, Hints
from scraper.cms.auto import unknown_site
from scraper.cms.base import NewsSpider, PageProblem
from scraper.cms.parts import LONGEST, part_address
from scraper.fingerprint import content_fingerprint
from scraper.raw import OURS, RawArchive
from scraper.sites import SiteLoader, load_sites
from scraper.url import address_key
from scraper.warc import Stored, WarcError, decoded


@dataclass(frozen=True, slots=True)
class Reading:
    """What a capture gives: an article, or why it gives none. `whole` is False where a further part of it was not
    captured, `forgotten` is True for a page that shows nothing but what was forgotten on request."""

    article: Article | None
    cause: str | None = None
    whole: bool = True
    forgotten: bool = False


class Reader:
    """Reads captures of any site of an archive. Not to be shared between processes."""

    def __init__(self, raw: RawArchive, *spiders: NewsSpider):
        """`spiders` are those that are at hand; others are loaded when one of their pages is read."""
        self.raw = raw
        self._spiders = {spider.name: spider for spider in spiders}

    @cached_property
    def _loader(self) -> SiteLoader:
        return load_sites()

    def facts(self, site: str, base_url: str | None = None) -> SiteFacts | None:
        """Return the facts that a site's class states; without a class those that its address tells."""
        if site in self._loader.list() or base_url:
            return self.spider(site, base_url).facts()
        return None

    def spider(self, site: str, base_url: str | None = None) -> NewsSpider:
        """Return the spider of a site, made for reading only. Raises KeyError for a site that nobody knows."""
        if site not in self._spiders:
            if site in self._loader.list():
                cls = cast("type[NewsSpider]", self._loader.load(site))
            else:
                cls = unknown_site(base_url or self._base_url(site))
            self._spiders[site] = cls()
        return self._spiders[site]

    def _base_url(self, site: str) -> str:
        rows = self.raw.archive.query("SELECT base_url FROM sites WHERE site = ?", (site,))
        if not rows:
            raise KeyError(site)
        return str(rows[0]["base_url"])

    def read(self, capture: Row, url: str | None = None) -> Reading:
        """Read the article that a capture shows; of news that stands there with others the one at `url`."""
        readings = self.read_all(capture)
        if url is None or len(readings) == 1:
            return readings[0]
        key = address_key(url)
        same = (one for one in readings if one.article is not None and address_key(one.article.url) == key)
        return next(same, Reading(None, "the page holds no such news"))

    def read_all(self, capture: Row) -> list[Reading]:
        """Read all that a capture shows: an article, or the news that stands there without pages of its own."""
        asked = json.loads(capture["asked"])
        if asked.get("unpaged"):
            try:
                news = self.spider(capture["site"]).unpaged_of(self.response(capture, asked))
            except WarcError as error:
                return [Reading(None, str(error))]
            if news:
                return [Reading(article) for article in news]
        return [self._read_one(capture)]

    def _read_one(self, capture: Row) -> Reading:
        """Read the article that a capture shows, with its further parts where it has some."""
        spider = self.spider(capture["site"])
        asked = json.loads(capture["asked"])
        hints = Hints.of(asked["hints"]) if "hints" in asked else None
        try:
            response = self.response(capture, asked)
            article = spider.article_of(response, hints)
            if cause := article.lack:
                return Reading(None, cause)
            assert isinstance(response, TextResponse)  # else article_of raises
            return self._with_parts(spider, capture, response, article)
        except PageProblem as problem:
            return Reading(None, str(problem), forgotten=problem.kind == "forgotten")
        except WarcError as error:
            return Reading(None, str(error))

    def _with_parts(self, spider: NewsSpider, capture: Row, response: TextResponse, article: Article) -> Reading:
        number = 2
        parts: list[Row] | None = None
        while number <= LONGEST and (address := part_address(response, article.url, number)) is not None:
            if parts is None:
                parts = self.raw.archive.query(
                    "SELECT * FROM captures WHERE part_of = ? AND status IN (200, 304) ORDER BY id", (capture["id"],)
                )
            part = parts[number - 2] if len(parts) >= number - 1 else self._beside(capture, address)
            if part is None:
                return Reading(article, whole=False)
            further = self.response(part, json.loads(part["asked"]))
            if not isinstance(further, TextResponse):
                break
            article, response, number = spider.with_part(article, further), further, number + 1
        return Reading(article)

    def _beside(self, capture: Row, address: str) -> Row | None:
        """Return the capture of a further part that is nearest in time: of an imported page nobody says which it is."""
        if capture["source"] == OURS:
            return None
        rows = self.raw.archive.query(
            """SELECT * FROM captures WHERE url = ? AND site = ? AND status IN (200, 304)
            ORDER BY abs(julianday(captured_at) - julianday(?)), id LIMIT 1""",
            (address, capture["site"], capture["captured_at"]),
        )
        return rows[0] if rows else None

    def bring_up(self, article: Article) -> bool:
        """Read what stands of an article again, where another reader made it, before a new text of it is saved; say
        whether that changed anything. So what our reading changed and what the site changed are two revisions.
        """
        archive = self.raw.archive
        row = archive.article_at(article.url)
        if row is None or row["capture_id"] is None or row["reader"] == article.reader:
            return False
        if row["fingerprint"] == content_fingerprint(article):
            return False  # nothing to tell apart
        capture = archive.query("SELECT * FROM captures WHERE id = ?", (row["capture_id"],))[0]
        reading = self.read(capture, row["url"])
        if reading.article is None or not reading.whole or not replays.differences(archive, row, reading.article):
            return False
        return replays.write(archive, None, row, reading.article)

    def response(self, capture: Row, asked: dict[str, object]) -> Response:
        """Return the response of a capture as the spider met it. Raises WarcError."""
        page = self.raw.page(capture)
        meta: dict[str, object] = {"capture": {"id": capture["id"], "at": capture["captured_at"]}, "asked": asked}
        if redirected := asked.get("redirected"):
            meta["redirect_urls"] = redirected
        return response_of(page, capture["url"], meta)


def response_of(page: Stored, url: str, meta: dict[str, object]) -> Response:
    """Return a record as Scrapy's response, its body decoded."""
    body = decoded(page.body, page.headers)
    headers = Headers()
    for name, value in page.headers:
        if name.lower() != b"content-encoding":
            headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=url, body=body)
    return kind(url=url, status=200, headers=headers, body=body, request=Request(url, meta=meta))
