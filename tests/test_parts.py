"""Articles that a site splits over several pages."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from scraper.cms.parts import part_address
from tests.conftest import Kronika
from tests.pages import SENTENCE, article, listing
from tests.sites.server import LocalWeb

HOST = "klaster.example.pl"
START = f"http://{HOST}/"


def split(number: int, total: int) -> str:
    pages = "".join(f"<a class=post-page-numbers href='/a/{n}/'>{n}</a> " for n in range(2, total + 1) if n != number)
    text = f"Część {number} opowiada o czymś innym niż pozostałe. {SENTENCE * 3}"
    return article("Długa relacja", text=text, extra=f"<div class=page-links>Strony: {pages}</div>")


@pytest.fixture
def small(web: LocalWeb) -> LocalWeb:
    web.override(HOST, r"^/robots.txt$", status=404)
    web.override(HOST, r"^/(wp-json|index\.php)", status=404)
    web.override(HOST, r"^/$", body=listing("/a/"))
    web.override(HOST, r"^/a/$", body=split(1, 3))
    for number in (2, 3):
        web.override(HOST, rf"^/a/{number}/$", body=split(number, 3))
    return web


def test_parts_become_one_article(kronika: Kronika, small: LocalWeb) -> None:
    ran = kronika("crawl", "--url", START, "--quiet")
    assert (ran.returncode, ran.stderr) == (0, "")
    (row,) = kronika.rows("SELECT url, title, body FROM articles")
    assert row["url"] == f"http://{HOST}/a/"
    assert row["title"] == "Długa relacja"
    places = [row["body"].index(f"Część {number}") for number in (1, 2, 3)]
    assert places == sorted(places)
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    assert kronika.rows("SELECT count(*) AS n FROM revisions") == [{"n": 0}]


def test_a_part_that_fails_is_told_and_never_shortens_what_is_archived(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/a/3/$", status=404)
    kronika("crawl", "--url", START, "--quiet")
    (row,) = kronika.rows("SELECT body FROM articles")
    assert "Część 2" in row["body"]
    assert kronika.rows("SELECT url FROM problems") == [{"url": f"http://{HOST}/a/3/"}]
    small.override(HOST, r"^/a/3/$", body=split(3, 3))
    kronika("crawl", "--url", START, "--quiet")
    small.override(HOST, r"^/a/2/$", status=500)
    assert kronika("crawl", "--url", START, "--quiet").returncode == 1
    (row,) = kronika.rows("SELECT body FROM articles")
    assert all(f"Część {number}" in row["body"] for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("url", "href", "part"),
    [
        ("http://a.pl/x/", "/x/2/", True),
        ("http://a.pl/x", "/x/2", True),
        ("http://a.pl/?p=12", "?p=12&page=2", True),
        ("http://a.pl/?p=12", "/?page=2&p=12", True),
        ("http://a.pl/x.html", "/x.html?strona=2", True),
        ("http://a.pl/x/", "/x/3/", False),
        ("http://a.pl/x/", "/y/2/", False),
        ("http://a.pl/x/", "/aktualnosci/page/2/", False),
        ("http://a.pl/?p=12", "/?p=13&page=2", False),
        ("http://a.pl/x.html", "/?strona=2", False),
        ("http://a.pl/x/", "http://b.pl/x/2/", False),
        ("http://a.pl/x/", "http://[zły/2/", False),
    ],
)
def test_what_is_a_part(url: str, href: str, part: bool) -> None:
    response = HtmlResponse(url, body=f'<a href="{href}">2</a>'.encode())
    assert (part_address(response, url, 2) is not None) is part
