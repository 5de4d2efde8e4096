"""WARC files written anew without what is to be forgotten.

The new file stands beside the old one before any row points to it; all rows change over in one transaction; then the
old file goes. `rewrites` remembers which of the two is to go, should the process die between.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scraper import warc
from scraper.archive import Archive, captures, tombstones
from scraper.archive.opened import Row, now
from scraper.blanking import blanked, blanked_note
from scraper.erasure import Traces
from scraper.raw import RawArchive, writer_is_on
from scraper.url import address_key
from scraper.warc import Earlier, Stored


@dataclass(frozen=True, slots=True)
class _Anew:
    """A capture as it is written anew: its member, and what changes in its row."""

    member: bytes
    status: int
    digest: str
    bytes: int
    same_as: int | None
    asked: Mapping[str, Any] | None = None
    """What the record says of itself, where words were blanked in it."""


@dataclass(frozen=True, slots=True)
class _Holder:
    """A capture that holds the payload of others from now on."""

    id: int | None
    earlier: Earlier
    bytes: int


def captures_of(archive: Archive, keys: Collection[str], site: str | None = None) -> set[int]:
    """Return the captures of the pages at some addresses, by their keys, with their further parts."""
    rows = archive.query("SELECT id, url FROM captures WHERE site = coalesce(?, site)", (site,))
    own = {row["id"] for row in rows if address_key(row["url"]) in keys}
    return own | parts_of(archive, own)


def parts_of(archive: Archive, own: Collection[int]) -> set[int]:
    """Return the captures of further parts of some pages."""
    marks = ", ".join("?" * len(own))
    return {row["id"] for row in archive.query(f"SELECT id FROM captures WHERE part_of IN ({marks})", [*own])}


def keep_out_forgotten(raw: RawArchive, since: int) -> None:
    """Take what was forgotten out of files that came back (from a backup, with a new database): of those that have
    captures with an id above `since`. Raises as `Rewriter.rewrite` does."""
    keys = tombstones.keys(raw.archive)
    if not keys or captures.newest_id(raw.archive) <= since:
        return
    rewriter = Rewriter(raw, captures_of(raw.archive, keys), keys, tombstones.traces(raw.archive))
    rewriter.hand_over()
    new = {row["warc"] for row in raw.archive.query("SELECT DISTINCT warc FROM captures WHERE id > ?", (since,))}
    for path in raw.files():
        if str(path.relative_to(raw.data)) in new and not writer_is_on(path):
            rewriter.rewrite(path)


def _holder_as_it_was(stored: Stored, row: Row | None) -> _Holder:
    url, moment = stored.refers_to or (stored.url, stored.moment)
    earlier = Earlier(url=url, moment=moment, digest=stored.digest or "")
    return _Holder(None, earlier, 0) if row is None else _Holder(row["same_as"], earlier, row["bytes"])


def _referring(stored: Stored, holder: _Holder, asked: Mapping[str, Any] | None = None) -> _Anew:
    """Return a capture that refers to the one with its payload."""
    member = warc.stored_member(stored, holder.earlier)
    return _Anew(member, stored.status, holder.earlier.digest, holder.bytes, holder.id, asked)


class Rewriter:
    """Writes files anew, in their order, without the captures `own` and those of addresses with one of `keys`.

    Where the words that left `traces` stand in another page (a list, a feed, a REST answer, an article that teases
    it), they are blanked there. A payload that pages which stay share with one that goes is kept with the first of
    them. `dropped` and `blanked` count captures.
    """

    def __init__(self, raw: RawArchive, own: set[int], keys: Collection[str], traces: Traces):
        self.raw = raw
        self.own = own
        self.keys = keys
        self.traces = traces
        self.dropped = 0
        self.blanked = 0
        self._holders: dict[int, _Holder] = {}
        """By the capture that held the payload before."""
        self._payloads: dict[tuple[str, str], _Holder] = {}
        """By address and moment, as a record names another that has its payload."""

    def hand_over(self) -> None:
        """Give what pages that stay share with one that goes to the first of them, before its record is gone. Raises
        as `rewrite` does."""
        archive = self.raw.archive
        marks = ", ".join("?" * len(self.own))
        heirs = archive.query(f"SELECT * FROM captures WHERE same_as IN ({marks}) ORDER BY id", [*self.own])
        heirs = [row for row in heirs if row["id"] not in self.own]
        for file in dict.fromkeys(row["warc"] for row in heirs):
            anew = {row["offset"]: self._inherited(row) for row in heirs if row["warc"] == file}
            rows = {r["offset"]: r for r in archive.query("SELECT * FROM captures WHERE warc = ?", (file,))}
            self._write(self.raw.data / file, rows, {}, anew)

    def _inherited(self, row: Row) -> _Anew:
        stored = self.raw.stored(row)
        if (holder := self._holders.get(row["same_as"])) is not None:
            return _referring(stored, holder)
        page = self.raw.page(row)
        headers = stored.headers if stored.status == 200 else page.headers
        return self._whole(replace(stored, kind="response", status=200, headers=headers, body=page.body), row)

    def rewrite(self, path: Path) -> None:
        """Write one file anew, where it holds anything that is to go. Raises OSError, WarcError, sqlite3.Error."""
        file = str(path.relative_to(self.raw.data))
        rows = {row["offset"]: row for row in self.raw.archive.query("SELECT * FROM captures WHERE warc = ?", (file,))}
        drop: dict[int, str] = {}
        anew: dict[int, _Anew] = {}
        for stored in warc.captures_in(path):
            row = rows.get(stored.offset)
            if self._goes(stored, row):
                drop[stored.offset] = stored.record_id
            elif (new := self._anew(stored, row)) is not None:
                anew[stored.offset] = new
        if drop or anew:
            self._write(path, rows, drop, anew)
            self.dropped += len(drop)
            self.blanked += sum(1 for new in anew.values() if new.asked is not None)

    def _goes(self, stored: Stored, row: Row | None) -> bool:
        return (row is not None and row["id"] in self.own) or address_key(stored.url) in self.keys

    def _anew(self, stored: Stored, row: Row | None) -> _Anew | None:
        """Return how a capture that stays is written anew; None where it stays as it is. It has no row where a death
        came before that, or in a new database."""
        without = blanked(self.traces, stored.body, stored.headers)
        told = blanked_note(self.traces, stored.asked)
        asked = {**told, "blanked": now()} if without or told != stored.asked else None
        if stored.kind == "response":
            if asked is None:
                return None
            body, headers = without or (stored.body, stored.headers)
            return self._whole(replace(stored, headers=headers, body=body, asked=asked), row, asked)
        holder = self._new_holder(stored, row)
        if holder is None and asked is None:
            return None
        holder = holder or _holder_as_it_was(stored, row)
        return _referring(stored if asked is None else replace(stored, asked=asked), holder, asked)

    def _new_holder(self, stored: Stored, row: Row | None) -> _Holder | None:
        """Return the capture that holds the payload of one from now on; None where that has not changed."""
        if row is not None:
            return self._holders.get(row["same_as"])
        return self._payloads.get(stored.refers_to) if stored.refers_to is not None else None

    def _whole(self, page: Stored, row: Row | None, asked: Mapping[str, Any] | None = None) -> _Anew:
        digest = warc.digest_of(page.body)
        earlier = Earlier(url=page.url, moment=page.moment, digest=digest)
        holder = _Holder(None if row is None else row["id"], earlier, len(page.body))
        self._payloads[page.url, page.moment] = holder
        if row is not None:
            self._holders[row["same_as"] if row["same_as"] is not None else row["id"]] = holder
        return _Anew(warc.stored_member(page), page.status, digest, len(page.body), None, asked)

    def _write(self, path: Path, rows: dict[int, Row], drop: dict[int, str], anew: dict[int, _Anew]) -> None:
        archive, data = self.raw.archive, self.raw.data
        target = _next_name(path)
        old, new = str(path.relative_to(data)), str(target.relative_to(data))
        with archive.transaction() as conn:
            conn.execute("INSERT INTO rewrites (old, new) VALUES (?, ?)", (old, new))
        gone = set(drop.values())
        moved: dict[int, tuple[int, int]] = {}
        with target.open("wb") as out:
            for offset, _, member in warc.members(path):
                stored, goes_with = warc.parsed(member, offset)
                if offset in drop or goes_with in gone:
                    continue
                if offset in anew:
                    member = anew[offset].member
                if stored is not None:
                    moved[offset] = (out.tell(), len(member))
                out.write(member)
            out.flush()
            os.fsync(out.fileno())
        ids = [rows[offset]["id"] for offset in drop if offset in rows]
        with archive.transaction() as conn:
            marks = ", ".join("?" * len(ids))
            for table, column in _POINTERS:
                conn.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} IN ({marks})", ids)
            # without bytes: their payload is nowhere now
            conn.execute(f"UPDATE captures SET same_as = NULL, bytes = 0 WHERE same_as IN ({marks})", ids)
            conn.execute(f"DELETE FROM captures WHERE id IN ({marks})", ids)
            for offset, (at, length) in moved.items():
                if (row := rows.get(offset)) is None:
                    continue
                conn.execute(
                    "UPDATE captures SET warc = ?, offset = ?, length = ? WHERE id = ?", (new, at, length, row["id"])
                )
                if (now_so := anew.get(offset)) is not None:
                    self._change_row(row, now_so)
            conn.execute("UPDATE rewrites SET done = 1 WHERE old = ?", (old,))
        if not moved:
            target.unlink()  # nothing but the record that opened the old one
        self.raw.settle_rewrites()

    def _change_row(self, row: Row, new: _Anew) -> None:
        conn = self.raw.archive.conn
        conn.execute(
            "UPDATE captures SET digest = ?, bytes = ?, same_as = ?, status = ? WHERE id = ?",
            (new.digest, new.bytes, new.same_as, new.status, row["id"]),
        )
        if new.asked is not None:
            asked = json.dumps(new.asked, ensure_ascii=False)
            conn.execute("UPDATE captures SET asked = ?, etag = NULL WHERE id = ?", (asked, row["id"]))


_POINTERS = (("articles", "capture_id"), ("revisions", "capture_id"), ("captures", "part_of"))


def _next_name(path: Path) -> Path:
    stem, _, number = path.name.removesuffix(".warc.gz").partition(".r")
    return path.with_name(f"{stem}.r{int(number or 0) + 1}.warc.gz")
