"""The reader on whole pages, written here in the shapes that real sites have."""

# ruff: noqa: E501  (pages are written as they come)

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper.article import DateEvidence, Hints
from scraper.extract import NotAnArticle, Unreadable, extract, extract_all
from scraper.site import Profile

LEGACY = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>Sieć współpracy izb</title></head><body>
<table width="960"><tr><td colspan="2"><a href="/"><img src="logo.gif"></a></td></tr>
<tr><td width="200"><a href="/o_sieci.html">O sieci</a><br><a href="/izby.html">Izby</a><br><a href="/kontakt.html">Kontakt</a></td>
<td><div class="data">2012-12-21</div><h1>Międzynarodowa współpraca klastrów</h1>
<b>Międzynarodowa współpraca klastrów</b><br><br>
12 grudnia br. odbyły się w Brukseli warsztaty o współpracy klastrów z wielu krajów Europy.
Spotkanie przygotowały dwie agencje regionalne, które wspierają przedsiębiorstwa.<br><br>
W trakcie warsztatów mówiono o tym, jak lepiej wspierać wyjście małych firm na nowe rynki.<br><br>
Więcej informacji na stronach:
<a href="http://www.clustercollaboration.eu/news/-/blogs/cluster-cooperation">http://www.clustercollaboration.eu/news/-/blogs/cluster-cooperation</a><a href="javascript:print()">drukuj</a><a href="lista.html">&laquo; powrót</a>
</td></tr>
<tr><td><b>Wydarzenia i aktualności:</b><br><a href="/lista.html">&raquo; Zobacz wszystkie wydarzenia</a><br><br>
<b>Sekcja dla członków</b><form action="/login">Email: <input name="e"><br>Hasło: <input name="h" type="password"></form></td></tr></table></body></html>"""


def read(page: str, url: str = "https://klaster.example.pl/aktualnosci/a.html", **options):
    return extract(page.encode(), url, **options)


def test_legacy_page_of_tables() -> None:
    article = read(LEGACY, "http://www.siec.example.pl/wiadomosci/miedzynarodowa_wspolpraca_klastrow.html")
    assert article.title == "Międzynarodowa współpraca klastrów"
    assert (article.published, article.published_precision, article.published_from) == ("2012-12-21", "day", "page")
    assert article.published_raw == "2012-12-21"
    assert article.body.startswith("12 grudnia br. odbyły się w Brukseli")
    assert "\n\nW trakcie warsztatów mówiono" in article.body
    for machinery in ("drukuj", "powrót", "Zobacz wszystkie", "Sekcja dla członków", "Email:", "Hasło:", "O sieci"):
        assert machinery not in article.body
    assert "Międzynarodowa współpraca klastrów" not in article.body
    outbound = [link for link in article.links if link.kind == "outbound"]
    assert [link.url for link in outbound] == ["http://www.clustercollaboration.eu/news/-/blogs/cluster-cooperation"]
    assert [(m.start, m.end, m.text) for m in article.mentions] == [("2012-12-12", "2012-12-12", "12 grudnia br.")]
    assert article.mentions[0].sentence.startswith("12 grudnia br. odbyły się w Brukseli")
    assert article.language == "pl"


WORDPRESS = """<!doctype html><html lang="pl-PL"><head><title>Nowy park maszyn &#8211; Klaster Stal</title>
<meta property="og:site_name" content="Klaster Stal"><meta property="og:title" content="Nowy park maszyn - Klaster Stal">
<meta property="og:image" content="/wp-content/uploads/park.jpg">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Klaster Stal"},
{"@type":"Article","headline":"Nowy park maszyn","datePublished":"2023-05-30T22:30:00+00:00","dateModified":"2023-06-02T08:00:00+00:00","author":{"name":"Anna Kowal"}}]}</script></head>
<body class="single single-post has-sidebar"><header class="site-header"><nav><ul><li><a href="/">Start</a></li><li><a href="/o-nas">O nas</a></li></ul></nav></header>
<main><article class="post-7 post type-post hentry category-aktualnosci tag-maszyny"><h1 class="entry-title">Nowy park maszyn</h1>
<div class="entry-meta">Dodano: 31.05.2023 przez <a rel="author" href="/a">Anna Kowal</a> w <a rel="category tag" href="/c">Aktualności</a></div>
<div class="entry-content"><p>Członkowie klastra <a href="https://stal.example.com/?a=1&amp;b=2">kupili</a> nowe mas<b>zyny</b> do&nbsp;cięcia.</p>
<h2>Co dalej</h2><ul><li>szkolenia</li><li>pokazy</li></ul>
<table><tr><th>Rok</th><th>Liczba</th></tr><tr><td>2022</td><td>14</td></tr></table>
<blockquote><p>To wielki krok – mówi prezes.</p></blockquote>
<p><a href="/pliki/regulamin.pdf">Regulamin</a> oraz <a href="mailto:biuro@stal.example.pl">poczta</a>.</p>
<div class="sharedaddy"><a href="https://www.facebook.com/sharer/sharer.php?u=x">Udostępnij</a></div></div>
<footer class="entry-footer">Tagi: <a href="/tag/maszyny">maszyny</a></footer></article>
<section class="related-posts"><h3>Podobne wpisy</h3><article><h4><a href="/inny">Inny wpis</a></h4><p>Zajawka innego wpisu, długa na całe zdanie i jeszcze trochę.</p><time datetime="2020-01-01">1 stycznia 2020</time></article></section>
<div id="comments"><p>Bardzo ciekawy tekst, pozdrawiam serdecznie całą redakcję.</p></div></main>
<aside class="sidebar"><p>Dzisiaj jest 5 listopada 2024</p></aside><footer>Copyright 2024 Klaster Stal</footer></body></html>"""


def test_wordpress_page() -> None:
    article = read(WORDPRESS)
    assert article.title == "Nowy park maszyn"
    assert article.published == "2023-05-31T00:30:00+02:00"  # 22:30Z is the next day in Warsaw
    assert article.published_precision == "minute"
    assert article.published_from == "jsonld"
    assert article.modified == "2023-06-02T10:00:00+02:00"
    assert article.author == "Anna Kowal"
    assert article.categories == ("Aktualności",)
    assert article.image == "https://klaster.example.pl/wp-content/uploads/park.jpg"
    assert article.body.split("\n\n") == [
        "Członkowie klastra kupili nowe maszyny do cięcia.",
        "Co dalej",
        "szkolenia",
        "pokazy",
        "Rok | Liczba",
        "2022 | 14",
        "To wielki krok – mówi prezes.",
        "Regulamin oraz poczta.",
    ]
    assert [(link.kind, link.url) for link in article.links] == [
        ("outbound", "https://stal.example.com/?a=1&b=2"),
        ("attachment", "https://klaster.example.pl/pliki/regulamin.pdf"),
        ("email", "mailto:biuro@stal.example.pl"),
    ]
    assert [link.position for link in article.links] == [1, 2, 3]


def test_short_news_in_a_known_container_beside_a_long_sidebar() -> None:
    long = "<p>" + "Opis klastra, który stoi na każdej stronie i jest dłuższy niż wiadomość. " * 8 + "</p>"
    article = read(
        f"<title>Spotkanie</title><body><h1>Spotkanie</h1><div class='entry-content'><p>Zapraszamy w piątek.</p></div><div class='prawa'>{long}</div>"
    )
    assert article.body == "Zapraszamy w piątek."


def test_lead_outside_the_container() -> None:
    article = read(
        "<title>Targi</title><h1>Targi w Kielcach</h1><p class='lead'>Dwunastu członków klastra pojechało na targi do Kielc.</p>"
        "<img src=a.jpg><div class='article-body'><p>Na stoisku pokazano trzy nowe wyroby i podpisano list intencyjny.</p></div>"
    )
    assert article.body.split("\n\n")[0].startswith("Dwunastu członków")
    assert article.body.split("\n\n")[1].startswith("Na stoisku")


def test_div_of_teasers_after_the_article_is_left_out() -> None:
    teasers = "".join(
        f"<div class='box'><p class='t'>Tytuł {i}</p><div>Zajawka {i}, która jest o wiele dłuższa niż sama wiadomość powyżej, bo taka bywa.</div>"
        f"<a href='/n/{i}'>przeczytaj więcej</a></div>"
        for i in range(4)
    )
    article = read(
        f"<title>Umowa</title><div><div class='tytul-newsa'><h1>Umowa</h1></div><p>Podpisano umowę.</p><p>Zobacz inne newsy</p>{teasers}</div>"
    )
    assert article.body == "Podpisano umowę."


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ("<title>Umowa podpisana | Klaster</title>", "<h1>Umowa podpisana</h1>", "Umowa podpisana"),
        ("<title>Umowa podpisana - Klaster</title>", "<h1>Aktualności</h1><h2>Umowa podpisana</h2>", "Umowa podpisana"),
        ("<title>Klaster :: Umowa podpisana w Łodzi</title>", "", "Umowa podpisana w Łodzi"),
        (
            "<title>Klaster</title><meta property='og:title' content='Umowa podpisana'>",
            "<h1>Klaster</h1>",
            "Umowa podpisana",
        ),
        (
            "<title>Klaster</title>",
            "<h1 class='logo'>Klaster</h1><div class='news-title'>Umowa podpisana</div>",
            "Umowa podpisana",
        ),
        (
            "<title>Umowa A - umowa B podpisana - Klaster</title>",
            "<h1>Umowa A - umowa B podpisana</h1>",
            "Umowa A - umowa B podpisana",
        ),
    ],
)
def test_title_without_site_and_section(head: str, heading: str, title: str) -> None:
    body = "<p>Przedstawiciele klastra podpisali umowę o współpracy na trzy lata.</p>"
    assert (
        read(
            f"<html><head>{head}<meta property='og:site_name' content='Klaster'></head><body>{heading}{body}</body></html>"
        ).title
        == title
    )


def test_profile_overrides_and_reports_what_it_did_not_find() -> None:
    page = (
        "<title>X</title><h1>Zły tytuł</h1><h3 class='t'>Dobry tytuł</h3><i class='d'>dodane 3/4/2024</i><span class='kto'>Jan Nowak</span>"
        "<div class='tekst2'><p>Właściwy tekst wiadomości o klastrze.</p><div class='smiec'>Śmieć, którego nie chcemy czytać.</div></div>"
    )
    profile = Profile(title="h3.t", published=".d", author=".kto", body=".tekst2", drop=(".smiec",))
    article = read(page, profile=profile)
    assert (article.title, article.author) == ("Dobry tytuł", "Jan Nowak")
    assert (article.published, article.published_from) == ("2024-04-03", "profile")
    assert article.body == "Właściwy tekst wiadomości o klastrze."
    assert article.unmatched == ()
    other = read(page, profile=Profile(title="h5.nie", body=".nie"))
    assert other.unmatched == ("title", "body")
    assert other.title is not None
    assert "Właściwy tekst" in other.body


def test_profile_date_format() -> None:
    page = "<title>X</title><h1>Tytuł</h1><i class='d'>04/03/24</i><p>Tekst wiadomości.</p>"
    assert read(page, profile=Profile(published=".d", date_format="%m/%d/%y")).published == "2024-04-03"


def test_hints_are_evidence() -> None:
    rest = DateEvidence(value="2020-02-03T10:00:00+01:00", precision="minute", source="rest", raw="2020-02-03T10:00:00")
    article = read(
        "<title>Wieść</title><h1>Wieść</h1><p>Tekst bez daty.</p>",
        hints=Hints(published=(rest,), author="Redaktor Jan", categories=("Prasa",)),
    )
    assert (article.published, article.published_from) == (rest.value, "rest")
    assert (article.author, article.categories) == ("Redaktor Jan", ("Prasa",))


def test_several_articles_on_one_page() -> None:
    page = "<title>Archiwum</title>" + "".join(
        f"<article class='post'><h2><a href='/wiadomosc-{i}'>Wiadomość {i}</a></h2><time class='entry-date' datetime='2021-03-0{i}'>{i} marca 2021</time>"
        f"<div class='entry-content'><p>Pełny tekst wiadomości numer {i} o pracy klastra.</p></div></article>"
        for i in (1, 2, 3)
    )
    articles = extract_all(page.encode(), "https://klaster.example.pl/2021/03/")
    assert [a.url for a in articles] == [f"https://klaster.example.pl/wiadomosc-{i}" for i in (1, 2, 3)]
    assert [a.title for a in articles] == ["Wiadomość 1", "Wiadomość 2", "Wiadomość 3"]
    assert [a.published for a in articles] == ["2021-03-01", "2021-03-02", "2021-03-03"]
    assert articles[1].body == "Pełny tekst wiadomości numer 2 o pracy klastra."


def test_extract_all_reads_parts_of_one_name_side_by_side() -> None:
    news = "".join(
        f"<div class=news><h2><a href=/news/{n}>{title}</a></h2><div>{day}</div><p>{text}</p></div>"
        for n, title, day, text in (
            (12, "Warsztaty serowarskie", "4 lutego 2015", "Za nami warsztaty serowarskie w piwnicy."),
            (11, "Nowy członek klastra", "28 stycznia 2015", "Do klastra dołączyła Olejarnia Wiejska."),
        )
    )
    page = (
        f"<html lang=pl><head><meta charset=utf-8><title>Aktualności - Klaster</title></head><body>{news}</body></html>"
    )
    articles = extract_all(page.encode(), "https://klaster.example.pl/aktualnosci")
    assert [(a.url, a.title, a.published, a.body) for a in articles] == [
        (
            "https://klaster.example.pl/news/12",
            "Warsztaty serowarskie",
            "2015-02-04",
            "Za nami warsztaty serowarskie w piwnicy.",
        ),
        (
            "https://klaster.example.pl/news/11",
            "Nowy członek klastra",
            "2015-01-28",
            "Do klastra dołączyła Olejarnia Wiejska.",
        ),
    ]
    # teasers under one article are none of its like
    text = "<p>Klaster podpisał umowę o wspólnych zakupach stali dla czternastu firm z całego regionu.</p>" * 6
    one = page.replace("<body>", f"<body><h1>Umowa podpisana</h1><p>2.03.2015</p>{text}")
    assert [a.title for a in extract_all(one.encode(), "https://klaster.example.pl/news/13")] == ["Umowa podpisana"]


def test_extract_all_of_one_article_is_that_article() -> None:
    assert extract_all(WORDPRESS.encode(), "https://klaster.example.pl/a") == [
        read(WORDPRESS, "https://klaster.example.pl/a")
    ]


@pytest.mark.parametrize("bad", [b"", b"   \n ", b"\0\0\0", b"%PDF-1.7 abc", b"\x89PNG\r\n", b"PK\x03\x04abc"])
def test_what_is_no_page_is_named(bad: bytes) -> None:
    with pytest.raises(NotAnArticle):
        extract(bad, "https://a.example/x")


def test_too_big_is_named() -> None:
    with pytest.raises(Unreadable):
        extract(b"a" * (17 * 1024 * 1024), "https://a.example/x")


def test_pure_and_repeatable() -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC)
    assert read(WORDPRESS, captured_at=now) == read(WORDPRESS, captured_at=now)


def test_inline_tags_neither_split_nor_glue_words() -> None:
    article = read(
        "<h1>T</h1><div class='entry-content'><p>Mie<b>dź</b> i <span>cyn</span><span>k</span>, <i>żela</i>zo.<br>Druga linia.</p><div>Akapit</div><div>drugi akapit</div></div>"
    )
    assert article.body == "Miedź i cynk, żelazo.\nDruga linia.\n\nAkapit\n\ndrugi akapit"


def test_files_under_an_article_are_links_and_no_text() -> None:
    article = read(
        "<h1>Kurs</h1><div class='tresc'><p>Zapraszamy na kurs kleju dla mechaników.</p></div>"
        "<div class='tresc-pliki'></div>".replace(
            "</div><div class='tresc-pliki'>", "<p>Dołączone pliki:</p><ul><li><a href='/p.pdf'>Program</a></li></ul>"
        )
    )
    assert article.body == "Zapraszamy na kurs kleju dla mechaników."
    assert [(link.kind, link.text) for link in article.links] == [("attachment", "Program")]


def test_cloaked_mail_and_entities_escaped_twice() -> None:
    cloak = "Ten adres pocztowy jest chroniony przed spamowaniem. Aby go zobaczyć, konieczne jest włączenie w przeglądarce obsługi JavaScript."
    article = read(
        f"<h1>T</h1><div class='item-page'><p>Firma &amp;bdquo;Kosz &amp;amp; Wiadro&amp;rdquo; rośnie.</p><p>Zapisy: {cloak}</p></div>"
    )
    assert article.body == "Firma „Kosz & Wiadro” rośnie.\n\nZapisy:"


@pytest.mark.parametrize("name", ["zobacz-takze", "powiazane", "x17"])
def test_teasers_after_the_text_are_not_the_text_whatever_their_box_is_called(name: str) -> None:
    teasers = "".join(
        f'<li><a href="/inna/{n}">Inna wiadomość numer {n}</a> <span>{n} maja 2026</span>'
        f"<p>Początek zupełnie innej wiadomości, która na swojej stronie ciągnie się jeszcze długo…</p></li>"
        for n in (3, 4, 5)
    )
    article = extract(
        f"<html><body><h1>Targi w Kielcach</h1><div class='entry-content'><p>{'Zdanie o targach i o klastrze. ' * 8}</p>"
        f"<p>{'Drugi akapit, równie prawdziwy. ' * 5}</p><div class='{name}'><h3>Zobacz także</h3><ul>{teasers}</ul></div>"
        f"</div></body></html>".encode(),
        "https://klaster.example.pl/targi/",
    )
    assert "innej wiadomości" not in article.body
    assert "Zobacz także" not in article.body
    assert article.body.count("\n\n") == 1
    assert article.links == ()
