"""`warc/<site>/forgotten.jsonl`: what was forgotten on request, beside the files that a new archive is made of.

A line is written, and brought to the disk, before the database knows of it: whatever dies between, the next one who
opens the archive takes the line over. Lines are only ever added. A last one that is not whole never counted: nothing
was done for it, and the next line is written in its place.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from scraper.archive.opening import ArchiveError
from scraper.site import file_name
from scraper.url import address_key

NAME: Final = "forgotten.jsonl"


class UnreadableLine(ArchiveError):  # noqa: N818  it says what is the case
    """A line of a file cannot be read. The text names it and says what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tombstone:
    """A row of `tombstones`."""

    address_key: str
    url: str
    site: str
    reason: str
    forgotten_at: str
    finished_at: str | None = None
    salt: bytes | None = None
    marks: bytes | None = None

    @property
    def is_of_site(self) -> bool:
        """Whether a whole site was forgotten."""
        return self.address_key == site_key(self.site)


def site_key(site: str) -> str:
    """Return what stands for the address key in the tombstone of a whole site."""
    return f"site {site}"  # no address has a space


def path_of(data: Path, site: str) -> Path:
    """Return the file of a site."""
    return data / "warc" / file_name(site) / NAME


def is_there(data: Path) -> bool:
    """Whether a folder holds such a file, of any site."""
    return any((data / "warc").glob(f"*/{NAME}"))


def add(data: Path, site: str, stones: Sequence[Tombstone]) -> None:
    """Write down that addresses of a site are being forgotten; they share reason, time and marks. Raises OSError."""
    first = stones[0]
    line: dict[str, Any] = {"forgotten": first.forgotten_at, "reason": first.reason}
    if first.marks:
        assert first.salt is not None  # hashes have one
        line |= {"salt": first.salt.hex(), "marks": b64encode(first.marks).decode("ascii")}
    _append(data, site, {**line, **_who(site, stones)})


def finish(data: Path, site: str, stones: Sequence[Tombstone], moment: str) -> None:
    """Write down that nothing is left of addresses of a site. Raises OSError."""
    _append(data, site, {"finished": moment, **_who(site, stones)})


def _who(site: str, stones: Sequence[Tombstone]) -> dict[str, Any]:
    whole = {"whole": True} if stones[0].is_of_site else {}
    return {"site": site, "urls": [stone.url for stone in stones], **whole}


def _append(data: Path, site: str, record: dict[str, Any]) -> None:
    path = path_of(data, site)
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644), "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        whole = file.read()
        end = whole.rfind(b"\n") + 1
        if end < len(whole):
            file.truncate(end)
        try:
            left = memoryview(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            while left:
                left = left[file.write(left) :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(end)
            raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # else a power cut may take the name of a new file
    finally:
        os.close(folder)


def read(data: Path) -> dict[str, Tombstone]:
    """Return what was forgotten, by address key, as the files of all sites say it. Raises UnreadableLine, OSError."""
    found: dict[str, Tombstone] = {}
    for path in sorted((data / "warc").glob(f"*/{NAME}")):
        lines = path.read_bytes().split(b"\n")
        for number, line in enumerate(lines[:-1], 1):
            try:
                record = json.loads(line)
                keys = [site_key(record["site"])] if record.get("whole") else [*map(address_key, record["urls"])]
                stones = dict(zip(keys, record["urls"], strict=True))
                for key, url in stones.items():
                    found[key] = _after(found.get(key), record, key, url)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise UnreadableLine(
                    f"{path}, line {number}, cannot be read ({error}). It says what was forgotten on request: "
                    "restore the file from a backup."
                ) from error
    return found


def _after(before: Tombstone | None, record: dict[str, Any], key: str, url: str) -> Tombstone:
    """Return what stands of an address after one more line."""
    if "finished" in record:
        if before is None:
            raise ValueError("nothing before it says what was finished")
        return replace(before, finished_at=record["finished"])
    stone = Tombstone(
        address_key=key,
        url=url,
        site=record["site"],
        reason=record["reason"],
        forgotten_at=record["forgotten"],
        salt=bytes.fromhex(record["salt"]) if "salt" in record else None,
        marks=b64decode(record["marks"], validate=True) if "marks" in record else None,
    )
    return joined(before, stone)


def joined(before: Tombstone | None, new: Tombstone) -> Tombstone:
    """Return what stands of an address that is forgotten once more: the first reason and time, the last marks."""
    if before is None:
        return new
    if not new.marks:
        return replace(before, finished_at=None)
    return replace(before, finished_at=None, salt=new.salt, marks=new.marks)


def news(data: Path, conn: sqlite3.Connection) -> list[Tombstone]:
    """Return what the files say and the table does not: all in a new database, else what a death kept from it.

    Raises UnreadableLine, OSError, sqlite3.Error.
    """
    if not (told := read(data)):
        return []
    known = {row["address_key"]: Tombstone(**dict(row)) for row in conn.execute("SELECT * FROM tombstones")}
    return [stone for key, stone in told.items() if known.get(key) != stone]


def write(conn: sqlite3.Connection, stones: Sequence[Tombstone]) -> None:
    """Write rows of `tombstones`, in place of those that stand. Within a transaction. Raises sqlite3.Error."""
    names = tuple(Tombstone.__dataclass_fields__)
    conn.executemany(
        f"REPLACE INTO tombstones ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})",
        [asdict(stone) for stone in stones],
    )
