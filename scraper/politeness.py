"""How we behave on other people's servers, beyond what Scrapy does by itself.

robots.txt by RFC 9309 (a server error or no answer means: nothing may be fetched), its Crawl-delay,
and Retry-After (RFC 9110, section 10.2.3) for the whole host, not for one request.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from twisted.internet.defer import Deferred

logger = logging.getLogger(__name__)

LONGEST_CRAWL_DELAY = 300.0
"""Seconds. A longer Crawl-delay is taken for a slip of the pen (milliseconds) and cut to this."""

LONGEST_RETRY_AFTER = 600.0
"""Seconds. Asked to wait longer, we leave and come back with the next run."""


class RobotsForbidden(IgnoreRequest):
    """robots.txt forbids this address."""


class RobotsUnreachable(IgnoreRequest):
    """robots.txt answered with a server error, or not at all."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware, with RFC 9309's answer to a robots.txt that cannot be read."""

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        self._unreachable: dict[str, Exception] = {}

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Raises RobotsForbidden or RobotsUnreachable."""
        try:
            await super().process_request(request)
        except IgnoreRequest as error:
            raise RobotsForbidden("robots.txt forbids this address") from error
        netloc = request.url.split("/")[2]
        if netloc in self._unreachable and not request.meta.get("dont_obey_robotstxt"):
            cause = self._unreachable[netloc]
            raise RobotsUnreachable(f"robots.txt of {netloc}: {cause}") from (
                None if isinstance(cause, RobotsUnreachable) else cause
            )

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            raise RobotsUnreachable(f"the server answered {response.status}")
        if response.status >= 400:  # "unavailable": no rules (RFC 9309, 2.3.1.3), whatever the error page says
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._unreachable[netloc] = exc
        waiting = self._parsers[netloc]
        assert isinstance(waiting, Deferred)
        self._parsers[netloc] = None
        waiting.callback(None)


REST = 2.0
"""Times the time that a host takes to answer, from request to request: it rests for as long as it works for us."""

LONGEST_REST = 30.0
"""Seconds. A host is not left alone for longer than that only because it is slow."""

NO_DELAY = 0.05
"""Seconds. Who asks for less than that crawls a host of his own, and means it."""


class Patience:
    """Applies Crawl-delay, slows down when a host slows down, and holds it back when it answers Retry-After.

    AutoThrottle is not used: it walks any delay of a host down to the latency (tried with 2.19).
    """

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.backoff: dict[str, float] = {}
        self.asked: dict[str, float] = {}
        """Seconds that robots.txt asks for, by host."""
        self.latency: dict[str, float] = {}
        """Seconds that a host takes to answer: half of it the last answer's, the other half what was before."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Patience:
        patience = cls(crawler)
        crawler.signals.connect(patience.robots_parsed, signals.robots_parsed)
        # Not a middleware: the next request of the host would be on its way before it sees the answer.
        crawler.signals.connect(patience.answered, signals.response_downloaded)
        return patience

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Take the site's Crawl-delay where it is longer than ours."""
        agent = self.crawler.settings["ROBOTSTXT_USER_AGENT"] or self.crawler.settings["USER_AGENT"]
        asked = robotparser.crawl_delay(agent)
        if asked is None or asked <= 0:
            return
        if asked > LONGEST_CRAWL_DELAY:
            logger.warning("%s asks for a Crawl-delay of %s s; taking %s s", request.url, asked, LONGEST_CRAWL_DELAY)
            asked = LONGEST_CRAWL_DELAY
        self.asked[request.url.split("/")[2]] = asked
        self._set_delay(request, asked)

    def answered(self, request: Request, response: Response) -> None:
        """Slow down with the host; hold it back on 429 and 503; ask no more of it when it wants us gone for long."""
        host = request.url.split("/")[2]
        self._slow_down(request, host)
        if response.status not in (429, 503):
            return
        asked = _seconds(response.headers.get("Retry-After"))
        if asked is None:
            # No word how long: wait ever longer, from five times our delay on.
            delay = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
            asked = self.backoff[host] = min(self.backoff.get(host, delay * 2.5) * 2, 120.0)
        if asked > LONGEST_RETRY_AFTER:
            request.meta["dont_retry"] = True
            return
        logger.info("%s answered %s: waiting %.0f s before the next request", request.url, response.status, asked)
        self._hold(request, asked)

    def _slow_down(self, request: Request, host: str) -> None:
        """Give the host as long a rest as it took to answer."""
        # Of a host one request is under way at a time: its slot knows when that went out.
        took = monotonic() - self._slot(request)[1].lastseen  # type: ignore[attr-defined]
        if took <= 0 or self.crawler.settings.getfloat("DOWNLOAD_DELAY") < NO_DELAY:
            return
        self.latency[host] = latency = (self.latency.get(host, took) + took) / 2
        self._set_delay(request, max(self.asked.get(host, 0.0), min(REST * latency, LONGEST_REST)))

    def _slot(self, request: Request) -> tuple[str, object]:
        assert self.crawler.engine is not None
        # Private in Scrapy 2.19, and the only way to a host's slot; a test holds that it works.
        key, slot = self.crawler.engine.downloader._get_slot(request)
        return key, slot

    def _set_delay(self, request: Request, seconds: float) -> None:
        key, slot = self._slot(request)
        seconds = max(seconds, self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        slot.delay = seconds  # type: ignore[attr-defined]
        # Scrapy forgets idle slots after a minute; a new one must come with the same delay.
        assert self.crawler.engine is not None
        self.crawler.engine.downloader.per_slot_settings[key] = {"delay": seconds, "jitter": 0}

    def _hold(self, request: Request, seconds: float) -> None:
        _, slot = self._slot(request)
        slot.lastseen = monotonic() + seconds  # type: ignore[attr-defined]


def _seconds(header: bytes | None) -> float | None:
    """Read Retry-After: seconds, or an HTTP date."""
    if header is None:
        return None
    text = header.decode("latin-1").strip()
    if text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
