"""The middleware that keeps every response before anything reads it, and asks only for what has changed.

It stands next to the downloader, below decompression, so that a record holds what the server sent. Of a page that we
have, it sends the validators (RFC 9110, section 13); a 304 becomes a revisit record, and the crawl goes on with the
page as it is kept, as if the server had sent it once more.
"""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import replace
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from scraper.archive import captures
from scraper.archive.opened import now
from scraper.blanking import blanked
from scraper.plural import counted
from scraper.problems import Problem
from scraper.raw import Mended, RawArchive, WarcWriter
from scraper.rewrite import keep_out_forgotten
from scraper.session import Session
from scraper.warc import Exchange, HeaderLines, WarcError

logger = logging.getLogger(__name__)


class Forgotten(IgnoreRequest):
    """The address was forgotten on request and is not fetched again."""


class NotKept(IgnoreRequest):
    """The page could not be kept, and so is not read. The crawl is being given up, with its cause."""


class Capture:
    """Writes captures. The setting CAPTURE switches it off, to measure what it costs."""

    def __init__(self, crawler: Crawler):
        # `scrapy shell` (KEEP_ALIVE) is no run.
        if not crawler.settings.getbool("CAPTURE") or crawler.settings.getbool("KEEP_ALIVE"):
            raise NotConfigured
        self.crawler = crawler
        self.session = Session.of(crawler)
        self._raw: RawArchive | None = None
        self._writer: WarcWriter | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Capture:
        capture = cls(crawler)
        crawler.signals.connect(capture.spider_opened, signals.spider_opened)
        crawler.signals.connect(capture.spider_closed, signals.spider_closed)
        return capture

    def spider_opened(self) -> None:
        """Mend what the last run may have left, and make ready to write."""
        session = self.session
        self._raw = RawArchive(session.path.parent, session.archive)
        before = captures.newest_id(session.archive)
        for mended in self._raw.mend(session.site):
            session.report(_notice(session.site, mended))
        keep_out_forgotten(self._raw, before)
        agent = {"robots": "obey", "http-header-user-agent": self.crawler.settings["USER_AGENT"]}
        self._writer = self._raw.writer(session.site, **agent)

    def spider_closed(self) -> None:
        """Close the file."""
        try:
            if self._writer is not None:
                self._writer.close()
        except OSError as error:
            cause = f"the raw pages of this run could not be brought to the disk: {error}"
            self.session.report(Problem(site=self.session.site, url="", kind="disk", cause=cause))

    @property
    def raw(self) -> RawArchive:
        assert self._raw is not None
        return self._raw

    def process_request(self, request: Request) -> None:
        """Raises Forgotten; adds the validators of the page as we have it."""
        if self.session.is_forgotten(request.url) and not request.url.endswith("/robots.txt"):
            raise Forgotten("the address was forgotten on request")
        if request.method != "GET" or request.meta.get("unconditional"):
            return
        have = captures.newest(self.session.archive, _plain(request.url), site=self.session.site)
        if have is None or not (have["etag"] or have["last_modified"]) or not self._is_whole(have):
            return
        if have["etag"]:
            request.headers[b"If-None-Match"] = have["etag"].encode("latin-1")
        if have["last_modified"]:
            request.headers[b"If-Modified-Since"] = have["last_modified"].encode("latin-1")
        request.meta["validates"] = have["id"]

    def _is_whole(self, have: sqlite3.Row) -> bool:
        holder = have if have["same_as"] is None else captures.capture(self.session.archive, have["same_as"])
        return holder is not None and self.raw.is_there(holder)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Keep the response, without the words of what was forgotten. Raises NotKept: what is not kept is not read."""
        confirms = None
        if response.status == 304 and (have := request.meta.pop("validates", None)) is not None:
            confirms = captures.capture(self.session.archive, have)
        request.meta.pop("validates", None)
        moment = now()
        exchange = Exchange(
            url=_plain(request.url),
            moment=moment,
            method=request.method,
            request_headers=_request_lines(request),
            status=response.status,
            headers=_response_lines(response),
            body=response.body,
            protocol=response.protocol or "HTTP/1.1",
            ip=str(response.ip_address) if response.ip_address else None,
            asked=_asked(request) | ({"accepted": True} if self.crawler.settings.getbool("ACCEPT_CHANGES") else {}),
        )
        without = blanked(self.session.traces, exchange.body, exchange.headers)
        if without is not None:
            body, headers = without
            exchange = replace(exchange, body=body, headers=headers, asked={**exchange.asked, "blanked": moment})
            response = _shown(response, request.url, body, headers)
        assert self._writer is not None
        try:
            capture_id = self.raw.keep(self._writer, exchange, confirms=confirms)
        except (OSError, sqlite3.Error) as error:
            self.session.give_up(self.crawler, request.url, f"the page could not be kept: {error}")
            raise NotKept("the page could not be kept") from error
        request.meta["capture"] = {"id": capture_id, "at": moment}
        return response if confirms is None else self._as_kept(request, response, capture_id)

    def _as_kept(self, request: Request, response: Response, capture_id: int) -> Request | Response:
        """Return the page that a 304 confirms; ask for it anew where its record cannot be read."""
        confirmation = captures.capture(self.session.archive, capture_id)
        assert confirmation is not None
        try:
            page = self.raw.page(confirmation)
        except WarcError as error:
            logger.warning("%s; the page is fetched anew", error)
            anew = request.replace(dont_filter=True, meta={**request.meta, "unconditional": True})
            for name in ("If-None-Match", "If-Modified-Since"):
                anew.headers.pop(name, None)
            return anew
        body, headers = blanked(self.session.traces, page.body, page.headers) or (page.body, page.headers)
        shown = _shown(response, request.url, body, headers)
        return shown.replace(status=200, flags=[*response.flags, "not-modified"])


def _shown(response: Response, url: str, body: bytes, lines: HeaderLines) -> Response:
    """Return a response with another body, as a server would have sent it."""
    headers = Headers()
    for header, value in lines:
        headers.appendlist(header, value)
    kind = responsetypes.from_args(headers=headers, url=url, body=body)
    # Not `replace`: it hands the encoding of a page of text on to what is none, as a body is that is still packed.
    own = {name: getattr(response, name) for name in Response.attributes if name not in ("headers", "body")}
    return kind(**own, headers=headers, body=body)


def _notice(site: str, mended: Mended) -> Problem:
    """Say what was put right after a death; only lost records fail the run."""
    if mended.lost:
        cause = f"at the end of {mended.file} {counted(mended.lost, 'record')} could not be read, "
        cause += "and the pages as fetched are lost with that"
        return Problem(site=site, url="", kind="raw-lost", cause=cause)
    cause = f"{counted(mended.added, 'record')} of {mended.file} had no row and came into the archive"
    if mended.cut:
        cause = f"the last run died while it wrote {mended.file}: {counted(mended.cut, 'byte')} of a record that was "
        cause += f"not whole were cut off, {counted(mended.added, 'record')} without a row came into the archive"
    return Problem(site=site, url="", kind="raw-mended", cause=cause)


def _plain(url: str) -> str:
    return url.partition("#")[0]


def _request_lines(request: Request) -> HeaderLines:
    """Return the header lines as they were sent: the client adds Host to what stands in the request."""
    lines = [(name, value) for name, values in request.headers.items() for value in values]
    if b"Host" not in request.headers:
        lines.insert(0, (b"Host", request.url.split("/")[2].rpartition("@")[2].encode("ascii")))
    return tuple(lines)


def _response_lines(response: Response) -> HeaderLines:
    # Scrapy states a length of 0 for an answer that has no body by definition; the server did not say so.
    bodiless = response.status in (204, 304) or response.status < 200
    return tuple(
        (name, value)
        for name, values in response.headers.items()
        for value in values
        if not (bodiless and name == b"Content-Length" and value == b"0")
    )


def _asked(request: Request) -> dict[str, Any]:
    """Return why the page was asked for: what reading it again needs beside the page."""
    asked: dict[str, Any] = dict(request.meta.get("asked") or {})
    if not asked:
        asked["role"] = "robots" if request.url.endswith("/robots.txt") else "other"
    if redirected := request.meta.get("redirect_urls"):
        asked["redirected"] = list(redirected)
    return asked
