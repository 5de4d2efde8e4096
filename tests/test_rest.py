"""The REST list of WordPress where it is not all that there is: other kinds of content, short pages, a sample alone."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from scraper.cms.wordpress import news_kinds
from tests.conftest import Kronika
from tests.pages import HOST, START, article, listing
from tests.sites.server import LocalWeb
from tests.test_reach import asked, crawl, stored

TYPES = {
    "post": {"name": "Wpisy", "rest_base": "posts"},
    "page": {"name": "Strony", "rest_base": "pages"},
    "wp_block": {"name": "Wzorce", "rest_base": "blocks"},
    "partner": {"name": "Partnerzy", "rest_base": "partnerzy"},
    "aktualnosc": {"name": "Aktualności", "rest_base": "aktualnosci"},
}
JSON = {"Content-Type": "application/json"}


def test_the_kinds_of_content_that_are_called_news() -> None:
    assert news_kinds(json.dumps(TYPES).encode()) == ["aktualnosci"]
    assert news_kinds(json.dumps({"news": {"name": "Insights"}}).encode()) == ["news"]
    for body in (b"", b"[]", b"3", b'{"news": 1}', b'{"news": {"name": 5, "rest_base": "../x"}}', b"<html>"):
        assert news_kinds(body) == []


def rest(web: LocalWeb, route: str, names: list[str], kind: str = "post", *, longest: int = 100) -> None:
    """Serve a REST list of articles, a page of which is no longer than it allows, and the articles."""
    posts = [
        {
            "id": n,
            "link": f"http://{HOST}/{name}/",
            "date_gmt": f"2024-03-{n:02}T10:00:00",
            "modified_gmt": f"2024-03-{n:02}T10:00:00",
            "title": {"rendered": f"Wiadomość {name}"},
            "type": kind,
            "status": "publish",
        }
        for n, name in enumerate(names, 1)
    ]
    for size in (10, 100):
        query = rf"per_page={size}&"
        address = rf"^/wp-json/wp/v2/{route}\?{query}"
        if size > longest:
            body = json.dumps({"code": "rest_invalid_param"})
            web.override(HOST, address, status=400, body=body, headers=JSON)
            continue
        pages = max(1, -(-len(posts) // size))
        for page in range(1, pages + 1):
            headers = JSON | {"X-WP-Total": str(len(posts)), "X-WP-TotalPages": str(pages)}
            body = json.dumps(posts[(page - 1) * size : page * size])
            web.override(HOST, rf"{address}page={page}&", body=body, headers=headers)
    for n, name in enumerate(names, 1):
        page = article(f"Wiadomość {name}", published=f"2024-03-{n:02}", text=f"Treść {name}. " * 30)
        web.override(HOST, rf"^/{name}/$", body=page)


@pytest.fixture
def wordpress(web: LocalWeb) -> LocalWeb:
    """A WordPress whose front page lists nothing."""
    web.override(HOST, r"^/robots.txt$", status=404)
    head = f"<link rel='https://api.w.org/' href='http://{HOST}/wp-json/'>"
    web.override(
        HOST, r"^/$", body=f"<html><head>{head}</head><body><h1>Klaster</h1><p>Witamy u nas.</p></body></html>"
    )
    web.override(HOST, r"^/wp-json/wp/v2/types$", status=401)
    return web


NEWS = ["pierwsza", "druga", "trzecia", "czwarta"]


def test_news_of_a_kind_of_its_own_is_found(kronika: Kronika, wordpress: LocalWeb) -> None:
    rest(wordpress, "posts", ["witaj-swiecie"])
    rest(wordpress, "aktualnosci", NEWS, "aktualnosc")
    rest(wordpress, "partnerzy", ["firma-alfa"], "partner")
    wordpress.override(HOST, r"^/wp-json/wp/v2/types$", body=json.dumps(TYPES), headers=JSON)
    assert crawl(kronika).returncode == 0
    assert stored(kronika) == {f"{HOST}/{name}" for name in ("witaj-swiecie", *NEWS)}
    told = kronika.rows("SELECT url, says, named FROM ways ORDER BY says")
    assert [(one["says"], one["named"]) for one in told] == [(1, 1), (4, 4)]
    asked(wordpress)
    crawl(kronika)
    assert len(asked(wordpress)) <= 8  # two of them the newest articles


def test_a_list_that_refuses_long_pages_is_read_by_short_ones(kronika: Kronika, wordpress: LocalWeb) -> None:
    names = [f"wiadomosc-{n}" for n in range(24)]
    rest(wordpress, "posts", names, longest=10)
    assert crawl(kronika).returncode == 0
    assert stored(kronika) == {f"{HOST}/{name}" for name in names}
    sizes = [parse_qs(urlsplit(path).query).get("per_page") for path in asked(wordpress) if "/posts" in path]
    assert sizes == [["100"], ["10"], ["10"], ["10"]]


def test_where_the_list_holds_no_more_than_a_sample_the_pages_are_walked(kronika: Kronika, wordpress: LocalWeb) -> None:
    rest(wordpress, "posts", ["witaj-swiecie"])
    for n, name in enumerate(NEWS, 1):
        wordpress.override(HOST, rf"^/news/{name}$", body=article(f"Wiadomość {name}", published=f"2024-03-{n:02}"))
    head = f"<link rel='https://api.w.org/' href='http://{HOST}/wp-json/'>"
    page = listing(*(f"/news/{name}" for name in NEWS)).replace("<body>", f"{head}<body>")
    wordpress.override(HOST, r"^/$", body=page)
    assert crawl(kronika, START).returncode == 0
    assert stored(kronika) == {f"{HOST}/witaj-swiecie", *(f"{HOST}/news/{name}" for name in NEWS)}


def test_a_list_that_shows_fewer_than_it_says_is_told(kronika: Kronika, wordpress: LocalWeb) -> None:
    rest(wordpress, "posts", NEWS)
    body = json.dumps([])
    headers = JSON | {"X-WP-Total": "9", "X-WP-TotalPages": "1"}
    wordpress.override(HOST, r"^/wp-json/wp/v2/posts", body=body, headers=headers)
    ran = crawl(kronika)
    assert ran.returncode == 1
    (told,) = kronika.rows("SELECT cause FROM problems WHERE kind = 'too-few'")
    assert told["cause"] == "the REST list says that it holds 9 posts and shows 0"
