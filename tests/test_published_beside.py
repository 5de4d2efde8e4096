"""The day of publication in the places where sites of many kinds print it, and the days beside it that it is not."""

# ruff: noqa: E501  (pages are written as they come)

from __future__ import annotations

import pytest

from scraper.article import Article
from scraper.extract import extract

TEXT = "<p>Członkowie klastra spotkali się w Rzeszowie i rozmawiali o wspólnych zakupach stali.</p><p>Następne spotkanie odbędzie się w siedzibie izby, a jego program ogłosimy osobno.</p>"


def read(body: str, head: str = "") -> Article:
    page = (
        f"<html lang=pl><head><meta charset=utf-8><title>Umowa podpisana</title>{head}</head><body>{body}</body></html>"
    )
    return extract(page.encode(), "https://klaster.example.pl/n/1")


def day_of(body: str, head: str = "") -> str | None:
    return (read(body, head).published or "")[:10] or None


@pytest.mark.parametrize(
    ("body", "day"),
    [
        # who published it, then the day, after the text
        (f"<h1>Umowa podpisana</h1>{TEXT}<div align=right><i>Opublikował: Jan Kowalski, 12.03.2008</i></div>", "2008-03-12"),
        (f"<h1>Umowa podpisana</h1><div class=t>{TEXT}</div><div class=NewsFooter>Opublikował: Maria Dudek, 30.01.2018</div>", "2018-01-30"),
        # the foot of the article, its margin
        (f"<article><h1>Umowa podpisana</h1>{TEXT}<footer><p>Published: <time datetime='2012-03-05T11:20:00+01:00'>05.03.2012</time></p></footer></article>", "2012-03-05"),
        (f"<main><h1>Umowa podpisana</h1><aside><p>published on 2010-06-21 · tagged</p></aside>{TEXT}</main>", "2010-06-21"),
        (f"<article><h1>Umowa podpisana</h1><aside class='article-aside'><dl class=article-info><dd class=create><time datetime='2015-05-29T10:00:00+02:00'>29 maj 2015</time></dd></dl></aside><section class=article-content>{TEXT}<p>1 czerwca 2015, godz. 11.00–15.00</p></section></article>", "2015-05-29"),
        (f"<article class=hentry><h1>Umowa podpisana</h1>{TEXT}<footer class=entry-footer><span class=posted-on><a><time class='entry-date published' datetime='2016-11-20T16:50:41+01:00'>20 listopad 2016</time><time class=updated datetime='2017-12-01T16:50:46+01:00'>1 grudzień 2017</time></a></span></footer></article>", "2016-11-20"),
        (f"<h1>Umowa podpisana</h1><p>Data: 12.03.2010 | Godzina: 14:22 | Autor: Jan</p>{TEXT}", "2010-03-12"),
        # an element of its own: in the heading, in the short line under the text
        (f"<article><h3>Umowa podpisana <small>3 lutego 2017</small></h3>{TEXT}</article>", "2017-02-03"),
        (f"<div><h1>Umowa podpisana</h1></div><div class=leading-relaxed>{TEXT}</div><div class='flex justify-between'><span>tekst: Daria</span><span>5 maja 2022 r.</span></div>", "2022-05-05"),
        # a public record's metrics: published, not made
        (f"<h3 class=tytul>Umowa podpisana</h3><div class=dokument>{TEXT}<table><caption>Metryczka</caption><tr><th>Data wytworzenia:</th><td>2015-08-14</td></tr><tr><th>Opublikował:</th><td>Iwona Sęk</td></tr><tr><th>Data publikacji:</th><td>2015-08-17 13:02</td></tr><tr><th>Ostatnia modyfikacja:</th><td>2015-08-19</td></tr></table></div>", "2015-08-17"),
        # a year of two figures where the layout calls it a date, day first
        (f"<div class=news-single-timedata>30-09-09 09:14</div><h1>Umowa podpisana</h1>{TEXT}", "2009-09-30"),
        # figures that leave the month open: the weekday decides
        (f"<h1>Umowa podpisana</h1><div class=submitted>Opublikowane przez biuro w śr., 06/11/2014 - 10:22</div>{TEXT}", "2014-06-11"),
        # a badge in three cells
        (f"<table><tr><td>26</td><td>01</td><td>2022</td><td>Szwajcaria</td></tr></table><h1>Umowa podpisana</h1>{TEXT}", "2022-01-26"),
        # a badge of a day and a month without a space between, the year below
        (f"<div><a href=/n/3>Inny artykuł</a></div><h2>Umowa podpisana</h2><div class=dt><div class=badge><span>27</span><span>lis</span></div><div>2018</div></div>{TEXT}", "2018-11-27"),
        # a badge that begins with the month
        (f"<h1>Umowa podpisana</h1><div><p>paź</p><p>30</p><p>2015</p></div>{TEXT}", "2015-10-30"),
        (f"<h1>Umowa podpisana</h1><p>Opublikowano 12 marca 2015 r. przez biuro klastra w dziale komunikatów.</p>{TEXT}", "2015-03-12"),
        # where it is filed, after the day
        (f"<h1>Umowa podpisana</h1><p>12 września 2019 Posted in Aktualności, Inne, Konferencje</p>{TEXT}", "2019-09-12"),
        # three elements without a space between them; a count of minutes right behind
        (f"<div><div class=c-date><span class=d>08</span><span class=m>11</span><span class=y>2022</span></div><h1>Umowa podpisana</h1>{TEXT}</div>", "2022-11-08"),
        (f"<h1>Umowa podpisana</h1><div class=info><span>16.01.2024</span><span>5 min czytania</span></div>{TEXT}", "2024-01-16"),
        # Czech
        (f"<h2>Umowa podpisana</h2><div id=telo>{TEXT}<p>Datum vložení: 15. 6. 2020 9:12<br>Datum poslední aktualizace: 18. 6. 2020</p></div>", "2020-06-15"),
        (f"<h2>Umowa podpisana</h2><div id=telo>{TEXT}</div><p>Vytvořeno / změněno: 15.3.2021 / 20.3.2021</p>", "2021-03-15"),
        # "updated" of an hAtom entry without "published"
        (f"<article class='post hentry'><h1>Umowa podpisana</h1><span class=updated title='2013-04-04T18:52:11+00:00'></span>{TEXT}</article>", "2013-04-04"),
        (f"<article class=post><h1>Umowa podpisana</h1><time class='entry-date updated' datetime='2015-10-30T12:00:00+00:00'>30 października 2015</time>{TEXT}</article>", "2015-10-30"),
        # a lone time element in a margin without a name
        (f"<main><h1>Umowa podpisana</h1>{TEXT}</main><div class=col><ul><li><time datetime='2020-11-03T11:20:00+01:00'>03.11.2020</time></li></ul></div>", "2020-11-03"),
    ],
)  # fmt: skip
def test_where_it_stands(body: str, day: str) -> None:
    assert day_of(body) == day


