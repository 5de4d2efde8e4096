"""Links as they stand on a page: lists, menus, pagers, and the day beside a headline."""

# ruff: noqa: E501  (pages read best in one piece)

from __future__ import annotations

import pytest

from scraper.cms.page_links import PlacedLink, read_page_links
from scraper.cms.pagers import is_other_view, list_family

URL = "https://klaster.example.pl/aktualnosci"


def links_of(body: str, url: str = URL) -> list[PlacedLink]:
    return read_page_links(f"<html><body>{body}</body></html>".encode(), url).links


def by_kind(body: str) -> dict[str, str]:
    return {link.url.rpartition("/")[2]: link.kind for link in links_of(body)}


MENU = "<td>" + "<br>".join(f"<a href='/{n}'>{n}</a>" for n in ("start", "firmy", "kontakt", "galeria")) + "</td>"


def test_a_menu_is_known_without_its_name() -> None:
    body = (
        f"<table><tr>{MENU}<td><p>Witamy na stronie naszego klastra, który powstał w 2004 roku.</p></td></tr></table>"
    )
    assert set(by_kind(body).values()) == {"menu"}


def test_more_under_a_few_lines_leads_into_an_article() -> None:
    body = "".join(
        f"<table><tr><td><b>[{n}.03.2012]</b><br>W Poznaniu odbyło się walne zebranie członków naszego klastra. "
        f"<a href='?id=news&nr={n}'>więcej &raquo;</a></td></tr></table>"
        for n in range(11, 14)
    )
    links = links_of(body + "<center><a href='?id=news&str=2'>2</a></center>", f"{URL}?id=news")
    assert [(link.kind, link.day is not None) for link in links] == [("record", True)] * 3 + [("pager", False)]


def test_a_menu_in_the_same_tables_as_the_news_is_a_menu() -> None:
    cell = "<table><tr><td>{}</td></tr></table>"
    menu = cell.format("</td></tr><tr><td>".join(f"<a href='/{n}'>{n}</a>" for n in ("firmy", "kontakt", "galeria")))
    news = "".join(cell.format(f"{n}.03.2012 <a href='/news/{n}'>Walne zebranie członków</a>") for n in range(11, 15))
    kinds = by_kind(f"<table><tr><td>{menu}</td><td>{news}</td></tr></table>")
    assert {kinds[name] for name in ("firmy", "kontakt", "galeria")} == {"menu"}
    assert {kinds[str(n)] for n in range(11, 15)} == {"record"}


def test_two_news_among_many_links_of_a_menu_are_news() -> None:
    menu = "".join(
        f"<tr><td><a href='/{n}.php'>{n}</a></td></tr>"
        for n in ("start", "firmy", "organy", "kontakt", "mapa", "statut", "rada")
    )
    news = "".join(f"<tr><td>{n}. 5. 2013 <a href='/c?id={n}'>Valná hromada klastru</a></td></tr>" for n in (12, 11))
    body = f"<table><tr><td><table>{menu}</table></td><td><table>{news}</table></td></tr></table>"
    kinds = {link.url.rpartition("/")[2]: link.kind for link in links_of(body)}
    assert {kinds["c?id=12"], kinds["c?id=11"]} == {"record"}
    assert kinds["organy.php"] == "menu"


@pytest.mark.parametrize("text", ["Drukuj", "Verze pro tisk", "Printer-friendly version", "Zapisz jako PDF"])
def test_forms_of_the_same_page_are_not_named(text: str) -> None:
    assert links_of(f"<p>Tekst wiadomości</p><a href='/tisk.php?id=7'>{text}</a>") == []


def test_what_a_builder_of_pages_calls_everything_is_no_side() -> None:
    item = "<article class=elementor-post><h3><a href='/{0}'>Tytuł wiadomości {0}</a></h3><p>5.03.202{0}</p></article>"
    body = f"<div class='elementor-widget elementor-widget-posts text-right'>{''.join(map(item.format, (3, 2)))}</div>"
    assert [(link.kind, link.side) for link in links_of(body)] == [("record", False)] * 2
    assert all(link.side for link in links_of(f"<div class='widget sidebar'>{body}</div>"))


