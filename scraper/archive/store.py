"""One archive file: opened, migrated, and written one short transaction an article.

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
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock
from sqlite_utils import Database

from scraper.archive import forgotten_file, rights, schema
from scraper.archive.opening import LOCK_WAIT, ArchiveError, reading_connection
from scraper.article import Article
from scraper.fingerprint import content_fingerprint
from scraper.url import address_key

Row = sqlite3.Row


class Outcome(StrEnum):
    """What saving an article came to."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    FORGOTTEN = "forgotten"


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


class Archive:
    """The archive in one SQLite file. A context manager; not to be shared between threads.

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

    def __enter__(self) -> Archive:
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
        host = _host(facts.base_url)
        found = conn.execute(
            "SELECT article_id, position, url FROM links WHERE site IS NULL AND url LIKE ?", (f"%{host}%",)
        )
        to_it = [(facts.site, row["article_id"], row["position"]) for row in found if _host(row["url"]) == host]
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

    # --- articles

    def article_at(self, url: str) -> Row | None:
        """Return the article that an address leads to, or None."""
        key = address_key(url)
        article_id = self._article_id([key])
        if article_id is None:
            return None
        row: Row = self.conn.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row

    def holds_unpaged(self, site: str, url: str) -> bool:
        """Whether news of a site stands on a page with others, without a page of its own."""
        key = f"{address_key(url)}#"
        return bool(
            self.query(
                "SELECT 1 FROM articles WHERE site = ? AND substr(address_key, 1, ?) = ? LIMIT 1", (site, len(key), key)
            )
        )

    def article_with_text(self, site: str, fingerprint: str) -> Row | None:
        """Return the oldest article of a site with exactly this title, date and body, or None."""
        row: Row | None = self.conn.execute(
            "SELECT * FROM articles WHERE site = ? AND fingerprint = ? ORDER BY id LIMIT 1", (site, fingerprint)
        ).fetchone()
        return row

    def _same_text(self, site: str, article: Article, fingerprint: str) -> Row | None:
        """Return the oldest article of a site with the text of another address, and its date: to the minute, where both
        addresses say so much, else to the day."""
        if (same := self.article_with_text(site, fingerprint)) is not None or len(article.published or "") < 10:
            return same
        assert article.published is not None
        rows = self.query(
            """SELECT * FROM articles WHERE site = ? AND published BETWEEN ? AND ? || '~' AND title IS ? AND body = ?
            ORDER BY id""",
            (site, article.published[:10], article.published[:10], article.title, article.body),
        )
        return next((row for row in rows if 10 in (len(row["published"]), len(article.published))), None)

    def moved(self, site: str, article: Article) -> int | None:
        """Return the id of the news that stands already, at any page of its list, under the same title and day; None
        without one. Only news without a page of its own moves from page to page."""
        if "#" not in article.url:
            return None
        rows = self.query(
            """SELECT id FROM articles WHERE site = ? AND published IS ? AND title IS ? AND instr(address_key, '#') > 0
            ORDER BY id LIMIT 1""",
            (site, article.published, article.title),
        )
        return int(rows[0]["id"]) if rows else None

    def _article_id(self, keys: Sequence[str]) -> int | None:
        marks = ", ".join("?" * len(keys))
        row = self.conn.execute(
            f"""SELECT id FROM articles WHERE address_key IN ({marks})
            UNION ALL SELECT article_id FROM addresses WHERE address_key IN ({marks}) LIMIT 1""",
            (*keys, *keys),
        ).fetchone()
        return None if row is None else int(row[0])

    def save(self, article: Article) -> Outcome:
        """Save one article in one transaction and say what came of it.

        New: a row of its own. Known address, same text: seen again. Known address, new text: the old
        text becomes a revision. New address, text that the site already has: another address of it. A text that was
        captured before the one that stands is history: it becomes a revision, and replaces nothing.
        Raises sqlite3.Error (nothing is written then) and ValueError when `article.site` is missing.
        """
        if (site := article.site) is None:
            raise ValueError(f"The article {article.url} has no site.")
        fingerprint = content_fingerprint(article)
        key = address_key(article.url)
        moment = article.captured_at or now()
        with self.transaction() as conn:
            article = rights.completed(conn, site, article)
            keys = [key, *(address_key(url) for url, _ in article.addresses)]
            if self._is_forgotten(conn, keys):
                return Outcome.FORGOTTEN
            found = self._article_id(keys)
            if found is None:
                same = self._same_text(site, article, fingerprint) if article.body else None
                if same is not None:
                    self._note_addresses(conn, same["id"], [(article.url, "same-text"), *article.addresses], moment)
                    self._seen(conn, same["id"], moment)
                    return Outcome.DUPLICATE
                found = self.moved(site, article)
            if found is None:
                found = self._insert(conn, article, fingerprint, key, moment)
                self.note_parts(conn, found, article)
                self._note_addresses(conn, found, article.addresses, moment)
                return Outcome.NEW
            row = conn.execute("SELECT * FROM articles WHERE id = ?", (found,)).fetchone()
            if row["site"] != article.site:
                # Crawled by its address before the site had a class: the article is the class's now.
                conn.execute("UPDATE articles SET site = ? WHERE id = ?", (article.site, found))
            self._note_addresses(conn, found, [(article.url, "canonical"), *article.addresses], moment)
            # Text read at another address (a print version, say) never replaces the article's own.
            if row["fingerprint"] == fingerprint or row["address_key"] != key:
                if row["address_key"] == key and moment >= row["last_seen"]:
                    self._note_rights(conn, row, article)
                self._seen(conn, found, moment)
                return Outcome.UNCHANGED
            if row["published"] is None and article.published is not None and self._same_words(row, article):
                self._note_day(conn, row, article, fingerprint)
                self._seen(conn, found, moment)
                return Outcome.UNCHANGED
            if moment < row["changed_at"]:
                return self._note_earlier(conn, row, article, moment)
            kind = "reader" if self._same_page(row["capture_id"], article.capture_id) else "content"
            self.revise(conn, row, article, kind=kind, moment=moment)
            return Outcome.REVISED

    def _is_forgotten(self, conn: sqlite3.Connection, keys: Sequence[str]) -> bool:
        marks = ", ".join("?" * len(keys))
        return bool(conn.execute(f"SELECT 1 FROM tombstones WHERE address_key IN ({marks})", keys).fetchone())

    def _seen(self, conn: sqlite3.Connection, article_id: int, moment: str) -> None:
        conn.execute(
            """UPDATE articles SET last_seen = max(last_seen, ?), first_seen = min(first_seen, ?), gone_at = NULL,
                absent_at = NULL
            WHERE id = ?""",
            (moment, moment, article_id),
        )

    def _same_words(self, row: Row, article: Article) -> bool:
        return bool(row["title"] == article.title and row["body"] == article.body)

    def _note_day(self, conn: sqlite3.Connection, row: Row, article: Article, fingerprint: str) -> None:
        """Write down the day of an article whose text is as it was: a list told it later than its page was read. That
        is no edit of the page, and makes no revision."""
        values = columns_of(article, fingerprint)
        sets = ", ".join(f"{name} = :{name}" for name in values)
        conn.execute(f"UPDATE articles SET {sets} WHERE id = :id", {**values, "id": row["id"]})
        self.note_parts(conn, row["id"], article)

    def _note_rights(self, conn: sqlite3.Connection, row: Row, article: Article) -> None:
        """Write down what the owner says now of a page whose text is as it was, with the capture that shows it."""
        said = rights.columns(article.rights)
        if said != {"rights": row["rights"], "reserved": row["reserved"]}:
            values = said | {"capture_id": article.capture_id, "reader": article.reader, "id": row["id"]}
            conn.execute(
                """UPDATE articles SET rights = :rights, reserved = :reserved, capture_id = :capture_id,
                    reader = :reader
                WHERE id = :id""",
                values,
            )

    def _same_page(self, one: int | None, other: int | None) -> bool:
        """Whether two captures are of the same bytes: a new text of them is our reading's, not the site's."""
        digests = self.conn.execute(
            "SELECT count(DISTINCT digest), count(*) FROM captures WHERE id IN (?, ?)", (one, other)
        )
        distinct, rows = digests.fetchone()
        return bool(distinct == 1 and (rows == 2 or (rows == 1 and one == other)))

    def _note_earlier(self, conn: sqlite3.Connection, row: Row, article: Article, moment: str) -> Outcome:
        """Take in a text that was there before the one that stands; return what came of it."""
        conn.execute("UPDATE articles SET first_seen = min(first_seen, ?) WHERE id = ?", (moment, row["id"]))
        known = conn.execute(
            "SELECT 1 FROM revisions WHERE article_id = ? AND title IS ? AND published IS ? AND body = ?",
            (row["id"], article.title, article.published, article.body),
        ).fetchone()
        if known:
            return Outcome.UNCHANGED
        conn.execute(
            """INSERT INTO revisions (article_id, kind, seen_at, title, published, body, capture_id, reader)
            VALUES (?, 'content', ?, ?, ?, ?, ?, ?)""",
            (row["id"], moment, article.title, article.published, article.body, article.capture_id, article.reader),
        )
        return Outcome.REVISED

    def revise(
        self, conn: sqlite3.Connection, row: Row, article: Article, *, kind: str, moment: str | None = None
    ) -> int:
        """Make the text that stands a revision and put the article's in its place; return the revision's id.

        Within a transaction. A text that only our reading changed (`kind` reader) is no newer for that; without a
        `moment` the page was not even seen anew.
        """
        revision = conn.execute(
            """INSERT INTO revisions (article_id, kind, seen_at, title, published, body, capture_id, reader)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""",
            (
                row["id"],
                kind,
                row["changed_at"],
                row["title"],
                row["published"],
                row["body"],
                row["capture_id"],
                row["reader"],
            ),
        ).fetchone()[0]
        values = columns_of(article, content_fingerprint(article))
        if moment is not None:
            values |= {"last_seen": moment, "gone_at": None, "absent_at": None}
            if kind == "content":
                values["changed_at"] = moment
        sets = ", ".join(f"{name} = :{name}" for name in values)
        conn.execute(f"UPDATE articles SET {sets} WHERE id = :id", {**values, "id": row["id"]})
        self.note_parts(conn, row["id"], article)
        return int(revision)

    def _insert(self, conn: sqlite3.Connection, article: Article, fingerprint: str, key: str, moment: str) -> int:
        values = {
            **columns_of(article, fingerprint),
            "site": article.site,
            "url": article.url,
            "address_key": key,
            "first_seen": moment,
            "last_seen": moment,
            "changed_at": moment,
        }
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        row = conn.execute(f"INSERT INTO articles ({names}) VALUES ({marks}) RETURNING id", values).fetchone()
        return int(row[0])

    def note_parts(self, conn: sqlite3.Connection, article_id: int, article: Article) -> None:
        """Write the links and mentions of an article in place of those that stand. Within a transaction."""
        conn.execute("DELETE FROM links WHERE article_id = ?", (article_id,))
        conn.execute("DELETE FROM mentions WHERE article_id = ?", (article_id,))
        hosts = {
            _host(row["base_url"]): row["site"]
            for row in conn.execute("SELECT site, base_url FROM sites ORDER BY site")
        }
        conn.executemany(
            "INSERT INTO links (article_id, position, url, text, kind, site) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (article_id, link.position, link.url, link.text, link.kind, hosts.get(_host(link.url)))
                for link in article.links
            ],
        )
        conn.executemany(
            'INSERT INTO mentions (article_id, start, "end", precision, text, sentence) VALUES (?, ?, ?, ?, ?, ?)',
            [(article_id, m.start, m.end, m.precision, m.text, m.sentence) for m in article.mentions],
        )

    def _note_addresses(
        self, conn: sqlite3.Connection, article_id: int, addresses: Sequence[tuple[str, str]], moment: str
    ) -> None:
        own = conn.execute("SELECT url FROM articles WHERE id = ?", (article_id,)).fetchone()[0]
        conn.executemany(
            """INSERT INTO addresses (url, address_key, article_id, reason, first_seen) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (url) DO NOTHING""",
            [(url, address_key(url), article_id, reason, moment) for url, reason in addresses if url != own],
        )


def columns_of(article: Article, fingerprint: str) -> dict[str, object]:
    """Return the columns of a row that an article fills."""
    return {
        "title": article.title,
        "published": article.published,
        "published_precision": article.published_precision,
        "published_from": article.published_from,
        "published_raw": article.published_raw,
        "modified": article.modified,
        "author": article.author,
        "language": article.language,
        "body": article.body,
        "words": article.words,
        "image": article.image,
        "fingerprint": fingerprint,
        "capture_id": article.capture_id,
        "reader": article.reader,
        **rights.columns(article.rights),
    }


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
