"""The rows of `tombstones`: addresses that were forgotten on request and are never fetched again."""

from __future__ import annotations

from scraper.archive.store import Archive
from scraper.url import address_key


def is_forgotten(archive: Archive, url: str) -> bool:
    """Whether an address was forgotten."""
    row = archive.conn.execute("SELECT 1 FROM tombstones WHERE address_key = ?", (address_key(url),)).fetchone()
    return row is not None