def test_the_name_of_the_site_and_the_way_to_a_page_are_no_news() -> None:
    body = (
        "<h1 class=logo><a href='/start'>Morawski Klaster Przetwórców Tworzyw Sztucznych</a></h1>"
        "<div class=breadcrumbs><a href='/start'>Morawski Klaster Przetwórców Tworzyw Sztucznych</a> &gt; "
        "<a href='/dzial'>Wiadomości z życia naszego klastra</a></div><p>Tekst wiadomości, w której nic nie ma.</p>"
    )
    assert {link.kind for link in links_of(body)} == {"menu"}


def test_a_link_in_a_sentence_without_a_paragraph_is_none_of_a_list() -> None:
    body = (
        "<table><tr><td>12.03.2012<br>Spotkanie odbyło się w Poznaniu.<br>Wszystkie szczegóły podajemy na "
        "<a href='/kontakt'>stronie kontaktowej</a><br><br>Zobacz także: <br>5.03.2012 <a href='/b'>Nowy członek</a>"
        "<br>4.03.2012 <a href='/c'>Walne zebranie</a></td></tr></table>"
    )
    kinds = by_kind(body)
    assert (kinds["kontakt"], kinds["b"], kinds["c"]) == ("text", "record", "record")


@pytest.mark.parametrize("said", ["Pierwsze wyniki przedstawiono {}.", "Nabór trwa do {}", "Aktualizacja: {}"])
def test_a_day_that_a_few_words_tell_of_is_none_of_a_list(said: str) -> None:
    days = [said.format(f"{n} listopada 2023") for n in range(21, 24)]
    body = "".join(f"<li><a href='/{n}'>Tytuł wiadomości {n}</a><p>{day}</p></li>" for n, day in enumerate(days))
    assert [link.day for link in links_of(f"<ul>{body}</ul>")] == [None] * 3


@pytest.mark.parametrize("said", ["Dodano {}", "poniedziałek {}", "Jan Nowak {}", "Biuro | {}", "am {}"])
def test_a_day_with_a_label_or_a_name_is_that_of_a_list(said: str) -> None:
    days = [said.format(f"{n} listopada 2023") for n in (20, 21, 22)]
    body = "".join(f"<li><a href='/{n}'>Tytuł wiadomości {n}</a><p>{day}</p></li>" for n, day in enumerate(days))
    assert [link.day and link.day.value for link in links_of(f"<ul>{body}</ul>")] == [
        f"2023-11-{n}" for n in (20, 21, 22)
    ]


def test_the_day_of_an_item_without_a_page_is_not_that_of_the_item_above_it() -> None:
    body = (
        "<ul><li><a href='/egzaminy'>Egzaminy czeladnicze po nowemu</a> <small>(13 października 2012 r.)</small>"
        "<li>Legitymacje do odbioru w biurze <small>(4 września 2012 r.)</small>"
        "<li><a href='/jarmark'>Podziękowania po jarmarku</a> <small>(25 czerwca 2012 r.)</small></ul>"
    )
    days = {link.text[:8]: link.day and link.day.value for link in links_of(body)}
    assert days == {"Egzaminy": "2012-10-13", "Podzięko": "2012-06-25"}


def test_the_days_of_a_list_are_those_of_its_language() -> None:
    items = "".join(
        f"<li><a href='/{n}'>Naslov vijesti broj {n}</a><p>{n}. listopada 2023.</p></li>" for n in (20, 21, 22)
    )
    page = f"<html lang=hr><body><ul>{items}</ul></body></html>"
    days = [link.day and link.day.value for link in read_page_links(page.encode(), "https://klaster.example.hr/").links]
    assert days == ["2023-10-20", "2023-10-21", "2023-10-22"]


