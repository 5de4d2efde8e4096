"""An archive that is not there yet, for asking what would come of files before anything is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from scraper.archive.store import Archive


@contextmanager
def archive_or_empty(path: Path) -> Iterator[Archive]:
    """Open the archive at a path for reading; where there is none, an empty one that is gone at the end."""
    if path.exists():
        with Archive(path, readonly=True) as archive:
            yield archive
        return
    with TemporaryDirectory() as folder, Archive(Path(folder) / path.name) as archive:
        yield archive
