"""The day of publication: the forms in which pages print it, and what it must not be taken for."""

# ruff: noqa: E501  (pages are written as they come)

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.article import Article, DateEvidence, Hints
from scraper.extract import extract
from scraper.extract.dates import find_dates, find_foreign, iso, plausible

BODY = "<p>Członkowie klastra spotkali się, aby omówić plany na najbliższe miesiące pracy.</p><p>Rozmowy trwały cały dzień.</p>"


def read(
    before: str = "", after: str = "", head: str = "", url: str = "https://klaster.example.pl/wiadomosc", **options
) -> Article:
    page = f"<html lang=pl><head><title>Spotkanie klastra</title>{head}</head><body>{before}<h1>Spotkanie klastra</h1>{after}{BODY}</body></html>"
    return extract(page.encode(), url, **options)


PRINTED = [
    ("2012-12-21", "2012-12-21"),
    ("Dodano: 27.12.2017", "2017-12-27"),
    ("Opublikowano 2007-03-27", "2007-03-27"),
    ("Opublikowane: 24.11.2016 / Sekcja: Miasto", "2016-11-24"),
    ("Data publikacji: 04.02.2020", "2020-02-04"),
    ("Data publikacji: 2014-07-01", "2014-07-01"),
    ("Data dodania: 2010-06-22", "2010-06-22"),
    ("Autor: Biuro Prasowe DEŻ Data: 2013-12-18", "2013-12-18"),
    ("2012/10/24 14:41:20", "2012-10-24T14:41:20+02:00"),
    ("2021-03-04 13:00:55", "2021-03-04T13:00:55+01:00"),
    ("Data: 02-03-2010, 15:20", "2010-03-02T15:20+01:00"),
    ("15-02-2018", "2018-02-15"),
    ("11-10-2016", "2016-10-11"),
    ("04.04.2017", "2017-04-04"),
    ("2012.04.05", "2012-04-05"),
    ("27 Lut 2013", "2013-02-27"),
    ("Styczeń 16, 2018", "2018-01-16"),
    ("wtorek, 21 wrzesień 2021 14:56", "2021-09-21T14:56+02:00"),
    ("wtorek, 16 październik 2018 11:36", "2018-10-16T11:36+02:00"),
    ("16. marzec 2015, Lublin", "2015-03-16"),
    ("27 maja, 2014", "2014-05-27"),
    ("2 marca 2023", "2023-03-02"),
    ("Aktualizacja: 08.02.2017 18:06 Publikacja: 07.02.2017 20:00", "2017-02-07T20:00+01:00"),
    ("18 września 2019r.", "2019-09-18"),
    ("11.04.2011r.", "2011-04-11"),
    ("8.04.2022 r.", "2022-04-08"),
    ("04 maja 2022r.", "2022-05-04"),
    ("4. maja 2023 roku", "2023-05-04"),
    ("2 Czerwca 2016 r.", "2016-06-02"),
    ("18-12-2007", "2007-12-18"),
    ("Dne 11. července 2011", "2011-07-11"),
    ("Friday, 15 June, 2012", "2012-06-15"),
    ("21 XII 2012", "2012-12-21"),
    ("21.XII.2012 r.", "2012-12-21"),
    ("21 pazdziernika 2012", "2012-10-21"),
    ("Opublikowano: piątek, 21 grudnia 2012, godz. 9.05", "2012-12-21T09:05+01:00"),
    ("Utworzono: środa, 05 czerwiec 2013", "2013-06-05"),
]


@pytest.mark.parametrize(("printed", "value"), PRINTED, ids=[p for p, _ in PRINTED])
@pytest.mark.parametrize("place", ["before", "after"])
def test_printed_beside_the_title(printed: str, value: str, place: str) -> None:
    article = read(**{place: f"<div class=x>{printed}</div>"})
    assert article.published == value
    assert article.published_from == "page"


def test_meta_line_with_categories() -> None:
    article = read(after="<div class='entry-meta'>12 września 2019 Posted in Aktualności, Inne, Konferencje</div>")
    assert article.published == "2019-09-12"


