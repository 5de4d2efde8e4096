"""Replays in the archive: what another reader makes of the same pages, written so that it can be undone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from scraper.archive import rights
from scraper.archive.opened import Row, now
from scraper.archive.store import Archive, columns_of
from scraper.article import Article
from scraper.fingerprint import content_fingerprint

FIELDS: Final = (
    "title",
    "published",
    "published_precision",
    "published_from",
    "published_raw",
    "modified",
    "author",
    "language",
    "body",
    "image",
    "rights",
    "reserved",
)
"""Fields of a row that a reader states; beside them the links and the mentions."""

_LINK: Final = ("position", "url", "text", "kind", "site")
_MENTION: Final = ("id", "start", "end", "precision", "text", "sentence")


@dataclass(frozen=True, slots=True)
class Change:
    """A field that is read otherwise than it stands."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Undone:
    """How many rows were given back, how many got back nothing but the version of the reader, since they had read the
    same, and the addresses of those that the site has changed since, left as they are."""

    restored: int
    only_reader: int
    left: tuple[str, ...]


def differences(archive: Archive, row: Row, article: Article) -> list[Change]:
    """Return what the article says otherwise than its row."""
    new = columns_of(rights.completed(archive.conn, row["site"], article), "")
    found = [Change(name, row[name], new[name]) for name in FIELDS if row[name] != new[name]]
    links = [(link.url, link.text, link.kind) for link in article.links]
    old_links = [
        tuple(r)
        for r in archive.query("SELECT url, text, kind FROM links WHERE article_id = ? ORDER BY position", (row["id"],))
    ]
    if links != old_links:
        found.append(Change("links", [r[0] for r in old_links], [url for url, _, _ in links]))
    mentions = [(m.start, m.end, m.precision, m.text, m.sentence) for m in article.mentions]
    old_mentions = [
        tuple(r)
        for r in archive.query(
            'SELECT start, "end", precision, text, sentence FROM mentions WHERE article_id = ? ORDER BY id',
            (row["id"],),
        )
    ]
    if mentions != old_mentions:
        found.append(Change("mentions", [r[3] for r in old_mentions], [m[3] for m in mentions]))
    return found


def start(archive: Archive, reader: str, sites: Sequence[str]) -> int:
    """Open a replay and return its id."""
    with archive.transaction() as conn:
        row = conn.execute(
            "INSERT INTO replays (started, reader, sites) VALUES (?, ?, ?) RETURNING id",
            (now(), reader, " ".join(sites)),
        ).fetchone()
        return int(row[0])


def finish(archive: Archive, replay_id: int, *, read: int, changed: int) -> None:
    """Close a replay with its counts."""
    with archive.transaction() as conn:
        conn.execute(
            "UPDATE replays SET finished = ?, read = ?, changed = ? WHERE id = ?", (now(), read, changed, replay_id)
        )


def note_same(archive: Archive, replay_id: int, rows: Sequence[Row], reader: str) -> None:
    """Write down that these rows read the same today: one transaction, each keeps which reader it had."""
    with archive.transaction() as conn:
        conn.executemany(
            "INSERT OR IGNORE INTO replayed (replay_id, article_id, before) VALUES (?, ?, ?)",
            [(replay_id, row["id"], json.dumps({"row": {"reader": row["reader"]}})) for row in rows],
        )
        conn.executemany("UPDATE articles SET reader = ? WHERE id = ?", [(reader, row["id"]) for row in rows])


def write(archive: Archive, replay_id: int | None, row: Row, article: Article) -> bool:
    """Put what is read today in the place of what was read, in one transaction; the earlier text becomes a revision
    of kind `reader`. False when the row was written by somebody else meanwhile: then nothing is done.

    Without a `replay_id` it cannot be undone.
    """
    with archive.transaction() as conn:
        article = rights.completed(conn, row["site"], article)
        stands = conn.execute("SELECT * FROM articles WHERE id = ?", (row["id"],)).fetchone()
        if stands is None or tuple(stands) != tuple(row):
            return False
        before = _snapshot(conn, stands)
        revision: int | None = None
        fingerprint = content_fingerprint(article)
        if fingerprint != stands["fingerprint"]:
            revision = archive.revise(conn, stands, article, kind="reader")
        else:
            values = columns_of(article, fingerprint)
            sets = ", ".join(f"{name} = :{name}" for name in values)
            conn.execute(f"UPDATE articles SET {sets} WHERE id = :id", {**values, "id": row["id"]})
            archive.note_parts(conn, row["id"], article)
        if replay_id is not None:
            conn.execute(
                "INSERT INTO replayed (replay_id, article_id, before, revision_id) VALUES (?, ?, ?, ?)",
                (replay_id, row["id"], json.dumps(before, ensure_ascii=False), revision),
            )
    return True


