"""Views written out as CSV: UTF-8, comma, one header line (RFC 4180)."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from scraper.archive.store import Archive

EXPORTS = {
    "articles": "SELECT * FROM export_articles ORDER BY site, published, url",
    "links": "SELECT * FROM export_links ORDER BY site, article_url, position",
    "mentions": "SELECT * FROM export_mentions ORDER BY start, site, article_url",
}
"""What can be exported: name -> statement over a view of the schema."""


def export(archive: Archive, what: str, to: Path) -> int:
    """Write an export to a file (``-`` is standard output) and return the number of rows.

    The file appears whole or not at all: a reader never meets half of it, and an export that fails
    leaves the former one. Raises KeyError for an unknown export and OSError.
    """
    cursor = archive.conn.execute(EXPORTS[what])
    rows = 0
    with _whole_file(to) as stream:
        writer = csv.writer(stream)
        writer.writerow([column[0] for column in cursor.description])
        for row in cursor:
            writer.writerow(row)
            rows += 1
    return rows


@contextmanager
def _whole_file(to: Path) -> Iterator[TextIO]:
    if str(to) == "-":
        yield sys.stdout
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(to.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
