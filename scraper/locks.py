"""Who holds a site: one process at a time crawls it, and the lock ends with the process, however that ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from scraper.raw import FOLDER, writer_is_on
from scraper.site import file_name


class Held(Exception):  # noqa: N818  it is no failure of ours
    """Another process holds the site. The text says who, and what to do."""

    def __init__(self, site: str, who: str):
        super().__init__(locked(site, who))
        self.who = who


def locked(site: str, who: str) -> str:
    """Return the sentence that says who holds a site."""
    return f"{site}: locked: another run holds this site: {who}. Wait for its end."


@contextmanager
def held(data: Path, site: str) -> Iterator[None]:
    """Hold a site. Raises Held at once where somebody else does."""
    path, note = _files(data, site)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise Held(site, _who(note)) from error
    with lock:
        note.write_text(f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8")
        try:
            yield
        finally:
            note.unlink(missing_ok=True)


def holder(data: Path, site: str) -> str | None:
    """Return who crawls a site now, None when nobody does. Writes nothing, so it may be asked of any folder."""
    lock, note = _files(data, site)
    if _is_locked(lock):
        return _who(note)
    # `scrapy crawl` takes no lock, but it holds the file that it writes, as every crawl does.
    written = (data / FOLDER / file_name(site)).glob("*.warc.gz")
    return "another process" if any(map(writer_is_on, written)) else None


def _files(data: Path, site: str) -> tuple[Path, Path]:
    folder = data / "locks"
    return folder / f"{file_name(site)}.lock", folder / f"{file_name(site)}.holder"


def _who(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8").strip() or "another process"
    except OSError:
        return "another process"


def _is_locked(lock: Path) -> bool:
    try:
        return writer_is_on(lock)  # the same lock of the system as that on a file that is being written
    except FileNotFoundError:
        return False
