"""One archive file: opened, migrated; its sites, its runs and their problems.

Every write runs in ``BEGIN IMMEDIATE``: several crawls write to the same file, and a transaction
that reads first and writes later fails at once under SQLite's plain ``BEGIN`` when another writer
came between (measured: more than nine in ten with eight writers).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from filelock import FileLock
from sqlite_utils import Database

from scraper.archive import forgotten_file, schema
from scraper.archive.opening import LOCK_WAIT, ArchiveError, reading_connection

Row = sqlite3.Row


@dataclass(frozen=True, kw_only=True)
class SiteFacts:
    """What the table `sites` holds of one site. `site` is its name everywhere."""

    site: str
    name: str
    base_url: str
    region: str | None = None
    sector: str | None = None
    language: str | None = None
    since: str | None = None
    """When it was first crawled; now, unless told."""


def now() -> str:
    """Return this moment as the archive writes it: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Opened:
    """An archive in one SQLite file, with its sites, runs and problems. A context manager; not to be shared between
    threads.

    `readonly` writes nothing, neither rows nor the tables of a newer version: whoever may read the files may read the
    archive. Raises ArchiveError when the file cannot be opened, is no archive, or comes from a newer Kronika, and for
    reading also from an older one.
    """

    def __init__(self, path: Path, *, readonly: bool = False):
        self.path = path
        try:
            if readonly:
                self.conn = reading_connection(path)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                self.conn = sqlite3.connect(path, timeout=LOCK_WAIT, isolation_level=None)
            self.conn.row_factory = sqlite3.Row
            self._refuse_strangers()
            if not readonly:
                self._prepare()
            self._check_version()
            if not readonly:
                self._take_over_forgotten()
        except (OSError, sqlite3.Error) as error:
            raise ArchiveError(
                f"The archive {path} cannot be opened: {error}. Check the folder's rights; a damaged file must be "
                "restored from a backup, or moved away so that the next crawl makes a new one."
            ) from error

    def _tables(self) -> set[str]:
        return {row["name"] for row in self.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def _refuse_strangers(self) -> None:
        if (names := self._tables()) and "_sqlite_migrations" not in names:
            raise ArchiveError(f"{self.path} is a database, but no archive of Kronika. Choose another --data folder.")

    def _prepare(self) -> None:
        self.conn.execute("PRAGMA journal_mode = WAL")
        self.conn.execute("PRAGMA synchronous = NORMAL")
        self.conn.execute("PRAGMA foreign_keys = ON")
        # Crawls that start together must not migrate together; SQLite's own lock gives up too soon for that.
        with FileLock(str(self.path) + ".migrate.lock"):
            self.conn.executescript(schema.LEDGER)
            schema.migrations.apply(Database(self.conn))

    def _check_version(self) -> None:
        known = {migration.name for migration in schema.migrations._migrations}
        if not self._tables():
            raise ArchiveError(f"The archive {self.path} is empty. Fill it: kronika crawl SITE")
        applied = {row["name"] for row in self.conn.execute("SELECT name FROM _sqlite_migrations")}
        if applied - known:
            raise ArchiveError(
                f"The archive {self.path} was written by a newer Kronika ({', '.join(sorted(applied - known))}). "
                "Update Kronika, then try again."
            )
        if missing := sorted(known - applied):
            raise ArchiveError(
                f"The archive {self.path} was written by an older Kronika: it lacks {', '.join(missing)}, and a "
                "command that only reads adds nothing. `kronika replay` brings it up to date, as any crawl does. Where "
                "the folder cannot be written to, copy it to a place that can, and do it there."
            )

    def _take_over_forgotten(self) -> None:
        """Make `tombstones` say what stands beside the WARC files: no one who opens an archive crawls it again."""
        if stones := forgotten_file.news(self.path.parent, self.conn):
            with self.transaction() as conn:
                forgotten_file.write(conn, stones)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; what is not committed is gone."""
        self.conn.close()

    def tidy(self) -> None:
        """After a run: fold the write-ahead log into the file, so that the file alone can be copied."""
        self.conn.execute("PRAGMA optimize")
        self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def query(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> list[Row]:
        """Return all rows of a reading statement."""
        return self.conn.execute(sql, parameters).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One short writing transaction: committed at the end, rolled back on any exception."""
        self.conn.execute("BEGIN IMMEDIATE")
        try:
            yield self.conn
        except BaseException:
            self.conn.execute("ROLLBACK")
            raise
        self.conn.execute("COMMIT")

    # --- sites, runs, problems

    def note_site(self, facts: SiteFacts) -> None:
        """Write down the facts of a site, or correct them."""
        with self.transaction() as conn:
            conn.execute(
                """INSERT INTO sites (site, name, base_url, region, sector, language, first_seen)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (site) DO UPDATE SET name = excluded.name, base_url = excluded.base_url,
                    region = excluded.region, sector = excluded.sector, language = excluded.language""",
                (
                    facts.site,
                    facts.name,
                    facts.base_url,
                    facts.region,
                    facts.sector,
                    facts.language,
                    facts.since or now(),
                ),
            )
            self._note_links_to(conn, facts)

    def _note_links_to(self, conn: sqlite3.Connection, facts: SiteFacts) -> None:
        """Say of the links that were there before the site was known whither they lead."""
        host = host_of(facts.base_url)
        found = conn.execute(
            "SELECT article_id, position, url FROM links WHERE site IS NULL AND url LIKE ?", (f"%{host}%",)
        )
        to_it = [(facts.site, row["article_id"], row["position"]) for row in found if host_of(row["url"]) == host]
        conn.executemany("UPDATE links SET site = ? WHERE article_id = ? AND position = ?", to_it)

    def close_dead_runs(self, site: str, reason: str) -> None:
        """Mark runs of a site that never ended as interrupted. Only under the site's lock."""
        with self.transaction() as conn:
            conn.execute(
                "UPDATE runs SET outcome = 'interrupted', reason = ? WHERE site = ? AND outcome IS NULL", (reason, site)
            )

    def start_run(self, site: str) -> int:
        """Open a run and return its id. An earlier run that never ended is marked interrupted."""
        self.close_dead_runs(site, "the run ended without a word")
        with self.transaction() as conn:
            return int(
                conn.execute("INSERT INTO runs (site, started) VALUES (?, ?) RETURNING id", (site, now())).fetchone()[0]
            )

    def finish_run(self, run_id: int, outcome: str, reason: str, counts: dict[str, int]) -> None:
        """Close a run with its outcome (ok, short, failed, interrupted), its counts and `walked`, by column."""
        columns = ", ".join(f"{name} = :{name}" for name in counts)
        with self.transaction() as conn:
            conn.execute(
                f"UPDATE runs SET finished = :finished, outcome = :outcome, reason = :reason, {columns} WHERE id = :id",
                {**counts, "finished": now(), "outcome": outcome, "reason": reason, "id": run_id},
            )

    def note_problem(
        self, *, site: str, url: str, kind: str, fails_run: bool, cause: str, remedy: str, run_id: int | None
    ) -> None:
        """Write down a problem; met again, its count and last_seen grow."""
        moment = now()
        with self.transaction() as conn:
            conn.execute(
                """INSERT INTO problems (site, url, kind, fails_run, cause, remedy, first_seen, last_seen, run_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (site, url, kind) DO UPDATE SET count = count + 1, last_seen = excluded.last_seen,
                    cause = excluded.cause, remedy = excluded.remedy, fails_run = excluded.fails_run,
                    run_id = excluded.run_id""",
                (site, url, kind, int(fails_run), cause, remedy, moment, moment, run_id),
            )


def host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