def test_the_day_of_a_change_is_none_of_a_list() -> None:
    body = "".join(
        f"<li><a href='/{n}'>Tytuł wiadomości numer {n}</a> <time datetime='2024-05-0{n}'>Zveřejněno: {n}. května 2024"
        f"</time> <time datetime='2025-01-15'>Naposledy změněno: 15. ledna 2025</time></li>"
        for n in range(1, 4)
    )
    assert [link.day and link.day.value for link in links_of(f"<ul>{body}</ul>")] == [
        f"2024-05-0{n}" for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<ul><li>12.05.2020 <a href='/a'>Walne zebranie</a></li><li>3.04.2020 <a href='/b'>Nowy członek</a></li></ul>",
        "<dl><dt>12.05.2020</dt><dd><a href='/a'>Walne zebranie</a></dd><dt>3.04.2020</dt><dd><a href='/b'>Nowy</a></dd></dl>",
        "<h3><a href='/a'>Walne zebranie</a></h3><p>12.05.2020</p><h3><a href='/b'>Nowy członek</a></h3><p>3.04.2020</p>",
        "<p>12.05.2020</p><h3><a href='/a'>Walne zebranie</a></h3><p>3.04.2020</p><h3><a href='/b'>Nowy członek</a></h3>",
        "<div class=x><b>12</b><i>maja</i><u>2020</u><h4><a href='/a'>Walne</a></h4></div>"
        "<div class=x><b>3</b><i>kwi</i><u>2020</u><h4><a href='/b'>Nowy</a></h4></div>",
        "<h2>2020</h2><ul><li>12 maja <a href='/a'>Walne zebranie</a></li><li>3 kwietnia <a href='/b'>Nowy</a></li></ul>",
        "<table><tr><td>12.05.2020<td><a href='/a'>Walne zebranie</a><tr><td>3.04.2020<td><a href='/b'>Nowy</a></table>",
    ],
    ids=["before", "dt and dd", "after", "above", "badge", "year above", "table"],
)
def test_the_day_beside_each_headline_is_found(body: str) -> None:
    found = {link.url[-2:]: (link.kind, link.day.value if link.day else None) for link in links_of(body)}
    assert found == {"/a": ("record", "2020-05-12"), "/b": ("record", "2020-04-03")}


def test_a_badge_may_have_the_figures_of_the_headline() -> None:
    body = (
        "<div class=x><b>24</b><i>gru</i><h3><a href='/a'>Zmiany w przepisach od 24 grudnia</a></h3><u>2018</u></div>"
        "<div class=x><b>4</b><i>lut</i><h3><a href='/b'>Raport o kondycji branży w 2018 roku</a></h3><u>2018</u></div>"
        "<div class=x><b>3</b><i>sty</i><h3><a href='/c'>Bal <b>24</b> <i>lutego</i> <u>2018</u></a></h3><u>2018</u></div>"
    )
    days = {link.url[-2:]: link.day.value for link in links_of(body) if link.day}
    assert days == {"/a": "2018-12-24", "/b": "2018-02-04", "/c": "2018-01-03"}


@pytest.mark.parametrize(
    ("lang", "page", "day"),
    [
        ("en", "<li>05/01/2023 <a href='/a'>One</a></li><li>05/27/2023 <a href='/b'>Two</a></li>", "2023-05-01"),
        ("en", "<li>05/01/2023 <a href='/a'>One</a></li><li>27/05/2023 <a href='/b'>Two</a></li>", "2023-01-05"),
        ("en", "<li>05/01/2023 <a href='/a'>One</a></li><li>06/02/2023 <a href='/b'>Two</a></li>", "2023-01-05"),
        ("en", "<li>05/01/2023 <a href='/a'>Until June 15, 2023</a></li><li><a href='/b'>Two</a></li>", "2023-05-01"),
        (
            "en-GB",
            "<li>05/01/2023 <a href='/a'>Until June 15, 2023</a></li><li><a href='/b'>Two</a></li>",
            "2023-01-05",
        ),
        ("de", "<li>05/01/2023 <a href='/a'>Eins</a></li><li>05/27/2023 <a href='/b'>Zwei</a></li>", "2023-01-05"),
        ("de", "<li>27. Juli 2015 <a href='/a'>Eins</a></li><li>3. Mai 2015 <a href='/b'>Zwei</a></li>", "2015-07-27"),
    ],
)
def test_the_order_of_figures_in_a_list_is_told_by_its_other_days(lang: str, page: str, day: str) -> None:
    found = read_page_links(f"<html lang={lang}><body><ul>{page}</ul></body></html>".encode(), URL).links
    assert next(link.day.value for link in found if link.day) == day


