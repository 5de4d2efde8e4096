"""What a crawl learns of an unknown site, and what it asks for next."""

from __future__ import annotations

import pytest

from scraper.article import DateEvidence, Hints
from scraper.cms.addresses import ENOUGH, Family, Known
from scraper.cms.article_pages import BY_WAY, SURE
from scraper.cms.frontier import SPARE, WHOLE, Frontier
from scraper.cms.sections import is_archive_text, is_news_text, other_kind
from scraper.cms.shapes import identity, is_archive_address, is_loop, shape_of

SITE = "https://klaster.example.pl"
DATED = Hints(published=(DateEvidence(value="2024-05-07", precision="day", source="listing", raw="7.05.2024"),))


def named(frontier: Frontier, path: str, looks: float, arm: str = "ul>li>a", *, dated: bool = True) -> Known:
    known = frontier.address(f"{SITE}{path}", "list")
    frontier.name_article(known, f"{arm} {known.shape}", looks, DATED if dated else None)
    return known


def test_of_a_hundred_like_pages_that_are_none_three_are_asked_for() -> None:
    frontier = Frontier()
    for n in range(100):
        named(frontier, f"/dzial-{n}/opis", 0.4)
    asked = 0
    while (known := frontier.next()) is not None:
        asked += 1
        frontier.found(known, "other", "an event")
    assert asked == ENOUGH


def test_of_a_hundred_like_pages_that_are_articles_all_are_asked_for() -> None:
    frontier = Frontier()
    for n in range(100):
        named(frontier, f"/wpis/{n}-tytul", 0.4)
    asked = 0
    while (known := frontier.next()) is not None:
        asked += 1
        frontier.found(known, "article")
    assert asked == 100


def test_what_is_asked_in_vain_has_a_limit_that_grows_with_what_is_found() -> None:
    frontier = Frontier()
    for n in range(200):  # each of a shape of its own: nothing can be learned
        known = frontier.address(f"{SITE}/{'x' * n}/strona", "link")
        frontier.name_list(known, f"arm {n}", 0.15)
    asked = 0
    while (known := frontier.next()) is not None:
        asked += 1
        frontier.found(known, "other")
    assert asked == SPARE[0]


def test_an_article_without_a_day_waits_for_the_list_that_may_say_it() -> None:
    frontier = Frontier()
    named(frontier, "/wpis/a", 0.9, dated=False)
    known = frontier.address(f"{SITE}/aktualnosci", "link")
    frontier.name_list(known, "menu news", 0.9)
    first = frontier.next()
    assert first is known
    named(frontier, "/wpis/a", 0.9)
    frontier.found(first, "list", useful=True)
    article = frontier.next()
    assert article is not None
    assert article.hints == DATED


def test_a_page_read_too_early_is_asked_for_again_once_a_list_vouches_for_it() -> None:
    frontier = Frontier()
    known = frontier.address(f"{SITE}/walne", "link")
    frontier.name_list(known, "plain", 0.3)
    assert frontier.next() is known
    frontier.found(known, "other", "without a date of publication", doubted=True)
    assert frontier.next() is None
    named(frontier, "/walne", 0.92)
    assert frontier.next() is known


def test_members_and_events_keep_out_what_they_name() -> None:
    frontier = Frontier()
    known = named(frontier, "/firma-odlewnicza", 0.95)
    known.elsewhere = True
    frontier.file(known)
    assert frontier.as_article(known)[0] < 0.1


def test_a_feed_vouches_for_what_a_section_is_called() -> None:
    frontier = Frontier()
    fed = [frontier.address(f"{SITE}/partnerzy/umowa-{n}", "feed") for n in range(5)]
    fed.append(frontier.address(f"{SITE}/wydarzenia/targi", "feed"))
    for known in fed:
        frontier.name_article(known, "feed", 0.97)
    frontier.name_fed(fed)
    assert all(frontier.as_article(known)[0] > 0.9 for known in fed), "no part of this site is called its news"
    frontier.has_news = True
    assert frontier.as_article(fed[0])[0] > 0.9
    assert frontier.as_article(fed[-1])[0] < 0.1, "an event is one wherever it is named"


