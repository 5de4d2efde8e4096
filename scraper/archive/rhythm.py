"""When a site is to be crawled again: what its own history says of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

from scraper.archive import rounds
from scraper.archive.store import Archive

REMEMBERED: Final = 20
"""Days of publication that the rhythm of a site is taken from: the newest."""
OFTENEST, SELDOMEST = timedelta(hours=12), timedelta(days=14)
"""Between these a site is crawled, however often it publishes: a visit costs it some requests, and what was published
and taken back between two visits is lost."""
AFTER_A_FAULT: Final = timedelta(hours=12)
"""Time after which a site is tried again whose last run fell short."""
YOUNG: Final = 2
"""Re-checks of an article that are waited for by the day, since news is corrected in its first days; the later ones go
with the next run, whenever it is."""


def next_due(archive: Archive, site: str) -> datetime | None:
    """Return when a site is to be crawled again, in UTC; None for one that never was: now.

    After half the usual time between two days on which it published; earlier where a young article is to be looked at
    again, or the last run fell short. A run that was broken off goes on at once.
    """
    runs = archive.query("SELECT outcome, started, finished FROM runs WHERE site = ? ORDER BY id DESC LIMIT 1", (site,))
    if not runs:
        return None
    last = datetime.fromisoformat(runs[0]["started"])
    if runs[0]["outcome"] in (None, "interrupted"):
        return last
    if runs[0]["outcome"] != "ok":
        return last + AFTER_A_FAULT
    due = last + min(max(_usual_gap(archive, site) / 2, OFTENEST), SELDOMEST)
    checks = [moment for moment in rounds.next_checks(archive, site, young=YOUNG) if moment < due]
    return max(min(checks, default=due), last + OFTENEST)


def _usual_gap(archive: Archive, site: str) -> timedelta:
    """Return the median time between two days of publication, of the newest; two weeks where too little is dated."""
    rows = archive.query(
        """SELECT DISTINCT substr(published, 1, 10) AS day FROM articles WHERE site = ? AND length(published) >= 10
        ORDER BY day DESC LIMIT ?""",
        (site, REMEMBERED),
    )
    days = [date.fromisoformat(row["day"]) for row in rows]
    if len(days) < 2:
        return SELDOMEST
    # A site that has fallen silent is quiet for as long as it has been.
    days.insert(0, max(days[0], datetime.now(UTC).date()))
    return timedelta(days=median((later - earlier).days for later, earlier in pairwise(days)))