@pytest.mark.parametrize(
    "body",
    [
        # the clock above the menu
        f"<div>wtorek, 18 czerwca 2013, 11:02:44</div><div><a href=/a>Start</a> <a href=/b>Zarząd</a> <a href=/c>Czynsze</a> <a href=/d>Przetargi</a></div><h1>Umowa podpisana</h1>{TEXT}",
        f"<div class=m>IMIENINY</div><p>dziś: Grzegorza, Bernarda<br>12 marca 2010</p><h1>Umowa podpisana</h1>{TEXT}",
        # a neighbour's day below the text
        f"<h1>Umowa podpisana</h1><div class=ev>{TEXT}</div><div><h2>Zobacz też</h2><div class=t><i>27.05.2016</i><a href=/s>Slam poetycki</a></div></div>",
        # a field of the event
        f"<h1>Umowa podpisana</h1><div class=l>Data wydarzenia</div><div class=field--name-field-data-wydarzenia><time datetime='2023-12-08T19:00:00Z'>8.12.2023 20:00</time></div>{TEXT}",
        # a line of the text in the container that the layout names
        f"<h1>Umowa podpisana</h1><div class=entry-content>{TEXT}<p>1 czerwca 2015, godz. 11.00</p></div>",
        # what a sentence tells with the words of a label
        f"<h1>Umowa podpisana</h1><p>Klaster został utworzony 12.03.2010 r. w Rzeszowie i skupia trzydzieści firm.</p>{TEXT}",
        f"<h1>Umowa podpisana</h1><p>Raport opublikowano 12 marca 2015 r. i od razu wywołał dyskusję wśród członków.</p>{TEXT}",
        f"<h1>Umowa podpisana</h1><p>Prezes dodał, że 12 marca 2015 r. klaster przyjął pięć nowych firm z regionu.</p>{TEXT}",
        # a project's period, a deadline, a picture's name
        f"<h1>Umowa podpisana</h1><p>01.01.2010 - 31.12.2013</p>{TEXT}",
        f"<h1>Umowa podpisana</h1><p>do poniedziałku 30 stycznia 2017 r.</p>{TEXT}",
        f"<h1>Umowa podpisana</h1><p>Screenshot - 2015-03-23 , 14_15_45</p>{TEXT}",
        # an event: its hours, its place
        f"<h1>Umowa podpisana</h1><p>23 grudnia 2013, 8:00-16:00</p>{TEXT}",
        f"<h1>Umowa podpisana</h1>{TEXT}<table><tr><td>23 grudnia 2013</td><td>8:00-16:00</td></tr></table>",
        f"<h1>Umowa podpisana</h1><p>Data: 23.09.2021</p><p>Miejsce: Hotel Gołębiewski, Mikołajki</p>{TEXT}",
        f"<h1>Umowa podpisana</h1><dl><dt>Data:</dt><dd>23 września 2021</dd><dt>Godzina:</dt><dd>10:00 - 16:00</dd></dl>{TEXT}",
        # a reader's opinion
        f"<h1>Umowa podpisana</h1>{TEXT}<h3>Opinie czytelników</h3><div><b>Tomek</b>, 12.03.2012 14:33<br>Brawo!</div>",
        # the change alone
        f"<h1>Umowa podpisana</h1><p>Ostatnia aktualizacja: 06.06.2014, godz. 10:38</p>{TEXT}",
        f"<article class=hentry><h1>Umowa podpisana</h1><p>Aktualizacja: <span class=updated title='2013-04-04T18:52:11+00:00'>4.04.2013</span></p>{TEXT}</article>",
        f"<h1>Umowa podpisana</h1><span class=post-date><span>Last updated</span> <span class=date>Mar 11, 2026</span></span>{TEXT}",
        # a teaser that is an article too, in a part that says so
        f"<article><h1>Umowa podpisana</h1>{TEXT}</article><div class=related-posts><article><a href=/v>Święto chleba</a><time class=published datetime='2015-08-20'>20 sierpnia 2015</time></article></div>",
    ],
)  # fmt: skip
def test_what_it_is_not(body: str) -> None:
    assert day_of(body) is None


