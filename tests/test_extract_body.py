"""What is the article's text on pages whose layout hides, splits or interrupts it."""

# ruff: noqa: E501  (pages are written as they come)

from __future__ import annotations

import pytest

from scraper.article import Article
from scraper.extract import extract
from scraper.extract.witnesses import witnesses

WORDS = "Członkowie klastra spotkali się w Rzeszowie i rozmawiali o wspólnych zakupach stali oraz o szkoleniach"


def read(page: str) -> Article:
    return extract(f"<meta charset=utf-8>{page}".encode(), "https://klaster.example.pl/n/1")


def paragraphs(count: int, about: str = "") -> str:
    return "".join(f"<p>{WORDS}, {about} część {n}.</p>" for n in range(count))


def test_captions_are_no_text_but_their_links_stay() -> None:
    article = read(
        f"<h1>Targi</h1><article>{paragraphs(3)}<figure><img src=a.jpg><figcaption>Stoisko klastra, fot. "
        f"<a href='https://foto.example.com/jan'>Jan Nowak</a></figcaption></figure>{paragraphs(2, 'dalsza')}</article>"
    )
    assert "Stoisko" not in article.body
    assert len(article.body.split("\n\n")) == 5
    assert [link.url for link in article.links] == ["https://foto.example.com/jan"]


def test_a_table_keeps_its_caption_and_a_text_of_captions_stays() -> None:
    table = "<table><caption>Tabela 1. Nabory</caption><tr><td>maj</td><td>12</td></tr></table>"
    assert "Tabela 1. Nabory" in read(f"<h1>Nabory</h1><article>{paragraphs(2)}{table}</article>").body
    pictures = "".join(f"<figure><img src={n}.jpg><figcaption>{WORDS} {n}.</figcaption></figure>" for n in range(4))
    assert read(f"<h1>Zdjęcia</h1><article>{pictures}</article>").body.count("Rzeszowie") == 4


def test_a_box_of_teasers_in_the_middle_is_left_out_and_the_text_goes_on() -> None:
    box = "<h2>Zobacz także</h2><h3><a href='/n/2'>Inna wiadomość o czymś innym</a></h3><h3><a href='/n/3'>Jeszcze inna wiadomość</a></h3>"
    article = read(
        f"<h1>Umowa</h1><div class='tekst-newsa'>{paragraphs(3)}<div>{box}</div>{paragraphs(4, 'dalsza')}</div>"
    )
    assert len(article.body.split("\n\n")) == 7
    assert "Inna wiadomość" not in article.body
    assert "Zobacz" not in article.body


def test_teasers_of_another_container_end_the_text() -> None:
    box = f"<h2>Zobacz także</h2><h3><a href='/n/2'>Inna wiadomość</a></h3>{paragraphs(4, 'zajawki')}"
    article = read(f"<h1>Umowa</h1><div><div class='t1'>{paragraphs(3)}</div><div class='t2'>{box}</div></div>")
    assert "zajawki" not in article.body


def test_a_letter_before_the_name_of_a_part_says_only_its_kind() -> None:
    page = f"<h1>Umowa</h1><div class='l-article-body'><p>Podpisano umowę.</p></div><div class='inne'>{paragraphs(4, 'obca')}</div>"
    assert read(page).body == "Podpisano umowę."


def test_a_part_of_the_content_is_not_left_out_for_a_word_in_the_middle_of_its_name() -> None:
    page = (
        f"<h1>Umowa</h1><main><div class='content-nav-section'><p>{WORDS} na wstępie.</p></div>{paragraphs(6)}</main>"
    )
    assert "na wstępie" in read(page).body


def test_an_article_in_parts_with_the_names_of_boilerplate_is_found() -> None:
    """A builder that calls every part a widget: nothing is left but the title, so names are trusted less."""
    parts = "".join(f"<div class='Widget_Wrap'><div>{WORDS}, część {n}.</div></div>" for n in range(8))
    footer = "".join(f"<p>{WORDS} na każdej stronie {n}.</p>" for n in range(3))
    page = f"<title>Umowa</title><main><h1>Umowa o wspólnych zakupach stali i węgla, podpisana</h1><div class='WidgetArea'>{parts}</div></main><footer>{footer}</footer>"
    assert read(page).body.count("część") == 8


def test_parts_of_one_text_side_by_side() -> None:
    call = "<div class='cta'><h2>Dołącz do klastra!</h2></div>"
    page = f"<h1>Poradnik</h1><section><div class='bard'>{paragraphs(4)}</div>{call}<div class='bard'>{paragraphs(8, 'druga')}</div></section>"
    assert len([p for p in read(page).body.split("\n\n") if WORDS in p]) == 12