@pytest.mark.parametrize("parts", [("27", "maja", "2024"), ("27", "maj", "2024"), ("27.", "Maja", "2024")])
def test_badge_split_over_three_elements(parts: tuple[str, str, str]) -> None:
    badge = "".join(f"<div class='b{i}'>{part}</div>" for i, part in enumerate(parts))
    assert read(before=f"<div class=badge>{badge}</div>").published == "2024-05-27"
    assert (
        read(before=f"<div class=badge>{''.join(f'<span>{p}</span> ' for p in parts)}</div>").published == "2024-05-27"
    )


def test_badge_with_short_month() -> None:
    assert read(before="<div><p>31</p><p>sty</p><p>2020</p></div>").published == "2020-01-31"


@pytest.mark.parametrize(
    "printed",
    [
        "Ostatnia aktualizacja: 06.06.2014, godz. 10:38",
        "Środa, 19 grudnia 2018 r. Imieniny obchodzą: Dariusz",
        "--/--/---- - --/--/----",
        "Wydrukowano: 2015-01-02",
        "Dziś jest 5 maja 2020",
        "Termin: 12.12.2012",
        "Copyright © 2012-12-12",
        "od 30.10.2020 r. do 11.03.2021 r.",
        "w dniach 7-8 listopada 2022 roku",
        "31.02.2012",
        "00.00.0000",
        "01.01.1970",
        "14.30-14.45",
        "Kilka dni temu",
        "wrzesień",
        "Tel. 22 12 12 201",
    ],
)
def test_what_is_no_publication(printed: str) -> None:
    assert read(after=f"<div>{printed}</div>").published is None


def test_update_is_kept_apart() -> None:
    article = read(after="<p class=info>Opublikowano: 07.02.2017, aktualizacja: 08.02.2017</p>")
    assert (article.published, article.modified) == ("2017-02-07", "2017-02-08")


def test_events_and_neighbours_are_not_the_publication() -> None:
    text = "<p>Konferencja odbędzie się 14 listopada 2019 r. w hotelu przy rynku, zapraszamy wszystkich członków.</p>"
    article = read(after=text)
    assert article.published is None
    assert [m.start for m in article.mentions] == ["2019-11-14"]
    aside = "<aside><time class='published' datetime='2020-01-01'>1.01.2020</time> Inny wpis</aside>"
    assert read(before=aside).published is None


def test_order_of_evidence() -> None:
    head = '<meta property="article:published_time" content="2020-05-05T10:00:00+02:00">'
    article = read(head=head, after="<div>Dodano: 6.05.2020</div>", url="https://a.example.pl/2020/05/07/x/")
    assert (article.published, article.published_from) == ("2020-05-05T10:00:00+02:00", "meta")
    assert {(r.value, r.source) for r in article.published_rivals} == {("2020-05-06", "page"), ("2020-05-07", "url")}
    labelled = read(after="<div>Dodano: 6.05.2020</div>", url="https://a.example.pl/2020/05/07/x/")
    assert (labelled.published, labelled.published_from) == ("2020-05-06", "page")


def test_utc_is_told_in_warsaw_unless_the_site_itself_tells_the_day_in_utc() -> None:
    head = '<meta property="article:published_time" content="2015-07-20T22:02:27+00:00">'
    assert read(head=head).published == "2015-07-21T00:02:27+02:00"
    assert (read(head=head, url="https://a.example.pl/2015/07/20/x/").published or "")[:10] == "2015-07-20"


