"""The records of WARC, ARC and WACZ files as others write them, well or badly: one HTTP message after the other.

Nothing is unpacked to the disk, and no more is held in memory than a record.
"""

from __future__ import annotations

import logging
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final, Protocol

from w3lib.url import safe_url_string
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed

from scraper.plural import counted
from scraper.warc import HeaderLines

LARGEST: Final = 32 * 1024 * 1024
"""Bytes of a record that is taken in at most: no page has as many, and two are held in memory at a time."""
_PIECE: Final = 64 * 1024
_HEAD: Final = 1024 * 1024
"""Bytes of header lines that a record may have."""
_ARC: Final = b"filedesc://"

logging.getLogger("warcio.recordloader").setLevel(logging.ERROR)  # it names each address that has a space in it


class ForeignError(Exception):
    """A file cannot be imported. The text names it and says what to do."""


class NoSuchSite(ForeignError):  # noqa: N818  it is no failure of ours
    """Neither a class nor the archive has the site whose pages are wanted, and its name is no host."""


class Tally(Protocol):
    """Where is noted what a file does not give."""

    passed_over: Counter[str]
    broken: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One HTTP message: `named` are the record's own fields by their lower-case names, `first` and `headers` the
    message's lines, `body` what follows, without transfer encoding (`unchunked` says that there was one); `ours` is
    whether Kronika made the file, `blanked` whether words of what was forgotten were taken out of it."""

    kind: str
    url: str
    moment: str
    named: dict[str, str]
    first: str
    headers: HeaderLines
    body: bytes
    unchunked: bool
    ours: bool
    blanked: bool = False

    @property
    def status(self) -> int:
        """The status of an answer; 0 where the record does not repeat it."""
        return int(self.first.split()[1]) if _ANSWER.match(self.first) else 0


class _Unzipped:
    """What a gzip stream unpacks to, as far as it is whole, whether its members are records or all is one member."""

    def __init__(self, file: IO[bytes]):
        self._file = file
        self._unzipping = zlib.decompressobj(zlib.MAX_WBITS + 16)
        self._inside = False
        self._rest = b""
        self.broken: str | None = None

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes, none at the end."""
        while self.broken is None:
            packed = self._rest or self._file.read(_PIECE)
            if not packed:
                self.broken = "it breaks off" if self._inside else None
                break
            if not self._inside:
                packed = self._rest = packed.lstrip(b"\0")  # some pad their files
                if not packed:
                    continue
                self._unzipping = zlib.decompressobj(zlib.MAX_WBITS + 16)
                self._inside = True
            try:
                plain = self._unzipping.decompress(packed, size)
            except zlib.error as error:
                self.broken = f"it is damaged ({error})"
                break
            self._inside = not self._unzipping.eof
            self._rest = self._unzipping.unconsumed_tail if self._inside else self._unzipping.unused_data
            if plain:
                return plain
        return b""


class _Lines(BufferedReader):  # type: ignore[misc]
    """warcio's reader, but for lines without an end, which it would gather until no memory is left."""

    taken = 0

    def readline(self, length: int | None = None) -> bytes:
        """Return a line. Raises ArchiveLoadFailed after too many of them without anything else."""
        line: bytes = super().readline(min(length or _PIECE, _PIECE))
        self.taken += len(line)
        if self.taken > _HEAD:
            raise ArchiveLoadFailed("header lines without an end")
        return line


class _Iterator(ArchiveIterator):  # type: ignore[misc]
    """warcio's iterator over what is unpacked already; `start` are the first bytes of it."""

    INC_RECORD = ""  # warcio would print it

    def __init__(self, stream: Any, start: bytes):
        super().__init__(stream, no_record_parse=True, arc2warc=start.startswith(_ARC))
        self.known_format = None if start.startswith(_ARC) else "warc"
        self.reader = _Lines(self.fh, starting_data=start)