def test_credits_at_the_edges_are_no_text() -> None:
    article = read(
        "<h1>Targi</h1><div class=t><p>poniedziałek 28 lutego 2011, przez Ewa Lis</p>"
        f"{paragraphs(3)}<p>Fot. archiwum izby</p><p>Data dodania: 15.06.2020<br>Autor: Sekretariat</p></div>"
    )
    assert len(article.body.split("\n\n")) == 3
    article = read(f"<h1>Targi</h1><div class=t><p>Rzeszów, dnia 14 sierpnia 2015 r.</p>{paragraphs(3)}</div>")
    assert article.body.startswith("Rzeszów, dnia 14 sierpnia 2015 r.")


def test_the_hour_of_an_event_at_the_end_stays() -> None:
    last = "Pogrzeb odbędzie się w piątek 9 lutego o godz. 13.00 w Żywcu."
    assert read(f"<h1>Pożegnanie</h1><div class=t>{paragraphs(2)}<p>{last}</p></div>").body.endswith(last)


def test_a_pointer_to_another_article_and_a_button_are_no_text() -> None:
    article = read(
        f"<h1>Meble</h1><div class=t>{paragraphs(2)}<p>Czytaj także: <a href=/n/2>Drewno klejone bez formaldehydu</a></p>"
        f"<div class=wp-block-button><a href='https://zbiorka.example.org/x'>Wesprzyj nas</a></div>{paragraphs(2, 'dalsza')}</div>"
    )
    assert len(article.body.split("\n\n")) == 4
    assert [link.url for link in article.links] == ["https://zbiorka.example.org/x"]
    more = f"<h1>Meble</h1><div class=t>{paragraphs(2)}<p>Więcej informacji: <a href=/n/2>strona projektu</a></p></div>"
    assert "Więcej informacji" in read(more).body


def test_an_article_element_that_holds_the_title_alone() -> None:
    text = f"<section><div>{paragraphs(2)}</div></section>"
    page = f"<main><article class=post><h1>Karp</h1><div class=meta>26 lutego 2019</div></article>{text}</main>"
    assert read(page).body.count("Rzeszowie") == 2


def test_comments_named_in_cells_end_the_text() -> None:
    comments = "<tr><td>Komentarze</td><td><a href=/k>Dodaj komentarz</a></td></tr><tr><td>Gratulacje dla wszystkich!</td></tr>"
    article = read(f"<h1>Zawody</h1><div class=t>{paragraphs(3)}<table>{comments}</table></div>")
    assert "Gratulacje" not in article.body


