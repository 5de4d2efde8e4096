"""Any bytes give an Article or a named error, in bounded time, and never a date that is none."""

# ruff: noqa: E501  (pages are written as they come)

from __future__ import annotations

import contextlib
import random
import time
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.article import Article
from scraper.extract import NotAnArticle, Unreadable, extract, extract_all
from tests.test_extract import LEGACY, WORDPRESS

URL = "https://a.example.pl/x"


def test_a_page_of_frames_says_where_the_text_is() -> None:
    page = b"<html><frameset cols='20%,80%'><frame src=menu.html><frame src=news.html></frameset></html>"
    with pytest.raises(NotAnArticle, match=r"frames; .*menu\.html, news\.html"):
        extract(page, URL)


def survive(html: bytes) -> Article | None:
    try:
        article = extract(html, URL)
        extract_all(html, URL)
    except (NotAnArticle, Unreadable) as error:
        assert error.__cause__ is None, error  # the net for what no rule foresaw is not for our own slips
        return None
    if article.published is not None:
        text = article.published
        datetime.fromisoformat(text if len(text) >= 10 else f"{text}-01"[:10])
    assert "\ufffd" not in article.body or b"\xef\xbf\xbd" in html or b"&#" in html or not html.isascii()
    return article


@given(st.binary(max_size=600))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_bytes(html: bytes) -> None:
    survive(html)


PIECES = [
    "<p>", "</p>", "<div class='entry-content'>", "</div>", "<table>", "<tr><td>", "</td></tr>", "<br>", "<h1>", "</h1>", "<a href='http://x.example/'>",
    "</a>", "<ul><li>", "<time datetime='2012-12-12'>", "12 grudnia br. ", "31.02.2012 ", "2012-12-21T25:00 ", "<meta property='article:published_time' content='2020-99-01'>",
    "<script type='application/ld+json'>{\"@type\":\"Article\",\"datePublished\":[{}]}</script>", "Zażółć gęślą jaźń. ", "&#0;&#xD800;&#x110000;", "<base href='http://['>",
    "<svg><title>x</title>", "<p itemprop=''>", "<i property>", "<noscript>", "\ufffe", "<frameset>", "<span class='data'>1.1.2001</span>", "http://[::1", "do końca lutego br. ", "(od 30.02.2020 do 1.1.2021) ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_mixture_of_tags(pieces: list[str]) -> None:
    survive("".join(pieces).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("seed", range(60))
def test_mutated_pages(seed: int) -> None:
    chance = random.Random(seed)
    page = bytearray((WORDPRESS if seed % 2 else LEGACY).encode("cp1250" if seed % 3 == 0 else "utf-8", "replace"))
    for _ in range(chance.randrange(1, 60)):
        at = chance.randrange(len(page))
        match chance.randrange(3):
            case 0:
                page[at] = chance.randrange(256)
            case 1:
                del page[at : at + chance.randrange(40)]
            case _:
                page[at:at] = page[at : at + chance.randrange(200)]
    survive(bytes(page))


@pytest.mark.parametrize(
    "html",
    [
        b"<div>" * 100_000 + b"x",
        b"<b>" * 100_000 + b"x",
        b"<table><tr><td>a</td><td>b</td>" * 20_000,
        b"<frameset><frame src=a></frameset>",
        b"\0<p>a\0b</p>",
        b"<a href=/x>y</a> " * 600_000,
        b"<p>Ala ma kota, i psa. 12 grudnia 2012 </p>" * 240_000,
        b"x<br>" * 2_000_000,
        "<p>Zażółć gęślą jaźń".encode("cp1250") * 480_000,
        b"Ala ma kota " * 800_000,
        b"<div class=sidebar>" * 200 + b"<p>Zdanie, ktore ma wiecej niz piecdziesiat znakow w sobie.</p>" * 150_000,
        b"<div class=sidebar>" * 200 + b"<div>Zdanie, ktore ma wiecej niz piecdziesiat znakow.</div>" * 150_000,
        b"<title>" + b"a | b - c " * 1_000_000 + b"</title><h1>a</h1>",
        b"<h1>T</h1>"
        + b"<h2>Zobacz takze</h2><h3><a href=/x>Inna</a></h3><p>Zdanie po ramce, dosc dlugie.</p>" * 110_000,
        b"<span class='post-date updated' title='2015-03-12'>12 marca 2015</span>" * 140_000,
        b"<div class='" + b"nav-x post-y " * 800_000 + b"'><p>x</p></div>",
    ],
    ids=[
        "div",
        "b",
        "table",
        "frames",
        "nul",
        "links",
        "paragraphs",
        "br",
        "8-bit",
        "text",
        "nested-p",
        "nested-div",
        "title",
        "ends",
        "dates",
        "names",
    ],
)
def test_bounded_time(html: bytes) -> None:
    start = time.process_time()
    with contextlib.suppress(NotAnArticle, Unreadable):
        extract(html, URL)
    assert time.process_time() - start < 6  # twice what a quiet machine may take
