"""`kronika replay`: the archive read again from its captures, offline; what it changes can be given back."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from scraper.archive import Archive, replays
from scraper.article import Article
from scraper.extract.version import reader_version
from scraper.fingerprint import content_fingerprint
from scraper.replay import replay
from tests.conftest import Kronika
from tests.pages import HOST, START, article, listing, small_site
from tests.sites.server import LocalWeb
from tests.test_parts import split

OLD_READER = "0.0.9+00000000"
OF_A_PAGE = ("articles", "revisions", "links", "mentions", "addresses")


def tables(kronika: Kronika) -> list[str]:
    """The tables of an archive; without those that the full-text index is made of."""
    names = kronika.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [row["name"] for row in names if not row["name"].startswith(("articles_fts", "sqlite_", "_sqlite"))]


def dump(kronika: Kronika, *names: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of some tables, or of all, ids included."""
    found = {name: kronika.rows(f"SELECT * FROM {name}") for name in names or tables(kronika)}
    return {name: sorted(rows, key=lambda row: json.dumps(list(row.values()))) for name, rows in found.items()}


def without_ids(kronika: Kronika) -> dict[str, list[str]]:
    """Every row of what a crawl makes of pages, with addresses and places in files where ids would stand."""
    articles = {row["id"]: row["url"] for row in kronika.rows("SELECT id, url FROM articles")}
    captures = {
        row["id"]: f"{row['warc']} at {row['offset']}" for row in kronika.rows("SELECT id, warc, offset FROM captures")
    }
    stand_ins = {"article_id": articles, "capture_id": captures, "same_as": captures, "part_of": captures}
    found = {}
    for table in ("sites", *OF_A_PAGE, "captures"):
        rows = []
        for row in kronika.rows(f"SELECT * FROM {table}"):
            row.pop("id", None)
            for name, values in stand_ins.items():
                if row.get(name) is not None:
                    row[name] = values[row[name]]
            rows.append(json.dumps(row, ensure_ascii=False))
        found[table] = sorted(rows)
    return found


