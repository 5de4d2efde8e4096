"""A site that tells of a person what is to be forgotten, and everything under a data folder as text."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

from scraper import warc
from tests.conftest import Kronika
from tests.pages import HOST, START, article, listing
from tests.sites.server import LocalWeb

SECRET = (
    "Pani Bronisława Niezapominajka złożyła wczoraj w siedzibie stowarzyszenia rezygnację z funkcji skarbniczki, "
    "a powodem był konflikt z sąsiadem o płot przy ulicy Lipowej."
)
TITLE = "Bronisława Niezapominajka odchodzi z zarządu"
PLAIN = "Niezapominajka złożyła wczoraj w siedzibie"


def everything_under(data: Path) -> dict[str, str]:
    """All files of a data folder as text: what is gzipped is unpacked, entities and escapes are undone."""
    found = {}
    for path in data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content)
                for stored in warc.captures_in(path):
                    content += warc.decoded(stored.body, stored.headers)
            text = content.decode("utf-8", "replace") + content.decode("iso-8859-2", "replace")
            text = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
            found[str(path.relative_to(data))] = text
    return found


def places_of(data: Path, text: str) -> list[str]:
    return [name for name, content in everything_under(data).items() if text in content]


def teaser(title: str, link: str, text: str) -> str:
    return f"<article><h2><a href='{link}'>{title}</a></h2><p>{text}</p></article>"


def telling_site(web: LocalWeb) -> LocalWeb:
    """A site whose list, feed-like REST answer and sidebar repeat the beginning of the news."""
    web.override(HOST, r"^/robots.txt$", status=404)
    web.override(HOST, r"^/(wp-json|index\.php)", status=404, body=json.dumps({"x": SECRET}))
    sidebar = f"<aside><h3>Najnowsze</h3><p><a href='/b'>{TITLE}</a> {SECRET[:150]}</p></aside>"
    web.override(HOST, r"^/a$", body=article("Wiadomość A", published="2024-03-01", extra=sidebar))
    web.override(HOST, r"^/b$", body=article(TITLE, published="2024-03-02", text=SECRET), headers={"ETag": '"b1"'})
    web.override(HOST, r"^/c$", body=article("Wiadomość C", published="2024-03-03"))
    plain = listing("/a", "/c").replace("</main>", teaser(TITLE, "/b", SECRET) + "</main>")
    web.override(HOST, r"^/$", body=plain)
    return web


def crawl(kronika: Kronika) -> None:
    done = kronika("crawl", "--url", START)
    assert done.returncode == 0, done.stderr
