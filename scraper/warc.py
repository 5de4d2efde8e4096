"""WARC records: what went over the wire, in the format that libraries keep the web in (ISO 28500, WARC/1.1).

Nothing else in Kronika knows the format. Each record is a gzip member of its own, so that one can be read, or cut
off, without the others. What a block holds is the server's: header lines as Scrapy hands them on (names in title
case, without the reason phrase and without Transfer-Encoding, which the client takes off), then the body still in
its content encoding. What we know of a capture beside that stands in the record's own header, `WARC-JSON-Metadata`.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from isal import igzip_lib, isal_zlib
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

VERSION: Final = "WARC/1.1"
LEVEL: Final = 3
"""Of ISA-L's deflate, its best: 112 µs for a page of 50 KB where zlib at 6 takes 666, and 10 % more bytes."""

NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

HeaderLines = tuple[tuple[bytes, bytes], ...]


class WarcError(Exception):
    """A record cannot be read. The text names the file and the place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """One request and what the server answered.

    `url` is without a fragment, `moment` ISO 8601 in UTC and whole seconds, `body` still in its content encoding;
    `asked` is why we asked, as plain values for JSON.
    """

    url: str
    moment: str
    method: str
    request_headers: HeaderLines
    status: int
    headers: HeaderLines
    body: bytes
    protocol: str = "HTTP/1.1"
    ip: str | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """The capture that holds the payload which another one only refers to."""

    url: str
    moment: str
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """A capture as it stands in a file: `kind` is response or revisit; `offset` and `length` are those of its gzip
    member in bytes. `refers_to` is the address and moment of the record that holds a revisit's payload, and `profile`
    says why (SAME_PAYLOAD, NOT_MODIFIED)."""

    kind: str
    url: str
    moment: str
    status: int
    headers: HeaderLines
    body: bytes
    digest: str | None
    offset: int
    length: int
    asked: Mapping[str, Any]
    refers_to: tuple[str, str] | None = None
    profile: str | None = None
    ip: str | None = None
    record_id: str = ""
    protocol: str = "HTTP/1.1"


REFRESHED: Final = (b"x-robots-tag", b"tdm-reservation", b"tdm-policy")
"""Headers of a 304 that stand for those of the page it confirms (RFC 9111, section 3.2): what may be done with it can
change when the page does not. What tells of the payload is the payload's."""


def refreshed(kept: HeaderLines, confirmation: HeaderLines) -> HeaderLines:
    """Return the header lines of a page that a 304 confirms, with those that it brings up to date."""
    fresh = [(name, value) for name, value in confirmation if name.lower() in REFRESHED]
    named = {name.lower() for name, _ in fresh}
    return (*(line for line in kept if line[0].lower() not in named), *fresh)


