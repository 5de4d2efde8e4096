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
    "articles": ("export_articles", "site, published, url"),
    "links": ("export_links", "site, article_url, position"),
    "mentions": ("export_mentions", "start, site, article_url"),
}
"""What can be exported: name -> a view of the schema, and its order."""


def export(archive: Archive, what: str, to: Path, *, with_reserved: bool = False) -> int:
    """Write an export to a file (``-`` is standard output) and return the number of rows.

    What owners reserved (`articles.reserved`) is left out, unless told otherwise. The file appears whole or not at
    all: a reader never meets half of it, and an export that fails leaves the former one. Raises KeyError for an
    unknown export and OSError.
    """
    view, order = EXPORTS[what]
    cursor = archive.conn.execute(
        f"SELECT * FROM {view} WHERE reserved IS NULL OR ? ORDER BY {order}", (with_reserved,)
    )
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
