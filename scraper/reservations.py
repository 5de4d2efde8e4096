"""The middleware that asks each host once a day for its tdmrep.json, before any of its pages.

What the file says is read from its capture, in a crawl and when the archive is made anew, and stands in `tdm_rules`.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http.request import NO_CALLBACK

from scraper.archive import rights
from scraper.archive.opened import Row
from scraper.failures import problem_of_failure
from scraper.raw import RawArchive
from scraper.session import Session
from scraper.tdmrep import PATH, Rule, read_rules
from scraper.warc import WarcError, decoded

logger = logging.getLogger(__name__)

FRESH: Final = timedelta(days=1)
"""How long a file counts as known, as RFC 9309 has it of robots.txt."""


class Reservations:
    """Keeps `tdm_rules` of the crawled site. What cannot be fetched says nothing new, and is told."""

    def __init__(self, crawler: Crawler):
        if not crawler.settings.getbool("CAPTURE") or crawler.settings.getbool("KEEP_ALIVE"):
            raise NotConfigured  # without a capture there is no article to speak of
        self.crawler = crawler
        self.session = Session.of(crawler)
        self._asked: dict[str, asyncio.Future[None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Reservations:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let no page of a host go out before its file was asked for."""
        parts = urlsplit(request.url)
        # robots.txt comes first, wherever it is redirected to: to wait for it here would be to wait for ever.
        before_all = request.meta.get("dont_obey_robotstxt") or parts.path == PATH
        if before_all or self.crawler.settings.getbool("PLAN_ONLY"):
            return
        if parts.netloc not in self._asked:
            self._asked[parts.netloc] = asyncio.ensure_future(self._ask(urljoin(request.url, PATH)))
        await self._asked[parts.netloc]

    async def _ask(self, url: str) -> None:
        raw = RawArchive(self.session.path.parent, self.session.archive)
        last = _newest(raw, self.session.site, url)
        if last is not None and datetime.now(UTC) - datetime.fromisoformat(last["captured_at"]) < FRESH:
            return
        # Not redirected: the file speaks for its own host.
        meta = {"dont_redirect": True, "dont_retry": True, "asked": {"role": "other"}}
        assert self.crawler.engine is not None
        try:
            await self.crawler.engine.download_async(Request(url, callback=NO_CALLBACK, meta=meta))
        except Exception as error:
            problem = problem_of_failure(self.session.site, url, error)
            if problem.fails_run:  # that robots.txt keeps the file for itself is no fault: it says nothing, then
                self.session.report(problem)
            return
        note_rules(raw, self.session.site, url)


def note_rules(raw: RawArchive, site: str, url: str) -> None:
    """Take over what the newest capture of a tdmrep.json says: nothing, where the server has none."""
    capture = _newest(raw, site, url)
    if capture is None:
        return
    rules: tuple[Rule, ...] = ()
    if capture["status"] in (200, 304):
        try:
            page = raw.page(capture)
        except WarcError as error:
            logger.warning("%s; what it said before is kept", error)
            return
        rules = read_rules(decoded(page.body, page.headers))
    rights.note_rules(raw.archive, site, rights.host_of(url), rules, capture["captured_at"])


def note_all_rules(raw: RawArchive, site: str) -> None:
    """Take over what the captures of a site say, where its rows are made anew."""
    for row in raw.archive.query(
        "SELECT DISTINCT url FROM captures WHERE site = ? AND role = 'other' AND url LIKE ?", (site, f"%{PATH}")
    ):
        note_rules(raw, site, row["url"])


def _newest(raw: RawArchive, site: str, url: str) -> Row | None:
    """Return the newest capture of an address that says whether there is such a file; a server error does not."""
    rows = raw.archive.query(
        """SELECT * FROM captures WHERE site = ? AND url = ? AND status < 500 AND status <> 429
        ORDER BY captured_at DESC, id DESC LIMIT 1""",
        (site, url),
    )
    return rows[0] if rows else None
