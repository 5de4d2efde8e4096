"""The title: the heading that the page is about, as the page types it, without the site's name."""

# ruff: noqa: E501  (pages are written as they come)

from __future__ import annotations

import pytest

from scraper.extract import extract

PROSE = "<p>The members of the cluster met in order to discuss the plans for the next months of their work.</p>" * 4


SENTENCE = "Členové klastru se sešli v Plzni a hovořili o společném nákupu oceli a energie pro své firmy."


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


TEXT = (
    "<p>Od 1 października zmienią się zasady zawierania umów o pracę z młodocianymi pracownikami w zakładach.</p>" * 3
)
MENU = "<ul><li><a href=/a>Start</a><li><a href=/b>Zarząd</a><li><a href=/c>Statut</a><li><a href=/d>Kontakt</a></ul>"
LINES = "<br>".join(f"&raquo; <a href='/{n}'>{n}</a>" for n in ("Start", "O nas", "Zarząd", "Statut", "Kontakt"))


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        # in bold or large letters, where the head names the site or what a program put there
        (
            "Izba Rzemieślnicza",
            f"<table><tr><td>{MENU}<td><p><font size=4><b>Nowe przepisy o nauce</b></font><br>18.09.2003</p>{TEXT}</table>",
            "Nowe przepisy o nauce",
        ),
        ("Nowa strona 3", f"<p><font size=5><strong>Budowa wodociągu</strong></font></p>{TEXT}", "Budowa wodociągu"),
        (
            "SM Zielone :: Spółdzielnia Mieszkaniowa",
            f"{MENU}<p><span style='font-size: 22px'>Zmiana godzin pracy</span></p>{TEXT}",
            "Zmiana godzin pracy",
        ),
        # below the site's name and its menu, where the head has an abbreviation before it
        (
            "SKR - Ogródki piwne – zasady",
            f"<table><tr><td><font size=+2><b>Stowarzyszenie Kupców i Rzemieślników</b></font></td></tr><tr><td>{LINES}</td><td>"
            f"<center><font size=+1><b>Ogródki piwne – zasady</b></font></center><br>{TEXT}</td></tr></table>",
            "Ogródki piwne – zasady",
        ),
        # a day in it, of the title's own
        (
            "Stowarzyszenie Szklarzy",
            f"<table><tr><td>{MENU}<td class=tresc><span class=tytul>Biuro nieczynne 27 maja</span><br><br>{TEXT}</table>",
            "Biuro nieczynne 27 maja",
        ),
        # what a system calls a title, without a heading
        ("Koło Pszczelarzy", f"<table><tr><td class=capmain>Walne zebranie</td></tr></table>{TEXT}", "Walne zebranie"),
        (
            "Izba - Rejsy od lipca",
            f"<h1>Izba</h1><p>Menu</p><table><tr><td class=contentheading>Rejsy od lipca</td></tr></table>{TEXT}",
            "Rejsy od lipca",
        ),
        ("Rada", f"<h1>Rada</h1>{MENU}<div class=news_full_tytul>Bruk na rynku gotowy</div>{TEXT}", "Bruk na rynku gotowy"),
        # the first heading and the head name the site, whose menu follows
        ("Cech Kowali", f"<h1>Cech Kowali</h1>{MENU}<h3>Kuźnia wędrowna</h3>{TEXT}", "Kuźnia wędrowna"),
        ("Kontrole w kraju - Inspekcja - Gov", f"<h1>Inspekcja</h1><h2>Kontrole w kraju</h2>{TEXT}", "Kontrole w kraju"),
        # the layout's own name for the site, a link to its front page, a section with the site's name
        ("Klaster", f"<h1 class=site-title>Klaster</h1><h2>Umowa podpisana</h2>{TEXT}", "Umowa podpisana"),
        ("Klaster", f"<h1><a href=/>Klaster</a></h1><h2>Umowa podpisana</h2>{TEXT}", "Umowa podpisana"),
        ("Umowa podpisana", f"<h1 class='text-brand-900'>Umowa podpisana</h1><h2>Co dalej</h2>{TEXT}", "Umowa podpisana"),
        # a day, a section, an address of its own in the heading
        (
            "Inkubator | Warsztaty dźwięku dla wszystkich",
            f"<h2 class=entry_title><span>16 kwi</span> Warsztaty dźwięku dla wszystkich</h2>{TEXT}",
            "Warsztaty dźwięku dla wszystkich",
        ),
        ("Astro", f"<h2>Ogłoszenia : Obserwacje Saturna</h2>{TEXT}", "Obserwacje Saturna"),
        ("Umowa", f"<h1>Umowa podpisana<a class=headerlink href='#umowa'>¶</a></h1>{TEXT}", "Umowa podpisana"),
        (
            "Mamy nowy wóz! | OSP Górki",
            f"<h1>Straż Pożarna w Górkach</h1><h3>Mamy nowy wóz! <span class=label>21-12-2015</span></h3>{TEXT}",
            "Mamy nowy wóz!",
        ),
        (
            "Klaster Kamieniarski",
            f"<table><tr><td>{MENU}</td><td><font size=1>17.05.2006</font><br><font size=4><b>Szkolenie z granitu</b></font><br><br>{TEXT}</td></tr></table>",
            "Szkolenie z granitu",
        ),
        # the head names the site, in large letters above the menu too
        (
            "::: Ród Krzywickich :::",
            f"<font size=6>Ród Krzywickich</font>{MENU}<font size=4><b>Zjazd w Kobylinie</b></font><br>29.05.2006<hr>{TEXT}",
            "Zjazd w Kobylinie",
        ),
        (
            "Klub - Pokaz pierścieni Saturna - Komunikaty",
            f"<div class=itemHead><span class=itemTitle><a href=/t>Komunikaty</a> : Pokaz pierścieni Saturna</span></div>{TEXT}",
            "Pokaz pierścieni Saturna",
        ),
        # the head names the section, and a box below the text has the larger heading
        (
            "Pływanie - Aktualności - Pływanie | Związek",
            f"<h2>Można zamawiać odznaki pływackie</h2><p><b>Pływanie</b><br>1.02.2022</p>{TEXT}</div><h1>Na skróty</h1><p><a href=/t>Terminy</a></p>",
            "Można zamawiać odznaki pływackie",
        ),
        # a trail of links to the page, and the title behind them
        (
            "Webinarium o druku – zapis",
            f"<header class=header><span><a href=/>Klaster</a>/ <a href=/n>nowości</a>/ </span> <span class=title>Webinarium o druku – zapis</span></header>{TEXT}<h2>Tło</h2>{TEXT}",
            "Webinarium o druku – zapis",
        ),
        # cells without words
        ("x", f"<table><tr><td class=contentheading>Ślubowanie</td><td><img src=p.png></td></tr></table>{TEXT}", "Ślubowanie"),
        # a subheading is no title, nor is a box
        ("Umowa podpisana", f"<h1>Umowa podpisana</h1><h2>Co dalej</h2>{TEXT}", "Umowa podpisana"),
        (
            "Umowa podpisana - Klaster",
            f"<h1>Umowa podpisana</h1>{TEXT}<div class=single-blog-newsletter-title>Zapisz się już dziś</div>{TEXT}",
            "Umowa podpisana",
        ),
    ],
)  # fmt: skip
def test_title_of_older_pages(head: str, body: str, title: str) -> None:
    page = f"<html lang=pl><head><meta charset=utf-8><title>{head}</title></head><body>{body}</body></html>"
    assert extract(page.encode(), "https://www.przyklad.example.pl/news.php?id=118").title == title


