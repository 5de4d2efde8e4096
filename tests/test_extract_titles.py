"""The title: the heading that the page is about, as the page types it, without the site's name."""

from __future__ import annotations

import pytest

from scraper.extract import extract

PROSE = "<p>The members of the cluster met in order to discuss the plans for the next months of their work.</p>" * 4


def title_of(head: str, body: str, url: str = "https://www.green-cluster.example.com/news/1") -> str | None:
    return extract(f"<html lang=en><head>{head}</head><body>{body}{PROSE}</body></html>".encode(), url).title


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        # the theme's apostrophe, the typed one
        (
            '<meta property="og:title" content="The members&#39; guide to grants">',
            "<h1>The members’ guide to grants</h1>",
            "The members' guide to grants",
        ),
        # where nobody types another, the printed one stays
        (
            "<title>The members’ guide to grants</title>",
            "<h1>The members’ guide to grants</h1>",
            "The members’ guide to grants",
        ),
        # small letters of the layout
        ("<title>History of coffee | Trade</title>", "<h1>history of coffee</h1>", "History of coffee"),
        # escaped twice
        ("<title>Grants &amp;#8211; a guide</title>", "<h1>Grants &amp;#8211; a guide</h1>", "Grants – a guide"),
        # a lone h1 in its own words
        (
            "<title>What is Social Commerce: a guided introduction</title>"
            '<meta property="og:title" content="What is Social Commerce: a guided introduction">',
            "<h1>An introduction to social commerce: what brands need</h1>",
            "An introduction to social commerce: what brands need",
        ),
        # a slogan in the only h1 is no title
        (
            '<title>Grants for young firms - Page</title><meta property="og:title" content="Grants for young firms">',
            "<h1>We help you grow</h1>",
            "Grants for young firms",
        ),
        # the host spells the site's name
        ("<title>Grants for all | Green Cluster</title>", "", "Grants for all"),
        ("<title>Green Cluster | Grants for all</title>", "", "Grants for all"),
        # the address as the site's name, in heading and head
        (
            "<title>green-cluster.example.com Grants for all</title>",
            "<h1>green-cluster.example.com</h1>",
            "Grants for all",
        ),
    ],
)
def test_title(head: str, body: str, title: str) -> None:
    url = "https://green-cluster.example.com/news/1" if "green-cluster" in head else "https://www.greencluster.com/1"
    assert title_of(head, body, url) == title


def test_polish_marks_stay() -> None:
    quoted = "Konkurs „Szkoła do hymnu”"
    assert (
        title_of('<meta property="og:title" content="Konkurs &quot;Szkoła do hymnu&quot;">', f"<h1>{quoted}</h1>")
        == quoted
    )