def test_hours_are_no_zone() -> None:
    article = read(f"<h1>Umowa podpisana</h1><p>Dodano: 23.12.2013 10:30-12:00</p>{TEXT}")
    assert article.published == "2013-12-23T10:30+01:00"
    article = read(f"<h1>Umowa podpisana</h1>{TEXT}<p>Spotkanie: 23 grudnia 2013, 10:00-12:00, sala 5.</p>")
    assert [(m.start, m.text) for m in article.mentions] == [("2013-12-23", "23 grudnia 2013, 10:00")]


def test_a_listing_has_no_day() -> None:
    rows = "".join(
        f"<li><span class=data>{n}.06.2018</span> <a href=/a/{n}>Wizyta studyjna {n}</a></li>" for n in (3, 2, 1)
    )
    article = extract(
        f"<html><head><meta charset=utf-8><title>Aktualności | Klaster</title></head><body><h1>Aktualności</h1><ul>{rows}</ul>".encode(),
        "https://klaster.example.pl/aktualnosci",
    )
    assert (article.published, article.body) == (None, "")


def test_of_two_dates_of_drupal_the_one_of_writing() -> None:
    body = (
        "<h1>Umowa podpisana</h1><div class=submitted><span property='dc:date dc:created' content='2014-06-11T10:22:41+02:00'>śr., 06/11/2014</span></div>"
        f"<span class=date-display-single property='dc:date' content='2014-09-15T00:00:00+02:00'>15.09.2014</span>{TEXT}"
    )
    assert day_of(body) == "2014-06-11"


def test_a_label_is_worth_more_than_a_nameless_day_of_the_head() -> None:
    body = f"<h1>Umowa podpisana</h1><p>Opublikowano: 13.10.2021</p>{TEXT}"
    assert day_of(body, "<meta name=date content=2021-10-15>") == "2021-10-13"