@contextmanager
def warcs(file: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Open what holds records in a file: itself, or each WARC of a WACZ. Nothing is unpacked to the disk."""
    with file.open("rb") as opened:
        packed = opened.read(4) == b"PK\x03\x04"
        opened.seek(0)
        if not packed:
            if file.suffix.lower() == ".wacz":
                raise ForeignError(f"{file} is no WACZ file: it is no zip file, or not a whole one. Fetch it again.")
            yield iter([(file.name, opened)])
            return
        try:
            with zipfile.ZipFile(opened) as package:
                yield _members_of(package, file)
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise ForeignError(f"{file} is no whole zip file ({error}). Fetch it again.") from error


def _members_of(package: zipfile.ZipFile, file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    names = [i for i in package.infolist() if re.search(r"(^|/)archive/.+\.w?arc(\.gz)?$", i.filename, re.I)]
    if not names:
        raise ForeignError(f"{file} holds no WARC file under archive/: it is no WACZ file.")
    for info in names:
        if info.flag_bits & 1:
            raise ForeignError(f"{file}: {info.filename} is locked with a password. Unlock it first.")
        with package.open(info) as stream:
            yield f"{file.name}: {info.filename}", stream


def records_of(stream: IO[bytes], name: str, report: Tally) -> Iterator[Any]:
    """Yield the records of a WARC or ARC file, each with what is left of it, and note where the file breaks off."""
    unzipped = _Unzipped(stream) if stream.peek(2)[:2] == b"\x1f\x8b" else None  # type: ignore[attr-defined]
    source = unzipped or stream
    start = source.read(_PIECE)
    if not start.startswith((b"WARC/", _ARC)):
        report.broken.append(f"{name}: {'it does not begin as a WARC file does' if start else 'it is empty'}")
        return
    records = _Iterator(source, start)
    whole, broken = 0, None
    while broken is None:
        try:
            record = next(records, None)
            if record is None:
                break
            if record.length is None:
                raise ArchiveLoadFailed("a record does not say how long it is")
            yield record
            while record.raw_stream.read(_PIECE):
                pass
        except (zipfile.BadZipFile, OSError) as error:
            broken = f"it is damaged ({error})"
        except Exception as error:  # warcio raises whatever it meets in what is no WARC
            broken = f"no record follows ({ascii(str(error).strip() or type(error).__name__)[1:120].strip()})"
        else:
            if _is_whole(record):
                whole += 1
            else:
                broken = "it breaks off in a record"
            records.reader.taken = 0
    if broken := (unzipped and unzipped.broken) or broken:
        report.broken.append(f"{name}: after {counted(whole, 'record')} {broken}")


def _is_whole(record: Any) -> bool:
    """Whether a record that was read to its end is as long as it says."""
    return bool(record.raw_stream.tell() == record.length)


_ANSWER: Final = re.compile(r"HTTP/\d(?:\.\d)? +\d{3}(?: |$)")


def message_of(record: Any, *, ours: bool) -> Record | str:
    """Return the HTTP message in a record, or the reason why it is not taken in."""
    named = {name.lower(): value for name, value in record.rec_headers.headers if value is not None}
    if record.length > LARGEST:
        return f"larger than {LARGEST // 1024 // 1024} MiB"
    if "warc-segment-number" in named:
        return "in segments"
    moment = moment_of(named.get("warc-date", ""))
    if moment is None:
        return "without a date that can be"
    try:
        url = plain_address(named["warc-target-uri"])
    except ValueError:
        return "of no web address"
    block = record.raw_stream.read()
    if not _is_whole(record):
        return "cut off with the file"
    first, headers, body = _divided(block)
    if record.rec_type == "response" and not _ANSWER.match(first):
        return "without an answer of HTTP"
    encodings = b",".join(value for name, value in headers if name.lower() == b"transfer-encoding").lower()
    if encodings:
        # wget, warcio and others keep the chunks in which an answer came. We keep an answer as the client has it, as
        # our own records do: every reader of ours then sees the page, and its digest is that of the same page sent
        # in one piece. Our record says that there were chunks; they held nothing but lengths.
        plain = _unchunked(body) if b"chunked" in encodings else None
        body = body if plain is None else plain
        headers = tuple(line for line in headers if line[0].lower() != b"transfer-encoding")
    return Record(
        kind=record.rec_type,
        url=url,
        moment=moment,
        named=named,
        first=first,
        headers=headers,
        body=body,
        unchunked=bool(encodings),
        ours=ours,
    )


def plain_address(url: str) -> str:
    """Return an address as our own captures have it."""
    return safe_url_string(url.partition("#")[0])


def _divided(block: bytes) -> tuple[str, HeaderLines, bytes]:
    """Return the first line, the header lines and the body of a message."""
    end = re.search(rb"\r?\n\r?\n|\Z", block)
    assert end is not None  # the end of the block at last
    first, *rows = re.sub(rb"\r?\n[ \t]+", b" ", block[: end.start()]).split(b"\n")
    pairs = (row.partition(b":") for row in rows)
    headers = tuple((name.strip(), value.strip()) for name, colon, value in pairs if colon)
    return first.decode("latin-1").strip(), headers, block[end.end() :]


def _unchunked(body: bytes) -> bytes | None:
    """Return what came in chunks, as much as came; None for a body that has no chunks, whatever its header says."""
    pieces: list[bytes] = []
    at = 0
    while match := _CHUNK.match(body, at):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[match.end() : match.end() + size])
        at = match.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return b"".join(pieces) if pieces or not body else None


_CHUNK: Final = re.compile(rb"0{0,8}([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")


def moment_of(date: str) -> str | None:
    """Return a record's date as the archive writes moments, None for one that cannot be."""
    try:
        read = datetime.fromisoformat(date)
        moment = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if len(date) < 19 or moment.year < 1990 or moment > datetime.now(UTC) + timedelta(days=1):
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