def test_the_day_of_an_article_is_not_that_of_the_list_it_leads_back_to() -> None:
    body = "<div><h2>Walne zebranie</h2><p>Dodano: 12.05.2020</p><p>Członkowie przyjęli plan.</p><p><a href='/a'>« Wróć</a></p></div>"
    assert [link.day for link in links_of(body)] == [None]
    related = "<div class=related><div>3.04.2020 <a href='/n/2'>Nowy członek w naszym klastrze</a></div></div>"
    body = f"<div><h2>Walne zebranie</h2><p>Zobacz <a href='/p'>projekt</a>.</p>{related}<p><a href='/a'>« Wróć</a></p></div>"
    assert [link.day for link in links_of(body) if link.url.endswith("/a")] == [None]


def test_a_day_in_the_headline_is_no_second_day() -> None:
    body = (
        "<dl><dt>16.09.2021</dt><dd><a href='/a'>Zmiany w statucie, głosowanie 6 listopada 2021 r.</a></dd>"
        "<dt>2.08.2019</dt><dd><a href='/b'>Biuro nieczynne w piątek</a></dd></dl>"
    )
    assert [link.day.value for link in links_of(body) if link.day] == ["2021-09-16", "2019-08-02"]


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("<a href='?strona=2'>2</a>", "pager"),
        ("<a href='/aktualnosci/strona/3'>następna »</a>", "pager"),
        ("<a href='/aktualnosci,strona,2.html'>starsze wpisy</a>", "pager"),
        ("<a href='?page=1'><span>Strona</span> 2</a>", "pager"),
        ("<a href='/archiwum/2'>Starsze →</a>", "pager"),
        ("<a href='/aktualnosci/nowy-czlonek,7.html'>więcej »</a>", "plain"),
        ("<a href='/archiwum/2014'>2014</a>", "plain"),
    ],
)
def test_pagers_are_told_from_links_that_read_on(link: str, kind: str) -> None:
    (found,) = links_of(f"<p class=k>{link}</p>")
    assert found.kind == kind


def test_an_address_that_a_script_would_load_is_a_pager() -> None:
    (found,) = links_of("<button data-next-url='/aktualnosci?limit=40'>Pokaż więcej</button>")
    assert (found.kind, found.url) == ("pager", f"{URL}?limit=40")


def test_frames_and_maps_of_pictures_lead_on() -> None:
    frames = b"<html><frameset cols='20%,*'><frame src='menu.htm'><frame src='start.htm'></frameset></html>"
    assert [(link.kind, link.url) for link in read_page_links(frames, URL).links] == [
        ("frame", "https://klaster.example.pl/menu.htm"),
        ("frame", "https://klaster.example.pl/start.htm"),
    ]
    (area,) = links_of("<map name=m><area href='/aktual.htm' alt='Aktualności'></map>")
    assert (area.url, area.text) == ("https://klaster.example.pl/aktual.htm", "Aktualności")


def test_what_is_no_page_is_not_named() -> None:
    body = "".join(
        f"<a href='{href}'>x y z</a>" for href in ("/a.jpg", "/b.pdf", "/c?format=feed", "/w?do=edit", "#d", "/e")
    )
    assert [link.url for link in links_of(body)] == ["https://klaster.example.pl/e"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.pl/news", "https://a.pl/news?page=3"),
        ("https://a.pl/news/", "https://a.pl/news/page/3/"),
        ("https://a.pl/news.html", "https://a.pl/news,strona,3.html"),
        ("https://a.pl/news.php?start=10", "https://a.pl/news.php?start=20"),
        ("https://a.pl/spravy/", "https://a.pl/spravy/od-8/"),
    ],
)
def test_the_pages_of_one_list_are_of_one_family(one: str, other: str) -> None:
    assert list_family(one) == list_family(other)


def test_two_lists_are_two_families() -> None:
    assert list_family("https://a.pl/l.php?kat=1&strona=2") != list_family("https://a.pl/l.php?kat=2&strona=2")


