"""Feeds of every kind that sites still send, well or badly, and sitemaps: addresses and dates as evidence."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from scraper.cms.feed import date_of, read_feed
from scraper.cms.sitemap import is_whole, read_sitemap
from tests.conftest import Kronika
from tests.pages import HOST, START, article
from tests.sites.server import LocalWeb

URL = "https://klaster.example.pl/feed/"

RSS2 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Klaster</title><atom:link rel="next" href="?paged=2"/>
<item><title>Źródła ciepła &amp; chłodu</title><link>https://klaster.example.pl/zrodla/</link>
<pubDate>Thu, 21 Nov 2024 23:30:00 +0000</pubDate><dc:creator>Anna Nowak</dc:creator><category>Energia</category></item>
<item><title>Druga</title><link>/druga/</link><pubDate>Wed, 20 Nov 24 08:00:00 +0100</pubDate></item>
<item><title>Bez adresu</title></item>
</channel></rss>"""

RSS091 = """<rss version="0.91"><channel><title>K</title><item><title>Stara</title>
<link>http://klaster.example.pl/stara.html</link></item></channel></rss>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://klaster.example.pl/"><title>K</title></channel>
<item rdf:about="http://klaster.example.pl/a"><title>Stara</title><link>http://klaster.example.pl/a</link>
<dc:date>2006-05-17T10:00:00+02:00</dc:date></item></rdf:RDF>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>K</title><entry>
<title type="html">&lt;b&gt;Nowa&lt;/b&gt; sieć</title>
<link rel="alternate" href="https://klaster.example.pl/nowa"/><id>urn:1</id>
<published>2024-03-01T12:00:00Z</published><updated>2024-03-05T09:00:00Z</updated></entry></feed>"""


def test_rss_gives_addresses_dates_and_its_next_page() -> None:
    feed = read_feed(RSS2.encode(), URL)
    assert feed is not None
    assert [entry.url for entry in feed.entries] == [
        "https://klaster.example.pl/zrodla/",
        "https://klaster.example.pl/druga/",
    ]
    first = feed.entries[0].hints
    assert (first.title, first.author, first.categories) == ("Źródła ciepła & chłodu", "Anna Nowak", ("Energia",))
    # half past eleven at night in Greenwich is the next day in Warsaw
    assert (first.published[0].value, first.published[0].source) == ("2024-11-22T00:30:00+01:00", "feed")
    assert feed.entries[1].hints.published[0].value.startswith("2024-11-20T08:00")
    assert feed.next == "https://klaster.example.pl/feed/?paged=2"


@pytest.mark.parametrize(
    ("text", "address", "day"),
    [
        (RSS091, "http://klaster.example.pl/stara.html", None),
        (RDF, "http://klaster.example.pl/a", "2006-05-17"),
        (ATOM, "https://klaster.example.pl/nowa", "2024-03-01"),
    ],
    ids=["RSS 0.91", "RSS 1.0", "Atom"],
)
def test_other_kinds(text: str, address: str, day: str | None) -> None:
    feed = read_feed(text.encode(), URL)
    assert feed is not None
    (entry,) = feed.entries
    assert entry.url == address
    assert [e.value[:10] for e in entry.hints.published] == ([day] if day else [])


def test_atom_tells_the_change_from_the_publication() -> None:
    feed = read_feed(ATOM.encode(), URL)
    assert feed is not None
    assert (feed.entries[0].hints.title, (feed.entries[0].hints.modified or "")[:10]) == ("Nowa sieć", "2024-03-05")


def test_json_feed() -> None:
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "next_url": "/feed.json?p=2",
        "items": [{"id": "1", "url": "/a", "title": "A", "date_published": "2024-03-01T08:00:00+01:00"}, {"id": "x"}],
    }
    feed = read_feed(json.dumps(said).encode(), URL)
    assert feed is not None
    assert feed.entries[0].url == "https://klaster.example.pl/a"
    assert feed.entries[0].hints.published[0].value.startswith("2024-03-01T08:00")
    assert feed.next == "https://klaster.example.pl/feed.json?p=2"


