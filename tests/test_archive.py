"""The archive: its schema, what saving comes to, and that writers do not hurt each other."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest

from scraper.archive import Archive, ArchiveError, Outcome, SiteFacts
from scraper.article import Article, Link, Mention
from tests.conftest import CHECKOUT

BASE = Article(
    url="https://klaster.example.pl/a/",
    site="klaster",
    title="Zażółć gęślą jaźń",
    published="2024-03-05",
    published_precision="day",
    published_from="page",
    published_raw="5 marca 2024",
    body="Pierwszy akapit.\n\nDrugi akapit.",
    links=(
        Link(position=1, url="https://inny.example.pl/x", text="Inny", kind="outbound"),
        Link(position=2, url="https://klaster.example.pl/plik.pdf", text="plik", kind="attachment"),
    ),
    mentions=(
        Mention(
            start="2024-03-12", end="2024-03-13", precision="day", text="12-13 marca", sentence="W dniach 12-13 marca."
        ),
    ),
)


LONG = [f"Akapit numer {n} z tekstu, który jest długi." for n in range(12)]


def opened(path: Path) -> Archive:
    archive = Archive(path)
    archive.note_site(SiteFacts(site="klaster", name="Klaster", base_url="https://klaster.example.pl/"))
    archive.note_site(SiteFacts(site="inny", name="Inny", base_url="https://www.inny.example.pl/"))
    return archive


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return opened(tmp_path / "archive.db")


def count(archive: Archive, table: str) -> int:
    return int(archive.query(f"SELECT count(*) FROM {table}")[0][0])


def test_every_table_is_strict_and_the_file_is_in_wal_mode(archive: Archive) -> None:
    tables = archive.query("PRAGMA table_list")
    ours = [row for row in tables if row["type"] == "table" and not row["name"].startswith(("sqlite_", "articles_fts"))]
    assert {row["name"] for row in ours} >= {"sites", "articles", "addresses", "links", "runs", "problems"}
    assert [row["name"] for row in ours if not row["strict"]] == []
    assert archive.query("PRAGMA journal_mode")[0][0] == "wal"
    assert archive.query("PRAGMA foreign_keys")[0][0] == 1


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    opened(tmp_path / "a.db").close()
    before = sqlite3.connect(tmp_path / "a.db").execute("SELECT * FROM _sqlite_migrations").fetchall()
    Archive(tmp_path / "a.db").close()
    assert sqlite3.connect(tmp_path / "a.db").execute("SELECT * FROM _sqlite_migrations").fetchall() == before


def test_an_archive_of_a_newer_kronika_is_refused(tmp_path: Path) -> None:
    opened(tmp_path / "a.db").close()
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('kronika', '9999_future', '')"
        )
    with pytest.raises(ArchiveError, match=r"newer Kronika.*9999_future"):
        Archive(tmp_path / "a.db")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("To nie jest baza danych. " * 100, encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"a\.db cannot be opened"):
        Archive(tmp_path / "a.db")


def test_a_new_article_with_all_its_parts(archive: Archive) -> None:
    assert archive.save(BASE) is Outcome.NEW
    row = archive.article_at("http://www.klaster.example.pl/a")
    assert row is not None
    assert (row["title"], row["published"], row["published_precision"]) == (BASE.title, "2024-03-05", "day")
    assert row["words"] == 4
    links = [tuple(link) for link in archive.query("SELECT position, url, kind, site FROM links ORDER BY position")]
    assert links == [
        (1, "https://inny.example.pl/x", "outbound", "inny"),
        (2, "https://klaster.example.pl/plik.pdf", "attachment", "klaster"),
    ]
    assert [tuple(m) for m in archive.query('SELECT start, "end", text FROM mentions')] == [
        ("2024-03-12", "2024-03-13", "12-13 marca")
    ]


def test_the_same_again_adds_no_row(archive: Archive) -> None:
    archive.save(BASE)
    tables = ("articles", "addresses", "links", "mentions", "revisions")
    before = {table: [tuple(row) for row in archive.query(f"SELECT * FROM {table}")] for table in tables[1:]}
    assert archive.save(BASE) is Outcome.UNCHANGED
    assert archive.save(replace(BASE, body="Pierwszy  akapit.\n\nDrugi akapit. ")) is Outcome.UNCHANGED
    assert {table: [tuple(row) for row in archive.query(f"SELECT * FROM {table}")] for table in tables[1:]} == before
    assert count(archive, "articles") == 1


def test_a_changed_text_keeps_the_former_one(archive: Archive) -> None:
    archive.save(BASE)
    assert archive.save(replace(BASE, body="Nowy tekst.", links=())) is Outcome.REVISED
    row = archive.article_at(BASE.url)
    assert row is not None
    assert row["body"] == "Nowy tekst."
    assert [tuple(r) for r in archive.query("SELECT kind, title, body FROM revisions")] == [
        ("content", BASE.title, BASE.body)
    ]
    assert count(archive, "links") == 0


def test_the_same_text_at_another_address_is_an_address(archive: Archive) -> None:
    archive.save(BASE)
    assert archive.save(replace(BASE, url="https://klaster.example.pl/kategoria/a")) is Outcome.DUPLICATE
    assert count(archive, "articles") == 1
    assert [tuple(row) for row in archive.query("SELECT url, reason FROM addresses")] == [
        ("https://klaster.example.pl/kategoria/a", "same-text")
    ]
    assert archive.save(replace(BASE, url="https://klaster.example.pl/kategoria/a")) is Outcome.UNCHANGED


def test_the_same_text_of_the_same_day_is_an_address_though_one_tells_the_minute(archive: Archive) -> None:
    """A feed tells the minute of what the page dates to the day."""
    day = replace(BASE, published="2024-03-05", published_precision="day")
    minute = replace(
        day, url=f"{BASE.url}?from=home", published="2024-03-05T10:30:00+01:00", published_precision="minute"
    )
    later = replace(minute, url=f"{BASE.url}?from=list", published="2024-03-06T10:30:00+01:00")
    assert [archive.save(one) for one in (day, minute, later)] == [Outcome.NEW, Outcome.DUPLICATE, Outcome.NEW]
    line = replace(day, url=f"{BASE.url}?lang=en", body="\n\n".join([*LONG, "Available in Polish only."]))
    assert archive.save(replace(day, url=f"{BASE.url}?long", body="\n\n".join(LONG))) is Outcome.NEW
    assert archive.save(line) is Outcome.DUPLICATE  # a line of the layout's own in twelve
    assert archive.save(replace(line, body="\n\n".join([*LONG[:6], "Inna treść."]))) is not Outcome.DUPLICATE
    hour = replace(later, url=f"{BASE.url}?from=feed", published="2024-03-06T12:00:00+01:00")
    assert archive.save(hour) is Outcome.NEW  # two moments of one day are two


def test_a_day_that_is_told_later_is_no_revision(archive: Archive) -> None:
    undated = replace(BASE, published=None, published_precision=None, published_from=None, published_raw=None)
    assert [archive.save(undated), archive.save(BASE)] == [Outcome.NEW, Outcome.UNCHANGED]
    assert count(archive, "revisions") == 0
    (row,) = archive.query("SELECT * FROM articles")
    assert (row["published"], row["published_from"]) == (BASE.published, BASE.published_from)
    # Another day of what was dated, or another text, is one.
    assert archive.save(replace(BASE, published="2001-01-01", published_precision="day")) is Outcome.REVISED
    assert count(archive, "revisions") == 1


def test_the_same_words_with_another_date_are_another_article(archive: Archive) -> None:
    archive.save(BASE)
    assert archive.save(replace(BASE, url="https://klaster.example.pl/b", published="2025-03-05")) is Outcome.NEW
    assert archive.save(replace(BASE, url="https://klaster.example.pl/c", title="Inny tytuł")) is Outcome.NEW


def test_the_same_text_on_another_site_is_another_article(archive: Archive) -> None:
    archive.save(BASE)
    assert archive.save(replace(BASE, site="inny", url="https://inny.example.pl/a")) is Outcome.NEW


def test_a_print_version_never_replaces_the_text(archive: Archive) -> None:
    archive.save(replace(BASE, addresses=(("https://klaster.example.pl/drukuj/a", "print"),)))
    shorter = replace(BASE, url="https://klaster.example.pl/drukuj/a", body="Skrót.")
    assert archive.save(shorter) is Outcome.UNCHANGED
    row = archive.article_at(shorter.url)
    assert row is not None
    assert row["body"] == BASE.body


def test_search_text_follows_the_article(archive: Archive) -> None:
    archive.save(BASE)
    archive.save(replace(BASE, body="Spotkanie w Łodzi."))
    find = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
    assert archive.query(find, ("akapit",))[0][0] == 0
    assert archive.query(find, ("lodzi",))[0][0] == 1
    assert archive.query(find, ("Łodzi",))[0][0] == 1
    archive.conn.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_a_failed_save_leaves_nothing_behind(archive: Archive) -> None:
    broken = replace(BASE, links=(BASE.links[0], BASE.links[0]))
    with pytest.raises(sqlite3.IntegrityError):
        archive.save(broken)
    assert count(archive, "articles") == 0
    assert archive.save(BASE) is Outcome.NEW


def _write(path: Path, writer: int, articles: int) -> None:
    with Archive(path) as archive:
        for n in range(articles):
            url = f"https://klaster.example.pl/{writer}/{n}"
            archive.save(replace(BASE, url=url, title=f"{writer}/{n}"))
            archive.save(replace(BASE, url=url, title=f"{writer}/{n}", body="Zmiana."))


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    opened(path).close()
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write, args=(path, n, 50)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    with Archive(path) as archive:
        assert count(archive, "articles") == 200
        assert count(archive, "revisions") == 200


def test_a_killed_writer_leaves_whole_articles(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    opened(path).close()
    spawn = multiprocessing.get_context("spawn")
    for writer in range(3):
        process = spawn.Process(target=_write, args=(path, writer, 100_000))
        process.start()
        with Archive(path) as archive:
            begun = count(archive, "articles")
            while count(archive, "articles") < begun + 20:
                time.sleep(0.01)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    with Archive(path) as archive:
        assert archive.query("PRAGMA integrity_check")[0][0] == "ok"
        assert archive.query("PRAGMA foreign_key_check") == []
        parts = archive.query(
            """SELECT count(*) FROM articles a WHERE (SELECT count(*) FROM links WHERE article_id = a.id) <> 2
            OR (SELECT count(*) FROM mentions WHERE article_id = a.id) <> 1"""
        )
        assert parts[0][0] == 0


def test_the_data_dictionary_tells_every_table_view_and_column(archive: Archive) -> None:
    text = (CHECKOUT / "data" / "README.md").read_text(encoding="utf-8")
    told: dict[str, list[str]] = {}
    for heading, section in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, flags=re.M | re.S):
        told[heading] = [name for name in re.findall(r"^\| (\w+) \|", section, flags=re.M) if name != "column"]
    real: dict[str, list[str]] = {}
    for row in archive.query("PRAGMA table_list"):
        name = row["name"]
        if row["type"] in ("table", "view") and not name.startswith(("sqlite_", "_sqlite")):
            # table_xinfo lists generated columns too
            real[name] = [column["name"] for column in archive.query(f"PRAGMA table_xinfo({name})")]
    told.pop("articles_fts")
    assert told == {name: columns for name, columns in real.items() if not name.startswith("articles_fts")}