@pytest.mark.parametrize(
    ("url", "value", "precision"),
    [
        ("https://a.example.pl/2012/05/29/nowy-zarzad/", "2012-05-29", "day"),
        ("https://a.example.pl/index.php/2022/05/05/panel/", "2022-05-05", "day"),
        ("https://a.example.pl/2015/04/kongres/", "2015-04", "month"),
        ("http://a.example.pl/art/74-2016-07-21-11-34-35.html", "2016-07-21T11:34:35+02:00", "minute"),
        ("https://a.example.pl/2012/13/29/x/", None, None),
        ("https://a.example.pl/kongres-27-03-2017-r/", None, None),
        ("https://a.example.pl/2023/05/", None, None),
        ("https://a.example.pl/item/20170", None, None),
    ],
)
def test_address(url: str, value: str | None, precision: str | None) -> None:
    article = read(url=url)
    assert (article.published, article.published_precision) == (value, precision)


def test_month_gains_its_day_from_other_evidence() -> None:
    feed = DateEvidence(value="2015-04-09", precision="day", source="feed", raw="Thu, 09 Apr 2015")
    assert read(url="https://a.example.pl/2015/04/kongres/", hints=Hints(published=(feed,))).published == "2015-04-09"


@pytest.mark.parametrize(
    ("head", "value"),
    [
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2019-02-03"}</script>',
            "2019-02-03",
        ),
        (
            '<script type="application/ld+json">[{"@type":"Organization"},{"@graph":[{"@type":["Article"],"datePublished":"2019-02-03"}]}]</script>',
            "2019-02-03",
        ),
        (
            '<script type="application/ld+json">{"@type":"Article","headline":"a\nb","datePublished":"2019-02-03",}</script>',
            "2019-02-03",
        ),
        (
            "<script type=\"application/ld+json\">{'@type': 'Article', \"datePublished\": '2019-02-03', ]</script>",
            "2019-02-03",
        ),
        (
            '<script type="application/ld+json">broken</script><meta itemprop="datePublished" content="2019-02-03">',
            "2019-02-03",
        ),
        ('<meta name="DC.date.issued" content="2019-02-03">', "2019-02-03"),
        ('<meta property="article:published_time" content="0000-00-00T00:00:00Z">', None),
        ('<meta property="article:published_time" content="1970-01-01T00:00:00Z">', None),
        ('<meta property="article:modified_time" content="2019-02-03">', None),
        ('<script type="application/ld+json">{"@type":"Event","startDate":"2019-02-03"}</script>', None),
    ],
)
def test_head(head: str, value: str | None) -> None:
    assert read(head=head).published == value


def test_future_is_refused_when_now_is_known() -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC)
    assert read(after="<div>Dodano: 6.05.2030</div>", captured_at=now).published is None
    assert read(after="<div>Dodano: 6.05.2019</div>", captured_at=now).published == "2019-05-06"


def test_time_elements() -> None:
    pair = "<time class='entry-date published' datetime='2022-11-11T11:23:59+01:00'>11 listopada 2022</time><time class='updated' datetime='2022-11-12'>12 listopada 2022</time>"
    article = read(after=f"<div class='entry-meta'>{pair}</div>")
    assert (article.published, article.published_from, article.modified) == (
        "2022-11-11T11:23:59+01:00",
        "time",
        "2022-11-12",
    )
    assert read(after="<p><time datetime='2022-11-11'>11 listopada</time></p>").published == "2022-11-11"


@given(st.text(alphabet="0123456789./-: rXVImajstycznia,T", max_size=60))
def test_no_impossible_date_ever(text: str) -> None:
    for said in find_dates(text):
        assert said.possible
        if said.year is not None:
            value, precision = iso(said)
            datetime.fromisoformat(value if precision in ("day", "minute") else f"{value}-01")


@given(st.dates(), st.sampled_from(["{d}.{m}.{y}", "{y}-{m:02}-{d:02}", "{d}/{m}/{y}", "{d:02}-{m:02}-{y} r."]))
def test_numbers_are_read_day_first(day, form: str) -> None:
    text = form.format(d=day.day, m=day.month, y=day.year)
    found = [iso(s)[0] for s in find_dates(text)]
    assert found == ([day.isoformat()] if day.year >= 1500 and day.year < 2100 else found)


def test_plausible() -> None:
    assert not plausible("1970-01-01", None)
    assert not plausible("1990", None)
    assert plausible("2012", None)
    assert plausible("2012-12", datetime(2012, 12, 1))
    assert not plausible("2013", datetime(2012, 12, 1))


