"""The articles of an archive: each saved in one short transaction that ends as new, revised, unchanged or duplicate."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from scraper.archive import rights
from scraper.archive.opened import Opened, Row, host_of, now
from scraper.article import Article
from scraper.fingerprint import content_fingerprint
from scraper.url import address_key

NEARLY: Final = 0.9
"""Share of the paragraphs that two texts have in common, from which they are one: a page adds a line of its own to each
copy, as that it is shown in one language only."""


class Outcome(StrEnum):
    """What saving an article came to."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    FORGOTTEN = "forgotten"


class Archive(Opened):
    """The archive in one SQLite file. A context manager; not to be shared between threads."""

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
        """Return the oldest article of a site with the text of another address, but for a paragraph in ten, and its
        date: to the minute, where both addresses say so much, else to the day."""
        if (same := self.article_with_text(site, fingerprint)) is not None or len(article.published or "") < 10:
            return same
        assert article.published is not None
        rows = self.query(
            """SELECT * FROM articles WHERE site = ? AND published BETWEEN ? AND ? || '~' AND title IS ? ORDER BY id""",
            (site, article.published[:10], article.published[:10], article.title),
        )
        for row in rows:
            same_day = 10 in (len(row["published"]), len(article.published)) or row["published"] == article.published
            if same_day and _is_nearly(row["body"], article.body):
                return row
        return None

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
            host_of(row["base_url"]): row["site"]
            for row in conn.execute("SELECT site, base_url FROM sites ORDER BY site")
        }
        conn.executemany(
            "INSERT INTO links (article_id, position, url, text, kind, site) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (article_id, link.position, link.url, link.text, link.kind, hosts.get(host_of(link.url)))
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


def _is_nearly(one: str, other: str) -> bool:
    """Whether two texts are the same but for a paragraph in ten."""
    if one == other:
        return True
    left, right = set(one.split("\n\n")), set(other.split("\n\n"))
    return len(left & right) >= NEARLY * max(len(left), len(right))
