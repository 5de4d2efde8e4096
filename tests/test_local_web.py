"""The local web is what its truth says: fetched page by page with the standard library alone."""

from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest

from tests.sites.server import LocalWeb, sites
from tests.sites.truth import TruthArticle, not_articles, truth

NAMES = list(sites())
C1 = str.maketrans({"\x84": "„", "\x94": "”", "\x96": "–"})  # windows-1250 quotes inside an ISO-8859-2 page
INLINE = re.compile(r"</?(?:a|b|strong|em|i|span|font)\b[^>]*>")

# Where the listing starts, which links are articles, which link leads to older ones.
LISTINGS = {
    "kignet": ("http://www.kignet.pl/pl/kalendarz/", r'class="wydarzenie" href="([^"]+)"', r'href="([^"]+)">następna'),
    "lke": (
        "https://lke.fundacja.lublin.pl/pl/",
        r'<a href="([^"]+)" rel="bookmark"',
        r'nav-previous"><a href="([^"]+)"',
    ),
    "aerosilesia": ("https://aerosilesia.eu/news", r'<h2><a href="([^"]+)"', r'class="nastepna" href="([^"]+)"'),
    "edutainment": (
        "http://klaster.edutainment.net.pl/klasteredutainment/aktualnosci.html",
        r'<h2><a href="([^"]+)"',
        r'pagination-next"><a title="[^"]+" href="([^"]+)"',
    ),
    "poligen": ("http://poligen.pl/aktualnosci", r'<h3><a href="([^"]+)"', r'class="starsze" href="([^"]+)"'),
    "klasterpolskanatura": (
        "https://www.klasterpolskanatura.pl/aktualnosci/",
        r'entry-title"><a href="([^"]+)"',
        r'class="next page-numbers" href="([^"]+)"',
    ),
}


class Client:
    """One kept connection to the local web."""

    def __init__(self, web: LocalWeb) -> None:
        self.connection = http.client.HTTPConnection(web.address, timeout=10)

    def get(self, url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"Host": parts.netloc, "X-Forwarded-Proto": parts.scheme}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, target, headers=sent)
        reply = self.connection.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()

    def html(self, url: str) -> str:
        status, _, body = self.get(url)
        assert status == 200, (status, url)
        return body.decode("iso-8859-2" if "kignet" in url else "utf-8")


@pytest.fixture(scope="module")
def web() -> Iterator[LocalWeb]:
    with LocalWeb() as running:
        yield running


@pytest.fixture
def client(web: LocalWeb) -> Iterator[Client]:
    web.reset()
    made = Client(web)
    yield made
    made.connection.close()


