"""Addresses: noise goes, identity stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.url import address_key, canonical_url, variant_reason


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://WWW.Klaster.Example.PL:80/A/b.html#c", "http://www.klaster.example.pl/A/b.html"),
        ("https://a.example:443", "https://a.example/"),
        ("https://a.example:8443/x", "https://a.example:8443/x"),
        ("https://a.example/x?utm_source=f&utm_medium=rss&id=5", "https://a.example/x?id=5"),
        ("https://a.example/x?fbclid=abc", "https://a.example/x"),
        ("https://a.example/x?contrast=black-yellow", "https://a.example/x"),
        ("https://a.example/?p=123", "https://a.example/?p=123"),
        (
            "http://a.example/chapter.asp?soid=4BB1D56376E2471C8D867940D0097C74",
            "http://a.example/chapter.asp?soid=4BB1D56376E2471C8D867940D0097C74",
        ),
        (
            "http://a.example/index.php?option=com_content&id=75:slug&tmpl=component&print=1&layout=default",
            "http://a.example/index.php?option=com_content&id=75:slug",
        ),
        ("http://a.example/x.html?tmpl=component&print=1&layout=default", "http://a.example/x.html"),
        ("http://a.example/print.php?print=28900", "http://a.example/print.php?print=28900"),
        ("http://a.example/x;jsessionid=1A2B3C?id=1", "http://a.example/x?id=1"),
        ("http://a.example/x?PHPSESSID=0123456789abcdef0123456789abcdef&id=1", "http://a.example/x?id=1"),
        ("https://a.example/slug/amp", "https://a.example/slug/"),
        ("https://a.example/slug/amp/", "https://a.example/slug/"),
        ("https://a.example/amp/", "https://a.example/amp/"),
        ("https://a.example/a/../b/./c", "https://a.example/b/c"),
        ("https://a.example/%c5%82%61", "https://a.example/%C5%82a"),
        ("https://a.example/łąka?q=żuk", "https://a.example/%C5%82%C4%85ka?q=%C5%BCuk"),
        ("https://żółw.example.pl/", "https://xn--w-uga1v8h.example.pl/"),
        ("https://a.example/x?lang=en", "https://a.example/x?lang=en"),
        ("https://a.example/x?page=2", "https://a.example/x?page=2"),
        ("https://a.example/x?a=1&a=2", "https://a.example/x?a=1&a=2"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("  https://a.example/x  ", "https://a.example/x"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_canonical(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("http://a.example/x", "https://www.a.example/x/"),
        ("https://a.example/", "https://a.example/index.php"),
        ("https://a.example/x/index.html", "https://a.example/x"),
        ("https://a.example/?a=1&b=2", "https://www.a.example/?b=2&a=1"),
        ("https://a.example/x?utm_source=q", "http://a.example/x#y"),
        ("https://a.example/x/amp", "https://a.example/x"),
    ],
)
def test_same_key(one: str, two: str) -> None:
    assert address_key(one) == address_key(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("https://a.example/?p=1", "https://a.example/?p=2"),
        ("https://a.example/x", "https://a.example/X"),
        ("https://a.example/x", "https://b.example/x"),
        ("https://a.example:8080/x", "https://a.example/x"),
        ("https://a.example/spotkanie-7", "https://a.example/spotkanie-9"),
        ("https://a.example/index.php?id=1", "https://a.example/index.php?id=2"),
    ],
)
def test_other_key(one: str, two: str) -> None:
    assert address_key(one) != address_key(two)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://a.example/x", None),
        ("https://a.example/?p=5", None),
        ("https://a.example/x?tmpl=component&print=1", "print"),
        ("https://a.example/drukuj/28900.html", "print"),
        ("https://a.example/x/amp/", "amp"),
        ("https://a.example/x?amp=1", "amp"),
        ("https://a.example/x?utm_source=a", "tracking"),
        ("https://a.example/x?contrast=1", "tracking"),
        ("https://a.example/amplituda", None),
        ("https://a.example/x?print_id=5", None),
    ],
)
def test_variant(url: str, reason: str | None) -> None:
    assert variant_reason(url) == reason


@given(st.text(max_size=80), st.text(max_size=40))
def test_never_raises_and_settles(path: str, query: str) -> None:
    url = f"https://a.example/{path}?{query}"
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert address_key(once) == address_key(url)
    variant_reason(url)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    canonical_url(text)
    address_key(text)
    variant_reason(text)


def test_the_print_link_of_joomla_leads_to_the_address_of_its_article() -> None:
    own = "http://k.pl/index.php?option=com_content&view=article&id=222:granty&catid=4:projekty&Itemid=6"
    to_print = "http://k.pl/index.php?view=article&catid=4%3Aprojekty&id=222%3Agranty&tmpl=component&print=1&layout=default&page=&option=com_content&Itemid=6"
    assert canonical_url(to_print) == canonical_url(own) == own
