"""Looking at what was captured: `explain`, `show`, `save-page`; and the pages that were saved so."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from scraper.article import Hints
from scraper.extract import extract
from scraper.lookup import expected_of
from scraper.site import layout_for
from scraper.sites import load_sites
from tests.conftest import Kronika
from tests.pages import HOST, START, article, small_site
from tests.sites.server import LocalWeb

SAVED = Path(__file__).with_name("saved")


@pytest.fixture
def crawled(kronika: Kronika, web: LocalWeb) -> Kronika:
    small_site(web, "ab")
    assert kronika("crawl", "--url", START).returncode == 0
    return kronika


def test_explain_reads_the_capture_and_asks_nobody(crawled: Kronika, web: LocalWeb) -> None:
    web.reset()
    told = crawled("explain", f"{START}a", KRONIKA_LOCAL_WEB="127.0.0.1:1")
    assert told.returncode == 0, told.stderr
    assert re.search(r"^published +2024-03-01 +\[", told.stdout, flags=re.M)
    assert "Read from the capture of 20" in told.stderr
    assert "warc/klaster.example.pl/" in told.stderr
    assert web.requests == []


def test_explain_fetches_what_was_never_captured_and_when_told_to(crawled: Kronika, web: LocalWeb) -> None:
    small_site(web, "abc")
    assert "Wiadomość C" in crawled("explain", f"{START}c").stdout
    web.override(HOST, r"^/a$", body=article("Nowy tytuł"))
    assert "Wiadomość A" in crawled("explain", f"{START}a").stdout
    assert "Nowy tytuł" in crawled("explain", f"{START}a", "--fetch").stdout


def test_show_gives_the_article_its_text_and_the_very_bytes(crawled: Kronika, web: LocalWeb) -> None:
    shown = crawled("show", f"{START}a").stdout
    assert shown.startswith("Wiadomość A\n2024-03-01")
    text = crawled("show", f"{START}a", "--text").stdout
    assert text.startswith("Klaster zaprasza")
    assert "Wiadomość A" not in text
    assert crawled("show", f"{START}a", "--raw").stdout.encode() == web.fetch(f"{START}a")


def test_show_finds_a_page_by_any_form_of_its_address(crawled: Kronika) -> None:
    for form in (f"{START}a/", f"https://www.{HOST}/a?utm_source=x", f"{START}a#top"):
        assert crawled("show", form).stdout.startswith("Wiadomość A"), form


def test_show_at_a_day_gives_the_page_as_it_stood(crawled: Kronika, web: LocalWeb) -> None:
    web.override(HOST, r"^/a$", body=article("Zmieniony tytuł", published="2024-03-01"))
    crawled("crawl", "--url", START)
    # the captures of the first crawl (robots.txt, the list, three articles) are of other days
    with_day = "UPDATE captures SET captured_at = '2026-01-0' || id || 'T00:00:00Z' WHERE id < 6"
    connection = sqlite3.connect(crawled.data / "archive.db")
    with connection:
        connection.execute(with_day)
    assert "Zmieniony" in crawled("show", f"{START}a").stdout
    assert "Wiadomość A" in crawled("show", f"{START}a", "--at", "2026-01-31").stdout
    early = crawled("show", f"{START}a", "--at", "2001-01-01")
    assert early.returncode == 1
    assert "the oldest is of 2026-01-0" in early.stderr


def test_what_was_never_captured_is_said(crawled: Kronika) -> None:
    told = crawled("show", "https://nowhere.example.pl/x")
    assert told.returncode == 1
    assert "the archive holds no capture of it" in told.stderr


def test_a_saved_page_holds_what_the_reader_says(crawled: Kronika, tmp_path: Path, web: LocalWeb) -> None:
    saved = crawled("save-page", f"{START}a", "--to", str(tmp_path / "saved"))
    page, truth = (Path(line) for line in saved.stdout.split())
    assert page.read_bytes() == web.fetch(f"{START}a")
    about = json.loads(truth.read_text(encoding="utf-8"))
    assert (about["url"], about["expected"]["title"]) == (f"{START}a", "Wiadomość A")
    assert about["expected"]["published"] == "2024-03-01"


@pytest.mark.parametrize("truth", sorted(SAVED.rglob("*.json")), ids=lambda path: path.stem)
def test_saved_pages_are_read_as_expected(truth: Path) -> None:
    about = json.loads(truth.read_text(encoding="utf-8"))
    loader = load_sites()
    profiles = loader.load(about["site"]).profiles if about["site"] in loader.list() else ()  # type: ignore[attr-defined]
    moment = datetime.fromisoformat(about["captured_at"])
    found = extract(
        truth.with_suffix(".html").read_bytes(),
        about["url"],
        headers={"Content-Type": about["content_type"] or ""},
        profile=layout_for(profiles, moment.date()),
        captured_at=moment,
        hints=Hints.of(about["hints"]) if about["hints"] else None,
    )
    assert expected_of(found) == about["expected"]


@pytest.mark.parametrize("verb", ["show", "explain", "save-page"])
@pytest.mark.parametrize("day", ["wczoraj", "24.11.2026", "2020-13-45", "2026-11"])
def test_what_is_no_day_is_refused(crawled: Kronika, verb: str, day: str) -> None:
    told = crawled(verb, f"{START}a", "--at", day)
    assert told.returncode == 2
    assert "a day is written as 2026-11-24" in told.stderr


def test_a_saved_page_is_not_written_over_unless_told_to(crawled: Kronika, tmp_path: Path) -> None:
    folder = str(tmp_path / "saved")
    truth = Path(crawled("save-page", f"{START}a", "--to", folder).stdout.split()[1])
    truth.write_text("{}", encoding="utf-8")
    again = crawled("save-page", f"{START}a", "--to", folder)
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert truth.read_text(encoding="utf-8") == "{}"
    assert crawled("save-page", f"{START}a", "--to", folder, "--force").returncode == 0