def words_of(html: str) -> str:
    """The text of a page, white space normalised; elements of a line leave no gap."""
    html = re.sub(r"<!--.*?-->|<script.*?</script>", " ", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", INLINE.sub("", html))).split())


def shows(page: str, article: TruthArticle) -> list[str]:
    """What of the article's text and links the page lacks."""
    words = words_of(page)
    twice = unescape(words)
    lacking = [p for p in [article.title, *article.body] if p not in words and p not in twice]
    targets = {urljoin(article.url, unescape(href)) for href in re.findall(r'href="([^"]+)"', page)}
    return lacking + [url for url, _ in article.links if url not in targets and url not in words]


@pytest.mark.parametrize("site", NAMES)
def test_every_article_is_on_its_page(client: Client, site: str) -> None:
    articles = truth(site)
    assert len(articles) >= 32
    assert len({a.url for a in articles}) == len(articles)
    for article in articles:
        status, headers, body = client.get(article.url)
        assert status == 200, article.url
        assert headers["content-type"] == ("text/html" if site == "kignet" else "text/html; charset=UTF-8")
        page = body.decode(article.encoding).translate(C1)
        assert shows(page, article) == [], article.url
        assert len(article.body) == len([p for p in article.body if p])


@pytest.mark.parametrize("site", NAMES)
def test_every_other_address_leads_to_the_article(client: Client, site: str) -> None:
    for article in truth(site):
        for address in article.addresses:
            status, headers, body = client.get(address)
            if status in (301, 302):
                assert headers["location"].split("?")[0] == article.url, address
            else:
                assert status == 200, address
                assert shows(body.decode(article.encoding).translate(C1), article) == [], address


@pytest.mark.parametrize("site", NAMES)
def test_the_listing_chain_reaches_every_article(client: Client, site: str) -> None:
    url, link, older = LISTINGS[site]
    found: set[str] = set()
    pages = 0
    while url:
        html = client.html(url)
        pages += 1
        found |= {urljoin(url, unescape(href)).split("?")[0] for href in re.findall(link, html)}
        following = re.search(older, html)
        url = urljoin(url, unescape(following[1])) if following else ""
    assert pages > 2
    assert {a.url for a in truth(site)} <= found


@pytest.mark.parametrize("site", NAMES)
def test_no_link_is_broken_but_those_that_should_be_and_no_secret_is_shown(client: Client, site: str) -> None:
    home = sites()[site].base + "/"
    queue, seen, broken = deque([home, *not_articles(site)]), {home}, set()
    while queue:
        url = queue.popleft()
        status, headers, body = client.get(url)
        assert b"TAJNE" not in body, url
        if status == 404:
            broken.add(url)
        body = re.sub(rb"<script.*?</script>", b"", body, flags=re.S)
        links = re.findall(
            r'<a\b[^>]*?href="([^"]+)"', body.decode("iso-8859-2" if site == "kignet" else "utf-8", "replace")
        )
        for href in [*links, *([headers["location"]] if "location" in headers else [])]:
            target = urldefrag(urljoin(url, unescape(href)))[0]
            endless = re.search(r"miesiac|kalendarium", target)
            if target.startswith(home) and target not in seen and not (endless and len(seen) > 40):
                seen.add(target)
                queue.append(target)
    assert {url for url in not_articles(site) if url in broken} == set()
    assert {a.url for a in truth(site)} <= {url.split("?")[0] for url in seen}
    meant = r"zlot_odwolany|lot-ktorego-nie-bylo|zaginiony|spotkanie-ktorego-nie-ma|/en/|format=pdf"
    assert [url for url in broken if not re.search(meant, url)] == []


@pytest.mark.parametrize(
    ("site", "rest", "wrong"),
    [
        (
            "lke",
            "https://lke.fundacja.lublin.pl/pl/index.php?rest_route=",
            "https://lke.fundacja.lublin.pl/pl/wp-json/",
        ),
        ("klasterpolskanatura", "https://www.klasterpolskanatura.pl/wp-json", None),
    ],
)
def test_rest_agrees_with_the_truth(client: Client, site: str, rest: str, wrong: str | None) -> None:
    _, headers, body = client.get(sites()[site].articles[0].url)
    assert f'<{rest}/>; rel="https://api.w.org/"' in headers["link"]
    assert b'rel="https://api.w.org/"' in body
    assert json.loads(client.get(f"{rest}/")[2])["namespaces"] == ["oembed/1.0", "wp/v2"]
    joiner = "&" if "?" in rest else "?"
    address = f"{rest}/wp/v2/posts{joiner}per_page=20&_fields=id,date,date_gmt,link,title.rendered,content.rendered"
    records = []
    for page in (1, 2):
        status, headers, body = client.get(f"{address}&page={page}")
        assert status == 200
        assert b"TAJNE" not in body
        records += json.loads(body)
    assert int(headers["x-wp-total"]) == len(records) == len(truth(site)) + 1  # one has a password
    assert headers["x-wp-totalpages"] == "2"
    by_link = {record["link"]: record for record in records}
    for article in truth(site):
        record = by_link[article.url]
        assert article.published is not None
        assert article.published.startswith(record["date"])
        assert unescape(record["title"]["rendered"]) == article.title
        assert shows(f"{record['title']['rendered']}<p>{record['content']['rendered']}", article) == []
    status, _, body = client.get(f"{address}&page=3")
    assert (status, json.loads(body)["code"]) == (400, "rest_post_invalid_page_number")
    if wrong:
        assert client.get(wrong)[0] == 404


@pytest.mark.parametrize(("site", "blog"), [("lke", "/pl"), ("klasterpolskanatura", "")])
def test_feed_and_sitemap(client: Client, site: str, blog: str) -> None:
    base = sites()[site].base + blog
    links: list[str] = []
    for number in range(1, 5):
        feed = ElementTree.fromstring(client.get(f"{base}/feed/?paged={number}")[2])
        links += [str(link.text) for link in feed.iterfind("channel/item/link")]
        assert all(date.text for date in feed.iterfind("channel/item/pubDate"))
    assert client.get(f"{base}/feed/?paged=5")[0] == 404
    assert {a.url for a in truth(site)} <= set(links)
    index = client.get(f"{base}/wp-sitemap.xml")[2].decode()
    maps = [client.get(url)[2].decode() for url in re.findall(r"<loc>([^<]+)", index)]
    assert {a.url for a in truth(site)} <= set(re.findall(r"<loc>([^<]+)", "".join(maps)))
    assert f"{base}/kontakt/" in "".join(maps)


def test_the_seed_page(client: Client) -> None:
    url = "http://www.kignet.pl/pl/kalendarz/miedzynarodowa_wspolpraca_klastrow.html"
    article = next(a for a in truth("kignet") if a.url == url)
    assert (article.title, article.published, article.precision) == (
        "Międzynarodowa współpraca klastrów",
        "2012-12-21",
        "day",
    )
    assert article.mentions == [("2012-12-12", "2012-12-12")]
    outbound = "http://www.clustercollaboration.eu/news/-/blogs/empowering-smes-and-regions-through-international-cluster-cooperation"
    assert article.links == [(outbound, "outbound")]
    html = client.get(url)[2].decode("iso-8859-2")
    words = words_of(html)
    assert f"{outbound}drukuj« powrót" in words
    assert "Wydarzenia i aktualności:» Zobacz wszystkie wydarzenia" in words
    assert re.search("Sekcja dla członków Email: Hasło:", words)
    assert html.index("2012-12-21</font>") < html.index('class="naglowek"') < html.index("<h1>")
    assert article.body[0].startswith("12 grudnia br. odbyły się Brukseli warsztaty")
    assert len(article.body) == 6


def test_charsets_are_stated_as_wrongly_as_meant(client: Client) -> None:
    stated, real = {}, {}
    for article in truth("kignet"):
        body = client.get(article.url)[2]
        stated[article.url] = re.search(rb"charset=([\w-]+)", body)[1].decode()  # type: ignore[index]
        real[article.url] = article.encoding
        with pytest.raises(UnicodeDecodeError):
            body.decode("utf-8")
    assert list(stated.values()).count("utf-8") == 2
    assert list(real.values()).count("windows-1250") == 1
    letters = "".join(p for name in NAMES for a in truth(name) for p in a.body)
    assert set("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ„”–") - set(letters) <= set("ĄĘŃÓ")


def test_dates(client: Client) -> None:
    assert {a.precision for a in truth()} == {"minute", "day", "month", None}
    assert [a.published for a in truth("kignet") + truth("poligen")].count(None) == 2
    assert {a.published for a in truth("aerosilesia") if a.precision == "month"} == {"2009-06", "2010-03"}
    for article in truth("klasterpolskanatura"):
        assert article.published is not None
        assert article.published[:10] not in client.html(article.url)
        assert "<time" not in client.html(article.url)
    for article in truth("lke"):
        assert "-".join(article.url.split("/")[4:7]) == str(article.published)[:10]


def test_redirects_errors_and_files(client: Client) -> None:
    assert client.get("http://aerosilesia.eu/news")[:2][1]["location"] == "https://aerosilesia.eu/news"
    assert client.get("https://n.aerosilesia.eu/news")[1]["location"] == "https://aerosilesia.eu/news"
    assert client.get("http://kignet.pl/")[1]["location"] == "http://www.kignet.pl/"
    assert client.get("https://klasterpolskanatura.pl/kontakt/")[0] == 301
    assert client.get("http://unknown.example/")[0] == 404
    delays = [name for name in NAMES if b"Crawl-delay: 0.05" in client.get(f"{sites()[name].base}/robots.txt")[2]]
    assert delays == ["lke"]
    for name in NAMES:
        base = sites()[name].base
        status, _, body = client.get(f"{base}/nie-ma-mnie/tutaj/")
        assert status == 404
        assert len(body) > 1000
        assert client.get(f"{base}/favicon.ico")[0] == 200
        assert b"Disallow" in client.get(f"{base}/robots.txt")[2]
        status, headers, body = client.get(truth(name)[0].url, "HEAD")
        assert (status, body) == (200, b"")
        assert int(headers["content-length"]) > 1000


def test_conditional_requests_and_gzip(client: Client) -> None:
    for name in ("lke", "aerosilesia"):
        url = truth(name)[0].url
        _, headers, _ = client.get(url)
        assert client.get(url, If_None_Match=headers["etag"])[0] == 304
        assert client.get(url, If_Modified_Since=headers["last-modified"])[0] == 304
        assert client.get(url, If_None_Match='"old"')[0] == 200
    _, headers, body = client.get(truth("klasterpolskanatura")[0].url, Accept_Encoding="gzip, deflate")
    assert headers["content-encoding"] == "gzip"
    assert body[:2] == b"\x1f\x8b"


def test_faults_to_order_and_the_log(web: LocalWeb, client: Client) -> None:
    url = "http://poligen.pl/aktualnosci"
    web.override("poligen.pl", "^/aktualnosci$", status=429, headers={"Retry-After": "1"}, times=1)
    status, headers, _ = client.get(url)
    assert (status, headers["retry-after"]) == (429, "1")
    assert client.get(url)[0] == 200
    web.override("poligen.pl", "aktualnosci", status=200, body="")
    assert client.get(url)[2] == b""
    web.override("poligen.pl", "aktualnosci", delay=0.1)
    begun = time.monotonic()
    assert len(client.get(url)[2]) > 1000
    assert time.monotonic() - begun >= 0.1
    web.override("poligen.pl", "aktualnosci", status=None)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        client.get(url)
    client.connection.close()
    seen = web.requests
    assert [r.status for r in seen] == [429, 200, 200, 200, None]
    assert {(r.host, r.method, r.path) for r in seen} == {("poligen.pl", "GET", "/aktualnosci")}
    assert seen == sorted(seen, key=lambda r: r.time)
    web.reset()
    assert web.requests == []
    assert client.get(url)[0] == 200


def test_program_says_where_it_listens_and_ends_at_once() -> None:
    command = [sys.executable, "-m", "tests.sites", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        line = program.stdout.readline()
        match = re.fullmatch(r"local web: http://127\.0\.0\.1:(\d+)\n", line)
        assert match
        socket.create_connection(("127.0.0.1", int(match[1])), timeout=5).close()
        program.terminate()
        try:
            assert program.wait(timeout=10) == 0
        finally:
            program.kill()
