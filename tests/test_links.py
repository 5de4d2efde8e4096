"""Links of a body: as stated, absolute, in order, none glued, none of the page's machinery."""

# ruff: noqa: E501  (pages are written as they come)

from __future__ import annotations

from urllib.parse import unquote

import pytest

from scraper.extract import extract
from scraper.extract.cloudflare import address_behind
from scraper.extract.links import absolute, bare_address, kind_of


def links(inner: str, head: str = "") -> list[tuple[str, str, str]]:
    page = f"<html><head><title>T</title>{head}</head><body><h1>T</h1><div class='entry-content'><p>Pierwszy akapit tekstu o klastrze.</p>{inner}</div></body></html>"
    return [
        (link.kind, link.url, link.text)
        for link in extract(page.encode(), "https://www.klaster.example.pl/a/b.html").links
    ]


def test_kinds_and_order() -> None:
    found = links(
        "<p><a href='http://obcy.example.com/x?utm_source=a#c'>Obcy</a> <a href='../c'>Swój</a> <a href='//klaster.example.pl/d'>Też swój</a> "
        "<a href='/p/plan.PDF?v=2'>Plan</a> <a href='mailto:a@b.example?subject=x'>Napisz</a> <a href='www.bez.example/x'>bez schematu</a></p>"
    )
    assert found == [
        ("outbound", "http://obcy.example.com/x?utm_source=a#c", "Obcy"),
        ("internal", "https://www.klaster.example.pl/c", "Swój"),
        ("internal", "https://klaster.example.pl/d", "Też swój"),
        ("attachment", "https://www.klaster.example.pl/p/plan.PDF?v=2", "Plan"),
        ("email", "mailto:a@b.example?subject=x", "Napisz"),
        ("outbound", "http://www.bez.example/x", "bez schematu"),
    ]


def test_bare_addresses_one_by_one() -> None:
    found = links(
        "<p>Zapisy: http://zapisy.example.com/formularz. Szczegóły na www.wydarzenie.example.com/2020 (polecamy).</p>"
    )
    assert found == [
        ("outbound", "http://zapisy.example.com/formularz", "http://zapisy.example.com/formularz"),
        ("outbound", "http://www.wydarzenie.example.com/2020", "www.wydarzenie.example.com/2020"),
    ]


def test_nothing_glues() -> None:
    glued = "<p>Więcej: <a href='http://x.example.eu/cluster-cooperation'>http://x.example.eu/cluster-cooperation</a><a href='#'>drukuj</a></p>"
    assert [url for _, url, _ in links(glued)] == ["http://x.example.eu/cluster-cooperation"]
    separate = "<table><tr><td>Więcej: http://x.example.eu/cooperation</td></tr><tr><td>drukuj</td></tr></table>"
    assert [url for _, url, _ in links(separate)] == ["http://x.example.eu/cooperation"]


def test_address_that_is_also_a_link_counts_once() -> None:
    assert (
        len(links("<p><a href='https://x.example.eu/a/'>https://x.example.eu/a</a> oraz https://x.example.eu/a</p>"))
        == 1
    )


@pytest.mark.parametrize(
    "href",
    [
        "https://www.facebook.com/sharer/sharer.php?u=x",
        "https://twitter.com/intent/tweet?text=x",
        "https://www.linkedin.com/shareArticle?url=x",
        "https://api.whatsapp.com/send?text=x",
        "javascript:void(0)",
        "#dol",
        "tel:+48221234567",
        "/wp-content/zdjecie.jpg",
        "https://www.klaster.example.pl/a/b.html",
        "",
        "http://[broken",
    ],
)
def test_left_out(href: str) -> None:
    assert links(f"<p><a href='{href}'>klik</a> i jeszcze trochę tekstu.</p>") == []


def test_links_of_boilerplate_are_left_out() -> None:
    inner = "<div class='share-buttons'><a href='https://x.example.com/s'>X</a></div><ul class='post-tags'><li><a href='https://y.example.com'>tag</a></li></ul>"
    assert links(inner) == []


def test_base_element() -> None:
    assert (
        links("<p><a href='x.html'>plan</a></p>", "<base href='https://www.klaster.example.pl/inne/'>")[0][1]
        == "https://www.klaster.example.pl/inne/x.html"
    )


def test_picture_that_links_out_is_kept() -> None:
    assert links("<p><a href='https://partner.example.com'><img src='logo.png'></a></p>") == [
        ("outbound", "https://partner.example.com", "")
    ]


