"""Reads a captured page again, with today's reader and profiles and without the network: as the crawl, or better.

The way is the crawl's own: the same response, in the layout of its day, through the same method of the site's class.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import cast

from scrapy import Request
from scrapy.http import Headers, Response, TextResponse
from scrapy.responsetypes import responsetypes

from scraper.archive import SiteFacts
from scraper.archive.store import Row
from scraper.article import Article, Hints
from scraper.cms.auto import unknown_site
from scraper.cms.base import NewsSpider, PageProblem
from scraper.cms.parts import LONGEST, part_address
from scraper.raw import RawArchive
from scraper.sites import load_sites
from scraper.warc import Stored, WarcError, decoded


@dataclass(frozen=True, slots=True)
class Reading:
    """What a capture gives: an article, or why it gives none. `whole` is False where a further part of it was not
    captured."""

    article: Article | None
    cause: str | None = None
    whole: bool = True


class Reader:
    """Reads captures of any site of an archive. Not to be shared between processes."""

    def __init__(self, raw: RawArchive):
        self.raw = raw
        self._loader = load_sites()
        self._spiders: dict[str, NewsSpider] = {}

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

    def read(self, capture: Row) -> Reading:
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
        except (PageProblem, WarcError) as problem:
            return Reading(None, str(problem))

    def _with_parts(self, spider: NewsSpider, capture: Row, response: TextResponse, article: Article) -> Reading:
        number = 2
        parts: list[Row] | None = None
        while number <= LONGEST and part_address(response, article.url, number) is not None:
            if parts is None:
                parts = self.raw.archive.query(
                    "SELECT * FROM captures WHERE part_of = ? AND status IN (200, 304) ORDER BY id", (capture["id"],)
                )
            if len(parts) < number - 1:
                return Reading(article, whole=False)
            part = parts[number - 2]
            further = self.response(part, json.loads(part["asked"]))
            if not isinstance(further, TextResponse):
                break
            article, response, number = spider.with_part(article, further), further, number + 1
        return Reading(article)

    def response(self, capture: Row, asked: dict[str, object]) -> Response:
        """Return the response of a capture as the spider met it. Raises WarcError."""
        page = self.raw.page(capture)
        meta: dict[str, object] = {"capture": {"id": capture["id"], "at": capture["captured_at"]}}
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
