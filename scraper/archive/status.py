"""How the sites are, as rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scraper.archive.store import Archive
from scraper.site import file_name


def all_sites(archive: Archive, data: Path) -> list[dict[str, Any]]:
    """Return one row a site: its last run, what it found, how many articles are held, the newest, and the bytes of
    its WARC files in the data folder."""
    rows = archive.query(
        """SELECT s.site, r.started AS last_run, iif(r.id IS NULL, NULL, coalesce(r.outcome, 'running')) AS outcome,
            r.found, r.new, r.revised,
            (SELECT count(*) FROM articles a WHERE a.site = s.site) AS articles,
            (SELECT max(published) FROM articles a WHERE a.site = s.site) AS newest, r.problems
        FROM sites s LEFT JOIN runs r ON r.id = (SELECT max(id) FROM runs WHERE site = s.site)
        ORDER BY s.site"""
    )
    return [
        {**dict(row), "newest": (row["newest"] or "")[:10] or None, "warc_bytes": _bytes(data, row["site"])}
        for row in rows
    ]


def _bytes(data: Path, site: str) -> int:
    return sum(path.stat().st_size for path in (data / "warc" / file_name(site)).glob("*.warc.gz"))


def runs_of(archive: Archive, site: str, *, limit: int = 10) -> list[dict[str, Any]]:
    """Return the last runs of a site, newest first."""
    rows = archive.query(
        """SELECT started, finished, coalesce(outcome, 'running') AS outcome, requests, pages, listed, found, new,
            revised, unchanged, duplicate, rejected, problems
        FROM runs WHERE site = ? ORDER BY id DESC LIMIT ?""",
        (site, limit),
    )
    return [dict(row) for row in rows]


def problems_of(archive: Archive, site: str) -> list[dict[str, Any]]:
    """Return the problems of a site, the latest first."""
    rows = archive.query(
        """SELECT kind, url, cause, remedy, fails_run, count, first_seen, last_seen
        FROM problems WHERE site = ? ORDER BY last_seen DESC, fails_run DESC, kind LIMIT 50""",
        (site,),
    )
    return [dict(row) for row in rows]
