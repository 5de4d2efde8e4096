"""The command line, as a user types it."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.archive import Archive
from scraper.archive.search import fts_query
from scraper.plural import counted
from scraper.problems import REMEDIES
from tests.conftest import CHECKOUT, Kronika
from tests.sites.server import LocalWeb


def test_help_imports_nothing_heavy() -> None:
    heavy = "{'scrapy', 'twisted', 'rich', 'sqlite_utils', 'lxml', 'dateparser'}"
    code = f"import sys, scraper.cli; print(sorted({heavy} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["crawl"], "Name a site"),
        (["crawl", "nie-ma"], "There is no site 'nie-ma'. The sites are:"),
        (["crawl", "--url", "klaster.example.pl"], "no http or https address"),
        (["export", "wszystko", "--to", "x.csv"], "Invalid value"),
        (["nie-ma"], "No such command"),
    ],
)
def test_a_wrong_command_line_exits_2(kronika: Kronika, arguments: list[str], says: str) -> None:
    ran = kronika(*arguments)
    assert ran.returncode == 2
    assert says in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("delay", ["abc", "-1", "1,5", "nan"])
def test_a_delay_that_is_no_number_exits_2(kronika: Kronika, delay: str) -> None:
    ran = kronika("crawl", "kignet", KRONIKA_DELAY=delay)
    assert ran.returncode == 2
    assert f"KRONIKA_DELAY is {delay!r}" in ran.stderr


@pytest.mark.parametrize("arguments", [["status"], ["search", "klaster"], ["export", "articles", "--to", "x.csv"]])
def test_without_an_archive_it_says_how_to_make_one(kronika: Kronika, arguments: list[str]) -> None:
    ran = kronika(*arguments)
    assert ran.returncode == 1
    assert "There is no archive at" in ran.stderr
    assert "kronika crawl" in ran.stderr


def test_the_data_folder_before_and_after_the_verb(tmp_path: Path, web: LocalWeb) -> None:
    kronika = Kronika(tmp_path / "unused", web)
    assert kronika("--data", str(tmp_path / "a"), "crawl", "kignet", "--quiet").returncode == 0
    assert kronika("crawl", "kignet", "--quiet", "--data", str(tmp_path / "b")).returncode == 0
    assert (tmp_path / "a" / "archive.db").exists()
    assert (tmp_path / "b" / "archive.db").exists()
    assert not (tmp_path / "unused").exists()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Kronika:
    with LocalWeb(port=0) as web:
        kronika = Kronika(tmp_path_factory.mktemp("crawled"), web)
        assert kronika("crawl", "kignet", "lke", "--quiet").returncode == 0
    return kronika


def test_sites(crawled: Kronika) -> None:
    rows = {row["site"]: row for row in json.loads(crawled("sites", "--json").stdout)}
    assert rows["kignet"]["address"] == "http://www.kignet.pl/pl/kalendarz/"
    assert rows["lke"]["template"] == "WordPress"
    assert "Lubelski Klaster Ekoenergetyczny" in crawled("sites").stdout


def test_status(crawled: Kronika) -> None:
    rows = {row["site"]: row for row in json.loads(crawled("status", "--json").stdout)}
    assert rows["kignet"]["outcome"] == "ok"
    assert rows["kignet"]["articles"] >= 30
    assert "kignet" in crawled("status").stdout
    told = json.loads(crawled("status", "kignet", "--json").stdout)
    assert told["runs"][0]["outcome"] == "ok"
    assert "ok" in crawled("status", "kignet").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["crawl", "nie-ma"],
        ["status", "nie-ma"],
        ["status", "nie-ma", "--ledger"],
        ["replay", "nie-ma"],
        ["replay", "nie-ma", "--dry-run"],
        ["wacz", "nie-ma", "--to", "nie-ma.wacz"],
        ["import", "README.md", "--site", "nie-ma"],
        ["forget", "--site", "nie-ma", "--reason", "żaden", "--yes"],
    ],
)
def test_a_site_that_nobody_knows_exits_2_whatever_the_command(crawled: Kronika, arguments: list[str]) -> None:
    ran = crawled(*arguments)
    assert ran.returncode == 2
    assert "There is no site 'nie-ma'" in ran.stderr


@pytest.mark.parametrize("arguments", [["status", "poligen"], ["replay", "poligen"], ["wacz", "poligen", "--to", "x"]])
def test_a_site_that_was_never_crawled_is_no_slip_of_the_pen(crawled: Kronika, arguments: list[str]) -> None:
    ran = crawled(*arguments)
    assert ran.returncode == 1
    assert "poligen is not in the archive at" in ran.stderr
    assert "kronika crawl poligen" in ran.stderr


def test_a_page_is_shown_raw_or_as_text(crawled: Kronika) -> None:
    ran = crawled("show", SEED, "--raw", "--text")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "say one of them" in ran.stderr
    whole, text = crawled("show", SEED).stdout, crawled("show", SEED, "--text").stdout
    assert whole.startswith("Międzynarodowa współpraca klastrów\n")
    assert text in whole
    assert len(text) < len(whole)


def test_a_problem_without_an_address_has_no_brackets(crawled: Kronika, tmp_path: Path) -> None:
    shutil.copytree(crawled.data, tmp_path / "data")
    with Archive(tmp_path / "data" / "archive.db") as archive:
        remedy = REMEDIES["raw-lost"]
        cause = "2 records were lost"
        archive.note_problem(
            site="lke", url="", kind="raw-lost", fails_run=True, cause=cause, remedy=remedy, run_id=None
        )
    told = Kronika(tmp_path / "data")("status", "lke").stdout
    assert f" raw-lost: {cause}, once\n    {remedy}\n" in told


def test_one_is_not_said_in_the_plural(crawled: Kronika, tmp_path: Path) -> None:
    assert (counted(1, "article"), counted(0, "article"), counted(2, "article")) == (
        "1 article",
        "0 articles",
        "2 articles",
    )
    shutil.copytree(crawled.data, tmp_path / "data")
    with Archive(tmp_path / "data" / "archive.db") as archive, archive.transaction() as conn:
        conn.execute("DELETE FROM articles WHERE id > 1")
    alone = Kronika(tmp_path / "data")
    assert alone("export", "articles", "--to", str(tmp_path / "a.csv")).stderr == f"1 row in {tmp_path / 'a.csv'}\n"


def test_search_finds_forms_and_bare_letters(crawled: Kronika) -> None:
    def found(*query: str) -> set[str]:
        return {hit["url"] for hit in json.loads(crawled("search", "--json", "--limit", "500", *query).stdout)}

    everything = crawled.rows("SELECT url, lower(title || ' ' || body) AS text FROM articles")
    assert found("klaster") >= {
        row["url"] for row in everything if "klastrów" in row["text"] or "klastra" in row["text"]
    }
    assert found("lacznosc") == found("łączność")
    assert found("współpraca", "klastrów") <= found("współpraca")
    assert found('"współpraca klastrów"') <= found("współpraca klastrów")
    assert found("współpraca klastrów") != set()
    assert found("ąęśćżźółń" * 3) == set()
    assert crawled("search", "ąęśćżźółń" * 3).returncode == 0


def test_snippets_are_the_text_as_it_stands(crawled: Kronika) -> None:
    bodies = {row["url"]: " ".join(row["body"].split()) for row in crawled.rows("SELECT url, body FROM articles")}
    hits = json.loads(crawled("search", "--json", "klaster").stdout)
    assert hits
    for hit in hits:
        assert hit["snippet"].replace("[", "").replace("]", "").strip("…") in bodies[hit["url"]]


@pytest.mark.parametrize("typed", ['"', '""', "*", "AND", "NEAR(", "a:b", "-", "(", "'; DROP TABLE articles; --", "^x"])
def test_whatever_is_typed_is_no_error(crawled: Kronika, typed: str) -> None:
    ran = crawled("search", "--", typed)
    assert (ran.returncode, ran.stderr.replace("Nothing found.\n", "")) == (0, "")


def test_a_query_is_stems() -> None:
    assert fts_query("klaster") == '("klast"*)'
    assert fts_query("Łódź") == '("Lódź" OR "Łódź")'
    assert fts_query("  ") == ""


def test_export_is_a_whole_csv(crawled: Kronika, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "articles.csv"
    ran = crawled("export", "articles", "--to", str(target))
    assert ran.returncode == 0
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    stored = crawled.rows("SELECT url, title, published, body FROM articles ORDER BY site, published, url")
    exported = [{key: row[key] or None for key in ("url", "title", "published", "body")} for row in rows]
    assert exported == [{**row, "body": row["body"] or None} for row in stored]
    assert not target.with_name("articles.csv.part").exists()
    piped = crawled("export", "links", "--to", "-")
    assert piped.stdout.splitlines()[0] == "site,article_url,published,position,url,text,kind,to_site,reserved"
    mentions = crawled("export", "mentions", "--to", "-")
    assert mentions.stdout.startswith("site,article_url,published,start,end,precision,text,sentence")


def test_an_export_that_cannot_be_written_says_so(crawled: Kronika, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = crawled("export", "articles", "--to", str(tmp_path / "file" / "articles.csv"))
    assert ran.returncode == 1
    assert "cannot be written" in ran.stderr


SEED = "http://www.kignet.pl/pl/kalendarz/miedzynarodowa_wspolpraca_klastrow.html"


def test_explain_an_address_shows_evidence_and_stores_nothing(kronika: Kronika) -> None:
    ran = kronika("explain", SEED)
    assert ran.returncode == 0, ran.stderr
    lines = {line[:12].strip(): line[13:] for line in ran.stdout.splitlines()}
    assert lines["published"] == "2012-12-21   [page]"
    assert lines["precision"] == "day"
    assert lines["title"].startswith("Międzynarodowa współpraca klastrów   [")
    assert lines["mention"] == "2012-12-12   [12 grudnia br.]"
    assert not kronika.data.exists()
    article = json.loads(kronika("explain", SEED, "--json").stdout)
    assert article["published_raw"] == "2012-12-21"
    assert article["evidence"]["title"]["from"]
    assert article["links"][0]["kind"] == "outbound"


def test_explain_a_file(kronika: Kronika, tmp_path: Path) -> None:
    page = tmp_path / "strona.html"
    page.write_text("<h1>Targi</h1><p>Opublikowano: 5 marca 2024</p><p>" + "Zdanie o targach. " * 9, encoding="utf-8")
    ran = kronika("explain", str(page), "--url", "https://klaster.example.pl/targi")
    assert "published    2024-03-05" in ran.stdout
    assert "https://klaster.example.pl/targi" in ran.stdout


def test_explain_shows_of_each_field_where_it_stands_and_what_else_could(kronika: Kronika, tmp_path: Path) -> None:
    page = tmp_path / "strona.html"
    page.write_text(
        "<html lang=pl><head><meta charset=utf-8><title>Targi drewna - Klaster</title>"
        "<meta property='article:modified_time' content='2024-03-07'><meta name=author content='Redakcja'></head><body>"
        "<h1>Targi drewna</h1><p>Autor: Jan Kowalski</p><p>Opublikowano: 5 marca 2024</p>"
        "<div class=entry-content><p>Klaster zaprasza na targi drewna do Rzeszowa.</p>"
        "<p>Wstęp jest<br>wolny dla wszystkich.</p>"
        "<p><a href=program.pdf>Program</a></p></div><h2>Partnerzy</h2></body></html>",
        encoding="utf-8",
    )
    ran = kronika("explain", str(page))
    shown = ran.stdout.splitlines()
    assert "title        Targi drewna   [<h1>, <title>]" in shown
    assert "  rivals     Partnerzy (<h2>)" in shown
    assert "author       Jan Kowalski   [a line beside the title or the text]" in shown
    assert "  rivals     Redakcja (meta author)" in shown
    assert "modified     2024-03-07   [meta article:modified_time]" in shown
    assert "language     pl   [<html lang>, its words]" in shown
    assert "body 1       Klaster zaprasza na targi drewna do Rzeszowa.   [<div entry-content>]" in shown
    assert "             wolny dla wszystkich." in shown
    assert "without --url" in ran.stderr
    assert "--url foo: an address begins with" in kronika("explain", str(page), "--url", "foo").stderr


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("nie-ma.html", "No such file"),
        ("www.kignet.pl/nie-ma", "begins with http://"),
        ("http://www.kignet.pl/nie-ma", "the server answered 404"),
        ("http://www.kignet.pl/admin/", "robots"),
    ],
)
def test_explain_what_cannot_be_read(kronika: Kronika, page: str, says: str) -> None:
    ran = kronika("explain", page)
    assert ran.returncode == 1
    assert says in ran.stderr
    assert "Traceback" not in ran.stderr
