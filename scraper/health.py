"""The extension that knows how a run went: counts, names what failed, compares with what was expected.

Scrapy itself exits 0 when every callback raised or the site was unreachable; the outcome decided
here is what `kronika crawl` exits with.
"""

from __future__ import annotations

import logging
import sqlite3
import traceback
from datetime import UTC, date, datetime, timedelta

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from scraper.archive import ledger, rounds
from scraper.article import Article
from scraper.budget import used_up
from scraper.cms.base import NewsSpider
from scraper.expectations import losses_of_new
from scraper.plural import counted
from scraper.problems import Problem
from scraper.session import COUNTS, Session

logger = logging.getLogger(__name__)


KEPT_OF_LIST = 0.8
"""A list shorter than this share of the longest that recent runs saw was cut: sites tidy up, but not by a fifth."""

REMEMBERED_RUNS = 5
"""Runs that a list is compared with: a site that really was tidied up is told of five times, then no more."""


class Health:
    """Opens the run, counts, and closes it with its outcome."""

    def __init__(self, crawler: Crawler):
        # `scrapy shell` (KEEP_ALIVE) is no run, and a spider that is none of ours is not ours to judge.
        if crawler.settings.getbool("KEEP_ALIVE") or not issubclass(crawler.spidercls, NewsSpider):
            raise NotConfigured
        self.crawler = crawler
        self.session = Session.of(crawler)
        self.plan_only = crawler.settings.getbool("PLAN_ONLY")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Health:
        health = cls(crawler)
        for receiver, signal in (
            (health.spider_opened, signals.spider_opened),
            (health.request_sent, signals.request_reached_downloader),
            (health.response_received, signals.response_received),
            (health.article_saved, signals.item_scraped),
            (health.callback_failed, signals.spider_error),
            (health.pipeline_failed, signals.item_error),
            (health.spider_closed, signals.spider_closed),
        ):
            crawler.signals.connect(receiver, signal)
        return health

    def spider_opened(self, spider: NewsSpider) -> None:
        """Write down the site and open the run."""
        self.session.archive.note_site(spider.facts())
        self.session.run_id = self.session.archive.start_run(spider.name)

    def request_sent(self, request: Request) -> None:
        """Count a request."""
        self.session.count("requests")

    def response_received(self, response: Response) -> None:
        """Count a page and its bytes."""
        self.session.count("pages")
        self.session.count("bytes", len(response.body))

    def article_saved(self, item: Article) -> None:
        """Count an article that went all the way."""
        self.session.count("found")

    def callback_failed(self, failure: Failure, response: Response) -> None:
        """Name a callback that raised."""
        self._report_fault("callback", response.url, failure)

    def pipeline_failed(self, item: Article, failure: Failure) -> None:
        """Name a pipeline that raised."""
        self._report_fault("pipeline", item.url, failure)

    def _report_fault(self, kind: str, url: str, failure: Failure) -> None:
        error = failure.value
        assert error is not None
        frames = traceback.extract_tb(error.__traceback__)
        place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
        cause = f"{type(error).__name__}: {error}{place}"
        self.session.report(Problem(site=self.session.site, url=url, kind=kind, cause=cause))

    def spider_closed(self, spider: NewsSpider, reason: str) -> None:
        """Compare with what was expected and close the run."""
        session = self.session
        start = spider.start_urls[0]
        self._decide_on_kept_back()
        if reason == "start_error":
            session.report(Problem(site=session.site, url=start, kind="callback", cause="the spider's start() failed"))
        elif reason == "disk":
            pass  # named already, with its cause
        elif self.plan_only:
            pass  # a look is no run
        elif (used := used_up(reason, self.crawler, spider.waiting())) is not None:
            session.report(Problem(site=session.site, url=start, kind=used[0], cause=used[1]))
        elif reason != "finished":
            session.report(Problem(site=session.site, url=start, kind="interrupted", cause=f"stopped: {reason}"))
        else:
            for url, cause in spider.traps():
                session.report(Problem(site=session.site, url=url, kind="trap", cause=cause))
            for problem in shortfalls(spider, session, datetime.now(UTC).date()):
                session.report(problem)
        try:
            ledger.write(session.archive, session.site, spider.ledger(finished=reason == "finished"))
        except sqlite3.Error as error:
            cause = f"what the ways in named could not be written down: {error}"
            session.report(Problem(site=session.site, url=start, kind="disk", cause=cause))
        failing = [problem for problem in session.problems if problem.fails_run]
        outcome = "ok"
        if reason == "shutdown":
            outcome = "interrupted"
        elif failing:
            outcome = "short" if session.counts["found"] else "failed"
        counts = {name: session.counts[name] for name in COUNTS}
        counts["listed"] = len(session.listed)
        counts["problems"] = len(failing)
        counts["walked"] = int(
            reason == "finished" and not session.broken and not session.known_ground and not spider.since
        )
        cause = failing[0].sentence() if failing else ""
        assert session.run_id is not None
        session.archive.finish_run(session.run_id, outcome, cause, counts)
        session.outcome = outcome
        session.archive.tidy()

    def _decide_on_kept_back(self) -> None:
        """Tell the readings that were kept back, where they are a fault; else they are edits, and are saved."""
        session = self.session
        for kind, url, cause in session.guard.faults():
            session.report(Problem(site=session.site, url=url, kind=kind, cause=cause))
        try:
            for article in session.guard.edits():
                session.count(session.archive.save(article).value)
        except sqlite3.Error as error:
            session.report(Problem(site=session.site, url="", kind="disk", cause=f"the archive refused: {error}"))