@pytest.mark.parametrize(
    "line",
    [
        "Termin: 30.06.2016",
        "Termin: 23 września 2021, godz. 10:00",
        "Data: 23.09.2021\n\nMiejsce: Hotel Gołębiewski, Mikołajki",
        "23 grudnia 2013, 8:00-16:00",
        "Aktualizacja 25.08.2017: wybrano ofertę firmy Print3D.",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_the_day_of_what_the_article_tells_stays(line: str, first: bool) -> None:
    lines = "".join(f"<p>{part}</p>" for part in line.split("\n\n"))
    text = lines + paragraphs(2) if first else paragraphs(2) + lines
    article = read(f"<h1>Nabór wniosków</h1><p>Dodano: 1.06.2013</p>{text}")
    assert article.published == "2013-06-01"
    assert line in article.body
    assert article.mentions


def test_tags_and_share_lines_without_a_name_are_no_text() -> None:
    article = read(
        f"<h1>Eksport</h1>{paragraphs(2)}<p>Tagi: <a href=/tag/eksport rel=tag>eksport</a>, <a href=/tag/wino rel=tag>wino</a></p>"
        "<p>Udostępnij: <a href='https://www.facebook.com/sharer.php?u=x'>Facebook</a> <a href='https://twitter.com/share'>Twitter</a></p>"
    )
    assert (len(article.body.split("\n\n")), article.links) == (2, ())


def test_lines_of_preformatted_text_stay_lines() -> None:
    assert "Bank: PKO\nNr: 12 3456" in read(f"<h1>Konto</h1>{paragraphs(2)}<pre>Bank: PKO\nNr: 12 3456</pre>").body


@pytest.mark.parametrize(
    "byline",
    [
        "<p><span class=small>Wpisany przez Marek Nowak</span></p>",
        "<p>Autor: Marek Nowak dnia 2008/4/16 22:10:00 (904 odsłon)</p>",
        "<div class=entry-meta><span class=byline> przez <span class='author vcard'><a href=/author/marek/>Marek Nowak</a></span></span></div>",
    ],
)
def test_author_of_a_byline(byline: str) -> None:
    assert (
        read(f"<article><h1>Nowa linia</h1>{byline}<div class=entry-content>{paragraphs(2)}</div></article>").author
        == "Marek Nowak"
    )


def test_the_evidence_of_an_author_is_where_the_name_stands() -> None:
    card = "<span class=byline><span class='author vcard'><a href=/a>Anna Kowalska</a></span></span>"
    page = f"<html lang=pl><meta name=author content=Redakcja><body><h1>Targi</h1>{card}{paragraphs(2)}".encode()
    said = [(w.where, w.value) for w in witnesses(page, "https://klaster.example.pl/n/1")["author"]]
    assert said == [("meta author", "Redakcja"), ("<span author vcard>", "Anna Kowalska")]
    assert extract(page, "https://klaster.example.pl/n/1").author == "Anna Kowalska"


def test_the_next_articles_in_full_below_are_of_other_pages() -> None:
    """Infinite reading: each neighbour with its own heading, day and text, longer than the page's own."""

    def part(name: str, title: str, day: str, times: int, *, linked: bool) -> str:
        heading = f"<a href='../{name}/'>{title}</a>" if linked else title
        return f"<article><h1>{heading}</h1><p class=meta><span>{day}</span></p><div>{f'<p>Text von {title} mit vielen Worten dazu.</p>' * times}</div></article><hr>"

    own = part("a", "Studie erschienen", "11. Februar 2023", 1, linked=False)
    others = part("b", "Wettbewerb entschieden", "8. Januar 2023", 9, linked=True) + part(
        "c", "Neue Umfrage", "23. Februar 2023", 9, linked=True
    )
    page = f"<html lang=de><head><title>Studie erschienen</title></head><body><main>{own}{others}</main></body></html>"
    read = extract(page.encode(), "https://netz.example.de/blog/a/")
    assert (read.title, read.published) == ("Studie erschienen", "2023-02-11")
    assert "Wettbewerb" not in read.body


CARDS = [
    "<div class=c>{day}<br><a href='/n/{n}'>{title}</a></div>",
    "<div class=c><small>{day}</small><h4><a href='/n/{n}'>{title}</a></h4></div>",
    "<div class=c><a href='/n/{n}'><img src=x.jpg></a><div>{day}</div><h4><a href='/n/{n}'>{title}</a></h4><p>Kilka słów.</p></div>",
    "<li><a href='/n/{n}'>{title}</a> {day}</li>",
]
TITLES = ("Ціни на прокат: огляд за листопад", "Кластеру — десять років", "Режим роботи офісу у святкові дні")


@pytest.mark.parametrize("card", CARDS)
def test_a_box_of_dated_teasers_ends_an_article_whatever_it_is_called(card: str) -> None:
    box = "".join(card.format(n=n, day=f"1{n} листопада 2026 р.", title=title) for n, title in enumerate(TITLES))
    page = (
        "<html lang=uk><body><main><h1>З Днем машинобудівника!</h1><div class=date>27 вересня 2019 р.</div>"
        f"<p>Дорогі колеги! Щиро вітаємо вас з нагоди свята і зичимо повних цехів замовлень.</p><h4>Ще в рубриці</h4>{box}</main>"
    )
    article = extract(page.encode(), "https://klaster.example.ua/novyny/z-dnem")
    assert article.body == "Дорогі колеги! Щиро вітаємо вас з нагоди свята і зичимо повних цехів замовлень."
    assert article.published == "2019-09-27"


def test_a_list_of_dated_files_and_of_what_others_wrote_is_the_articles_own() -> None:
    lines = (
        "<li>12 marca 2024 <a href='https://gazeta.example/o-klastrze'>Gazeta o naszym klastrze</a></li>"
        "<li>13 marca 2024 <a href='/pliki/sprawozdanie.pdf'>Sprawozdanie z pierwszego roku</a></li>"
    )
    page = (
        "<html lang=pl><body><main><h1>Pisali o nas</h1><p>W marcu o pracy klastra pisały gazety, a my ogłosiliśmy sprawozdanie."
        f"</p><h3>Do przeczytania</h3><ul>{lines}</ul><p>Za każdy artykuł serdecznie dziękujemy wszystkim redakcjom z regionu.</p></main>"
    )
    article = extract(page.encode(), "https://klaster.example.pl/pisali")
    assert "Gazeta o naszym klastrze" in article.body
    assert [link.kind for link in article.links] == ["outbound", "attachment"]