def test_badge_with_a_month_alone_gives_no_day() -> None:
    article = read(before="<div class='data'><span>czerwca</span> <span>2009</span></div>")
    assert (article.published, article.published_precision) == ("2009-06", "month")


PROSE = (
    "<p>The members of the cluster met in order to discuss the plans for the next months of their common work.</p>"
    "<p>The talks lasted all day, and the results will be told to everybody at the next meeting of the board.</p>"
)


def read_foreign(before: str = "", after: str = "", behind: str = "", head: str = "", lang: str = "en") -> Article:
    page = f"<html lang={lang}><head><title>Meeting of the cluster</title>{head}</head><body>{before}<article><h1>Meeting of the cluster</h1>{after}{PROSE * 3}</article>{behind}</body></html>"
    return extract(page.encode(), "https://cluster.example.com/news")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30 septembre 2018", "2018-09-30"),
        ("1er février 2020", "2020-02-01"),
        ("le 07 mai 2020", "2020-05-07"),
        ("12 de junio de 2020", "2020-06-12"),
        ("14 settembre 2021", "2021-09-14"),
        ("5 maart 2019", "2019-03-05"),
        ("12 марта 2020", "2020-03-12"),
        ("2018. június 5.", "2018-06-05"),
        ("2019 m. spalio 13 d.", "2019-10-13"),
        ("2019. gada 13. oktobris", "2019-10-13"),
        ("2021. gada 5. jūlijā", "2021-07-05"),
        ("5 мая 2019 г.", "2019-05-05"),
        ("2018年6月5日", "2018-06-05"),
    ],
)
def test_months_of_other_languages(text: str, value: str) -> None:
    assert [iso(said)[0] for said in find_foreign(text)] == [value]
    assert read_foreign(after=f"<p class='date'>{text}</p>").published == value


@pytest.mark.parametrize(
    "text",
    ["10 Produkte 2020", "3 Projekte 2021", "avril 2020", "5 mai", "31 juin 2020", "2 Trade 2020", "99 mai 2020"],
)
def test_nothing_is_filled_in(text: str) -> None:
    assert find_foreign(text) == ()


@pytest.mark.parametrize(
    "label",
    [
        "Опубліковано:", "Дата публікації:", "Опубликовано", "Дата публикации:", "Paskelbta:", "Įkelta", "Publicēts:", "Publicēšanas datums:",
        "Avaldatud", "Postitatud:", "Julkaistu", "Közzétéve:", "Megjelenés dátuma:", "Publicat pe", "Data publicării:", "Objavljeno:",
        "Datum objave:", "Publicado em", "Fecha de publicación:", "Publicado por Ana Ruiz el", "Pubblicato il", "Data di pubblicazione:",
        "Publié le", "Publié par Jean Dupont le", "Mis en ligne le", "Gepubliceerd op", "Publicatiedatum:", "Publicerat", "Publicerad av Anna Berg den",
        "Offentliggjort:", "Udgivet d.", "Publisert", "Lagt ut", "Veröffentlicht am", "Geschrieben von: Anke Escher am", "Vytvořeno:", "Uverejnené",
    ],
)  # fmt: skip
def test_labels_of_publication_in_other_languages(label: str) -> None:
    page = read_foreign(after=f"<p class=date>01.02.2021</p><p>{label} 07.09.2021</p>")
    assert page.published == "2021-09-07"


