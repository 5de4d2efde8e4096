"""The raw archive: every page as it was fetched, in WARC files under `warc/<site>/`, each with a row in `captures`.

The order is fixed: the record is written and flushed, then its row is committed, then somebody may read the page. So
a row never points to a record that is not whole, whenever the process dies; what a death leaves between the two is
mended before the next run writes.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from scraper import __version__, warc
from scraper.archive import Archive, SiteFacts, captures
from scraper.archive.captures import NewCapture
from scraper.archive.opened import Row, now
from scraper.site import file_name
from scraper.warc import Earlier, Exchange, Stored, WarcError

LARGEST: Final = 256 * 1024 * 1024
"""Bytes after which a file is closed and the next one begun: small enough to be rewritten when a page is forgotten."""

FOLDER: Final = "warc"
_FACTS: Final = "kronika-site"
OURS: Final = "crawl"
"""`captures.source` of what Kronika fetched itself."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What was put right in a file: `cut` bytes of a record that was not whole, `added` rows for records without
    one, `lost` rows whose records are not there."""

    file: str
    cut: int = 0
    added: int = 0
    lost: int = 0


class WarcWriter:
    """Writes one run of one site: a file from the first record on, the next one when it is full.

    Raises OSError when the disk refuses; the file then ends with its last whole record.
    """

    def __init__(self, data: Path, site: str, about: Callable[[], Mapping[str, str]], *, largest: int = LARGEST):
        """`about` is asked what the record that opens a file says of it."""
        self.data = data
        self.site = site
        self.about = about
        self.largest = largest
        self.path: Path | None = None
        self._file: BinaryIO | None = None
        self._end = 0

    def append(self, *records: bytes) -> tuple[str, int]:
        """Write members in one go; return the file, relative to the data folder, and where the last one begins."""
        if self._file is not None and self._end >= self.largest:
            self.close()
        if self._file is None:
            self._open()
        assert self._file is not None and self.path is not None
        whole = b"".join(records)
        self._write(whole)
        begins = self._end + len(whole) - len(records[-1])
        self._end += len(whole)
        return str(self.path.relative_to(self.data)), begins

    def _open(self) -> None:
        folder = self.data / FOLDER / file_name(self.site)
        folder.mkdir(parents=True, exist_ok=True)
        stamp = "".join(c for c in now() if c.isdigit())
        for serial in range(1, 100_000):
            path = folder / f"{file_name(self.site)}-{stamp}-{serial:05}.warc.gz"
            try:
                # Nobody else's: two runs in one second take two names.
                file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb", buffering=0)
            except FileExistsError:
                continue
            fcntl.flock(file, fcntl.LOCK_EX)  # says: being written, not to be mended
            if path.exists():
                self._file = file
                break
            file.close()  # mended away as a dead run's, between the two lines
        assert self._file is not None
        self.path, self._end = path, 0
        info = warc.info_member(path.name, self.about())
        self._write(info)
        self._end = len(info)

    def _write(self, data: bytes) -> None:
        assert self._file is not None
        left = memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            self._file.truncate(self._end)
            self._file.seek(self._end)
            raise

    def close(self) -> None:
        """Close the file, safe on the disk. Raises OSError."""
        if self._file is not None:
            file, self._file = self._file, None
            with file:
                os.fsync(file.fileno())


def writer_is_on(path: Path) -> bool:
    """Whether a process is writing a file now."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


