"""Processes that crawl one site each, forked from one that has loaded everything: to load Scrapy and the reader anew
takes longer than many a nightly crawl.

`multiprocessing` keeps the process that forks (its "forkserver"): it has no reactor, no thread, no open file of ours.
Where there is no fork, each process loads for itself.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final, TextIO

from scraper.worker import main

_OF_SCRAPY: Final = """
    core.downloader.handlers.http11 core.engine core.scraper crawler downloadermiddlewares.cookies
    downloadermiddlewares.defaultheaders downloadermiddlewares.downloadtimeout downloadermiddlewares.httpauth
    downloadermiddlewares.httpcache downloadermiddlewares.httpcompression downloadermiddlewares.httpproxy
    downloadermiddlewares.offsite downloadermiddlewares.redirect downloadermiddlewares.retry
    downloadermiddlewares.stats downloadermiddlewares.useragent dupefilters extensions.closespider
    extensions.corestats extensions.feedexport extensions.logcount extensions.logstats extensions.memdebug
    extensions.memusage extensions.remote_control extensions.spiderstate extensions.telnet extensions.throttle
    logformatter pqueues spidermiddlewares.depth spidermiddlewares.metacopy spidermiddlewares.start
    spidermiddlewares.urllength squeues statscollectors utils.engine utils.project
"""
LOADED: Final = (
    *(f"scrapy.{name}" for name in _OF_SCRAPY.split()),
    *("scraper.worker", "scraper.capture", "scraper.reservations", "scraper.cms.auto", "scraper.guard"),
    *("scraper.health", "scraper.reporter", "scraper.sites"),
    *("pipelines.validate", "pipelines.deduplicate", "pipelines.save", "protego"),
)
"""What is loaded before the first fork: all that a crawl loads, but the settings (they read the environment) and the
reactor (each process has its own)."""


def _context() -> Any:
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload(list(LOADED))
    return context


class Child:
    """The process of one crawl: `pid`, `output` (what it writes to standard output, line by line), `wait` for its exit
    code, negative for a signal."""

    def __init__(self, process: BaseProcess, output: TextIO):
        self._process = process
        self.output = output

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def wait(self) -> int:
        """Wait for its end and return its exit code."""
        self._process.join()
        self.output.close()
        code = self._process.exitcode
        return 255 if code is None else code

    def terminate(self) -> None:
        """Ask it to end by itself, with what it has kept."""
        self._process.terminate()


def start(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> Child:
    """Start the crawl of one site (scraper.worker) in a process of its own, its errors in a file."""
    context = _context()
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_crawl, args=(list(arguments), dict(environment), str(log), theirs))
    process.start()
    theirs.close()  # so that the end of the process is the end of the output
    output = os.fdopen(os.dup(ours.fileno()), encoding="utf-8", errors="replace")
    ours.close()
    return Child(process, output)


def _crawl(arguments: list[str], environment: dict[str, str], log: str, output: Connection) -> None:
    os.setsid()  # signals reach it through its parent, once
    errors = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(output.fileno(), 1)
    os.dup2(errors, 2)
    os.close(errors)
    output.close()
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  as long as the process
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["scraper.worker", *arguments]
    sys.exit(main(arguments))