@pytest.mark.parametrize("slug", ["6-raport-o-kompetencjach", "10-konferencja"])
def test_a_number_in_an_address_is_no_day(slug: str) -> None:
    page = f"<title>x</title><h1>Raport</h1>{TEXT}".encode()
    article = extract(page, f"https://klaster.example.pl/2018/02/{slug}/")
    assert (article.published, article.published_precision) == ("2018-02", "month")


def test_months_of_other_languages_and_words_that_only_look_like_them() -> None:
    from scraper.extract.months import month_named

    assert [month_named(word) for word in ("märz", "février", "enero", "ottobre", "ožujka", "января")] == [
        3,
        2,
        1,
        10,
        3,
        1,
    ]
    assert [month_named(word) for word in ("bal", "lis", "lokale", "iii", "listopad")] == [None] * 5


def test_the_days_of_a_table_are_what_the_article_tells() -> None:
    rows = "<tr><td>Huta<td>2.05.2018<td>87</tr><tr><td>Kuźnia<td>1.02.2018<td>91</tr>"
    assert day_of(f"<h1>Umowa podpisana</h1><p>W skrócie:</p><table>{rows}</table>{TEXT}") is None
    assert (
        day_of(f"<table><tr><td>Biuro<td>2.05.2018</tr><tr><td><h1>Umowa podpisana</h1>{TEXT}</table>") == "2018-05-02"
    )


def test_a_headline_that_ends_as_a_label_labels_nothing() -> None:
    box = "<h3>Latest news</h3><p>2/03/2025<br><a href='/n/3'>Annual review published</a></p><p>22/02/2025<br><a href='/n/2'>Apprentice of the year</a></p>"
    title = "<td><span class=title>Umowa podpisana</span><br><span class=newsdate>10 June 2025</span>"
    assert day_of(f"<table><tr>{title}{TEXT}</td><td>{box}</td></tr></table>") == "2025-06-10"
    assert day_of(f"<h1>Umowa podpisana</h1>{TEXT}<div>{box}</div>") is None


TEASER = "<article itemscope itemtype='https://schema.org/NewsArticle'><h3>{link}</h3><time itemprop=datePublished datetime='2019-01-30T08:35:00Z'>30.01.2019</time><p>Zarząd zawiadamia o zebraniu.</p></article>"


def test_rdfa_lite_states_the_day_and_a_teaser_only_its_own() -> None:
    teaser = TEASER.format(link="<a itemprop=url href='/n/2'>Walne zebranie</a>")
    page = (
        "<main><div vocab='https://schema.org/' typeof=NewsArticle resource='/n/1'><h1 property=headline>Umowa podpisana</h1>"
        "<p><time property=datePublished datetime='2014-09-06T22:32:00Z'>7 września 2014</time><meta property=dateModified content='2015-10-11T16:32:00Z'></p>"
        f"{TEXT}</div><section><h2>Powiązane</h2>{teaser}</section></main>"
    )
    article = read(page)
    assert (article.published or "")[:10] == "2014-09-07"
    assert article.published_from == "microdata"
    assert (article.modified or "")[:10] == "2015-10-11"


@pytest.mark.parametrize(
    "beside",
    [
        TEASER.format(link="<a itemprop=url href='/n/2'>Walne zebranie</a>"),
        f"<section><h2>Zobacz także</h2>{TEASER.format(link='Walne zebranie')}</section>",
        f"<aside>{TEASER.format(link='Walne zebranie')}</aside>",
        "<div itemprop=comment itemscope itemtype='https://schema.org/Comment'><time itemprop=datePublished datetime='2019-01-30'>30.01.2019</time></div>",
    ],
    ids=["its address", "its heading", "the margin", "a comment"],
)
def test_an_item_of_something_else_dates_nothing(beside: str) -> None:
    assert day_of(f"<div class=art><h1>Umowa podpisana</h1>{TEXT}</div>{beside}") is None


@pytest.mark.parametrize(
    "url", ["/n/1", "https://klaster.example.pl/n/1?utm_source=x", "https://klaster.example.pl/", "/node/7"]
)
def test_an_item_of_the_page_itself_may_stand_beside_its_title(url: str) -> None:
    item = f"<div itemscope itemtype='https://schema.org/Article'><link itemprop=url href='{url}'><meta itemprop=datePublished content='2019-01-30'></div>"
    head = "<link rel=shortlink href='https://klaster.example.pl/node/7'>"
    assert day_of(f"<h1>Umowa podpisana</h1>{TEXT}{item}", head) == "2019-01-30"


