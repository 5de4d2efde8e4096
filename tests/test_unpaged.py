"""News that has no page of its own: read from the list on which it stands with others."""

# ruff: noqa: E501  (pages read best in one piece)

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scraper.extract import extract_all, extract_unpaged
from scraper.url import address_key, canonical_url, item_url
from tests.conftest import Kronika
from tests.pages import HOST, small_site
from tests.sites.server import LocalWeb
from tests.test_reach import asked, crawl

URL = "http://klaster.example.pl/nowosci.php?rok=2019"
TEXT = "<p>Członkowie klastra spotkali się w Rzeszowie i rozmawiali o wspólnych zakupach stali.</p>"


def read(body: str) -> list[tuple[str, str, str]]:
    """Return the fragment, day and title of each piece of news on a page."""
    page = f"<html lang=pl><head><meta charset=utf-8><title>Nowości</title></head><body>{body}</body></html>".encode()
    found = extract_unpaged(page, URL)
    assert all(one.body and one.body not in one.title and "2019" not in one.body for one in found)
    if len(found) > 1:
        assert extract_all(page, URL) == found
    return [(one.url.partition("#")[2], one.published, one.title) for one in found]


THREE = [
    ("n12", "2019-12-17", "Umowa podpisana"),
    ("n11", "2019-09-12", "Walne zebranie"),
    ("n10", "2019-08-05", "Nowi członkowie"),
]


@pytest.mark.parametrize(
    "item",
    [
        "<table class=wpis id={id}><tr><td>{day} - {title}</td></tr><tr><td>{text}</td></tr></table>",
        "<table><tr><td><a name={id}></a><b>{day}</b></td><td><b>{title}</b></td></tr><tr><td></td><td>{text}</td></tr></table>",
        "<div id={id}><h3>{title}</h3><p class=data>{day}</p>{text}</div>",
        "<div id={id}><span>Dodano: {day}</span><h3>{title}</h3>{text}</div>",
        "<div><h3 id={id}>{title} ({day} r.)</h3>{text}</div>",
        "<li id={id}><strong>{title}</strong><br>{day}{text}</li>",
        "<a name={id}></a><div class=news><h2>{title}</h2>{text}<p>Opublikowano: {day}</p></div>",
        "<h3 id={id}>{title}</h3><p>{day}</p>{text}",
        "<h3 id={id}>{day} | {title}</h3>{text}",
        "<hr><a name={id}></a><b>{title}</b><br>{day}<br>{text}",
        "<article id={id}><h2><a href='#{id}'>{title}</a></h2><time>{day}</time>{text}</article>",
    ],
)
@pytest.mark.parametrize("form", ["{2}.{1}.{0}", "{0}-{1}-{2}"])
def test_each_piece_of_news_is_found_with_its_day_and_its_anchor(item: str, form: str) -> None:
    body = "".join(
        item.format(id=name, day=form.format(*day.split("-")), title=title, text=TEXT) for name, day, title in THREE
    )
    assert read(f"<table><tr><td>Menu</td></tr></table><h1>Nowości</h1><div>{body}</div>") == THREE


def test_without_an_anchor_it_is_named_by_its_title() -> None:
    body = "".join(f"<div><h3>{title}</h3><p>{day}</p>{TEXT}</div>" for _, day, title in THREE)
    assert [fragment for fragment, _, _ in read(body)] == [
        ":~:text=Umowa%20podpisana",
        ":~:text=Walne%20zebranie",
        ":~:text=Nowi%20cz%C5%82onkowie",
    ]


LEAD = "<div><h3>{title}</h3><p>{day}</p>{text}{link}</div>"