@pytest.mark.parametrize(
    ("target", "page", "other"),
    [
        ("/news?pageSize=25", "/news", True),
        ("/news?pageSize=25", "/news?page=3", True),
        ("/news?sortBy=title&sortDir=desc", "/news", True),
        ("/news?kat=4&limit=50", "/news?kat=4", True),
        ("/news?page=3", "/news?page=2", False),
        ("/news?kat=4", "/news", False),
        ("/news?limitstart=10&limit=10", "/news", False),
        ("/news?start=25", "/news", False),
        ("/news", "/news?sort=date", False),
        ("/news", "/news", False),
        ("/other?sort=date", "/news", False),
    ],
)
def test_the_same_list_in_another_order_or_size_is_no_page_of_it(target: str, page: str, other: bool) -> None:
    root = "https://klaster.example.pl"
    assert is_other_view(root + target, root + page) is other


@pytest.mark.parametrize(
    ("heading", "lines", "days"),
    [
        ("Marec 2025", ("5.", "12."), ["2025-03-05", "2025-03-12"]),
        ("2026. március", ("5.", "12."), ["2026-03-05", "2026-03-12"]),
        ("Październik 2024 r.", ("śr. 5", "12"), ["2024-10-05", "2024-10-12"]),
        ("2024", ("5.", "12."), [None, None]),
        ("Aktualności 2024", ("5.", "12."), [None, None]),
    ],
)
def test_a_day_alone_is_of_the_month_that_stands_above(
    heading: str, lines: tuple[str, ...], days: list[str | None]
) -> None:
    body = "".join(
        f"<li><span>{day}</span> <a href='/n/{n}'>Walne zebranie członków klastra</a></li>"
        for n, day in enumerate(lines)
    )
    links = links_of(f"<h2>{heading} <a href='#x'>#</a></h2><ul>{body}</ul>")
    assert [link.day.value if link.day else None for link in links] == days


def test_a_month_without_a_year_is_of_the_year_above_it() -> None:
    rows = "".join(f"<li>{n}. <a href='/n/{n}'>Walne zebranie członków klastra</a></li>" for n in (5, 12))
    links = links_of(f"<h2>2023</h2><h3>Wrzesień</h3><ul>{rows}</ul>")
    assert [link.day.value if link.day else None for link in links] == ["2023-09-05", "2023-09-12"]


def test_the_days_of_a_list_that_is_divided_by_years() -> None:
    """Of a year with one line, the lines of the next year were taken for what stands beside it."""
    body = (
        "<h3>Rok 2019</h3><p>23. decembra 2019 <a href='/n/1'>Vianočný pozdrav členom združenia</a></p>"
        "<h3>Rok 2018</h3><p>16.10.2018 <a href='/n/2'>Rozhovor: Peter Hudák, predseda</a></p>"
        "<h3>Rok 2010</h3><p>29.10. - <a href='/n/3'>Súťaž o najkrajší výrobok</a></p>"
    )
    days = [link.day.value if link.day else None for link in links_of(f"<main>{body}</main>")]
    assert days == ["2019-12-23", "2018-10-16", "2010-10-29"]


@pytest.mark.parametrize(
    ("heading", "day"),
    [
        ("05.03.2024 - Walne zebranie członków klastra już za nami", "2024-03-05"),
        ("Walne zebranie członków klastra już za nami (5 marca 2024 r.)", "2024-03-05"),
        ("Walne zebranie członków klastra już za nami | 5.03.2024", "2024-03-05"),
        ("Walne zebranie członków klastra odbędzie się 5 marca 2024 r.", None),
        ("Zapraszamy 5 marca 2024 r. na walne zebranie członków klastra", None),
    ],
)
def test_the_day_beside_a_headline_that_leads_nowhere(heading: str, day: str | None) -> None:
    body = "".join(
        f"<div><h3>{heading}</h3><p>Krótko o tym, co się wydarzyło.</p><a href='/n/{n}'>czytaj dalej</a></div>"
        for n in "ab"
    )
    assert [link.day.value if link.day else None for link in links_of(body)] == [day, day]