def test_a_headline_that_leads_to_its_own_index_file_is_the_title_and_its_day_is_found() -> None:
    html = (
        "<html><head><title>Rozpoczynamy blog! | Kongres</title></head><body><a href='../index.html'>Kongres</a>"
        "<h3><a href='index.html'>Rozpoczynamy blog!</a></h3><span class=icon>8 lipca 2014</span>"
        f"<p>{'Klaster zaprasza na spotkanie o finansowaniu i współpracy. ' * 6}</p></body></html>"
    )
    article = extract(html.encode(), "http://klaster.example.pl/rozpoczynamy-blog/index.html")
    assert (article.title, article.published) == ("Rozpoczynamy blog!", "2014-07-08")


def test_the_name_of_the_site_that_leads_to_its_script_is_no_title() -> None:
    html = (
        "<html><head><base href='http://klaster.example.pl/'><title>Cluster Werkstoff - Aktuelles</title></head><body>"
        "<h1><a href='index.php'>Cluster Werkstoff</a></h1><div id=NewsPostDetailDate>09. Mai 2022</div>"
        "<h3 id=NewsPostDetailTitle>Fachtagung zum Thema Robotik</h3>"
        f"<p>{'Wir danken allen Referenten und Sponsoren der Fachtagung. ' * 6}</p></body></html>"
    )
    assert (
        extract(html.encode(), "http://klaster.example.pl/news/207/15/f.html").title == "Fachtagung zum Thema Robotik"
    )


@pytest.mark.parametrize("section", ["Novinky a akce", "Aktualności i wydarzenia", "News and events", "Aktuality"])
def test_the_section_in_large_letters_above_is_no_title(section: str) -> None:
    """A system may set the name of the section as h1 on every page, and the title below it."""
    body = f"<h1>{section}</h1><div><h2>Den otevřených dveří v Plzni</h2><p>{SENTENCE}</p><p>{SENTENCE}</p></div>"
    assert title_of("<title>Detail novinky - Klastr nábytku</title>", body) == "Den otevřených dveří v Plzni"


def test_a_line_that_the_layout_calls_the_headline_in_another_language() -> None:
    body = f"<table><tr><td><i>2008. gada 7. oktobris</i><br><span class=virsraksts>Noslēgusies konference Cēsīs</span><br><br><div>{SENTENCE} {SENTENCE}</div></td></tr></table>"
    assert title_of("<title>Latvijas tekstila klasteris</title>", body) == "Noslēgusies konference Cēsīs"