@pytest.mark.parametrize(
    "label",
    [
        "востаннє змінено", "Оновлено:", "Последнее обновление:", "Изменено", "Atnaujinta", "Paskutinis atnaujinimas:", "Pēdējās izmaiņas:",
        "Viimati muudetud", "Uuendatud:", "Viimeksi päivitetty:", "Utolsó módosítás:", "Frissítve:", "Ultima actualizare:", "Ažurirano:",
        "Zadnja sprememba:", "Atualizado em", "Última modificación:", "Ultimo aggiornamento:", "Modifié le", "Dernière mise à jour :",
        "Laatst gewijzigd op", "Senast ändrad", "Sidst ændret", "Sist endret", "Letzte Änderung:", "Zuletzt bearbeitet am", "Naposledy upravené",
    ],
)  # fmt: skip
def test_labels_of_a_change_in_other_languages(label: str) -> None:
    article = read_foreign(after=f"<p>{label} 07.09.2021</p>")
    assert (article.published, article.modified) == (None, "2021-09-07")


def test_a_line_says_one_day_in_words_and_the_next_in_figures() -> None:
    article = read_foreign(
        after="<div class=documentByLine>від ради — опубліковано 17 квітня 2025 р. 08:09, востаннє змінено 01.05.2026</div>"
    )
    assert (article.published, article.modified) == ("2025-04-17", "2026-05-01")


def test_the_layout_calls_a_change_by_its_name() -> None:
    article = read_foreign(
        after="<div class=byline><span class=documentModified>Ændring 01.05.2026</span>, <span class=documentPublished>Lanĉo 17.04.2025</span></div>"
    )
    assert (article.published, article.modified) == ("2025-04-17", "2026-05-01")
    assert read_foreign(behind="<div class=documentModified>07.09.2021</div>").published is None


def test_a_line_of_who_and_when_may_be_set_as_a_heading() -> None:
    assert (
        read_foreign(after="<h6 class=post-meta>Redaktion: Anke Escher, 27. Juli 2015</h6>").published == "2015-07-27"
    )


@given(st.text(alphabet="0123456789 .,deéûMmairsptjunlo年月日", max_size=40))
def test_no_impossible_foreign_date(text: str) -> None:
    assert all(said.possible and said.day and said.year for said in find_foreign(text))


@pytest.mark.parametrize(
    ("stated", "head", "value"),
    [
        ("12/25/2018", "", "2018-12-25"),  # there is no 25th month
        ("11/20/2018 10:15", '<meta property="og:locale" content="en_US">', "2018-11-20"),
        ("20/11/2018 10:15", '<meta property="og:locale" content="en_US">', "2018-11-20"),
        ("03/09/2018", "", "2018-09-03"),
        ("03/09/2018", '<meta property="og:locale" content="en_US">', "2018-03-09"),
    ],
)
def test_month_first_only_where_the_page_is_american(stated: str, head: str, value: str) -> None:
    assert read_foreign(after=f"<p>Published {stated}</p>", head=head).published[:10] == value  # type: ignore[index]


@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from("/-."), st.sampled_from(["", " 10:15"]))
def test_figures_of_any_kind_are_read_or_refused(first: int, second: int, mark: str, clock: str) -> None:
    article = read_foreign(after=f"<p>Published {first}{mark}{second:02}{mark}2018{clock}</p>")
    assert article.published is None or plausible(article.published, None)


def test_figures_are_told_by_what_the_page_says_in_words() -> None:
    head = '<meta property="article:published_time" content="03-09-2018">'
    assert read_foreign(head=head).published == "2018-09-03"
    assert read_foreign(head=head, after="<p>Published March 9, 2018</p>").published == "2018-03-09"


@pytest.mark.parametrize(
    ("beside", "lang", "value"),
    [
        ("<p>Apply by June 15, 2023.</p>", "en", "2023-05-01"),
        ("<p>Apply by June 15, 2023.</p>", "en-GB", "2023-01-05"),
        ("<p>Apply by June 15, 2023.</p><p>We met on 3rd of May 2023.</p>", "en", "2023-01-05"),
        ("<aside>Older: 04/27/2023</aside>", "en", "2023-05-01"),
        ("<aside>Older: 27/04/2023</aside><p>Apply by June 15, 2023.</p>", "en", "2023-01-05"),
        ("", "en", "2023-01-05"),
    ],
)
def test_the_order_of_figures_is_told_by_the_other_days_of_the_page(beside: str, lang: str, value: str) -> None:
    assert read_foreign(after="<p class=date>05/01/2023</p>", behind=beside, lang=lang).published == value