def test_a_feed_of_all_the_site_vouches_for_no_members() -> None:
    frontier = Frontier()
    fed = [
        frontier.address(f"{SITE}/{part}/nazwa-{n}", "feed") for part in ("news", "firmy", "projekty") for n in (1, 2)
    ]
    for known in fed:
        frontier.name_article(known, "feed", 0.97)
    frontier.name_fed(fed)
    frontier.has_news = True
    assert [frontier.as_article(known)[0] > 0.9 for known in fed] == [True, True, False, False, False, False]


def test_an_article_that_a_list_dates_too_late_is_asked_for_once_more() -> None:
    frontier = Frontier()
    known = named(frontier, "/wpis/a", 0.9, dated=False)
    frontier.found(known, "article")
    known.undated = True
    for _ in range(2):
        named(frontier, "/wpis/a", 0.9)
    assert frontier.next() is known
    frontier.found(known, "article")
    named(frontier, "/wpis/a", 0.9)
    assert frontier.next() is None


@pytest.mark.parametrize(("copies", "asked"), [(20, 8), (6, 20)])
def test_a_kind_of_address_that_leads_to_what_was_read_is_left(copies: int, asked: int) -> None:
    """But the newest few stand at two addresses on many a site."""
    frontier = Frontier()
    for n in range(20):
        named(frontier, f"/asset/{n}/tytul", 0.9)
    count = 0
    while (known := frontier.next()) is not None:
        count += 1
        frontier.found(known, "article", copy=count <= copies)
    assert count == asked


def test_a_name_that_differs_makes_no_other_page_only_where_the_whole_text_is_the_same() -> None:
    frontier = Frontier()
    for n in range(4):
        known = named(frontier, f"/NewsItem.aspx?id={n}", 0.9)
        frontier.found(known, "article")
        frontier.titled(known, f"Walne zebranie\nTekst {n}.", dated=True)
    assert frontier.noise["id"] == 0


def test_an_ending_that_twice_led_to_a_variant_is_left_away() -> None:
    frontier = Frontier()
    views = [named(frontier, f"/novyny/dlugi-tytul-{n}/view", 0.9) for n in range(5)]
    for known in views[:2]:
        frontier.is_variant(known, frontier.address(known.url.removesuffix("/view"), "canonical"))
        frontier.found(known, "other", "a variant of another page")
    asked = []
    while (known := frontier.next()) is not None:
        asked.append(known.url)
        frontier.found(known, "article")
    assert sorted(asked) == [f"{SITE}/novyny/dlugi-tytul-{n}" for n in range(5)]


def test_where_a_sitemap_names_all_that_lists_named_no_further_archive_is_asked() -> None:
    def archives_asked(*, mapped: int) -> int:
        frontier = Frontier()
        for n in range(20):
            known = named(frontier, f"/wpis/{n}-tytul", 0.9)
            known.ways |= {"sitemap"} if n < mapped else frozenset()
            frontier.found(known, "article")
            frontier.titled(known, f"Tytuł {n}", dated=True)
        for year in range(2010, 2020):
            known = frontier.address(f"{SITE}/archiwum/{year}", "link")
            frontier.name_list(known, f"archive {known.shape}", 0.6)
        asked = 0
        while (known := frontier.next()) is not None:
            asked += 1
            frontier.found(known, "other")
        return asked

    assert archives_asked(mapped=20) == 0
    assert archives_asked(mapped=10) == ENOUGH


def test_a_sitemap_that_comes_late_has_named_all_the_same() -> None:
    frontier = Frontier()
    articles = [named(frontier, f"/wpis/{n}-tytul", 0.9) for n in range(20)]
    for known in articles:
        assert "list" in known.ways
        frontier.found(known, "article")
    assert not frontier.is_all_named
    for known in articles:
        frontier.address(known.url, "sitemap")
    assert frontier.is_all_named


def test_where_years_name_nothing_new_neither_do_months_and_weeks() -> None:
    frontier = Frontier()
    known = named(frontier, "/wpis/1-tytul", 0.9)
    frontier.found(known, "article")
    frontier.families["list"] = Family(pages=WHOLE)
    for path in ("2013", "2013/08", "2013/08/05", "2013/week/31"):
        for n in range(4):
            known = frontier.address(f"{SITE}/archiwum/{path.replace('2013', str(2013 + n))}", "link")
            frontier.name_list(known, f"archive {known.shape}", 0.6)
    asked = 0
    while (known := frontier.next()) is not None:
        asked += 1
        frontier.found(known, "other")
    assert asked == ENOUGH