def digest_of(payload: bytes) -> str:
    """Return the digest of a payload as WARC writes it: SHA-1 in base 32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode("ascii")


class _AsSent(StatusAndHeaders):  # type: ignore[misc]
    """Header lines that are written byte for byte; warcio would make ASCII of them."""

    def __init__(self, first: bytes, lines: HeaderLines) -> None:
        super().__init__(first.decode("latin-1"), [])  # what is empty counts as none
        self.sent = b"".join([first, b"\r\n", *(b"%b: %b\r\n" % line for line in lines), b"\r\n"])

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        self.headers_buff = self.sent


def _member(record: ArcWarcRecord) -> bytes:
    """Return a record as a gzip member."""
    buffer = io.BytesIO()
    WARCWriter(buffer, gzip=False, warc_version=VERSION).write_record(record)
    squeezing = isal_zlib.compressobj(LEVEL, isal_zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return bytes(squeezing.compress(buffer.getvalue()) + squeezing.flush())


def _builder() -> WARCWriter:
    return WARCWriter(io.BytesIO(), gzip=False, warc_version=VERSION)


def info_member(filename: str, fields: Mapping[str, str]) -> bytes:
    """Return the record that opens a file and says who made it, and how."""
    return _member(_builder().create_warcinfo_record(filename, fields))


def info_of(path: Path) -> dict[str, str]:
    """Return what the record that opens a file says of it; empty where there is none. Raises OSError."""
    for _, _, member in members(path):
        try:
            record = _record(member)
        except (zlib.error, EOFError):
            return {}
        if record is None or record.fields.get("warc-type") != "warcinfo":
            return {}
        pairs = (line.partition(": ") for line in record.block.decode("utf-8", "replace").splitlines())
        return {name: value.strip() for name, _, value in pairs if value}
    return {}


def exchange_members(
    exchange: Exchange, earlier: Earlier | None = None, *, digest: str | None = None
) -> tuple[bytes, bytes]:
    """Return request and response as gzip members; with `earlier` the response is a revisit of that capture.

    `digest` is that of the payload, where it is known already.
    """
    builder = _builder()
    first = f"{exchange.method} {_target(exchange.url)} HTTP/1.1".encode()
    request = builder.create_warc_record(
        exchange.url,
        "request",
        payload=io.BytesIO(),
        length=0,
        http_headers=_AsSent(first, exchange.request_headers),
        warc_headers_dict={"WARC-Date": exchange.moment},
    )
    response = _response(exchange, earlier, digest)
    request.rec_headers.add_header("WARC-Concurrent-To", response.rec_headers.get_header("WARC-Record-ID"))
    return _member(request), _member(response)


def stored_member(stored: Stored, earlier: Earlier | None = None) -> bytes:
    """Return a capture as a gzip member again, with its own id: whole, or with `earlier` as a revisit of that."""
    return _member(_response(stored, earlier, None))


def _response(page: Exchange | Stored, earlier: Earlier | None, digest: str | None) -> ArcWarcRecord:
    head = {"WARC-Date": page.moment}
    if isinstance(page, Stored):
        head["WARC-Record-ID"] = page.record_id
    if page.ip:
        head["WARC-IP-Address"] = page.ip
    if page.asked:
        head["WARC-JSON-Metadata"] = json.dumps(page.asked, ensure_ascii=True)
    lines = _AsSent(f"{page.protocol} {page.status} ".encode("latin-1"), page.headers)
    builder = _builder()
    if earlier is None:
        head["WARC-Payload-Digest"] = digest or digest_of(page.body)
        body, length = io.BytesIO(page.body), len(page.body)
        return builder.create_warc_record(
            page.url, "response", payload=body, length=length, http_headers=lines, warc_headers_dict=head
        )
    revisit = builder.create_revisit_record(
        page.url, earlier.digest, earlier.url, earlier.moment, http_headers=lines, warc_headers_dict=head
    )
    if page.status == 304:
        revisit.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED)
    return revisit


def _target(url: str) -> str:
    """Return what stands in the request line: path and query."""
    rest = url.partition("://")[2]
    cut = min((at for mark in "/?" if (at := rest.find(mark)) >= 0), default=len(rest))
    return rest[cut:] if rest[cut : cut + 1] == "/" else f"/{rest[cut:]}"


def read_at(path: Path, offset: int, length: int) -> Stored:
    """Return the capture in a gzip member of a file. Raises WarcError when it is not there, or not whole."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            member = file.read(length)
        record = _record(member)
        stored = None if record is None else _stored(record, offset, length)
    except (OSError, zlib.error, EOFError, ValueError) as error:
        raise WarcError(f"{path} at {offset}: {error}") from error
    if stored is None:
        raise WarcError(f"{path} at {offset}: no capture stands there")
    return stored


@dataclass(frozen=True, slots=True)
class _Record:
    """A record as it stands: its fields by their names in small letters, and its block."""

    fields: dict[str, str]
    block: bytes


def _record(member: bytes) -> _Record | None:
    """Return the record in a whole gzip member, None where it holds another thing. Raises zlib.error, and EOFError for
    one that is not whole.

    Not by warcio: it makes text of the header lines of a block, and which bytes they were cannot be told from that.
    """
    unzipping = isal_zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        plain = unzipping.decompress(member)
    except igzip_lib.IsalError as error:  # type: ignore[misc]
        raise zlib.error(str(error)) from error
    if not unzipping.eof:
        raise EOFError("the record is not whole")
    lines, rest = _split(plain)
    if not lines[0].startswith(b"WARC/"):
        return None
    pairs = (line.decode("utf-8", "replace").partition(":") for line in lines[1:])
    fields = {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}
    length = fields.get("content-length", "")
    if not length.isdigit() or len(rest) < int(length):
        raise EOFError("the block is not whole")
    return _Record(fields, rest[: int(length)])


def _stored(record: _Record, offset: int, length: int) -> Stored | None:
    field = record.fields.get
    kind = field("warc-type", "")
    if kind not in ("response", "revisit"):
        return None
    lines, body = _split(record.block)
    protocol, _, status = lines[0].decode("latin-1").partition(" ")
    if not protocol.startswith("HTTP/"):
        return None
    about = field("warc-json-metadata")
    refers = field("warc-refers-to-target-uri")
    return Stored(
        kind=kind,
        url=field("warc-target-uri") or "",
        moment=field("warc-date") or "",
        status=int(status[:3]) if status[:3].isdigit() else 0,
        headers=tuple(
            (name.strip(), value.strip())
            for name, colon, value in (line.partition(b":") for line in lines[1:])
            if colon
        ),
        body=body if kind == "response" else b"",
        digest=field("warc-payload-digest"),
        offset=offset,
        length=length,
        asked=json.loads(about) if about else {},
        refers_to=(refers, field("warc-refers-to-date") or "") if refers else None,
        profile=field("warc-profile"),
        ip=field("warc-ip-address"),
        record_id=field("warc-record-id") or "",
        protocol=protocol,
    )


