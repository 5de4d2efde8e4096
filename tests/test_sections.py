"""What addresses, menus and headings say of the part of a site they are of, in several languages."""

from __future__ import annotations

import pytest

from scraper.cms.article_pages import is_list_address
from scraper.cms.pagers import bare_words, is_pager_of, list_family
from scraper.cms.sections import (
    BESIDE_NEWS,
    is_archive_text,
    is_list_text,
    is_news_address,
    is_news_list,
    is_news_part,
    is_news_text,
    is_part_itself,
    other_kind,
)
from scraper.cms.shapes import is_specific, shape_of

SITE = "https://klaster.example.pl"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/członkowie/odlewnia", "a directory"),
        ("/wydarzenia,3,targi-w-poznaniu.html", "an event"),
        ("/projekt/energia-z-rozsadkiem", "a project"),
        ("/offers/show/211", "an offer"),
        ("/evenimente/targ", "a calendar"),
        ("/події/воркшоп", "a calendar"),
        ("/soci/rossi", "a directory"),
        ("/tapahtumat/syysseminaari", "a calendar"),
        ("/renginiai/paroda", "a calendar"),
        ("/sündmused/mess", "a calendar"),
        ("/dogodki/sejem", "a calendar"),
        ("/jäsenet/puusepät-oy", "a directory"),
        ("/medlemmer/mejeri", "a directory"),
        ("/parceiros/moldes", "a directory"),
        ("/yhteystiedot", "a static page"),
        ("/integritetspolicy", "a static page"),
        ("/par-mums", "a static page"),
        ("/hankkeet/vihrea-silta", "a project"),
        ("/razpisi/javni-razpis", "a call"),
        ("/vacatures/lasser", "an offer"),
        ("/index.php?option=com_jevents&task=icalrepeat.detail&evid=17", "a calendar"),
        # what comes behind the last word for news is what counts
        ("/czlonkowie/aktualnosci/nowy-dach", None),
        ("/chleny/novyny-chleniv/nowy-dach", None),
        ("/aktualnosci/kalendarz", "a calendar"),
        # a headline may begin with any of the words
        ("/aktualnosci/wydarzenia-tygodnia-w-klastrze", None),
        ("/index.php?option=com_content&view=article&id=18:tomas&catid=7:clenove-pisi", None),
        # the names that a plug-in gives its own query
        ("/veranstaltungen/detail?tx_news_pi1%5Bcontroller%5D=News", "a calendar"),
        ("/aktuelles/detail?tx_news_pi1%5Bcontroller%5D=News", None),
    ],
)
def test_an_address_says_what_its_page_is(path: str, kind: str | None) -> None:
    assert other_kind(SITE + path) == kind


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/presse/", True),
        ("/pl/aktualnosci", True),
        ("/12-komunikat", False),
        ("/aktualnosci/komunikat", False),
        ("/index.php?id=news&nr=11", False),
        ("/news/targi", False),
    ],
)
def test_a_part_for_news_is_told_from_an_article_that_bears_the_word(path: str, part: bool) -> None:
    assert is_news_part(SITE + path) is part


def test_what_is_no_news_only_beside_news() -> None:
    assert other_kind(f"{SITE}/wydarzenia/targi") in BESIDE_NEWS
    assert other_kind(f"{SITE}/kalendarz/targi") not in BESIDE_NEWS


@pytest.mark.parametrize(
    "path",
    [
        "/tiedotteet/",
        "/uudised",
        "/pressemeddelelser/",
        "/obavijesti",
        "/atualidades",
        "/naujienos/",
        "/Noticias",
        "/новини/",
        "/știri",
        "/aktualnosci,205.html",
    ],
)
def test_a_list_of_news_is_known_by_its_address(path: str) -> None:
    assert is_news_list(SITE + path)
    assert is_news_address(SITE + path)


@pytest.mark.parametrize(
    ("path", "is_list"),
    [
        ("/naujienos/", True),
        ("/spaudai/puslapis-2.html", True),
        ("/blog/seite/3/", True),
        ("/doku.php?id=aktuality:2026", True),
        ("/doku.php?id=aktuality:start", True),
        ("/index.php?id=news", True),
        ("/index.php?id=news&nr=12", False),
        ("/news/12", False),
        ("/doku.php?id=aktuality:2026:novy-clen", False),
    ],
)
def test_the_address_of_a_list_is_told_from_that_of_an_article(path: str, is_list: bool) -> None:
    assert is_list_address(SITE + path) == is_list


@pytest.mark.parametrize("text", ["Aktualności", "Notizie", "Actualités du cluster", "Новини", "Știri", "Wieści"])
def test_a_menu_names_the_news(text: str) -> None:
    assert is_news_text(text)


def test_a_title_that_is_no_more_than_the_name_of_a_list() -> None:
    assert is_list_text("Naujienos")
    assert not is_list_text("Naujienos iš Kauno")