def test_a_label_stands_before_a_time_that_a_script_fills_in() -> None:
    times = "<time class=zm datetime='2026-03-17T09:43:17+01:00'></time> <time class=pub datetime='2026-03-08T09:36:17+01:00'></time>"
    for label in ("Zaktualizowano", "Naposledy upravené:", "Оновлено"):
        article = read(
            f"<article><h1>Umowa podpisana</h1><p class=meta><span>{label}</span> {times}</p>{TEXT}</article>"
        )
        assert ((article.published or "")[:10], (article.modified or "")[:10]) == ("2026-03-08", "2026-03-17")


def test_the_last_word_of_a_title_is_no_label() -> None:
    """The word start before a day is a label of events."""
    related = "<h2>Zobacz też</h2><ul><li><h3><a href='/n/2'>Inna wiadomość</a></h3><time datetime='2022-04-07T10:16:11+02:00'>7 kwietnia 2022</time></li></ul>"
    day = "<div class=wp-block-post-date><time datetime='2020-10-05T11:30:11+02:00'>5 października 2020</time></div>"
    assert (
        day_of(f"<main><h1>Usługi doradcze w projekcie Dobry Start</h1>{day}<div>{TEXT}</div>{related}</main>")
        == "2020-10-05"
    )
    for title in ("Nowy raport został opublikowany", "Neue Studie erschienen", "Projekt Dobry Start"):
        assert day_of(f"<h1>{title}</h1><p><span>5 października 2020</span></p>{TEXT}") == "2020-10-05"


@pytest.mark.parametrize(
    "said",
    [
        "Ostatnia aktualizacja strony: 17.09.2021",
        "Aktualizacja serwisu: 17.09.2021",
        "Website last updated: 17.09.2021",
    ],
)
def test_the_change_of_a_site_is_not_that_of_its_article(said: str) -> None:
    article = read(f"<article><h1>Umowa podpisana</h1><p>12.03.2010</p>{TEXT}</article><p>© Cech. {said}</p>")
    assert (article.published, article.modified) == ("2010-03-12", None)
    own = read(
        f"<article><h1>Umowa podpisana</h1><p>12.03.2010</p>{TEXT}<p>Ostatnia aktualizacja: 17.09.2021</p></article>"
    )
    assert own.modified == "2021-09-17"


CARD = (
    "<div class=card><div class='data small'>{day}</div><h3><a href='/n/7'>Naujas narys klasteryje</a></h3>"
    "<p>{text}</p></div>"
)


def test_a_teasers_day_is_not_that_of_a_short_article_above_it() -> None:
    cards = "".join(
        CARD.format(day=day, text="Trumpa žinutė.") for day in ("2026 m. birželio 18 d.", "2025 m. gegužės 5 d.")
    )
    body = (
        "<article><h1>Umowa podpisana</h1><p class='small muted'><span>2020 m. gruodžio 14 d.</span> <a href='/k'>Klasteris</a></p>"
        f"<p>Artėjant šventėms linkime sveikatos ir ramybės.</p></article><h2>Kitos naujienos</h2>{cards}"
    )
    assert day_of(body) == "2020-12-14"


def test_a_sentence_of_a_teaser_dates_no_article() -> None:
    teaser = (
        "<h3><a href='/n/7'>Z wizytą w firmie</a></h3><ul><li>przez Marek Bartnik</li><li>28 października 2019</li></ul>"
        "<p>Dnia 4 października 2019 gościliśmy w zakładzie firmy.</p>"
    )
    head = (
        "<meta property='article:published_time' content='2020-11-25 17:09:57+00:00'>"
        "<meta property='article:modified_time' content='2020-11-26 17:39:57+00:00'>"
    )
    body = f"<h2>Umowa podpisana</h2><ul><li>przez Dorota</li><li>25 listopada 2020</li></ul>{TEXT}{teaser}"
    assert day_of(body, head) == "2020-11-25"


def test_a_day_beside_a_byline_that_is_a_link_is_the_articles() -> None:
    body = (
        f"<h1>Umowa podpisana</h1><h4>By <a href='/autor'>Redakcja portalu klastra</a></h4><div>12.12.2024</div>{TEXT}"
    )
    assert day_of(body) == "2024-12-12"
