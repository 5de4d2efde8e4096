"""Shows crawls while they run: a live table on a terminal, plain lines elsewhere.

The other end of the pipe is `scraper.reporter`, inside the process that crawls one site.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import Any, TextIO

from rich.console import Console
from rich.live import Live
from rich.table import Table

from scraper.plural import counted

PLAIN_BEAT = 5.0
"""Seconds between two lines of one site where there is no terminal: a log, a mail from cron."""


@dataclass
class SiteState:
    """What is known of one running crawl."""

    site: str
    started: float = field(default_factory=time.monotonic)
    first_page: float | None = None
    counts: dict[str, int] = field(default_factory=dict)
    listed: int = 0
    waiting: int = 0
    problems: int = 0
    ended: str | None = None
    told: float = 0.0
    seconds: float = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the crawl of this site began; after its end, how long it took."""
        return self.seconds if self.ended else time.monotonic() - self.started

    @property
    def rate(self) -> float:
        """Pages a second, from the first page on: the start of the process is not the site's."""
        if self.first_page is None:
            return 0.0
        return self.counts.get("pages", 0) / max(self.elapsed - (self.first_page - self.started), 0.25)

    @property
    def left(self) -> str:
        """Time left, at the rate so far and for what is known to wait; more may yet be listed."""
        if self.ended:
            return self.ended
        if not self.rate:
            return "…"
        seconds = round(self.waiting / self.rate)
        return f"{seconds // 60}:{seconds % 60:02d}"


class Display:
    """Shows the states of all crawls of one command. A context manager."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False):
        self.console = Console(file=stream or sys.stderr)
        self.quiet = quiet
        self.states: dict[str, SiteState] = {}
        self.live: Live | None = None

    def __enter__(self) -> Display:
        if self.console.is_terminal and not self.quiet:
            self.live = Live(get_renderable=self._table, console=self.console, refresh_per_second=4)
            self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.live is not None:
            self.live.stop()

    def begin(self, site: str) -> None:
        """A crawl begins."""
        self.states[site] = SiteState(site)
        self._tell(self.states[site], "started")

    def update(self, site: str, line: dict[str, Any]) -> None:
        """A crawl reports."""
        state = self.states[site]
        state.counts, state.listed = line["counts"], line["listed"]
        state.waiting, state.problems = line["waiting"], line["problems"]
        if state.first_page is None and state.counts.get("pages"):
            state.first_page = time.monotonic()
        if time.monotonic() - max(state.told, state.started) >= PLAIN_BEAT:
            self._tell(state, f"{state.rate:.1f} pages/s, {state.left} left")

    def end(self, site: str, outcome: str) -> None:
        """A crawl ended."""
        state = self.states[site]
        state.seconds, state.ended = state.elapsed, outcome
        self._tell(state, f"{outcome} in {state.seconds:.1f} s")

    def _tell(self, state: SiteState, what: str) -> None:
        if self.live is not None or self.quiet:
            return
        state.told = time.monotonic()
        if state.first_page is None and not state.ended:
            self.console.print(
                f"{state.site}: {what if what == 'started' else 'waiting'}", highlight=False, markup=False
            )
            return
        pages, new = state.counts.get("pages", 0), state.counts.get("new", 0)
        self.console.print(
            f"{state.site}: {counted(pages, 'page')}, {counted(new, 'new article')}, {what}",
            highlight=False,
            soft_wrap=True,
            markup=False,
        )

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False)
        table.add_column("site", no_wrap=True)
        for name in ("pages", "articles", "new", "problems", "pages/s", "time left"):
            table.add_column(name, justify="right", no_wrap=True)
        for state in list(self.states.values()):
            read = state.counts.get("found", 0)
            table.add_row(
                state.site,
                str(state.counts.get("pages", 0)),
                f"{read}/{state.listed}",
                str(state.counts.get("new", 0)),
                f"[red]{state.problems}[/red]" if state.problems else "0",
                f"{state.rate:.1f}",
                f"[green]{state.left}[/green]" if state.ended == "ok" else state.left,
            )
        return table
