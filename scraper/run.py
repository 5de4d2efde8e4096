"""Crawl many sites: one child process each, a few at a time, and what came of each."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from scraper import nursery
from scraper.archive import Archive, ArchiveError
from scraper.locks import locked
from scraper.plural import counted
from scraper.problems import Problem
from scraper.progress import Display
from scraper.site import file_name, site_name
from scraper.worker import LOCKED, OK, SHORT

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 64
"""Crawls side by side at most. Each waits most of its time for its own host: at a page a second, so many keep one core
busy."""
OF_A_CRAWL = 200 * 1024 * 1024
"""Bytes of memory that are reckoned for a crawl: one of some thousand pages takes about half of it."""
CGROUP = Path("/sys/fs/cgroup")
"""Where a container's limits stand (cgroup v2)."""
AT_ONCE = 8
"""Crawls side by side where the system does not tell how much memory is free."""


def sites_at_once() -> int:
    """Return how many crawls run side by side: as many as there is memory for."""
    free = [bytes_free for bytes_free in (_free_of_system(), _free_of_group()) if bytes_free is not None]
    return max(1, min(MOST_AT_ONCE, min(free) // OF_A_CRAWL)) if free else AT_ONCE


def _free_of_system() -> int | None:
    try:
        told = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
        return int(told["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None


def _free_of_group() -> int | None:
    """Return what is left of the limit that a container has, None without one."""
    try:
        most, used = (int((CGROUP / name).read_text(encoding="ascii")) for name in ("memory.max", "memory.current"))
        told = dict(line.split() for line in (CGROUP / "memory.stat").read_text(encoding="ascii").splitlines())
        cached = int(told["inactive_file"])
    except (OSError, KeyError, ValueError):
        return None  # not there, or "max": no limit
    # Files that were read fill the limit in time and are given up when memory is wanted: they are no use of it.
    return max(0, most - used + cached)


NOTHING_MORE_AFTER = 5
"""Problems of one site that are printed; the rest are counted and stand in the archive."""


@dataclass(frozen=True)
class Target:
    """A site to crawl: by the name of its class, or, without one, by an address."""

    name: str
    url: str | None = None

    @classmethod
    def of_url(cls, url: str) -> Target:
        """Raises ValueError for what is no http(s) address."""
        return cls(site_name(url), url)


@dataclass
class Result:
    """What came of one site."""

    site: str
    outcome: str
    exit_code: int
    problems: list[str]


class Runner:
    """Crawls targets side by side. Hands SIGTERM on to its children."""

    def __init__(
        self, data: Path, display: Display, *, jobs: int | None = None, settings: dict[str, str] | None = None
    ):
        """`jobs` is how many run side by side; as many as there is memory for, unless told."""
        self.data = data
        self.display = display
        self.jobs = max(1, jobs or sites_at_once())
        self.environment = {**os.environ, **(settings or {}), "KRONIKA_DATA": str(data.absolute())}
        self.children: set[nursery.Child] = set()
        self.lock = threading.RLock()
        self.stopped = False

    def run(self, targets: Sequence[Target]) -> list[Result]:
        """Crawl all targets; return a result for each, in their order. Raises ArchiveError."""
        # Made and migrated once, here, so that the children find it ready.
        Archive(self.data / "archive.db").close()
        (self.data / "logs").mkdir(parents=True, exist_ok=True)
        previous = signal.signal(signal.SIGTERM, self._stop)
        try:
            with ThreadPoolExecutor(self.jobs) as pool:
                futures = [pool.submit(self._crawl, target) for target in targets]
                try:
                    return [future.result() for future in futures]
                except KeyboardInterrupt:
                    self._stop()
                    return [future.result() for future in futures]
        finally:
            signal.signal(signal.SIGTERM, previous)

    def _stop(self, number: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        """Let the children end by themselves, with what they have kept."""
        self.stopped = True
        with self.lock:
            for child in self.children:
                child.terminate()

    def _crawl(self, target: Target) -> Result:
        if self.stopped:
            return Result(target.name, "interrupted", SHORT, [f"{target.name}: interrupted: not begun."])
        self.display.begin(target.name)
        log = self.data / "logs" / f"{file_name(target.name)}.log"
        child = nursery.start(["--url", target.url] if target.url else [target.name], self.environment, log)
        with self.lock:
            self.children.add(child)
            if self.stopped:
                child.terminate()  # told to stop while it was being started
        last: dict[str, Any] = {}
        for line in child.output:
            try:
                last = json.loads(line)
            except ValueError:
                continue  # something printed by a library is not ours to read
            if last.get("event") == "progress":
                self.display.update(target.name, last)
        code = child.wait()
        with self.lock:
            self.children.discard(child)
        result = self._result(target, code, last, log)
        self.display.end(target.name, result.outcome)
        return result

    def _result(self, target: Target, code: int, last: dict[str, Any], log: Path) -> Result:
        if last.get("event") == "locked":
            return Result(target.name, "locked", LOCKED, [locked(target.name, last["holder"])])
        told = last.get("problems") or []
        if last.get("event") == "end" and (code == OK or (code == SHORT and told)):
            return Result(target.name, last["outcome"] or "failed", code, told)
        if self.stopped:
            self._close_run(target.name, "stopped before its end")
            return Result(target.name, "interrupted", SHORT, [f"{target.name}: interrupted: stopped before its end."])
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        cause = f"the process ended {how}; its last error: {last_error(log)}; its log: {log}"
        problem = Problem(site=target.name, url=target.url or "", kind="crashed", cause=cause)
        self._close_run(target.name, "the process died", problem)
        return Result(target.name, "failed", SHORT, [*told, problem.sentence()])

    def _close_run(self, site: str, reason: str, problem: Problem | None = None) -> None:
        """Close the run of a dead process, and note why. A full disk may forbid it; the sentence is still printed."""
        try:
            with Archive(self.data / "archive.db") as archive:
                archive.close_dead_runs(site, reason)
                if problem is not None:
                    archive.note_problem(
                        site=site,
                        url=problem.url,
                        kind=problem.kind,
                        fails_run=True,
                        cause=problem.cause,
                        remedy=problem.remedy,
                        run_id=None,
                    )
        except (ArchiveError, sqlite3.Error) as error:
            logger.warning("The end of the run of %s could not be written: %s", site, error)


def last_error(log: Path) -> str:
    """Return the last line of a log that tells an error: the end of a traceback, or a line of that level."""
    found = "none"
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if re.match(r"(\w+\.)*\w*(Error|Exception|Interrupt)\b", line) or " ERROR " in line:
                found = line.strip()
    return found


def exit_code(results: Sequence[Result]) -> int:
    """Return the exit code of a command: 1 when anything fell short, else 75 when a lock was held."""
    codes = {result.exit_code for result in results}
    return SHORT if SHORT in codes else LOCKED if LOCKED in codes else OK


def summary(results: Sequence[Result]) -> list[str]:
    """Return the lines that an operator must read: none when all is well."""
    lines = []
    for result in results:
        lines += result.problems[:NOTHING_MORE_AFTER]
        more = len(result.problems) - NOTHING_MORE_AFTER
        if more > 0:
            lines.append(f"{result.site}: and {counted(more, 'more problem')}; see: kronika status {result.site}")
    return lines