def test_hidden_mail() -> None:
    code = "".join(f"{b ^ 0x42:02x}" for b in b"biuro@klaster.example.pl")
    assert address_behind("42" + code) == "biuro@klaster.example.pl"
    assert address_behind("zz") is None
    assert links(f"<p><a href='/cdn-cgi/l/email-protection#42{code}'>poczta</a></p>") == [
        ("email", "mailto:biuro@klaster.example.pl", "poczta")
    ]
    hidden = f"class=__cf_email__ data-cfemail=42{code}>[email&#160;protected]<"
    for tag in (
        f"<a href=/cdn-cgi/l/email-protection {hidden}/a>",
        f"<span {hidden}/span>",
        f"<a href='/cdn-cgi/l/email-protection#42{code}'><span {hidden}/span></a>",
    ):
        article = extract(
            f"<h1>Dyżury</h1><p>Piszcie na {tag} w sprawie zapisów.</p>".encode(), "https://k.example.pl/a"
        )
        assert article.body == "Piszcie na biuro@klaster.example.pl w sprawie zapisów."
        assert [(x.kind, x.url, x.text) for x in article.links] == [
            ("email", "mailto:biuro@klaster.example.pl", "biuro@klaster.example.pl")
        ]


def test_files_in_a_part_of_their_own_under_the_text() -> None:
    article = extract(
        "<h1>Przetarg</h1><div class=tresc><p>Ogłaszamy przetarg na remont biura klastra w Kielcach.</p></div>"
        "<div class=files><h3>Załączniki</h3><ul><li><a href=/p/swz.pdf>SWZ</a><li><a href=/p/u.docx>Umowa</a></ul></div>"
        "<p><a href=/inne.pdf>Statut</a> i inne dokumenty stowarzyszenia</p>".encode(),
        "https://klaster.example.pl/przetarg",
    )
    assert [(x.kind, x.text) for x in article.links] == [("attachment", "SWZ"), ("attachment", "Umowa")]
    assert article.body == "Ogłaszamy przetarg na remont biura klastra w Kielcach."


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://a.example/x.", "http://a.example/x"),
        ("http://a.example/x),", "http://a.example/x"),
        ("http://a.example/wiki/A_(b)", "http://a.example/wiki/A_(b)"),
        ("www.a.example!", "http://www.a.example"),
    ],
)
def test_bare_address(text: str, address: str) -> None:
    assert bare_address(text) == address


def test_absolute_and_kind() -> None:
    assert absolute(" /a b\n", "https://x.example/c") == "https://x.example/a%20b"
    assert absolute("javascript:x()", "https://x.example/") is None
    assert kind_of("https://www.x.example/a", "x.example") == "internal"
    assert kind_of("gopher://x", "x") is None


def test_a_link_that_carries_the_page_to_somebody_else_is_no_link_of_the_article() -> None:
    share = "https%3A%2F%2Fwww.klaster.example.pl%2Fa%2Fb.html"
    found = links(
        "<p>Nagranie jest <a href='https://nagrania.example/film?id=7'>w serwisie nagrań</a>, a omówienie w "
        "<a href='https://portal.example/?q=www.klaster.example.pl'>portalu</a>, do którego zaglądamy.</p>"
        f"<div><span>Podaj dalej:</span> <a href='https://nowa-siec.example/podaj?u={share}'>Nowa Sieć</a> "
        "<a href='https://inna.example/s?url=https://www.klaster.example.pl/a/b.html'>Inna</a> "
        f"<a href='mailto:?subject=Targi&amp;body={share}'>Poleć</a></div>"
    )
    assert [url for _, url, _ in found] == [
        "https://nagrania.example/film?id=7",
        "https://portal.example/?q=www.klaster.example.pl",
    ]


@pytest.mark.parametrize(
    ("part", "shared"),
    [
        ("https://a.example.pl/2018/05/nagroda/2/", "https%3A%2F%2Fa.example.pl%2F2018%2F05%2Fnagroda%2F"),
        ("https://a.example.pl/?p=142&page=12", "https%3A%2F%2Fa.example.pl%2F%3Fp%3D142"),
        # an old address, whose page states the new one
        ("https://a.example.pl/17/rusza.html", "https%3A%2F%2Fa.example.pl%2F17%2Frusza-projekt.html"),
    ],
)
def test_a_further_part_or_an_old_address_shares_the_whole_article(part: str, shared: str) -> None:
    page = (
        f"<head><meta property='og:url' content='{unquote(shared)}'></head><h1>Nagroda</h1><article><p>{'Klaster odebrał nagrodę za bezpieczeństwo sieci. ' * 4}</p>"
        f"<div><span>Podaj dalej:</span> <a href='https://nowa-siec.example/podaj?u={shared}'>Nowa Sieć</a> "
        f"<a href='https://inna.example/s?url={shared}'>Inna</a></div></article>"
    )
    article = extract(page.encode(), part)
    assert article.links == ()
    assert "Nowa Sieć" not in article.body


def test_the_source_of_an_embedded_post_is_a_link_without_words() -> None:
    url = "https://social.example.com/klaster/videos/5047/"
    page = f"<h1>Film</h1><article><p>{'Film ze spotkania klastra w Rzeszowie. ' * 4}</p><div class=video><blockquote cite='{url}'><p><a href='{url}'></a></p></blockquote></div><p>Zapraszamy.</p></article>"
    article = extract(page.encode(), "https://a.example.pl/film")
    assert [(link.url, link.text) for link in article.links] == [(url, "")]