def test_the_country_of_a_page_may_stand_in_its_locale() -> None:
    page = {"after": "<p class=date>05/01/2023</p>", "behind": "<p>Apply by June 15, 2023.</p>"}
    assert read_foreign(head="<meta property=og:locale content=en_GB>", **page).published == "2023-01-05"


def test_the_article_tells_the_order_of_the_figures_of_its_list() -> None:
    hints = Hints(published=(DateEvidence(value="2023-01-05", precision="day", source="listing", raw="05/01/2023"),))
    page = f"<html lang=en><body><h1>Meeting of the cluster</h1>{PROSE}<p>Apply by June 15, 2023.</p></body></html>"
    assert extract(page.encode(), "https://cluster.example.com/news", hints=hints).published == "2023-05-01"


@pytest.mark.parametrize(
    ("language", "month"), [("hr", "10"), ("hr-HR", "10"), ("bs", "10"), ("pl", "11"), ("cs", "11")]
)
def test_listopad_is_october_in_croatian(language: str, month: str) -> None:
    page = (
        f"<html lang={language}><body><h1>Sastanak klastera</h1><p class=date>13. listopada 2025.</p>"
        "<p>Članovi klastera sastali su se 3. listopada 2025. kako bi razgovarali o planovima.</p>" + BODY
    )
    article = extract(page.encode(), "https://klaster.example.hr/vijest")
    assert article.published == f"2025-{month}-13"
    assert [mention.start for mention in article.mentions] == [f"2025-{month}-03"]


def test_lone_day_is_found_anywhere_but_not_among_neighbours() -> None:
    assert read_foreign(behind="<div><p>April 8, 2024</p></div>").published == "2024-04-08"
    assert read_foreign(behind="<p>April 8, 2024</p><p>May 9, 2024</p>").published is None
    assert read_foreign(behind="<div><p>Copyright April 8, 2024</p></div>").published is None
    assert read_foreign(behind="<p class='date'>31. Mai - 6. Juni 2022</p>").published is None
    box = "<div class='related'><span class='published-date'>April 8, 2024</span></div>"
    assert read_foreign(behind=box).published is None
    assert read_foreign(before=box.replace("related", "author")).published == "2024-04-08"
    assert read(after=BODY * 3 + "<div><p>8 kwietnia 2024</p></div>").published is None


def test_state_of_the_page_is_the_last_resort() -> None:
    state = '<script>window.__STATE__={"a":{"publishedDate":"2016-11-04T20:37:27Z"}}</script>'
    assert read_foreign(head=state).published == "2016-11-04"
    other = state.replace("2016-11-04", "2017-01-02")
    assert read_foreign(head=state + other).published is None
    assert read_foreign(head=state, after="<p>Published 5 May 2016</p>").published == "2016-05-05"


def test_last_change_that_the_machine_calls_publication() -> None:
    linked = '<script type="application/ld+json">{"@type":"Article","datePublished":"2025-08-21","dateModified":"2025-08-21"}</script>'
    assert read_foreign(head=linked).published == "2025-08-21"
    assert read_foreign(head=linked, after="<p>Published Apr 26, 2023</p>").published == "2023-04-26"
    edited = linked.replace('dateModified":"2025-08-21', 'dateModified":"2025-11-02')
    assert read_foreign(head=edited, after="<p>Published Apr 26, 2023</p>").published == "2025-08-21"


def test_the_day_of_a_change_is_no_publication() -> None:
    article = read_foreign(after="<p>Updated March 5, 2025</p>")
    assert (article.published, article.modified) == (None, "2025-03-05")
    assert read(after="<p>Aktualizacja: 5.03.2025</p>").published is None


def test_clock_above_the_title_gives_way() -> None:
    article = read_foreign(before="<p>Friday, December 19, 2025</p>", after="<div>12.12.2025</div>")
    assert article.published == "2025-12-12"
