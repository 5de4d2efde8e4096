"""The rows of `tombstones`: addresses and sites that were forgotten on request and are never fetched again, with the
traces of what they said. Each is written to the file beside the WARC files first (scraper.archive.forgotten_file)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scraper.archive import forgotten_file
from scraper.archive.forgotten_file import Tombstone, joined, site_key
from scraper.archive.opened import Row, now
from scraper.archive.store import Archive
from scraper.erasure import Traces, new_salt
from scraper.url import address_key


def is_forgotten(archive: Archive, url: str) -> bool:
    """Whether an address was forgotten."""
    return _row(archive, address_key(url)) is not None


def of_page(data: Path, archive: Archive | None, url: str) -> Tombstone | None:
    """Return the tombstone of an address, or else of the site whose host it has; None without one. Raises ArchiveError.

    Asked of the files too: there may be no archive yet, and one that is only read has not taken over what they say.
    """
    key, host = address_key(url), _host(url)
    sql = "SELECT * FROM tombstones WHERE address_key IN (?, 'site ' || site)"
    rows = archive.query(sql, (key,)) if archive is not None else []
    stones = [*(Tombstone(**dict(row)) for row in rows), *forgotten_file.read(data).values()]
    own = next((stone for stone in stones if stone.address_key == key), None)
    return own or next((stone for stone in stones if stone.is_of_site and _host(stone.url) == host), None)


def _host(url: str) -> str:
    return address_key(url).partition("/")[0]


def keys(archive: Archive) -> frozenset[str]:
    """Return the keys of all addresses that were forgotten."""
    return frozenset(row["address_key"] for row in archive.query("SELECT address_key FROM tombstones"))


def site_forgotten(archive: Archive, site: str) -> Row | None:
    """Return the tombstone of a site, None without one."""
    return _row(archive, site_key(site))


def host_forgotten(archive: Archive, url: str) -> Row | None:
    """Return the tombstone of the site whose host an address has, whatever that site was called; None without one."""
    stones = archive.query("SELECT * FROM tombstones WHERE address_key = 'site ' || site")
    return next((stone for stone in stones if _host(stone["url"]) == _host(url)), None)


def sentence(stone: Tombstone) -> str:
    """Say what was forgotten, when and why."""
    what = f"The whole site {stone.site}" if stone.is_of_site else stone.url
    return f"{what} was forgotten on request on {stone.forgotten_at[:10]} ({stone.reason})."


def forgotten_with(archive: Archive, url: str) -> list[str]:
    """Return the addresses that were forgotten together with one: those of the same article."""
    rows = archive.query(
        """SELECT o.url FROM tombstones t JOIN tombstones o USING (site, reason, forgotten_at, marks)
        WHERE t.address_key = ?""",
        (address_key(url),),
    )
    return [row["url"] for row in rows]


def unfinished(archive: Archive) -> list[Row]:
    """Return the tombstones of what was begun to be forgotten and is not yet."""
    return archive.query("SELECT * FROM tombstones WHERE finished_at IS NULL ORDER BY site, url")


# --- the traces of what was said


def salt(archive: Archive, addresses: Sequence[str]) -> bytes:
    """Return the salt for the traces of what is forgotten with some addresses: the one they have, else a new one, so
    that nothing tells whether two requests were about the same words."""
    return next((stone.salt for stone in _standing(archive, addresses) if stone.salt), None) or new_salt()


def traces(archive: Archive, addresses: Sequence[str] | None = None) -> Traces:
    """Return what is left of the words of some addresses, or of all that was ever forgotten."""
    if addresses is None:
        rows = archive.query("SELECT DISTINCT salt, marks FROM tombstones WHERE marks IS NOT NULL")
        hashed = {(row["salt"], row["marks"]) for row in rows}
    else:
        hashed = {(stone.salt, stone.marks) for stone in _standing(archive, addresses) if stone.salt and stone.marks}
    found = Traces({})
    for of_salt, marks in hashed:
        found |= Traces.unpacked(of_salt, marks)
    return found


# --- writing


def add(archive: Archive, site: str, addresses: Sequence[str], reason: str, traces: Traces | None = None) -> None:
    """Set a tombstone for addresses, with the traces of their words. One that stands keeps its reason and time, and is
    unfinished again. Raises OSError when the file cannot be written: then nothing is done."""
    packed = dict((traces or Traces({})).packed())
    own = {stone.address_key: stone.salt for stone in _standing(archive, addresses) if stone.salt in packed}
    shared = next(iter([*own.values(), *packed]), None)
    new = []
    for url in addresses:
        of_salt = own.get(address_key(url), shared)  # addresses of two requests before keep the hashes of each
        marks = packed[of_salt] if of_salt is not None else None
        new.append(_new(address_key(url), url, site, reason, of_salt, marks))
    _add(archive, site, new)


def add_site(archive: Archive, site: str, base_url: str, reason: str) -> None:
    """Set a tombstone for a site. Raises as `add` does."""
    _add(archive, site, [_new(site_key(site), base_url, site, reason, None, None)])


def _new(key: str, url: str, site: str, reason: str, of_salt: bytes | None, marks: bytes | None) -> Tombstone:
    return Tombstone(address_key=key, url=url, site=site, reason=reason, forgotten_at=now(), salt=of_salt, marks=marks)


def _add(archive: Archive, site: str, new: Sequence[Tombstone]) -> None:
    stones = {one.address_key: joined(_stone(archive, one.address_key), one) for one in new}
    for alike in {replace(stone, address_key="", url="") for stone in stones.values()}:
        same = [stone for stone in stones.values() if replace(stone, address_key="", url="") == alike]
        forgotten_file.add(archive.path.parent, site, same)
    with archive.transaction() as conn:
        forgotten_file.write(conn, list(stones.values()))


def finish(archive: Archive, site: str, addresses: Sequence[str]) -> None:
    """Write down that nothing is left of addresses. Raises OSError."""
    _finish(archive, site, _standing(archive, addresses))


def finish_site(archive: Archive, site: str) -> None:
    """Write down that nothing is left of a site. Raises OSError."""
    stone = _stone(archive, site_key(site))
    assert stone is not None  # set before anything was taken out
    _finish(archive, site, [stone])


def _finish(archive: Archive, site: str, stones: Sequence[Tombstone]) -> None:
    moment = now()
    forgotten_file.finish(archive.path.parent, site, stones, moment)
    with archive.transaction() as conn:
        forgotten_file.write(conn, [replace(stone, finished_at=moment) for stone in stones])


def _standing(archive: Archive, addresses: Sequence[str]) -> list[Tombstone]:
    found = (_stone(archive, address_key(url)) for url in dict.fromkeys(addresses))
    return [stone for stone in found if stone is not None]


def _stone(archive: Archive, key: str) -> Tombstone | None:
    row = _row(archive, key)
    return None if row is None else Tombstone(**dict(row))


def _row(archive: Archive, key: str) -> Row | None:
    row: Row | None = archive.conn.execute("SELECT * FROM tombstones WHERE address_key = ?", (key,)).fetchone()
    return row
