"""How the file of an archive is opened for reading, also where nothing can be written beside it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

LOCK_WAIT = 30.0
"""Seconds to wait for another writer; the longest wait seen with eight writers was 2.4 s."""


class ArchiveError(Exception):
    """The archive cannot be opened or written. The text names the file and what to do."""


def reading_connection(path: Path) -> sqlite3.Connection:
    """Return a connection that only reads. Raises ArchiveError, sqlite3.Error.

    SQLite reads a file in WAL mode by two more files, and makes them where they are not there. Where it must not, the
    file is read as it stands, which is all there is unless its log holds rows that are not in it yet.
    """
    address = f"{path.absolute().as_uri()}?mode=ro"
    connection = _connected(address)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise ArchiveError(
                f"The latest rows of the archive {path} stand in {log.name} alone, and SQLite reads them only where it "
                "can write beside it. Copy both files to a folder that can be written to, and read them there."
            ) from error
        return _connected(f"{address}&immutable=1")
    return connection


def _connected(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, timeout=LOCK_WAIT, isolation_level=None)