def _snapshot(conn: sqlite3.Connection, row: Row) -> dict[str, Any]:
    def rows(table: str, names: Sequence[str], order: str) -> list[list[Any]]:
        listed = ", ".join(f'"{name}"' for name in names)
        found = conn.execute(f"SELECT {listed} FROM {table} WHERE article_id = ? ORDER BY {order}", (row["id"],))
        return [list(one) for one in found]

    return {
        "row": {name: row[name] for name in (*FIELDS, "words", "fingerprint", "reader")},
        "links": rows("links", _LINK, "position"),
        "mentions": rows("mentions", _MENTION, "id"),
    }


def undo(archive: Archive, replay_id: int) -> Undone:
    """Give back the rows as they stood before a replay, in one transaction.

    A row that another replay or the site itself has changed since is left, and named. Raises LookupError where there
    is no such replay, or it was undone already.
    """
    with archive.transaction() as conn:
        replay = conn.execute("SELECT * FROM replays WHERE id = ?", (replay_id,)).fetchone()
        if replay is None:
            raise LookupError(f"There is no replay {replay_id}.")
        if replay["undone_at"] is not None:
            raise LookupError(f"Replay {replay_id} was undone at {replay['undone_at']} already.")
        restored, only_reader, left = 0, 0, []
        for was in conn.execute("SELECT * FROM replayed WHERE replay_id = ?", (replay_id,)).fetchall():
            before = json.loads(was["before"])
            read_the_same = "links" not in before
            if not _is_as_left(conn, was):
                if read_the_same:
                    continue  # there is nothing to give back
                left.append(conn.execute("SELECT url FROM articles WHERE id = ?", (was["article_id"],)).fetchone()[0])
                continue
            _restore(conn, was["article_id"], before)
            if was["revision_id"] is not None:
                conn.execute("DELETE FROM revisions WHERE id = ?", (was["revision_id"],))
            restored += not read_the_same
            only_reader += read_the_same
        conn.execute("UPDATE replays SET undone_at = ? WHERE id = ?", (now(), replay_id))
    return Undone(restored, only_reader, tuple(left))


def _is_as_left(conn: sqlite3.Connection, was: Row) -> bool:
    """Whether nothing has been written over what a replay wrote."""
    later_replay = conn.execute(
        """SELECT 1 FROM replayed d JOIN replays r ON r.id = d.replay_id
        WHERE d.article_id = ? AND d.replay_id > ? AND r.undone_at IS NULL""",
        (was["article_id"], was["replay_id"]),
    ).fetchone()
    # Each later text leaves a revision behind that is newer than what the replay knew.
    newest = conn.execute("SELECT max(id) FROM revisions WHERE article_id = ?", (was["article_id"],)).fetchone()[0]
    known = was["revision_id"]
    if known is None:
        started = conn.execute("SELECT started FROM replays WHERE id = ?", (was["replay_id"],)).fetchone()[0]
        changed = conn.execute("SELECT changed_at FROM articles WHERE id = ?", (was["article_id"],)).fetchone()[0]
        return later_replay is None and changed <= started
    return later_replay is None and newest == known


def _restore(conn: sqlite3.Connection, article_id: int, before: dict[str, Any]) -> None:
    sets = ", ".join(f"{name} = :{name}" for name in before["row"])
    conn.execute(f"UPDATE articles SET {sets} WHERE id = :id", {**before["row"], "id": article_id})
    for table, names in (("links", _LINK), ("mentions", _MENTION)):
        if table not in before:
            continue  # only the name of the reader was written
        conn.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
        listed = ", ".join(f'"{name}"' for name in ("article_id", *names))
        marks = ", ".join("?" * (len(names) + 1))
        conn.executemany(
            f"INSERT INTO {table} ({listed}) VALUES ({marks})", [(article_id, *values) for values in before[table]]
        )