def test_an_old_encoding_is_read_by_its_bytes_whatever_the_prolog_says() -> None:
    body = RSS2.encode("iso-8859-2")
    feed = read_feed(body, URL)
    assert feed is not None
    assert feed.entries[0].hints.title == "Źródła ciepła & chłodu"


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b'{"a": 1}', b"\x89PNG", b"[]"])
def test_what_is_no_feed_is_none(body: bytes) -> None:
    assert read_feed(body, URL) is None


def test_a_feed_that_breaks_off_gives_what_came() -> None:
    feed = read_feed(RSS2[: RSS2.index("<item><title>Druga")].encode(), URL)
    assert feed is not None
    assert len(feed.entries) == 1


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("Fri, 21 Dec 2012 10:30:00", "2012-12-21T10:30:00+01:00"),
        ("2012-12-21", "2012-12-21"),
        ("pt, 21 gru 2012 10:30:00 +0100", "2012-12-21T10:30:00+01:00"),
        ("wczoraj", None),
        ("", None),
    ],
)
def test_dates_of_feeds(raw: str, value: str | None) -> None:
    assert [e.value for e in date_of(raw)] == ([value] if value else [])


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://klaster.example.pl/a</loc><lastmod>2024-03-05T10:00:00+01:00</lastmod>
<image:image><image:loc>https://klaster.example.pl/a.jpg</image:loc></image:image></url>
<url><loc> /b?x=1&amp;y=2 </loc><news:news><news:publication_date>2024-03-01</news:publication_date>
<news:title>Tytuł</news:title></news:news></url>
<url><loc>mailto:x@example.pl</loc></url></urlset>"""


@pytest.mark.parametrize("times", [0, 1, 2], ids=["plain", "gzipped", "gzipped twice"])
def test_a_sitemap_packed_or_not(times: int) -> None:
    body = SITEMAP.encode()
    for _ in range(times):
        body = gzip.compress(body)
    first, second = read_sitemap(body, "https://klaster.example.pl/sitemap.xml")
    assert (first.url, (first.lastmod or "")[:10], first.published) == (
        "https://klaster.example.pl/a",
        "2024-03-05",
        (),
    )
    assert second.url == "https://klaster.example.pl/b?x=1&y=2"
    assert (second.title, [e.value for e in second.published]) == ("Tytuł", ["2024-03-01"])


def test_an_index_names_other_sitemaps() -> None:
    body = b'<sitemapindex xmlns="x"><sitemap><loc>/post-sitemap.xml</loc></sitemap></sitemapindex>'
    (named,) = read_sitemap(body, "https://klaster.example.pl/sitemap.xml")
    assert (named.url, named.index) == ("https://klaster.example.pl/post-sitemap.xml", True)


def test_a_list_of_plain_lines_is_a_sitemap_too() -> None:
    found = list(read_sitemap(b"https://klaster.example.pl/a\r\n\r\nhttps://klaster.example.pl/b", URL))
    assert [named.url for named in found] == ["https://klaster.example.pl/a", "https://klaster.example.pl/b"]


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"\x1f\x8bbroken", b"<urlset><url><loc>/a</loc></url><url>"])
def test_hostile_sitemaps_end_without_an_error(body: bytes) -> None:
    assert len(list(read_sitemap(body, URL))) <= 1


def test_a_long_sitemap_is_read_piece_by_piece() -> None:
    body = (
        b"<urlset>"
        + b"".join(b"<url><loc>https://k.example.pl/%d</loc></url>" % n for n in range(100_000))
        + b"</urlset>"
    )
    assert sum(1 for _ in read_sitemap(gzip.compress(body), URL)) == 100_000


def test_a_site_without_a_class_is_found_by_the_feeds_that_it_names(kronika: Kronika, web: LocalWeb) -> None:
    web.override(HOST, r"^/(robots.txt|wp-json|index\.php)", status=404)
    links = "".join(
        f"<link rel=alternate type={kind} href={href} title='{title}'>"
        for kind, href, title in (
            ("application/rss+xml", "/rss.xml", "Aktualności"),
            ("application/rss+xml", "/comments/feed", "Komentarze"),
        )
    )
    web.override(HOST, r"^/$", body=f"<html><head>{links}</head><body><div id=tresc>Witamy</div></body></html>")
    items = "".join(
        f"<item><title>Wiadomość {n}</title><link>/news/{n}</link>"
        f"<pubDate>Fri, 0{n} Mar 2024 08:00:00 +0100</pubDate></item>"
        for n in (1, 2, 3)
    )
    web.override(
        HOST,
        r"^/rss.xml$",
        body=f"<rss version='2.0'><channel>{items}</channel></rss>",
        headers={"Content-Type": "text/html"},
    )
    for n in (1, 2, 3):
        web.override(HOST, rf"^/news/{n}$", body=article(f"Wiadomość {n}", published=None))
    done = kronika("crawl", "--url", START)
    assert done.returncode == 0, done.stderr
    rows = kronika.rows("SELECT title, published, published_from FROM articles ORDER BY title")
    assert [row["title"] for row in rows] == ["Wiadomość 1", "Wiadomość 2", "Wiadomość 3"]
    assert {row["published_from"] for row in rows} == {"feed"}
    assert rows[0]["published"].startswith("2024-03-01T08:00")
    assert not [request for request in web.requests if "comments" in request.path]


def test_what_is_called_a_feed_and_is_none_is_named(kronika: Kronika, web: LocalWeb) -> None:
    web.override(HOST, r"^/(robots.txt|wp-json|index\.php)", status=404)
    link = "<link rel=alternate type=application/rss+xml href=/rss.xml>"
    web.override(HOST, r"^/$", body=f"<html><head>{link}</head><body>Witamy</body></html>")
    web.override(HOST, r"^/rss.xml$", body="<html><body>Nie ma</body></html>")
    done = kronika("crawl", "--url", START)
    assert done.returncode == 1
    assert "what the front page calls a feed is none" in done.stderr


def mapped(web: LocalWeb, names: str) -> None:
    """Serve a site that only its sitemap describes: articles, pages beside them, an archive, a file."""
    web.override(HOST, r"^/robots.txt$", body="User-agent: *\nAllow: /\n\nSitemap: /map.xml\n")
    web.override(HOST, r"^/(wp-json|index\.php)", status=404)
    web.override(HOST, r"^/$", body="<html><body><div id=tresc>Witamy</div></body></html>")
    others = ("/kontakt", "/o-nas", "/kategoria/energia", "/2024/03/", "/statut.pdf")
    urls = "".join(
        f"<url><loc>{START.rstrip('/')}{path}</loc><lastmod>2024-03-10</lastmod></url>"
        for path in (*(f"/{name}" for name in names), *others)
    )
    index = f"<sitemapindex><sitemap><loc>{START}pages.xml</loc></sitemap></sitemapindex>"
    web.override(HOST, r"^/map.xml$", body=index)
    web.override(HOST, r"^/pages.xml$", body=f"<urlset>{urls}</urlset>")
    for day, name in enumerate(names, 1):
        web.override(HOST, rf"^/{name}$", body=article(f"Wiadomość {name.upper()}", published=f"2024-03-0{day}"))
    for path in ("/kontakt", "/o-nas"):
        web.override(HOST, rf"^{path}$", body=article("Kontakt", published=None))


def test_a_site_that_only_a_sitemap_describes_is_found_and_what_is_no_article_is_left_out(
    kronika: Kronika, web: LocalWeb
) -> None:
    mapped(web, "abc")
    done = kronika("crawl", "--url", START)
    assert done.returncode == 0, done.stderr
    rows = kronika.rows("SELECT title, substr(published, 1, 10) AS day FROM articles ORDER BY title")
    assert [(row["title"], row["day"]) for row in rows] == [
        ("Wiadomość A", "2024-03-01"),
        ("Wiadomość B", "2024-03-02"),
        ("Wiadomość C", "2024-03-03"),
    ]
    asked = {request.path for request in web.requests}
    assert not asked & {"/kategoria/energia", "/2024/03/", "/statut.pdf", "/kontakt"}
    assert kronika.rows("SELECT listed, found FROM runs") == [{"listed": 3, "found": 3}]


def test_the_next_time_only_what_the_sitemap_says_is_new_or_changed_is_asked_for(
    kronika: Kronika, web: LocalWeb
) -> None:
    mapped(web, "abc")
    kronika("crawl", "--url", START, KRONIKA_RECHECK="1,7,30,180")
    web.reset()
    mapped(web, "abcd")
    done = kronika("crawl", "--url", START, KRONIKA_RECHECK="1,7,30,180")
    assert done.returncode == 0, done.stderr
    assert [row["listed"] for row in kronika.rows("SELECT listed FROM runs ORDER BY id")] == [3, 4]
    asked = [request.path for request in web.requests if request.host == HOST]
    assert "/d" in asked
    assert not {"/a", "/kontakt"} & set(asked)  # "/b" and "/c" are the newest articles, which every run reads
    assert len(kronika.rows("SELECT * FROM articles")) == 4


def test_what_a_sitemap_named_is_judged_again_when_it_is_read_again(
    kronika: Kronika, web: LocalWeb, tmp_path: Path
) -> None:
    mapped(web, "abc")
    kronika("crawl", "--url", START)
    fresh = Kronika(tmp_path / "fresh")
    fresh.data.mkdir()
    (kronika.data / "warc").rename(fresh.data / "warc")
    fresh("replay")
    assert {row["title"] for row in fresh.rows("SELECT title FROM articles")} == {
        "Wiadomość A",
        "Wiadomość B",
        "Wiadomość C",
    }


# --- what a way in does not say any more

ADDRESSES = "".join(f"<url><loc>{START}a/{n}-wiadomosc</loc></url>" for n in range(3))
URLSET = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{ADDRESSES}</urlset>"


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (URLSET.encode(), True),
        (f"{URLSET}\n<!-- made in 0.1 s -->\n".encode(), True),
        (URLSET[:-30].encode(), False),
        (gzip.compress(URLSET.encode()), True),
        (gzip.compress(URLSET.encode())[:-20], False),
        (f"{START}a\n{START}b".encode(), True),
        (b"<sm:urlset xmlns:sm='http://www.sitemaps.org/schemas/sitemap/0.9'></sm:urlset>", True),
    ],
)
def test_a_sitemap_that_breaks_off_is_known(body: bytes, whole: bool) -> None:
    assert is_whole(body) is whole


def listed_and_mapped(web: LocalWeb, sitemap: str) -> LocalWeb:
    """A site whose robots.txt names a sitemap of three articles."""
    web.override(HOST, r"^/(wp-json|index\.php)", status=404)
    web.override(HOST, r"^/robots.txt$", body=f"Sitemap: {START}sitemap.xml")
    web.override(HOST, r"^/sitemap.xml$", body=sitemap)
    items = "".join(f"<li><a href='/a/{n}-wiadomosc'>Wiadomość numer {n}</a> 2024-03-0{n + 1}</li>" for n in range(3))
    web.override(HOST, r"^/$", body=f"<html lang=pl><body><h1>Aktualności</h1><ul>{items}</ul></body></html>")
    for n in range(3):
        web.override(HOST, rf"^/a/{n}-", body=article(f"Wiadomość numer {n}", published=f"2024-03-0{n + 1}"))
    return web


def test_a_sitemap_that_breaks_off_is_told(kronika: Kronika, web: LocalWeb) -> None:
    listed_and_mapped(web, URLSET)
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    listed_and_mapped(web, URLSET[:-80])
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert f"{HOST}: truncated: the sitemap breaks off after " in ran.stderr


def test_a_sitemap_that_names_nothing_any_more_is_told_a_few_times(kronika: Kronika, web: LocalWeb) -> None:
    listed_and_mapped(web, URLSET)
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    listed_and_mapped(web, "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>")
    told = [kronika("crawl", "--url", START, "--quiet") for _ in range(3)]
    assert f"{HOST}: empty-way-in: the sitemap names nothing; it named 3 before" in told[0].stderr
    assert [ran.returncode for ran in told] == [1, 1, 0], told[2].stderr
