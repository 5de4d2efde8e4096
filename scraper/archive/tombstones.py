"""The rows of `tombstones`: addresses and sites that were forgotten on request and are never fetched again."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.archive.store import Archive, Row, now
from scraper.url import address_key


def is_forgotten(archive: Archive, url: str) -> bool:
    """Whether an address was forgotten."""
    row = archive.conn.execute("SELECT 1 FROM tombstones WHERE address_key = ?", (address_key(url),)).fetchone()
    return row is not None


def keys(archive: Archive) -> frozenset[str]:
    """Return the keys of all addresses that were forgotten."""
    return frozenset(row["address_key"] for row in archive.query("SELECT address_key FROM tombstones"))


def site_forgotten(archive: Archive, site: str) -> Row | None:
    """Return the tombstone of a site, None without one."""
    row: Row | None = archive.conn.execute("SELECT * FROM tombstones WHERE address_key = ?", (_key(site),)).fetchone()
    return row


def host_forgotten(archive: Archive, url: str) -> Row | None:
    """Return the tombstone of the site whose host an address has, whatever that site was called; None without one."""
    host = address_key(url).partition("/")[0]
    stones = archive.query("SELECT * FROM tombstones WHERE address_key = 'site ' || site")
    return next((stone for stone in stones if address_key(stone["url"]).partition("/")[0] == host), None)


def _key(site: str) -> str:
    return f"site {site}"  # no address has a space


def add(archive: Archive, site: str, addresses: Sequence[str], reason: str) -> None:
    """Set a tombstone for addresses; one that stands keeps its reason and time."""
    _add(archive, [(address_key(url), url, site) for url in addresses], reason)


def add_site(archive: Archive, site: str, base_url: str, reason: str) -> None:
    """Set a tombstone for a site."""
    _add(archive, [(_key(site), base_url, site)], reason)


def _add(archive: Archive, stones: Sequence[tuple[str, str, str]], reason: str) -> None:
    with archive.transaction() as conn:
        conn.executemany(
            """INSERT INTO tombstones (address_key, url, site, reason, forgotten_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (address_key) DO NOTHING""",
            [(*stone, reason, now()) for stone in stones],
        )


def finish(archive: Archive, addresses: Sequence[str]) -> None:
    """Write down that nothing is left of addresses."""
    _finish(archive, [address_key(url) for url in addresses])


def finish_site(archive: Archive, site: str) -> None:
    """Write down that nothing is left of a site."""
    _finish(archive, [_key(site)])


def _finish(archive: Archive, keys: Sequence[str]) -> None:
    with archive.transaction() as conn:
        conn.executemany("UPDATE tombstones SET finished_at = ? WHERE address_key = ?", [(now(), key) for key in keys])


def unfinished(archive: Archive) -> list[Row]:
    """Return the tombstones of what was begun to be forgotten and is not yet."""
    return archive.query("SELECT * FROM tombstones WHERE finished_at IS NULL ORDER BY site, url")
