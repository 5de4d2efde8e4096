"""How the sites are, as rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from scraper.archive.opened import Row
from scraper.archive.rhythm import next_due
from scraper.archive.store import Archive
from scraper.site import file_name

IsHeld = Callable[[str], bool]
"""Says of a site whether a process crawls it now."""


def all_sites(archive: Archive, data: Path, is_held: IsHeld) -> list[dict[str, Any]]:
    """Return one row a site: its last run, what it found, how many articles are held, the newest, when it is due
    again, and the bytes of its WARC files in the data folder."""
    rows = archive.query(
        """SELECT s.site, r.id AS run_id, r.started AS last_run, r.outcome, r.found, r.new, r.revised,
            (SELECT count(*) FROM articles a WHERE a.site = s.site) AS articles,
            (SELECT max(published) FROM articles a WHERE a.site = s.site) AS newest, r.problems
        FROM sites s LEFT JOIN runs r ON r.id = (SELECT max(id) FROM runs WHERE site = s.site)
        ORDER BY s.site"""
    )
    return [
        {
            **_with_outcome(archive, row, row["site"], is_held),
            "newest": (row["newest"] or "")[:10] or None,
            "next_due": due.strftime("%Y-%m-%dT%H:%M:%SZ") if (due := next_due(archive, row["site"])) else None,
            "warc_bytes": _bytes(data, row["site"]),
        }
        for row in rows
    ]


def _with_outcome(archive: Archive, row: Row, site: str, is_held: IsHeld) -> dict[str, Any]:
    """Return a row with what came of its run: of one without an outcome, whether it is running or has died."""
    values = dict(row)
    run_id = values.pop("run_id")
    if run_id is not None and row["outcome"] is None:
        # Asked again after the process was seen to be gone: it may have ended between the two.
        again = "running" if is_held(site) else archive.query("SELECT outcome FROM runs WHERE id = ?", (run_id,))[0][0]
        values["outcome"] = again or "died"
    return values


def _bytes(data: Path, site: str) -> int:
    return sum(path.stat().st_size for path in (data / "warc" / file_name(site)).glob("*.warc.gz"))


def runs_of(archive: Archive, site: str, is_held: IsHeld, *, limit: int = 10) -> list[dict[str, Any]]:
    """Return the last runs of a site, newest first."""
    rows = archive.query(
        """SELECT id AS run_id, started, finished, outcome, requests, pages, listed, found, new,
            revised, unchanged, duplicate, rejected, problems
        FROM runs WHERE site = ? ORDER BY id DESC LIMIT ?""",
        (site, limit),
    )
    return [_with_outcome(archive, row, site, is_held) for row in rows]


def problems_of(archive: Archive, site: str) -> list[dict[str, Any]]:
    """Return the problems of a site, the latest first."""
    rows = archive.query(
        """SELECT kind, url, cause, remedy, fails_run, count, first_seen, last_seen
        FROM problems WHERE site = ? ORDER BY last_seen DESC, fails_run DESC, kind LIMIT 50""",
        (site,),
    )
    return [dict(row) for row in rows]