@pytest.mark.parametrize(
    "body",
    [
        # each leads to its own page: by its heading, by a link, by a picture
        "".join(f"<div><h3><a href='/n/{name}'>{title}</a></h3><p>{day}</p>{TEXT}</div>" for name, day, title in THREE),
        "".join(
            LEAD.format(title=title, day=day, text=TEXT, link=f"<a href='/n/{name}'>czytaj dalej »</a>")
            for name, day, title in THREE
        ),
        "".join(
            LEAD.format(title=title, day=day, text=TEXT, link=f"<a href='/n/{name}'><img src=x.jpg></a>")
            for name, day, title in THREE
        ),
        # in no order of their days
        "".join(
            f"<div><h3>{title}</h3><p>{day}</p>{TEXT}</div>"
            for _, day, title in (THREE[1], THREE[0], THREE[2], THREE[0])
        ),
        # without days, or with those of what is told
        "".join(f"<div><h3>{title}</h3>{TEXT}</div>" for _, _, title in THREE),
        "".join(
            f"<div><h3>{title}</h3><p>Klaster powstał dnia {day} w Rzeszowie z inicjatywy firm.</p>{TEXT}</div>"
            for _, day, title in THREE
        ),
        "".join(f"<div><h3>{title}</h3><p>Termin: {day}</p>{TEXT}</div>" for _, day, title in THREE),
        # one alone is an article
        f"<div><h3>Umowa podpisana</h3><p>2019-12-17</p>{TEXT}</div>",
        # a table of files
        "".join(f"<tr><td>{day}</td><td><a href='/{name}.pdf'>{title}</a></td></tr>" for name, day, title in THREE),
    ],
)
def test_what_is_none(body: str) -> None:
    assert read(f"<main>{body}</main>") == []


def test_events_to_come_are_none() -> None:
    from datetime import UTC, datetime

    body = "".join(f"<div><h3>{title}</h3><p>{day}</p>{TEXT}</div>" for _, day, title in THREE)
    page = f"<html><body>{body}</body></html>".encode()
    assert extract_unpaged(page, URL, captured_at=datetime(2019, 10, 1, tzinfo=UTC)) == []
    assert len(extract_unpaged(page, URL, captured_at=datetime(2020, 1, 1, tzinfo=UTC))) == 3


def test_only_what_leads_nowhere_is_read_of_a_mixed_list() -> None:
    parts = [LEAD.format(title=title, day=day, text=TEXT, link="") for _, day, title in THREE]
    parts[1] = parts[1].replace("</div>", "<a href='/artykul.php?id=7'>Czytaj dalej…</a></div>")
    assert [title for _, _, title in read("".join(parts))] == ["Umowa podpisana", "Nowi członkowie"]


def test_the_address_of_an_item() -> None:
    assert item_url(f"{URL}#top", "n444", "Umowa") == f"{URL}#n444"
    named = item_url(URL, "umowa", "Umowa - aneks")
    assert named == f"{URL}#umowa:~:text=Umowa%20%2D%20aneks"
    for url in (f"{URL}#n444", named):
        assert canonical_url(url) == url
        assert address_key(url) != address_key(URL)
    for fragment in ("top", "comment-12", "c5", "komentarze", "respond", "page2", "zdj3"):
        assert canonical_url(f"{URL}#{fragment}") == URL


def news_of(number: int) -> str:
    return f"<div class=news><a name=n{number}></a><h3>{number:02}.03.2024 - Wiadomość numer {number}</h3><p>Klaster ogłosił, co zrobił w sprawie numer {number} i komu za to dziękuje.</p></div>"


def lists(web: LocalWeb, newest: int) -> None:
    """Serve a list of news, five a page, the newest first, and an offer of work that looks the same."""
    small_site(web, "")
    menu = "<p><a href='/'>Start</a> <a href='/nowosci'>Nowości</a> <a href='/praca'>Praca</a></p>"
    web.override(HOST, r"^/$", body=f"<html><body>{menu}<h1>Klaster</h1><p>Witamy na naszej stronie.</p></body></html>")
    numbers = list(range(newest, 0, -1))
    for page in range(0, len(numbers), 5):
        news = "".join(map(news_of, numbers[page : page + 5]))
        older = f"<a href='/nowosci?od={page + 5}'>starsze</a>" if page + 5 < len(numbers) else ""
        body = f"<html><body>{menu}<h1>Nowości</h1>{news}{older}</body></html>"
        web.override(HOST, r"^/nowosci$" if not page else rf"^/nowosci\?od={page}$", body=body)
    offers = "".join(news_of(n).replace("Wiadomość", "Spawacz") for n in (5, 4, 3))
    web.override(HOST, r"^/praca$", body=f"<html><body>{menu}<h1>Praca</h1>{offers}</body></html>")


