"""A broken layout never replaces a good text by a bad one, and is told in the same run; an edit is an edit."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from scraper.article import Article
from scraper.expectations import Guard
from tests.conftest import Kronika
from tests.pages import HOST, SENTENCE, START, article, small_site
from tests.sites.server import LocalWeb

NAMES = "0123456789"


def pages(name: str, number: int) -> str:
    """The page of an article with a text of its own."""
    text = " ".join(f"{SENTENCE} Punkt {number}.{n} porządku obrad omówił zarząd." for n in range(6))
    return article(f"Wiadomość {name.upper()}", published=f"2024-03-{number:02}", text=text)


@pytest.fixture
def small(web: LocalWeb) -> LocalWeb:
    small_site(web, NAMES)
    return spoiled(web)


def spoiled(web: LocalWeb, pattern: str = "", by: str = "", names: str = NAMES) -> LocalWeb:
    """Serve the articles of some names with what fits the pattern put otherwise."""
    for number, name in enumerate(NAMES, 1):
        if name in names:
            page = pages(name, number)
            web.override(HOST, rf"^/{name}$", body=re.sub(pattern, by, page, flags=re.S) if pattern else page)
    return web


def texts(kronika: Kronika) -> list[dict[str, object]]:
    return kronika.rows("SELECT url, title, published, body FROM articles ORDER BY url")


@pytest.mark.parametrize(
    ("recheck", "kind", "pattern", "by"),
    [
        # all articles are read again, or only the two newest
        ("0", "bodies-shrank", r"(<p>.{200}).*?</p><p>.*?</p>", r"\1</p>"),
        ("1,7,30,180", "bodies-shrank", r"(<p>.{200}).*?</p><p>.*?</p>", r"\1</p>"),
        ("1,7,30,180", "dates-vanished", "<time.*?</time>", ""),
        (
            "1,7,30,180",
            "layout-changed",
            "<main>.*</main>",
            f"<main><article><h1>Nasza oferta</h1>{'<p>Zamów katalog wyrobów już dziś.</p>' * 30}",
        ),
    ],
)
def test_a_layout_that_changed_is_told_and_what_stands_is_kept(
    kronika: Kronika, small: LocalWeb, recheck: str, kind: str, pattern: str, by: str
) -> None:
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    before = texts(kronika)
    spoiled(small, pattern, by)
    for _ in range(2):  # told until it is mended
        ran = kronika("crawl", "--url", START, "--quiet", KRONIKA_RECHECK=recheck)
        assert ran.returncode == 1
        assert f"{HOST}: {kind}: " in ran.stderr
        assert texts(kronika) == before
    spoiled(small)
    assert kronika("crawl", "--url", START, "--quiet", KRONIKA_RECHECK=recheck).returncode == 0
    assert kronika.rows("SELECT id FROM revisions") == []


def test_a_replay_keeps_back_what_the_crawl_did(kronika: Kronika, small: LocalWeb) -> None:
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    before = texts(kronika)
    spoiled(small, "<time.*?</time>")
    assert kronika("crawl", "--url", START, "--quiet").returncode == 1
    kronika("replay")
    assert texts(kronika) == before
    # All from the files alone: what was accepted in a run is saved again, what was kept back is not.
    assert kronika("crawl", "--url", START, "--quiet", "--accept-changes").returncode == 0
    accepted = texts(kronika)
    assert accepted != before
    (kronika.data / "archive.db").unlink()
    kronika("replay")
    assert texts(kronika) == accepted


def test_a_print_version_that_says_less_is_no_loss(kronika: Kronika, small: LocalWeb) -> None:
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    row = kronika.rows("SELECT * FROM articles WHERE url LIKE '%/4'")[0]
    printed = Article(url=f"{row['url']}/druk", title=row["title"], published=None, body="Krótko.")
    assert not Guard().keeps_back(row, printed)
    assert Guard().keeps_back(row, replace(printed, url=row["url"]))


def test_what_is_read_is_saved_when_it_is_accepted(kronika: Kronika, small: LocalWeb) -> None:
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    spoiled(small, "<time.*?</time>")
    assert kronika("crawl", "--url", START, "--quiet", "--accept-changes").returncode == 0
    assert kronika.rows("SELECT count(*) AS n FROM articles WHERE published IS NULL") == [{"n": 10}]


def test_one_article_that_was_cut_is_an_edit(kronika: Kronika, small: LocalWeb) -> None:
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    spoiled(small, r"(<p>.{200}).*?</p><p>.*?</p>", r"\1</p>", names="4")
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    assert kronika.rows("SELECT kind FROM revisions") == [{"kind": "content"}]


def test_new_articles_without_a_day_are_told_where_all_had_one(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "abcdefghijkl")
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    web.override(HOST, r"^/$", body=listing_of("yxabcdefghijkl"))
    for name in "xy":
        web.override(HOST, rf"^/{name}$", body=article(f"Wiadomość {name}", published=None))
    ran = kronika("crawl", "--url", START, "--quiet", KRONIKA_RECHECK="1,7,30,180")
    assert ran.returncode == 1
    assert f"{HOST}: dates-vanished: 2 of 2 new articles without a day, 12 of 12 before had one" in ran.stderr


def listing_of(names: str) -> str:
    teasers = "".join(f"<article><h2><a href='/{name}'>Aktualność {name}</a></h2></article>" for name in names)
    return f"<!doctype html><html lang=pl><meta charset=utf-8><body><main>{teasers}</main></body></html>"