@pytest.mark.parametrize("text", ["2014", "Maj 2014 (3)", "mars 2023", "März 2024", "Archiwum"])
def test_the_words_of_an_archive(text: str) -> None:
    assert is_archive_text(text)


@pytest.mark.parametrize("text", ["5 maja 2014", "Maj 2014 w klastrze", "Konferencja 2014"])
def test_other_words_with_a_year_are_those_of_no_archive(text: str) -> None:
    assert not is_archive_text(text)


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("/naujienos?page=2", "/naujienos"),
        ("/naujienos?kategorija=a&page=3", "/naujienos?kategorija=a&page=2"),
        ("/nyheder/?side=2", "/nyheder/"),
        ("/novosti/stran/2/", "/novosti/"),
    ],
)
def test_the_next_page_of_a_list_is_known_by_its_address_whatever_the_link_says(target: str, url: str) -> None:
    assert is_pager_of(SITE + target, SITE + url, bare_words("Rodyti daugiau"))


@pytest.mark.parametrize(
    ("target", "url"),
    [("/naujienos?page=9", "/naujienos"), ("/naujienos?id=2", "/naujienos"), ("/kita?page=2", "/naujienos")],
)
def test_other_addresses_need_the_words_of_a_pager(target: str, url: str) -> None:
    assert not is_pager_of(SITE + target, SITE + url, bare_words("Rodyti daugiau"))


def test_the_part_of_a_site_is_told_from_what_is_within() -> None:
    assert is_part_itself(f"{SITE}/index.php?id=kontakt")
    assert is_part_itself(f"{SITE}/czlonkowie/")
    assert not is_part_itself(f"{SITE}/czlonkowie/2017/podsumowanie-roku.html")


def test_the_comma_of_an_agency_divides_as_a_slash_does() -> None:
    news, event = shape_of(f"{SITE}/aktualnosci,25,walne.html"), shape_of(f"{SITE}/wydarzenia,3,targi.html")
    assert (news, event) == ("/aktualnosci,9,s.html", "/wydarzenia,9,s.html")
    assert is_specific(news)


@pytest.mark.parametrize(
    "text",
    [
        "Starsze wpisy",
        "Page suivante",
        "Articles plus anciens",
        "Siguiente",
        "Volgende",
        "Następna strona »",
        "Strona2",
    ],
)
def test_the_words_of_a_further_page(text: str) -> None:
    assert is_pager_of(f"{SITE}/x", f"{SITE}/y", bare_words(text))


@pytest.mark.parametrize("text", ["Voir plus", "Далі", "Czytaj dalej", "weiter"])
def test_words_that_also_lead_into_an_article_need_an_address_that_says_so(text: str) -> None:
    assert not is_pager_of(f"{SITE}/aktualnosci/tytul", f"{SITE}/aktualnosci", bare_words(text))


def test_where_each_page_is_a_number_it_is_none_of_a_list() -> None:
    assert list_family(f"{SITE}/5?s=2") == list_family(f"{SITE}/5")
    assert list_family(f"{SITE}/5") != list_family(f"{SITE}/6")
    assert list_family(f"{SITE}/strona/5") == list_family(f"{SITE}/")


def test_a_page_of_a_list_is_no_search() -> None:
    assert other_kind(f"{SITE}/5?s=2") is None
    assert other_kind(f"{SITE}/?s=klaster") == "a search"


def test_a_signature_in_the_address_tells_no_page_of_a_list_from_another() -> None:
    first = f"{SITE}/aktuelles?p[currentPage]=2&cHash=8e0cfc3704dc1ef3b46802b43b3f6af4"
    second = f"{SITE}/aktuelles?p[currentPage]=3&cHash=1fd43196739b1b7da2aeaef1e62ad85c"
    assert list_family(first) == list_family(second) == list_family(f"{SITE}/aktuelles")


@pytest.mark.parametrize("name", ["nabory-i-konkursy", "projekty-i-szkolenia", "calls-and-tenders", "nabory"])
def test_two_parts_that_are_no_news_beside_news_are_none_together(name: str) -> None:
    assert other_kind(f"https://klaster.example.pl/{name}") in BESIDE_NEWS
    assert other_kind("https://klaster.example.pl/firmy-i-aktualnosci") is None


def test_the_page_of_one_of_a_part_is_of_that_part() -> None:
    for address in ("/cs/novinky-a-akce/detail-akce/318", "/en/news-and-events/event-detail/5"):
        assert other_kind(f"https://klastr.example.cz{address}") == "a calendar"
    for address in ("/cs/novinky-a-akce/detail-novinky/318", "/en/news-and-events/news-detail/5"):
        assert other_kind(f"https://klastr.example.cz{address}") is None
        assert is_news_address(f"https://klastr.example.cz{address}")
