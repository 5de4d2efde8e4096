"""What the parts of one crawl share: the archive, the run, its counts and problems."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import ClassVar
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from scraper.archive import Archive, tombstones
from scraper.archive.ledger import Named, Way
from scraper.erasure import Traces
from scraper.expectations import Guard
from scraper.problems import Problem
from scraper.url import address_key

logger = logging.getLogger(__name__)

COUNTS = ("requests", "pages", "bytes", "listed", "found", "new", "revised", "unchanged", "duplicate", "rejected")
"""What is counted of a run, by column of `runs`."""


class Session:
    """One crawl of one site. `Session.of(crawler)` gives every part of the crawl the same one."""

    _sessions: ClassVar[WeakKeyDictionary[Crawler, Session]] = WeakKeyDictionary()

    def __init__(self, site: str, path: Path):
        self.site = site
        self.path = path
        self.run_id: int | None = None
        self.outcome: str | None = None
        """How the run ended (`runs.outcome`), once it has."""
        self.counts: Counter[str] = Counter()
        self.problems: list[Problem] = []
        self.listed: dict[str, None] = {}
        """Addresses that a way in named as articles, in order."""
        self.ledger: dict[str, Named] = {}
        """What the ways in named in this run, by address key."""
        self.rechecked: set[str] = set()
        """Address keys of the articles that are asked for again because their time has come."""
        self.before_window: set[str] = set()
        """Addresses of articles that are older than what this run is to look at (`--since`)."""
        self.broken: bool = False
        """Whether a way in could not be read to its end."""
        self.known_ground: bool = False
        """Whether a list was left where it reached what is known."""
        self.guard = Guard()
        self.forgotten: set[str] = set()
        """Those of them that were forgotten on request, and so are not asked for."""
        self.end: asyncio.Future[None] | None = None
        """Set once the crawl is being given up: nothing more can be kept."""

    @classmethod
    def of(cls, crawler: Crawler) -> Session:
        """Return the crawl's session."""
        if crawler not in cls._sessions:
            path = Path(crawler.settings["DATA_DIR"]) / "archive.db"
            site = crawler.spider.name if crawler.spider is not None else crawler.spidercls.name
            cls._sessions[crawler] = cls(site, path)
        return cls._sessions[crawler]

    @cached_property
    def archive(self) -> Archive:
        """The archive, opened on first use: `scrapy shell` and the like never touch it. Raises ArchiveError."""
        return Archive(self.path)

    def is_forgotten(self, url: str) -> bool:
        """Whether an address was forgotten on request. What is forgotten later waits for the end of this run."""
        return bool(self._tombstones) and address_key(url) in self._tombstones

    @cached_property
    def traces(self) -> Traces:
        """What is left of the words of all that was forgotten: it is blanked where it comes back."""
        return tombstones.traces(self.archive)

    @cached_property
    def _tombstones(self) -> frozenset[str]:
        return tombstones.keys(self.archive)

    def name(self, url: str, way: Way, *, published: str | None = None) -> None:
        """Note that a way in names an address, and the date of publication that it states."""
        named = self.ledger.setdefault(address_key(url), Named(url))
        named.ways.add(way)
        if published is not None and len(published) >= 7:
            named.month = named.month or published[:7]

    def count(self, name: str, by: int = 1) -> None:
        """Count one more of what COUNTS names."""
        if name not in COUNTS:
            raise KeyError(name)
        self.counts[name] += by

    def give_up(self, crawler: Crawler, url: str, cause: str) -> None:
        """Name that the disk refused, once, and end the crawl: what cannot be kept need not be fetched."""
        if self.end is None:
            self.report(Problem(site=self.site, url=url, kind="disk", cause=cause))
            assert crawler.engine is not None
            self.end = asyncio.ensure_future(crawler.engine.close_spider_async(reason="disk"))

    def report(self, problem: Problem) -> None:
        """Take a problem down: in the log, in this run, and in the archive if it can be written.

        That the disk refuses is told once: each page that comes after it is lost for the same reason."""
        if problem.kind == "disk" and any(told.kind == "disk" for told in self.problems):
            return
        self.problems.append(problem)
        logger.log(logging.ERROR if problem.fails_run else logging.INFO, "%s", problem.sentence())
        try:
            self.archive.note_problem(
                site=problem.site,
                url=problem.url,
                kind=problem.kind,
                fails_run=problem.fails_run,
                cause=problem.cause,
                remedy=problem.remedy,
                run_id=self.run_id,
            )
        except sqlite3.Error:
            # The run still fails by self.problems, and the parent process still hears of it.
            logger.exception("The problem could not be written to the archive")