def test_what_is_like_events_to_come_is_no_news_where_a_site_has_its_news_elsewhere() -> None:
    frontier = Frontier()
    past = named(frontier, "/schadzki/2-jesien", 0.9)
    assert frontier.as_article(past)[0] >= SURE
    frontier.coming = {past.shape: {"/schadzki/8-zima", "/schadzki/9-lato"}}
    assert frontier.as_article(past)[0] >= SURE  # it may be all that the site has
    frontier.has_news = True
    assert frontier.as_article(past)[0] < SURE


def test_a_page_that_its_way_called_other_is_asked_for_again_when_a_list_of_news_names_it() -> None:
    frontier = Frontier()
    known = named(frontier, "/12-tytul", 0.9)
    frontier.found(known, "other", f"a directory, {BY_WAY}")
    frontier.name_in_news(known)
    assert known.state == "open"


def test_where_nothing_is_found_a_calendar_is_taken_at_its_word() -> None:
    frontier = Frontier()
    known = named(frontier, "/pl/kalendarz/seminarium.html", 0.97)
    assert frontier.next() is known  # only once everything else was looked at
    assert frontier.relaxed


def test_a_name_of_the_query_that_makes_no_other_page_is_learned() -> None:
    frontier = Frontier()
    for n in range(6):
        named(frontier, f"/art/dlugi-tytul-{n}?ref=podobne", 0.9)
    asked = []
    while (known := frontier.next()) is not None:
        asked.append(known.url.removeprefix(SITE))
        frontier.titled(known, known.url.partition("?")[0], dated=True)
        frontier.found(known, "article")
    assert sum("?" in url for url in asked) == 2
    assert len({url.partition("?")[0] for url in asked}) == 6


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        ("/aktualnosci/nowy-czlonek,123.html", "/aktualnosci/s,9.html"),
        ("/2024/05/07/tytul/", "/9999/9/9/s/"),
        ("/31-firm-zglasza/", "/s/"),
        ("/news.php?id=45", "/news.php?id=9"),
        ("/doku.php?id=aktualnosci:2024:walne", "/doku.php?id=aktualnosci:s"),
    ],
)
def test_shapes(url: str, shape: str) -> None:
    assert shape_of(SITE + url) == shape


def test_the_forms_of_one_address_have_one_identity() -> None:
    forms = (
        "/aktualnosci/75-noc-gier-2026",
        "/index.php?option=com_content&id=75:noc-gier-2026&Itemid=4",
        "/75-noc-gier-2026.html?Itemid=1",
    )
    assert len({identity(SITE + form) for form in forms}) == 1
    assert identity(f"{SITE}/en/75-noc-gier-2026") != identity(f"{SITE}/75-noc-gier-2026")
    assert identity(f"{SITE}/2024-05-07") is None


def test_circles_and_archives_are_known_by_their_addresses() -> None:
    assert is_loop(f"{SITE}/dzial/mapa/dzial/mapa/dzial/mapa/")
    assert not is_loop(f"{SITE}/a/b/a/")
    assert is_archive_address(f"{SITE}/archiwum/2014/05/")
    assert not is_archive_address(f"{SITE}/2014/05/tytul")


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("/kalendarz/2031-05", "a calendar"),
        ("/kalendar-akci/", "a calendar"),
        ("/o-nas", "a static page"),
        ("/galeria-zdjec/targi", "a gallery"),
        ("/?s=klaster", "a search"),
        ("/tag/energia", "a list by tag"),
        ("/kontakt-z-inwestorem-z-korei", None),
        ("/kalendarz-wydarzen-na-maj-2024", None),
        ("/aktualnosci/galeria-z-targow-w-poznaniu", None),
    ],
)
def test_what_an_address_says_of_its_page(url: str, kind: str | None) -> None:
    assert other_kind(SITE + url) == kind


def test_words_of_menus() -> None:
    assert all(
        map(is_news_text, ("Aktualności", "Z życia klastra", "Co słychać?", "Novinky", "Latest news", "Aktuelles"))
    )
    assert not any(map(is_news_text, ("O nas", "Kontakt", "Partnerzy")))
    assert all(map(is_archive_text, ("2014", "Maj 2014 (3)", "Archiwum", "Rok 2009")))
    assert not any(map(is_archive_text, ("Plan na 2014 rok", "Maj", "12")))
