"""The extension that tells the parent process how the crawl of one site goes, in JSON lines."""

from __future__ import annotations

import json
import sys

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from scraper.session import Session

BEAT = 0.25
"""Seconds between two lines."""


class Reporter:
    """Writes the state of this crawl to standard output, where a parent process reads it."""

    def __init__(self, crawler: Crawler):
        if not crawler.settings.getbool("REPORT_PROGRESS"):
            raise NotConfigured
        self.crawler = crawler
        self.session = Session.of(crawler)
        self.beat = create_looping_call(self.report)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Reporter:
        reporter = cls(crawler)
        crawler.signals.connect(reporter.start, signals.spider_opened)
        crawler.signals.connect(reporter.stop, signals.spider_closed)
        return reporter

    def start(self) -> None:
        """Begin to report."""
        self.beat.start(BEAT, now=True)

    def stop(self) -> None:
        """Report a last time."""
        if self.beat.running:
            self.beat.stop()
        self.report()

    def report(self) -> None:
        """Write one line."""
        engine = self.crawler.engine
        waiting = 0
        if engine is not None and engine._slot is not None:
            waiting = len(engine._slot.inprogress) + len(engine._slot.scheduler)  # type: ignore[arg-type]
        line = {
            "event": "progress",
            "site": self.session.site,
            "counts": dict(self.session.counts),
            "listed": len(self.session.listed),
            "waiting": waiting,
            "problems": sum(problem.fails_run for problem in self.session.problems),
        }
        try:
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            # The parent is gone; the crawl goes on, and the archive will tell.
            self.beat.stop()