def titles(kronika: Kronika) -> list[str]:
    return [row["title"] for row in kronika.rows("SELECT title FROM articles ORDER BY published DESC")]


def test_a_site_whose_news_has_no_pages(kronika: Kronika, web: LocalWeb, tmp_path: Path) -> None:
    lists(web, 17)
    assert crawl(kronika).returncode == 0
    assert titles(kronika) == [f"Wiadomość numer {n}" for n in range(17, 0, -1)]
    assert len(asked(web)) <= 9
    urls = [row["url"] for row in kronika.rows("SELECT url FROM articles ORDER BY published DESC")]
    assert urls[:2] == [f"http://{HOST}/nowosci#n17", f"http://{HOST}/nowosci#n16"]
    shown = kronika("show", urls[1], "--text")
    assert shown.stdout.startswith("Klaster ogłosił, co zrobił w sprawie numer 16"), shown.stderr
    # Two more: all others have moved, some to another page.
    lists(web, 19)
    assert crawl(kronika).returncode == 0
    assert len(asked(web)) <= 5
    assert kronika.rows("SELECT new, revised FROM runs ORDER BY id DESC LIMIT 1") == [{"new": 2, "revised": 0}]
    assert titles(kronika) == [f"Wiadomość numer {n}" for n in range(19, 0, -1)]
    # Read again, and made anew of the files alone, it is the same.
    again = kronika("replay")
    assert (again.returncode, "0 articles read otherwise" in again.stdout) == (0, True), again.stdout + again.stderr
    columns = "SELECT url, title, published, body, first_seen, last_seen, fingerprint FROM articles ORDER BY url"
    before = kronika.rows(columns)
    fresh = Kronika(tmp_path / "fresh")
    shutil.copytree(kronika.data / "warc", fresh.data / "warc")
    assert fresh("replay").returncode == 0
    assert fresh.rows(columns) == before


def test_a_corrected_piece_of_news_keeps_its_former_text(kronika: Kronika, web: LocalWeb) -> None:
    lists(web, 4)
    crawl(kronika)
    body = "".join(map(news_of, range(4, 0, -1))).replace("w sprawie numer 2", "w ważnej sprawie numer 2")
    web.override(HOST, r"^/nowosci$", body=f"<html><body><h1>Nowości</h1>{body}</body></html>")
    crawl(kronika)
    (revised,) = kronika.rows("SELECT r.kind, a.url FROM revisions r JOIN articles a ON a.id = r.article_id")
    assert revised == {"kind": "content", "url": f"http://{HOST}/nowosci#n2"}


def test_news_that_stands_on_the_front_page_alone(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "")
    body = "".join(map(news_of, range(6, 0, -1)))
    web.override(HOST, r"^/$", body=f"<html><body><h1>Klaster</h1>{body}</body></html>")
    assert crawl(kronika).returncode == 0
    assert titles(kronika) == [f"Wiadomość numer {n}" for n in range(6, 0, -1)]


def test_one_piece_of_news_is_forgotten_and_the_others_stay(kronika: Kronika, web: LocalWeb) -> None:
    lists(web, 4)
    crawl(kronika)
    ran = kronika("forget", f"http://{HOST}/nowosci#n2", "--reason", "a request", "--yes")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    crawl(kronika)
    assert titles(kronika) == [f"Wiadomość numer {n}" for n in (4, 3, 1)]
    assert "sprawie numer 2" not in kronika("show", f"http://{HOST}/nowosci", "--raw").stdout
