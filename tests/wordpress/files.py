"""Small pictures and PDF documents, made from nothing but the standard library."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path


def write_png(path: Path, number: int, width: int = 640, height: int = 400) -> None:
    """Write a striped picture; every `number` has its own colours."""
    first = bytes((number * 53 + shift) % 256 for shift in (40, 110, 190))
    second = bytes((number * 91 + shift) % 256 for shift in (200, 30, 120))
    stripe = width // (2 + number % 5)
    line = b"\0" + first * stripe + second * (width - stripe)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(line * height, 9)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def write_pdf(path: Path, text: str) -> None:
    """Write one page that says `text` (ASCII)."""
    stream = f"BT /F1 20 Tf 60 740 Td ({text}) Tj ET".encode("ascii")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    table = [b"0000000000 65535 f \n"]
    for number, content in enumerate(objects, 1):
        table.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n%s" % (len(table), b"".join(table))
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(table), start)
    path.write_bytes(bytes(out))