_BLANK_LINE: Final = re.compile(rb"\r?\n\r?\n|\Z")
_FOLD: Final = re.compile(rb"\r?\n[ \t]+")


def _split(block: bytes) -> tuple[list[bytes], bytes]:
    """Return the lines of a block's head, folded ones as one, and what follows it."""
    end = _BLANK_LINE.search(block)
    assert end is not None  # the end of the block at last
    return _FOLD.sub(b" ", block[: end.start()]).replace(b"\r\n", b"\n").split(b"\n"), block[end.end() :]


def captures_in(path: Path, start: int = 0) -> Iterator[Stored]:
    """Yield the captures of a file from the member at `start` on, in order. Ends at the first member that is not
    whole; `whole_until` says where that is. Raises OSError."""
    for offset, length, member in members(path, start):
        try:
            record = _record(member)
            stored = None if record is None else _stored(record, offset, length)
        except (zlib.error, EOFError, ValueError):
            continue
        if stored is not None:
            yield stored


def members(path: Path, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """Yield offset, length and bytes (still compressed) of each whole gzip member from `start` on."""
    with path.open("rb") as file:
        file.seek(start)
        offset, rest = start, b""
        while True:
            unzipping = isal_zlib.decompressobj(zlib.MAX_WBITS + 16)
            pieces: list[bytes] = []
            piece = rest
            while not unzipping.eof:
                if not piece and not (piece := file.read(_PIECE)):
                    return
                try:
                    unzipping.decompress(piece)
                except igzip_lib.IsalError:  # type: ignore[misc]
                    return
                pieces.append(piece)
                piece = b""
            rest = unzipping.unused_data
            member = b"".join(pieces)
            member = member[: len(member) - len(rest)]
            yield offset, len(member), member
            offset += len(member)


_PIECE: Final = 64 * 1024


def parsed(member: bytes, offset: int) -> tuple[Stored | None, str | None]:
    """Return the capture in a member, None for another record; and the id of the record that it goes with, if any."""
    record = _record(member)
    if record is None:
        return None, None
    stored = _stored(record, offset, len(member))
    return stored, record.fields.get("warc-concurrent-to")


def whole_until(path: Path, start: int = 0) -> int:
    """Return the byte at which the last whole member of a file ends, from the member at `start` on."""
    end = start
    for offset, length, _ in members(path, start):
        end = offset + length
    return end


LONGEST: Final = 16 * 1024 * 1024 + 1
"""Bytes of a body that are decoded at most: one more than a page may have. A bomb of 10 MB unpacks to 10 GB."""


def decoded(body: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return a payload without its content encoding, cut off at LONGEST bytes.

    As it stands where the encoding is none that is known, or lies: many a server names an encoding and sends none.
    Of a stream that breaks off, what came.
    """
    named = [value for name, value in headers if name.lower() == b"content-encoding"]
    for encoding in reversed([part.strip().lower() for value in named for part in value.split(b",")]):
        unpack = _UNPACKERS.get(encoding)
        if unpack is None or (unpacked := unpack(body)) is None:
            return body
        body = unpacked
    return body


def _zlib(body: bytes, *windows: int) -> bytes | None:
    for window in windows:
        try:
            return zlib.decompressobj(window).decompress(body, LONGEST)
        except zlib.error:
            continue
    return None


def _brotli(body: bytes) -> bytes | None:
    import brotli

    unpacking = brotli.Decompressor()
    pieces, size = [], 0
    try:
        piece = unpacking.process(body, output_buffer_limit=LONGEST)
        while piece and size < LONGEST:
            pieces.append(piece)
            size += len(piece)
            piece = b"" if unpacking.can_accept_more_data() else unpacking.process(b"", output_buffer_limit=LONGEST)
    except brotli.error:
        return None
    return b"".join(pieces)[:LONGEST]


def _zstd(body: bytes) -> bytes | None:
    try:
        from compression import zstd  # of the standard library since 3.14
    except ImportError:
        from backports import zstd

    try:
        return bytes(zstd.ZstdDecompressor().decompress(body, LONGEST))
    except zstd.ZstdError:
        return None


_UNPACKERS: Final[dict[bytes, Callable[[bytes], bytes | None]]] = {
    b"gzip": lambda body: _zlib(body, zlib.MAX_WBITS + 16),
    b"x-gzip": lambda body: _zlib(body, zlib.MAX_WBITS + 16),
    # without the zlib header too, as old servers send it
    b"deflate": lambda body: _zlib(body, zlib.MAX_WBITS, -zlib.MAX_WBITS),
    b"br": _brotli,
    b"zstd": _zstd,
    b"identity": lambda body: body,
}