class Crawled:
    """The whole local web and a small site crawled twice; what has changed between is the sites' doing."""

    def __init__(self, folder: Path, web: LocalWeb):
        self.web = web
        self.kronika = Kronika(folder / "data", web)
        small_site(web, "abc")
        web.override(HOST, r"^/d/$", body=split(1, 3).replace("/a/", "/d/"))
        for number in (2, 3):
            web.override(HOST, rf"^/d/{number}/$", body=split(number, 3).replace("/a/", "/d/"))
        web.override(HOST, r"^/e$", status=500)
        listed = "".join(f"<article><h2><a href='/{name}'>.</a></h2></article>" for name in ("a", "b", "c", "d/", "e"))
        web.override(HOST, r"^/$", body=f"<!doctype html><html lang=pl><meta charset=utf-8><body>{listed}</body>")
        self.first = self.kronika("crawl", "--all", "--url", START, "--quiet")
        self.changed = self.kronika.rows("SELECT url FROM articles WHERE site = 'lke' ORDER BY id LIMIT 1")[0]["url"]
        page = web.fetch(self.changed).decode()
        web.override("lke.fundacja.lublin.pl", self.path_of(self.changed), body=page.replace("<p>", "<p>Zmiana: ", 1))
        web.override(HOST, r"^/b$", status=301, headers={"Location": "/b-nowa"})
        web.override(HOST, r"^/b-nowa$", body=article("Wiadomość B", published="2024-03-02"))
        web.override(HOST, r"^/c$", body=article("Wiadomość C, poprawiona", published="2024-03-03"))
        self.second = self.kronika("crawl", "--all", "--url", START, "--quiet")

    @staticmethod
    def path_of(url: str) -> str:
        return f"^/{url.split('/', 3)[3]}$"

    def update(self, url: str) -> None:
        """Let the site change an article, as far as the next crawl can see."""
        page = self.web.fetch(url)
        changed = re.sub(rb"</p>|<br", rb" (aktualizacja)\g<0>", page)
        assert changed != page
        self.web.override(urlsplit(url).hostname, self.path_of(url), body=changed, times=1)

    def copy(self, folder: Path) -> Kronika:
        """An archive of a test's own, as the crawls left it."""
        shutil.copytree(self.kronika.data, folder)
        return Kronika(folder, self.web)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with LocalWeb(port=0) as web:
        yield Crawled(tmp_path_factory.mktemp("replay"), web)


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the command line has it: for the replays that run in the process of the tests."""
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "scraper.settings")


@pytest.fixture
def copy(crawled: Crawled, tmp_path: Path) -> Kronika:
    return crawled.copy(tmp_path / "data")


def test_the_crawls_left_something_of_everything(crawled: Crawled) -> None:
    for ran in (crawled.first, crawled.second):
        assert (ran.returncode, ran.stderr.count("\n")) == (1, 1), ran.stderr
        assert f"{HOST}: server-error: the server answered 500 ({START}e)" in ran.stderr
    rows = crawled.kronika.rows
    assert rows("SELECT count(*) AS n FROM articles")[0]["n"] > 180
    assert {row["url"] for row in rows("SELECT a.url FROM revisions r JOIN articles a ON a.id = r.article_id")} == {
        crawled.changed,
        f"{START}c",
    }
    assert {row["kind"] for row in rows("SELECT kind FROM revisions")} == {"content"}
    assert len(rows("SELECT * FROM captures WHERE part_of IS NOT NULL")) == 4
    assert len(rows("SELECT * FROM captures WHERE status = 304")) > 50
    moved = rows(
        "SELECT a.url FROM addresses d JOIN articles a ON a.id = d.article_id WHERE d.url = ?", f"{START}b-nowa"
    )
    assert moved == [{"url": f"{START}b"}] or rows("SELECT url FROM articles WHERE url = ?", f"{START}b-nowa")


def test_the_same_reader_changes_nothing(copy: Kronika) -> None:
    before = dump(copy)
    ran = copy("replay")
    assert (ran.returncode, ran.stderr) == (0, "")
    after = dump(copy)
    (done,) = after.pop("replays")
    assert after.pop("replayed") != []
    assert (before.pop("replays"), before.pop("replayed")) == ([], [])
    assert after == before
    assert (done["read"], done["changed"]) == (len(before["articles"]), 0)
    assert (done["reader"], done["undone_at"]) == (reader_version(), None)
    assert done["finished"]


@pytest.fixture
def offline(tmp_path: Path) -> dict[str, str]:
    """The environment of a process in which every socket fails."""
    folder = tmp_path / "offline"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import socket\n\n\n"
        "def refuse(*_, **__):\n"
        "    raise RuntimeError('a socket was opened')\n\n\n"
        "socket.socket.__init__ = refuse\n"
        "socket.create_connection = socket.getaddrinfo = socket.gethostbyname = refuse\n",
        encoding="utf-8",
    )
    environment = {"PYTHONPATH": str(folder)}
    tried = Kronika(tmp_path).run("-c", "import socket; socket.socket()", **environment)
    assert "a socket was opened" in tried.stderr
    return environment


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_new_database_made_of_the_files_alone_equals_the_crawled_one(
    crawled: Crawled, tmp_path: Path, offline: dict[str, str], jobs: str
) -> None:
    """And no socket is opened: the network is not needed."""
    fresh = Kronika(tmp_path / "fresh")
    shutil.copytree(crawled.kronika.data / "warc", fresh.data / "warc")
    ran = fresh("replay", "--jobs", jobs, **offline)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "lke: " in ran.stdout
    assert "1 revised" in ran.stdout
    made, crawl = without_ids(fresh), without_ids(crawled.kronika)
    for table in crawl:
        assert made[table] == crawl[table], table
    again = fresh("replay", "kignet", HOST, "--jobs", jobs, **offline)
    assert (again.returncode, again.stderr) == (0, "")
    assert without_ids(fresh) == made


# --- another reader


class ReadByAnother:
    """An archive as an older reader would have left it: it got a title, a text, a date and the links wrong."""

    def __init__(self, kronika: Kronika):
        self.kronika = kronika
        rows = kronika.rows(
            """SELECT a.* FROM articles a WHERE site = 'kignet' AND published IS NOT NULL AND words > 40
            AND EXISTS (SELECT 1 FROM links WHERE article_id = a.id) ORDER BY id LIMIT 5"""
        )
        self.title, self.body, self.date, self.links, self.other = rows
        self.truth = dump(kronika)
        self.rewrite(self.title, title="Strona główna")
        self.rewrite(self.body, body="Zaloguj się", words=2)
        nothing = dict.fromkeys(("published", "published_precision", "published_from", "published_raw"))
        self.rewrite(self.date, **nothing)
        with sqlite3.connect(kronika.data / "archive.db") as connection:
            connection.execute("DELETE FROM links WHERE article_id = ?", (self.links["id"],))
            connection.execute("UPDATE articles SET reader = ?", (OLD_READER,))
        connection.close()
        self.before = dump(kronika)

    def rewrite(self, row: dict[str, Any], **values: Any) -> None:
        """Put other values into a row of `articles`, with the fingerprint that goes with them."""
        new = {**row, **values}
        text = Article(url=row["url"], title=new["title"], published=new["published"], body=new["body"])
        values["fingerprint"] = content_fingerprint(text)
        sets = ", ".join(f"{name} = :{name}" for name in values)
        with sqlite3.connect(self.kronika.data / "archive.db") as connection:
            connection.execute(f"UPDATE articles SET {sets} WHERE id = :id", {**values, "id": row["id"]})
        connection.close()

    def row(self, of: dict[str, Any]) -> dict[str, Any]:
        return self.kronika.rows("SELECT * FROM articles WHERE id = ?", of["id"])[0]


@pytest.fixture
def older(copy: Kronika) -> ReadByAnother:
    return ReadByAnother(copy)


def test_a_dry_run_tells_what_it_would_change_and_changes_nothing(older: ReadByAnother) -> None:
    ran = older.kronika("replay", "--dry-run")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert dump(older.kronika) == older.before
    lines = ran.stdout.splitlines()
    for site in ("aerosilesia", "edutainment", "klasterpolskanatura", "lke", "poligen", HOST):
        assert any(line.startswith(f"{site}: ") and line.endswith(", 0 articles read otherwise") for line in lines)
    begin = next(number for number, line in enumerate(lines) if line.startswith("kignet: "))
    kignet = "\n".join(lines[begin:]).split("\nklasterpolskanatura:")[0].split("\nklaster.")[0]
    assert kignet.splitlines()[0].endswith(" pages read, 4 articles read otherwise")
    assert "\n  dates won 1, lost 0\n" in kignet
    for name in ("title", "body", "published", "links"):
        assert f"\n  {name}: 1\n" in kignet
    assert f'    {older.title["url"]}\n      was "Strona główna"\n      is  "{older.title["title"]}"\n' in kignet
    assert f'    {older.date["url"]}\n      was null\n      is  "{older.date["published"]}"\n' in kignet
    assert 'was "Zaloguj się"' in kignet
    assert "Nothing was changed." in ran.stdout


def test_a_dry_run_as_json(older: ReadByAnother) -> None:
    ran = older.kronika("replay", "--dry-run", "--json", "--jobs", "2", "kignet", "lke")
    assert (ran.returncode, ran.stderr) == (0, "")
    told = json.loads(ran.stdout)
    assert told["replay"] is None
    by_site = {report["site"]: report for report in told["sites"]}
    kignet = by_site.pop("kignet")
    assert kignet["changed_articles"] == 4
    assert (kignet["dates_won"], kignet["dates_lost"], kignet["unread"]) == (1, 0, [])
    assert {"title": 1, "body": 1, "published": 1, "links": 1}.items() <= kignet["changed"].items()
    assert kignet["examples"]["title"] == [[older.title["url"], "Strona główna", older.title["title"]]]
    assert (by_site["lke"]["changed_articles"], by_site["lke"]["changed"], by_site["lke"]["examples"]) == (0, {}, {})
    assert by_site["lke"]["read"] == len([row for row in older.truth["articles"] if row["site"] == "lke"])
    assert dump(older.kronika) == older.before


def test_a_replay_makes_revisions_of_our_reading_and_can_be_undone(older: ReadByAnother) -> None:
    kronika = older.kronika
    ran = kronika("replay", "--jobs", "2")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "To give back what stood before: kronika replay --undo 1" in ran.stdout
    # Every row reads as the crawl had read it: the text, and when the site last changed it or showed it.
    after = dump(kronika)
    for table in ("articles", "addresses", "links", "captures", "sites"):
        assert after[table] == older.truth[table], table
    of_a_mention = ("article_id", "start", "end", "precision", "text", "sentence")
    assert sorted(tuple(row[name] for name in of_a_mention) for row in after["mentions"]) == sorted(
        tuple(row[name] for name in of_a_mention) for row in older.truth["mentions"]
    )
    new = [row for row in after["revisions"] if row not in older.before["revisions"]]
    assert {row["kind"] for row in new} == {"reader"}
    assert {row["article_id"]: (row["title"], row["body"], row["published"], row["reader"]) for row in new} == {
        one["id"]: (title, body, published, OLD_READER)
        for one, title, body, published in (
            (older.title, "Strona główna", older.title["body"], older.title["published"]),
            (older.body, older.body["title"], "Zaloguj się", older.body["published"]),
            (older.date, older.date["title"], older.date["body"], None),
        )
    }
    assert {row["reader"] for row in after["articles"]} == {reader_version()}
    (done,) = after["replays"]
    assert (done["read"], done["changed"]) == (len(after["articles"]), 4)

    undone = kronika("replay", "--undo", "1")
    assert (undone.returncode, undone.stderr) == (0, "")
    others = len(after["articles"]) - 4
    assert undone.stdout == (
        "Replay 1 is undone: 4 articles as before.\n"
        f"Of {others} articles that had read the same, only the reader's version was given back.\n"
    )
    assert dump(kronika, *OF_A_PAGE) == {table: older.before[table] for table in OF_A_PAGE}
    with sqlite3.connect(kronika.data / "archive.db") as connection:
        connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    assert kronika.rows("SELECT undone_at FROM replays")[0]["undone_at"]

    twice = kronika("replay", "--undo", "1")
    assert twice.returncode == 1
    assert "Replay 1 was undone at " in twice.stderr
    assert dump(kronika, *OF_A_PAGE) == {table: older.before[table] for table in OF_A_PAGE}
    unknown = kronika("replay", "--undo", "7")
    assert (unknown.returncode, unknown.stderr) == (1, "Error: There is no replay 7.\n")


def test_replays_are_undone_from_the_last_one_back(older: ReadByAnother) -> None:
    data = older.kronika.data
    first = replay(data, ["kignet"])
    between = dump(older.kronika, *OF_A_PAGE)
    older.rewrite(older.other, title="Znowu źle")
    worse = dump(older.kronika, *OF_A_PAGE)
    second = replay(data, ["kignet"])
    assert first.id is not None
    assert second.id is not None
    with Archive(data / "archive.db") as archive:
        too_early = replays.undo(archive, first.id)
        assert older.title["url"] in too_early.left
        assert too_early.restored == 0
        assert replays.undo(archive, second.id).left == ()
    assert dump(older.kronika, *OF_A_PAGE) == worse != between


def test_what_the_site_changed_after_a_replay_is_left_by_its_undo(older: ReadByAnother, crawled: Crawled) -> None:
    kronika = older.kronika
    assert kronika("replay", "kignet").returncode == 0
    crawled.update(older.title["url"])
    crawl = kronika("crawl", "kignet", "--quiet")
    assert (crawl.returncode, crawl.stderr) == (0, "")
    changed = older.row(older.title)
    assert " (aktualizacja)" in changed["body"]
    undone = kronika("replay", "--undo", "1")
    assert undone.returncode == 1
    assert undone.stderr == f"Left as it is, it has changed since: {older.title['url']}\n"
    assert older.row(older.title) == changed
    kinds = kronika.rows("SELECT kind FROM revisions WHERE article_id = ? ORDER BY id", older.title["id"])
    assert [row["kind"] for row in kinds] == ["reader", "content"]
    assert older.row(older.body)["body"] == "Zaloguj się"
    assert older.row(older.date)["published"] is None
    assert kronika.rows("SELECT * FROM links WHERE article_id = ?", older.links["id"]) == []


def test_a_crawl_tells_our_reading_from_the_sites_doing(older: ReadByAnother, crawled: Crawled) -> None:
    """The page of one article is as it was, that of another has changed since the older reader read it."""
    kronika = older.kronika
    crawled.update(older.date["url"])
    crawl = kronika("crawl", "kignet", "--quiet")
    assert (crawl.returncode, crawl.stderr) == (0, "")

    def revisions(of: dict[str, Any]) -> list[tuple[str, str, str | None]]:
        found = kronika.rows("SELECT * FROM revisions WHERE article_id = ? ORDER BY id", of["id"])
        return [(row["kind"], row["title"], row["published"]) for row in found]

    assert revisions(older.title) == [("reader", "Strona główna", older.title["published"])]
    now = older.row(older.title)
    assert (now["title"], now["changed_at"]) == (older.title["title"], older.title["changed_at"])
    assert now["last_seen"] > older.title["last_seen"]
    assert revisions(older.date) == [
        ("reader", older.date["title"], None),
        ("content", older.date["title"], older.date["published"]),
    ]
    now = older.row(older.date)
    assert " (aktualizacja)" in now["body"]
    assert now["changed_at"] > older.date["changed_at"]
    assert revisions(older.other) == []


def test_a_page_that_cannot_be_read_any_more_keeps_its_text(older: ReadByAnother) -> None:
    kronika = older.kronika
    (capture,) = kronika.rows("SELECT * FROM captures WHERE id = ?", older.title["capture_id"])
    path = kronika.data / capture["warc"]
    content = bytearray(path.read_bytes())
    content[capture["offset"] + capture["length"] // 2] ^= 0xFF
    path.write_bytes(content)
    before = older.row(older.title)
    ran = kronika("replay", "kignet")
    assert ran.returncode == 1
    assert f"  not read: {older.title['url']}: " in ran.stdout
    assert "; what stands is kept" in ran.stdout
    assert older.row(older.title) == before
    assert older.row(older.body)["body"] == older.body["body"], "the others are read all the same"


def test_a_page_that_today_gives_no_article_keeps_its_text(older: ReadByAnother) -> None:
    """The reader of today finds none in a page that another one read an article from."""
    kronika = older.kronika
    (robots,) = kronika.rows("SELECT id FROM captures WHERE site = 'kignet' AND role = 'robots' ORDER BY id LIMIT 1")
    with sqlite3.connect(kronika.data / "archive.db") as connection:
        connection.execute("UPDATE articles SET capture_id = ? WHERE id = ?", (robots["id"], older.title["id"]))
    connection.close()
    before = older.row(older.title)
    (report,) = replay(kronika.data, ["kignet"]).reports
    assert [url for url, _ in report.unread] == [older.title["url"]]
    assert older.row(older.title) == before


def test_a_part_that_was_not_captured_never_shortens_what_stands(copy: Kronika) -> None:
    with sqlite3.connect(copy.data / "archive.db") as connection:
        connection.execute("UPDATE captures SET part_of = NULL")
    connection.close()
    before = dump(copy, *OF_A_PAGE)
    (report,) = replay(copy.data, [HOST]).reports
    assert report.unread == [(f"{START}d/", "a further part of it was not captured")]
    assert dump(copy, *OF_A_PAGE) == before


def test_only_what_was_captured_since_a_day_is_read(older: ReadByAnother) -> None:
    kronika = older.kronika
    with sqlite3.connect(kronika.data / "archive.db") as connection:
        connection.execute(
            "UPDATE captures SET captured_at = '2020-02-28T23:59:59Z' WHERE id = ?", (older.title["capture_id"],)
        )
        connection.execute(
            "UPDATE captures SET captured_at = '2020-02-29T00:00:00Z' WHERE id = ?", (older.body["capture_id"],)
        )
    connection.close()
    reports = {}
    for since in ("2020-02-28", "2020-02-29", "2020-03-01"):
        (reports[since],) = replay(kronika.data, ["kignet"], since=since, dry_run=True).reports
    ran = kronika("replay", "kignet", "--dry-run", "--json", "--since", "2020-02-29")
    assert json.loads(ran.stdout)["sites"][0]["read"] == reports["2020-02-29"].read
    whole = len([row for row in older.truth["articles"] if row["site"] == "kignet"])
    assert [reports[since].read for since in sorted(reports)] == [whole, whole - 1, whole - 2]
    assert [reports[since].changed_articles for since in sorted(reports)] == [4, 3, 2]
    wrong = kronika("replay", "--since", "wczoraj")
    assert wrong.returncode == 2
    assert "a day is written as 2026-11-24" in wrong.stderr


def test_only_the_sites_that_are_named_are_read(older: ReadByAnother) -> None:
    kronika = older.kronika
    ran = kronika("replay", "lke", "poligen", "--json")
    assert ran.returncode == 0
    told = json.loads(ran.stdout)
    assert [report["site"] for report in told["sites"]] == ["lke", "poligen"]
    assert told["replay"] == 1
    assert {row["site"]: row["reader"] for row in kronika.rows("SELECT DISTINCT site, reader FROM articles")} == {
        site: reader_version() if site in ("lke", "poligen") else OLD_READER
        for site in ("aerosilesia", "edutainment", "kignet", "klasterpolskanatura", "lke", "poligen", HOST)
    }
    unknown = kronika("replay", "nie-ma-takiego")
    assert unknown.returncode == 2
    assert "There is no site 'nie-ma-takiego'" in unknown.stderr
    assert kronika.rows("SELECT count(*) AS n FROM replays") == [{"n": 1}]


def test_where_there_is_nothing_to_read_it_says_so(tmp_path: Path) -> None:
    ran = Kronika(tmp_path / "data")("replay")
    assert ran.returncode == 1
    assert "There is nothing to read in" in ran.stderr


@pytest.mark.parametrize("more", [["--dry-run"], ["--since", "2026-01-01"], ["kignet"]])
def test_an_undo_goes_with_nothing_else(copy: Kronika, more: list[str]) -> None:
    told = copy("replay", "--undo", "1", *more)
    assert told.returncode == 2
    assert "takes back a whole replay" in told.stderr


# --- an archive that was lost


def lose_the_archive(kronika: Kronika) -> None:
    for path in kronika.data.glob("archive.db*"):
        path.unlink()


def test_a_dry_run_without_an_archive_says_what_it_would_take_in_and_makes_none(
    crawled: Crawled, tmp_path: Path
) -> None:
    fresh = Kronika(tmp_path / "fresh")
    shutil.copytree(crawled.kronika.data / "warc", fresh.data / "warc")
    before = sorted(fresh.data.rglob("*"))
    held = {
        row["site"]: row["n"] for row in crawled.kronika.rows("SELECT site, count(*) AS n FROM captures GROUP BY 1")
    }
    ran = fresh("replay", "--dry-run")
    assert (ran.returncode, ran.stderr) == (0, "")
    for site, number in held.items():
        assert (
            f"{site}: 0 pages read, 0 articles read otherwise; would be taken in: {number} records without a row\n"
            in ran.stdout
        )
    assert "Nothing was changed." in ran.stdout
    told = json.loads(fresh("replay", "--dry-run", "--json", "kignet").stdout)
    assert [(report["site"], report["records"]) for report in told["sites"]] == [("kignet", held["kignet"])]
    assert sorted(fresh.data.rglob("*")) == before


@pytest.mark.parametrize("arguments", [["status"], ["search", "klaster"], ["show", START], ["explain", START]])
def test_kept_pages_without_an_archive_are_told_with_the_remedy(tmp_path: Path, arguments: list[str]) -> None:
    kronika = Kronika(tmp_path / "data")
    (kronika.data / "warc" / "lke").mkdir(parents=True)
    (kronika.data / "warc" / "lke" / "lke-20240101000000-00001.warc.gz").write_bytes(b"")
    ran = kronika(*arguments)
    assert ran.returncode == 1
    assert f"There are kept pages in {kronika.data / 'warc'}, but no archive at" in ran.stderr
    assert "kronika replay" in ran.stderr
    assert not (kronika.data / "archive.db").exists()


def test_a_replay_after_a_crawl_tells_of_older_captures_that_the_archive_did_not_know(
    kronika: Kronika, web: LocalWeb
) -> None:
    small_site(web, "abc")
    crawl = ("crawl", "--url", START, "--quiet")
    assert kronika(*crawl).returncode == 0
    first = kronika.rows("SELECT min(captured_at) AS at FROM captures")[0]["at"]
    time.sleep(1.1)  # moments are whole seconds
    web.override(HOST, r"^/$", body=listing("/b", "/c"))
    web.override(HOST, r"^/c$", body=article("Wiadomość C, poprawiona", published="2024-03-03"))
    assert kronika(*crawl).returncode in (0, 1)  # the list is shorter
    lose_the_archive(kronika)
    time.sleep(1.1)
    assert kronika(*crawl).returncode == 0
    assert [row["url"] for row in kronika.rows("SELECT url FROM articles ORDER BY url")] == [f"{START}b", f"{START}c"]

    before = dump(kronika)
    dry = kronika("replay", "--dry-run")
    assert "; would be taken in: 5 older captures that had not been read\n" in dry.stdout
    assert dump(kronika) == before
    ran = kronika("replay")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "; taken in: 1 new, 1 revised, 3 unchanged, from 5 older captures that had not been read\n" in ran.stdout
    articles = kronika.rows("SELECT url, title, first_seen FROM articles ORDER BY url")
    assert [(row["url"], row["title"]) for row in articles] == [
        (f"{START}a", "Wiadomość A"),
        (f"{START}b", "Wiadomość B"),
        (f"{START}c", "Wiadomość C, poprawiona"),
    ]
    assert {row["first_seen"][:15] for row in articles} == {first[:15]}
    assert kronika.rows("SELECT kind, title FROM revisions") == [{"kind": "content", "title": "Wiadomość C"}]
    again = kronika("replay")
    assert "taken in" not in again.stdout
