"""The rows of `captures`: what was fetched, when, and where its record stands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from scraper.archive.opened import Row
from scraper.archive.store import Archive

Role = Literal["article", "part", "list", "robots", "other"]
"""Why a page was asked for (`captures.role`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCapture:
    """A row to write, by the names of `captures`; `warc` is relative to the data folder."""

    site: str
    url: str
    captured_at: str
    role: str
    status: int
    digest: str
    bytes: int
    warc: str
    offset: int
    length: int
    same_as: int | None = None
    part_of: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    asked: Mapping[str, Any]
    source: str


_NAMES = tuple(NewCapture.__dataclass_fields__)
_INSERT = (
    f"INSERT INTO captures ({', '.join(_NAMES)}) VALUES ({', '.join('?' * len(_NAMES))}) "
    "ON CONFLICT (warc, offset) DO NOTHING RETURNING id"
)


def add(archive: Archive, captures: Sequence[NewCapture]) -> list[int | None]:
    """Write rows in one transaction and return their ids, None for one that is there already. Raises sqlite3.Error."""
    ids: list[int | None] = []
    with archive.transaction() as conn:
        for capture in captures:
            values = [getattr(capture, name) for name in _NAMES]
            values[_NAMES.index("asked")] = json.dumps(capture.asked, ensure_ascii=False) if capture.asked else "{}"
            row = conn.execute(_INSERT, values).fetchone()
            ids.append(None if row is None else int(row[0]))
    return ids


def capture(archive: Archive, capture_id: int) -> Row | None:
    """Return one capture."""
    row: Row | None = archive.conn.execute("SELECT * FROM captures WHERE id = ?", (capture_id,)).fetchone()
    return row


def newest_id(archive: Archive) -> int:
    """Return the id of the last capture, 0 without one."""
    return int(archive.query("SELECT coalesce(max(id), 0) FROM captures")[0][0])


def was_asked(archive: Archive, site: str, url: str) -> bool:
    """Whether a site's page was asked for before, whatever the answer."""
    return bool(archive.query("SELECT 1 FROM captures WHERE site = ? AND url = ? LIMIT 1", (site, url)))


def holder_of(archive: Archive, site: str, digest: str) -> Row | None:
    """Return the first capture of a site that holds this payload, None when none does."""
    return next(iter(holders_of(archive, site, digest)), None)


def holders_of(archive: Archive, site: str, digest: str) -> list[Row]:
    """Return the captures of a site that hold this payload: more than one where a file was lost meanwhile.

    A row without bytes holds none: it only refers to a record that is gone.
    """
    return archive.query(
        "SELECT * FROM captures WHERE site = ? AND digest = ? AND same_as IS NULL AND bytes > 0 ORDER BY id",
        (site, digest),
    )


def newest(archive: Archive, url: str, *, site: str | None = None, until: str | None = None) -> Row | None:
    """Return the newest capture of an address, of one site or of any, that shows a page (200, or 304 for one that
    did not change) and whose payload was kept."""
    row: Row | None = archive.conn.execute(
        """SELECT * FROM captures WHERE url = ? AND site = coalesce(?, site) AND captured_at <= ?
        AND status IN (200, 304) AND (same_as IS NOT NULL OR bytes > 0) ORDER BY captured_at DESC, id DESC LIMIT 1""",
        (url, site, until or "9999"),
    ).fetchone()
    return row


def indexed_until(archive: Archive, warc: str, within: int | None = None) -> int:
    """Return the byte at which the last record of a file that has a row ends, 0 without one; the last that ends
    `within` so many bytes, where that is said."""
    row = archive.conn.execute(
        "SELECT max(offset + length) FROM captures WHERE warc = ? AND offset + length <= coalesce(?, 1 << 62)",
        (warc, within),
    ).fetchone()
    return int(row[0] or 0)


def remove_from(archive: Archive, warc: str, offset: int) -> int:
    """Remove the rows of a file whose records end after `offset`: the file is shorter. Returns how many."""
    gone = "SELECT id FROM captures WHERE warc = ? AND offset + length > ?"
    with archive.transaction() as conn:
        for table, column in (("articles", "capture_id"), ("revisions", "capture_id")):
            conn.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} IN ({gone})", (warc, offset))
        # Without bytes: their payload is nowhere now.
        conn.execute(f"UPDATE captures SET same_as = NULL, bytes = 0 WHERE same_as IN ({gone})", (warc, offset))
        conn.execute(f"UPDATE captures SET part_of = NULL WHERE part_of IN ({gone})", (warc, offset))
        return conn.execute("DELETE FROM captures WHERE warc = ? AND offset + length > ?", (warc, offset)).rowcount