class RawArchive:
    """The WARC files of a data folder and their rows in its archive."""

    def __init__(self, data: Path, archive: Archive):
        self.data = data
        self.archive = archive
        self._sizes: dict[str, int] = {}

    def writer(self, site: str, **more: str) -> WarcWriter:
        """Return a writer for a site; `more` stands in the record that opens each file, beside what is always said."""

        def about() -> dict[str, str]:
            facts = self.archive.query("SELECT * FROM sites WHERE site = ?", (site,))
            return {
                "software": f"Kronika/{__version__}",
                "format": "WARC File Format 1.1",
                "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
                "isPartOf": site,
                **more,
                # A new archive made from the files alone must know whose pages they are.
                _FACTS: json.dumps(dict(facts[0]), ensure_ascii=False) if facts else "",
            }

        return WarcWriter(self.data, site, about)

    def facts_in(self, path: Path) -> SiteFacts | None:
        """Return whose pages a file holds, as its first record states it; None where it does not."""
        told = warc.info_of(path).get(_FACTS)
        if not told:
            return None
        facts = json.loads(told)
        since = facts.pop("first_seen", None)
        return SiteFacts(**facts, since=since)

    def keep(self, writer: WarcWriter, exchange: Exchange, *, confirms: Row | None = None) -> int:
        """Write a record, then its row; return the row's id. Raises OSError and sqlite3.Error.

        `confirms` is the capture that a 304 confirms. An answer whose body the site's archive holds already becomes a
        revisit of it, so identical payloads are stored once.
        """
        holder = self._holder(confirms) if confirms is not None else None
        if holder is None:
            confirms = None  # what is lost cannot be confirmed; the page is fetched anew
        digest = holder["digest"] if holder is not None else warc.digest_of(exchange.body)
        if holder is None and exchange.body:
            holder = next(filter(self.is_there, captures.holders_of(self.archive, writer.site, digest)), None)
        earlier = None
        if holder is not None:
            earlier = Earlier(url=holder["url"], moment=holder["captured_at"], digest=digest)
        records = warc.exchange_members(exchange, earlier, digest=digest)
        file, offset = writer.append(*records)
        row = self._row(
            exchange, writer.site, file, offset, len(records[-1]), digest=digest, holder=holder, confirms=confirms
        )
        (capture_id,) = captures.add(self.archive, [row])
        assert capture_id is not None  # the writer alone appends to its file
        return capture_id

    def _holder(self, capture: Row) -> Row | None:
        """Return the capture that holds the payload of one, None where its record is not there."""
        holder = captures.capture(self.archive, capture["same_as"]) if capture["same_as"] is not None else capture
        return holder if holder is not None and self.is_there(holder) else None

    def _row(
        self,
        page: Exchange | Stored,
        site: str,
        file: str,
        offset: int,
        length: int,
        *,
        digest: str,
        holder: Row | None,
        confirms: Row | None,
        source: str = OURS,
    ) -> NewCapture:
        """Return the row of a capture, from the wire and from a file alike."""
        named = {name.lower(): value.decode("latin-1") for name, value in reversed(page.headers)}
        of = page.asked.get("of")
        first = captures.newest(self.archive, str(of), site=site, until=page.moment) if of else None
        return NewCapture(
            site=site,
            url=page.url,
            captured_at=page.moment,
            role=str(page.asked.get("role", "other")),
            status=page.status,
            digest=digest,
            bytes=holder["bytes"] if holder is not None else len(page.body),
            warc=file,
            offset=offset,
            length=length,
            same_as=holder["id"] if holder is not None else None,
            part_of=first["id"] if first is not None else None,
            # a 304 need not repeat what it confirms
            etag=named.get(b"etag") or (confirms["etag"] if confirms is not None else None),
            last_modified=named.get(b"last-modified") or (confirms["last_modified"] if confirms is not None else None),
            asked=page.asked,
            source=str(page.asked.get("source", source)),  # an imported record says where it is from
        )

    def is_there(self, capture: Row) -> bool:
        """Whether the file of a capture reaches to the end of its record."""
        file = capture["warc"]
        if file not in self._sizes:
            try:
                self._sizes[file] = (self.data / file).stat().st_size
            except OSError:
                self._sizes[file] = 0
        end = int(capture["offset"] + capture["length"])
        if self._sizes[file] < end:
            self._sizes.pop(file)  # it may be the file that is being written
            return bool((self.data / file).exists() and (self.data / file).stat().st_size >= end)
        return True

    def stored(self, capture: Row) -> Stored:
        """Return the record of a capture. Raises WarcError."""
        return warc.read_at(self.data / capture["warc"], capture["offset"], capture["length"])

    def page(self, capture: Row) -> Stored:
        """Return the record of a capture with its payload, which may stand in another that it only refers to.

        Raises WarcError.
        """
        holder = capture
        if capture["same_as"] is not None:
            found = captures.capture(self.archive, capture["same_as"])
            if found is None:
                raise WarcError(f"{capture['url']}: the capture that holds its payload is gone")
            holder = found
        if not holder["bytes"] or not self.is_there(holder):
            # Lost with its file; the same bytes may have been kept anew since.
            others = captures.holders_of(self.archive, capture["site"], capture["digest"])
            holder = capture = next(filter(self.is_there, others), holder)
        stored = self.stored(holder)
        if stored.kind != "response":
            raise WarcError(f"{self.data / holder['warc']} at {holder['offset']}: the payload is not there")
        if holder is not capture and capture["status"] != 304:
            return replace(self.stored(capture), body=stored.body)  # the same bytes, under headers of its own
        if holder is not capture:
            return replace(stored, headers=warc.refreshed(stored.headers, self.stored(capture).headers))
        return stored

    def files(self, site: str | None = None) -> list[Path]:
        """Return the WARC files of a site, or of all, in the order in which they were begun."""
        folder = self.data / FOLDER
        names = f"{file_name(site)}/*.warc.gz" if site else "*/*.warc.gz"
        return sorted(folder.glob(names), key=lambda path: (path.parent.name, path.name))

    def settle_rewrites(self) -> None:
        """Bring to an end what a death may have left of writing a file anew: the one that the rows point to stays."""
        for row in self.archive.query("SELECT * FROM rewrites"):
            (self.data / (row["old"] if row["done"] else row["new"])).unlink(missing_ok=True)
            with self.archive.transaction() as conn:
                conn.execute("DELETE FROM rewrites WHERE old = ?", (row["old"],))

    def mend(self, site: str) -> Iterator[Mended]:
        """Put the files of a site and their rows in order after a death: cut off a record that is not whole, add
        rows for records that have none, remove rows whose records are not there. Yields what it did.

        A file that another process is writing is left alone.
        """
        self.settle_rewrites()
        for path in self.files(site):
            file = str(path.relative_to(self.data))
            known = captures.indexed_until(self.archive, file)
            if 0 < path.stat().st_size == known:
                continue
            with path.open("r+b") as held:
                try:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    continue
                size = path.stat().st_size
                if size < known:
                    # from the last row that fits: damage in the middle of a file is no reason to cut what follows it
                    end = warc.whole_until(path, captures.indexed_until(self.archive, file, size))
                    lost = captures.remove_from(self.archive, file, end)
                    self._cut(held, size, end)
                    yield Mended(file, cut=size - end, lost=lost)
                else:
                    end = warc.whole_until(path, known)
                    self._cut(held, size, end)
                    added = self.index(path, known, site=site)
                    if end < size or added:
                        yield Mended(file, cut=size - end, added=added)
                if end == 0:
                    path.unlink()  # not even its first record was whole

    def _cut(self, file: BinaryIO, size: int, end: int) -> None:
        if end < size:
            file.truncate(end)
            os.fsync(file.fileno())

    def index(self, path: Path, start: int = 0, *, site: str, source: str = OURS) -> int:
        """Write rows for the captures of a file from the record at `start` on that have none; return how many."""
        file = str(path.relative_to(self.data))
        added = 0
        for stored in warc.captures_in(path, start):
            added += self.add_row(stored, file, site, source) is not None
        return added

    def add_row(self, stored: Stored, file: str, site: str, source: str) -> int | None:
        """Write the row of one record; return its id, None when it has one."""
        digest = stored.digest or warc.digest_of(stored.body)
        row = self._row(
            stored,
            site,
            file,
            stored.offset,
            stored.length,
            digest=digest,
            holder=captures.holder_of(self.archive, site, digest) if stored.kind == "revisit" else None,
            confirms=(
                captures.newest(self.archive, stored.url, site=site, until=stored.moment)
                if stored.status == 304
                else None
            ),
            source=source,
        )
        return captures.add(self.archive, [row])[0]
