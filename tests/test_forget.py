"""`kronika forget`: what is forgotten is found nowhere under the data folder, and everything else is as before."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from scraper import warc
from scraper.erasure import Marks, new_salt
from tests.conftest import CHECKOUT, Kronika
from tests.forgetting import PLAIN, SECRET, TITLE, crawl, places_of, teaser, telling_site
from tests.killing import rows_without_their_record
from tests.pages import HOST, SENTENCE, START, article, listing
from tests.sites.server import LocalWeb


@pytest.fixture
def site(web: LocalWeb) -> LocalWeb:
    return telling_site(web)


def rows_but(kronika: Kronika, url: str) -> list[dict[str, Any]]:
    return kronika.rows("SELECT url, title, body, published, first_seen FROM articles WHERE url <> ? ORDER BY url", url)


def test_nothing_of_a_forgotten_article_is_left(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    site.override(HOST, r"^/b$", body=article(TITLE, published="2024-03-02", text=SECRET + " Sprawa trafi do sądu."))
    crawl(kronika)
    assert kronika.rows("SELECT count(*) AS n FROM revisions") == [{"n": 1}]
    kronika("export", "articles", "--to", str(kronika.data / "exports" / "a.csv"))
    assert kronika("wacz", HOST, "--to", str(kronika.data / "exports" / "a.wacz")).returncode == 0
    assert len(places_of(kronika.data, PLAIN)) >= 3  # a database, WARC files, an export
    others = rows_but(kronika, f"{START}b")

    done = kronika("forget", f"{START}b", "--reason", "prośba z 2026-11-20", "--yes")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Removed: exports/a.csv" in done.stdout
    assert "Removed: exports/a.wacz" in done.stdout
    assert places_of(kronika.data, PLAIN) == []
    assert places_of(kronika.data, TITLE) == []
    assert places_of(kronika.data, "Sprawa trafi do sądu") == []
    assert rows_but(kronika, f"{START}b") == others
    assert kronika.rows("SELECT url, reason FROM tombstones") == [{"url": f"{START}b", "reason": "prośba z 2026-11-20"}]
    assert kronika.rows("SELECT count(*) AS n FROM articles_fts WHERE articles_fts MATCH 'bronislawa'") == [{"n": 0}]
    assert kronika.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert kronika.rows("PRAGMA foreign_key_check") == []


def test_the_files_stay_whole_and_every_row_finds_its_record(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    crawl(kronika)
    kronika("forget", f"{START}b", "--reason", "prośba", "--yes")
    files = sorted(kronika.data.rglob("*.warc.gz"))
    check = subprocess.run([sys.executable, "-m", "warcio.cli", "check", *files], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout
    rows = kronika.rows("SELECT * FROM captures")
    assert rows
    for row in rows:
        stored = warc.read_at(kronika.data / row["warc"], row["offset"], row["length"])
        assert (stored.url, stored.status, stored.digest) == (row["url"], row["status"], row["digest"])
    assert {row["warc"] for row in rows} == {str(path.relative_to(kronika.data)) for path in files}
    again = kronika("replay", "--dry-run")
    assert again.returncode == 0, again.stdout
    assert "0 articles read otherwise" in again.stdout


def test_a_page_that_only_teased_it_stays_with_the_words_blanked(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    kronika("forget", f"{START}b", "--reason", "prośba", "--yes")
    raw = kronika("show", f"{START}a", "--raw").stdout
    assert "Wiadomość A" in raw
    assert "Najnowsze" in raw
    assert "-----" in raw
    assert "Bronisława" not in raw


def test_a_page_that_is_not_there_and_teases_it_keeps_its_status(kronika: Kronika, site: LocalWeb) -> None:
    site.override(HOST, r"^/c$", status=404, body=f"<p>Nie ma takiej strony.</p>{teaser(TITLE, '/b', SECRET)}")
    kronika("crawl", "--url", START)
    kronika("forget", f"{START}b", "--reason", "prośba", "--yes")
    assert places_of(kronika.data, PLAIN) == []
    assert rows_without_their_record(kronika.data) == []
    assert kronika.rows("SELECT status FROM captures WHERE url = ?", f"{START}c") == [{"status": 404}]


def test_it_is_not_crawled_again(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    kronika("forget", f"{START}b", "--reason", "prośba", "--yes")
    site.override(HOST, r"^/$", body=listing("/a", "/b", "/c"))
    asked = len(site.requests)
    done = kronika("crawl", "--url", START)
    assert done.returncode == 0, done.stderr
    assert not [request for request in site.requests[asked:] if request.path == "/b"]
    assert kronika.rows("SELECT url FROM articles WHERE url LIKE '%/b'") == []


def test_a_new_archive_made_of_the_files_does_not_know_it(kronika: Kronika, site: LocalWeb, tmp_path: Path) -> None:
    crawl(kronika)
    kronika("forget", f"{START}b", "--reason", "prośba", "--yes")
    fresh = Kronika(tmp_path / "fresh")
    fresh.data.mkdir()
    (kronika.data / "warc").rename(fresh.data / "warc")
    assert fresh("replay").returncode == 0
    assert [row["url"] for row in fresh.rows("SELECT url FROM articles ORDER BY url")] == [f"{START}a", f"{START}c"]


def test_words_that_other_articles_share_stay_there_and_are_named(kronika: Kronika, site: LocalWeb) -> None:
    site.override(HOST, r"^/b$", body=article(TITLE, published="2024-03-02", text=SECRET + " " + SENTENCE))
    crawl(kronika)
    done = kronika("forget", f"{START}b", "--reason", "prośba", "--yes")
    assert done.returncode == 0, done.stderr
    assert f"{START}a" in done.stderr
    assert SENTENCE.strip() in kronika("show", f"{START}a", "--text").stdout
    assert places_of(kronika.data, PLAIN) == []


def test_the_same_bytes_at_another_address_are_kept_there(kronika: Kronika, site: LocalWeb) -> None:
    """A page without an article of its own: what it shares with others is not lost to them."""
    empty = "<!doctype html><html><body><p>Serwis w przebudowie</p></body></html>"
    site.override(HOST, r"^/(b|c)$", body=empty)
    kronika("crawl", "--url", START)
    before = kronika.rows("SELECT url, same_as FROM captures WHERE url LIKE '%/b' OR url LIKE '%/c'")
    holder = next(row["url"] for row in before if row["same_as"] is None)
    other = next(row["url"] for row in before if row["same_as"] is not None)
    assert kronika("forget", holder, "--reason", "prośba", "--yes").returncode == 0
    assert kronika("show", other, "--raw").stdout == empty


def test_bytes_that_a_later_run_met_elsewhere_are_kept_there(kronika: Kronika, site: LocalWeb) -> None:
    """The record that goes stands in the file of an earlier run than the one that only refers to it."""
    empty = "<!doctype html><html><body><p>Serwis w przebudowie</p></body></html>"
    site.override(HOST, r"^/b$", body=empty)
    kronika("crawl", "--url", START)
    site.override(HOST, r"^/c$", body=empty)
    kronika("crawl", "--url", START)
    assert kronika.rows("SELECT same_as FROM captures WHERE url LIKE '%/c' ORDER BY id")[-1]["same_as"] is not None
    assert kronika("forget", f"{START}b", "--reason", "prośba", "--yes").returncode == 0
    assert kronika("show", f"{START}c", "--at", "2100-01-01", "--raw").stdout == empty
    for row in kronika.rows("SELECT * FROM captures"):
        stored = warc.read_at(kronika.data / row["warc"], row["offset"], row["length"])
        assert (stored.url, stored.digest) == (row["url"], row["digest"])


def test_a_site_is_forgotten_as_a_whole(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    kronika("crawl", "kignet")
    done = kronika("forget", "--site", HOST, "--reason", "wniosek właściciela", "--yes")
    assert done.returncode == 0, done.stderr
    assert places_of(kronika.data, PLAIN) == []
    assert [path.name for path in (kronika.data / "warc" / HOST).iterdir()] == ["forgotten.jsonl"]
    assert {row["site"] for row in kronika.rows("SELECT DISTINCT site FROM articles")} == {"kignet"}
    asked = len(site.requests)
    again = kronika("crawl", "--url", START)
    assert len(site.requests) == asked
    assert "wniosek właściciela" in again.stderr


def test_what_nobody_knows_cannot_be_forgotten(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    done = kronika("forget", "https://nowhere.example.pl/x", "--reason", "prośba", "--yes")
    assert done.returncode == 1
    assert "knows no such address" in done.stderr
    assert kronika.rows("SELECT * FROM tombstones") == []


@pytest.mark.parametrize("after", [0.05 * n for n in range(8)])
def test_a_death_at_any_moment_leaves_a_task_that_the_same_command_finishes(
    kronika: Kronika, site: LocalWeb, after: float
) -> None:
    crawl(kronika)
    command = [sys.executable, "-m", "scraper.cli", "forget", f"{START}b", "--reason", "prośba", "--yes"]
    process = subprocess.Popen(command, cwd=CHECKOUT, env=kronika.environment, stdout=subprocess.DEVNULL)
    tombstones = "SELECT count(*) AS n FROM tombstones"
    begun = time.monotonic()
    while process.poll() is None and kronika.rows(tombstones)[0]["n"] == 0 and time.monotonic() - begun < 20:
        time.sleep(0.002)
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    rows = kronika.rows("SELECT * FROM captures")
    for row in rows:
        stored = warc.read_at(kronika.data / row["warc"], row["offset"], row["length"])
        assert stored.url == row["url"]
    done = kronika("forget", f"{START}b", "--reason", "prośba", "--yes")
    assert done.returncode == 0, done.stderr
    assert places_of(kronika.data, PLAIN) == []
    assert kronika.rows("SELECT count(*) AS n FROM articles WHERE url NOT LIKE '%/b'") == [{"n": 2}]
    assert kronika.rows("SELECT * FROM rewrites") == []


@pytest.mark.parametrize(
    "page",
    [
        "<p>Pani <b>Bronisława</b> Niezapominajka złożyła&nbsp;wczoraj w siedzibie stowarzyszenia</p>",
        "<p>Pani Bronis&#322;awa Niezapominajka z&#322;o&#380;y&#322;a wczoraj w siedzibie</p>",
        "<a href='/b' title='Pani Bronisława Niezapominajka złożyła wczoraj w siedzibie'>więcej</a>",
        "<meta name=description content='Pani Bronisława Niezapominajka złożyła wczoraj w siedzibie'>",
        "<title><![CDATA[Bronisława Niezapominajka odchodzi z zarządu, wczoraj]]></title>",
        "<p>Pani Bronisława <a title='Bronisława Niezapominajka odchodzi z zarządu'>Niezapominajka</a> złożyła "
        "wczoraj w siedzibie</p>",
        "<!-- Pani Bronisława Niezapominajka złożyła wczoraj w siedzibie -->",
        "<p>Pani Bronis&shy;ława Niezapo\u00adminajka złożyła wczoraj w siedzibie</p>",
        "?text=Pani%20Bronis%C5%82awa%20Niezapominajka%20z%C5%82o%C5%BCy%C5%82a%20wczoraj+w+siedzibie",
        '{"excerpt": "\\nPani Bronis\\u0142awa\\nNiezapominajka z\\u0142o\\u017cy\\u0142a wczoraj w siedzibie"}',
        '{"excerpt": "Pani Bronis\\u0142awa Niezapominajka z\\u0142o\\u017cy\\u0142a wczoraj w siedzibie"}',
        "<description>&lt;p&gt; Pani Bronis&amp;#322;awa Niezapominajka złożyła wczoraj w siedzibie</description>",
        "PANI BRONISŁAWA NIEZAPOMINAJKA ZŁOŻYŁA WCZORAJ W SIEDZIBIE",
    ],
)
def test_words_are_found_through_tags_entities_and_escapes(page: str) -> None:
    marks = Marks([SECRET], [TITLE]).traces(new_salt())
    assert marks.stands_in(page)
    blanked = marks.blanked(page)
    assert not marks.stands_in(blanked)
    assert "siedzibie" not in blanked.lower()
    assert "niezapo" not in blanked.lower()
    assert len(blanked) == len(page)


def test_other_words_are_left_alone() -> None:
    marks = Marks([SECRET], [TITLE]).traces(new_salt())
    page = "<p>Pani Bronisława mieszka przy ulicy Lipowej, a powodem był płot.</p>"
    assert not marks.stands_in(page)
    assert marks.blanked(page) == page


def test_an_address_that_says_the_headline_is_left_alone() -> None:
    """Blanked, it would lead nowhere; and the tombstone keeps it anyway."""
    traces = Marks([], ["Nowy prezes klastra odchodzi po roku pracy"]).traces(new_salt())
    link = "/nowy-prezes-klastra-odchodzi-po-roku-pracy/"
    page = f"<a href='{link}'>Nowy prezes klastra odchodzi po roku pracy</a>"
    assert traces.blanked(page) == f"<a href='{link}'>---- ------ ------- -------- -- ---- -----</a>"
    assert not traces.stands_in(json.dumps({"link": f"https://klaster.example.pl{link}"}))


def test_without_a_terminal_it_must_be_told_so(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    for arguments in ((f"{START}b", "--reason", "prośba"), (f"{START}b", "--reason", " ", "--yes")):
        done = kronika("forget", *arguments)
        assert done.returncode == 2, done.stdout
    assert len(kronika.rows("SELECT * FROM articles")) == 3


@pytest.mark.parametrize("path", ["", "robots.txt"])
def test_a_way_into_a_site_is_not_forgotten(kronika: Kronika, site: LocalWeb, path: str) -> None:
    crawl(kronika)
    done = kronika("forget", f"{START}{path}", "--reason", "prośba", "--yes")
    assert done.returncode == 1
    assert "is a way into its site" in done.stderr
    crawl(kronika)


def test_a_file_that_somebody_keeps_there_is_named_and_left(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    notes = kronika.data / "notes.txt"
    notes.write_text(f"Do zrobienia.\n{SECRET}\n", encoding="utf-8")
    done = kronika("forget", f"{START}b", "--reason", "prośba", "--yes")
    assert done.returncode == 1
    assert "Still there: notes.txt" in done.stderr
    assert notes.exists()


def test_what_has_no_words_is_not_said_to_have_been_searched_for(kronika: Kronika, site: LocalWeb) -> None:
    site.override(HOST, r"^/b$", status=404)
    kronika("crawl", "--url", START)
    assert kronika.rows("SELECT status FROM captures WHERE url = ?", f"{START}b") == [{"status": 404}]
    done = kronika("forget", f"{START}b", "--reason", "prośba", "--yes")
    assert done.returncode == 0, done.stderr
    assert "nothing of it is left" not in done.stdout
    assert "nothing was searched for them" in done.stdout


def test_a_site_that_was_forgotten_under_its_class_is_not_crawled_by_its_address(kronika: Kronika) -> None:
    assert kronika("crawl", "kignet", "--quiet").returncode == 0
    kronika("forget", "--site", "kignet", "--reason", "wniosek", "--yes")
    kronika("crawl", "--url", "http://www.kignet.pl/pl/kalendarz/")
    assert kronika.rows("SELECT * FROM articles") == []


def test_an_archive_within_the_folder_is_left_alone(kronika: Kronika, site: LocalWeb) -> None:
    """`kronika demo` keeps its archive in the folder demo/ of the data folder."""
    crawl(kronika)
    inner = kronika.data / "demo"
    shutil.copytree(kronika.data, inner, ignore=lambda folder, names: ["demo"] if folder == str(kronika.data) else [])
    done = kronika("forget", f"{START}b", "--reason", "prośba", "--yes")
    assert done.returncode == 0, done.stderr
    assert places_of(inner, PLAIN)