def shortfalls(spider: NewsSpider, session: Session, today: date) -> list[Problem]:
    """Return what a finished run lacks of what the site is known to hold or has itself listed."""

    def problem(kind: str, cause: str, url: str = spider.start_urls[0]) -> Problem:
        return Problem(site=spider.name, url=url, kind=kind, cause=cause)

    explained = {p.url for p in session.problems} | session.forgotten
    if not session.listed and session.before_window:
        return []  # nothing new in the window that was looked at
    if not session.listed:
        # A dead server has been named already; an empty list on a live one has not.
        if any(p.fails_run for p in session.problems):
            return []
        return [problem("empty-way-in", "no article was listed")]
    problems = []
    missing = [url for url in session.listed if url not in explained and session.archive.article_at(url) is None]
    if missing:
        problems.append(
            problem(
                "missing",
                f"{len(missing)} of {counted(len(session.listed), 'listed article')} not archived",
                missing[0],
            )
        )
    before = session.archive.query(
        """SELECT max(listed) AS listed FROM (
            SELECT listed FROM runs WHERE site = ? AND outcome IN ('ok', 'short') ORDER BY id DESC LIMIT ?
        )""",
        (spider.name, REMEMBERED_RUNS),
    )[0]["listed"]
    held = session.archive.query(
        "SELECT count(*) AS n, max(published) AS newest FROM articles WHERE site = ?", (spider.name,)
    )
    listed = len(session.listed)
    if session.known_ground or spider.since:
        # Only what is new was listed: what stands counts.
        listed, before = max(listed, held[0]["n"]), None
    if spider.since:
        return problems
    if listed < spider.expect.articles:
        problems.append(
            problem("too-few", f"{counted(listed, 'article')} listed where {spider.expect.articles} were expected")
        )
    elif before is not None and listed < KEPT_OF_LIST * before:
        problems.append(problem("too-few", f"{counted(listed, 'article')} listed where an earlier run found {before}"))
    if not held[0]["n"]:
        problems.append(problem("too-few", f"none of {counted(listed, 'listed article')} is in the archive"))
    if rounds.walked_lately(session.archive, spider.name):  # else what is new may be old news, of older layouts
        started = session.archive.query("SELECT started FROM runs WHERE id = ?", (session.run_id,))[0]["started"]
        losses = losses_of_new(session.archive, spider.name, started)
        problems += [problem(kind, cause, url) for kind, url, cause in losses]
    days, newest = spider.expect.newest_within_days, held[0]["newest"]
    if days is not None and newest is not None and newest[:10] < (today - timedelta(days=days)).isoformat():
        problems.append(
            problem("stale", f"the newest article is of {newest[:10]}, more than {counted(days, 'day')} ago")
        )
    return problems
