"""Dates of events in the text: expressions met on real pages, each with what it may mean."""

# ruff: noqa: E501  (pages are written as they come)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract import extract
from scraper.extract.mentions import read_mentions

EXPRESSIONS = [
    ("18 września 2019r.", None, "2019-09-18"),
    ("we wrześniu 2019roku", None, "2019-09"),
    ("11.04.2011r.", None, "2011-04-11"),
    ("8.04.2022 r.", None, "2022-04-08"),
    ("04 maja 2022r.", "2022-05-05", "2022-05-04"),
    ("4. maja 2023 roku", None, "2023-05-04"),
    ("2 Czerwca 2016 r.", None, "2016-06-02"),
    ("Wiosną 2010r.", None, "2010"),
    ("w dn. 10 września br.", "2019-09-12", "2019-09-10"),
    ("Dziś, 27 maja 2024 r.", "2024-05-27", "2024-05-27"),
    ("28 Grudnia", "2021-12-28", "2021-12-28"),
    ("20 maja bieżącego roku", "2014-04-19", "2014-05-20"),
    ("w dniu 16 listopada b.r.", "2016-11-23", "2016-11-16"),
    ("W dniu 27 marca br.", "2017-04-04", "2017-03-27"),
    ("28 maja br.", "2012-05-29", "2012-05-28"),
    ("W dniu 29 maja br.", "2023-05-31", "2023-05-29"),
    ("W dniu 3 czerwca br.", "2014-06-06", "2014-06-03"),
    ("(26-27 lutego br.)", "2010-03-02", "2010-02-26/2010-02-27"),
    ("W dniu 21 czerwca br.", None, "--06-21"),
    ("25 września br. r. o godz. 9.00", "2007-09-25", "2007-09-25"),
    ("W piątek 5 listopada br.", "2021-11-10", "2021-11-05"),
    ("w piątek 3 lutego br.", "2017-02-10", "2017-02-03"),
    ("do poniedziałku 30 stycznia 2017 r.", "2017-02-10", "2017-01-30"),
    ("W kwietniu ubiegłego roku", "2017-03-07", "2016-04"),
    ("ogłoszony 1 maja zeszłego roku", "2020-03-03", "2019-05-01"),
    ("ogłoszony 1 maja zeszłego roku", None, "--05-01"),
    ("Kilka dni temu", "2020-01-05", None),
    ("W minionym miesiącu", "2020-01-05", "2019-12"),
    ("W minionym miesiącu", None, None),
    ("w dniu jutrzejszym", "2020-02-28", "2020-02-29"),
    ("Utworzony wczoraj nowy klaster", "2011-09-15", "2011-09-14"),
    ("odbywa się dziś", "2020-01-05", "2020-01-05"),
    ("odbywa się dziś", None, None),
    ("powołał w piątek", "2024-05-27", "2024-05-24"),
    ("w ubiegły czwartek", "2024-05-30", "2024-05-23"),
    ("spotkanie odbędzie się w piątek", "2024-05-27", "2024-05-31"),
    ("wiosną przyszłego roku", "2020", "2021"),
    ("Na sierpniowym spotkaniu", None, "--08"),
    ("Na sierpniowym spotkaniu", "2020-09-01", "2020-08"),
    ("do końca czerwca 2011 r.", "2011-06-29", "2011-06-30"),
    ("29 czerwca", "2023-06-30", "2023-06-29"),
    ("We wtorek 21 listopada", None, "--11-21"),
    ("We wtorek, 20. czerwca", "2023-06-25", "2023-06-20"),
    ("25 stycznia", None, "--01-25"),
    ("W dniu 18.07", None, "--07-18"),
    ("w czwartek 7 marca", "2012-03-12", "--03-07"),
    ("w dniach 21-22 września 2017 r.", None, "2017-09-21/2017-09-22"),
    ("27 maja - 2 czerwca 2024 r.", "2024-05-27", "2024-05-27/2024-06-02"),
    ("W dniach 13–16 maja 2025 r.", None, "2025-05-13/2025-05-16"),
    ("7-8 Listopada 2022 roku", None, "2022-11-07/2022-11-08"),
    ("w dniach 7-8 listopada", "2022-10-27", "2022-11-07/2022-11-08"),
    ("w dniach 26 i 27 czerwca br.", None, "--06-26/--06-27"),
    ("w dniach 25 i 26 listopada 2019 r. (poniedziałek–wtorek)", None, "2019-11-25/2019-11-26"),
    ("25 – 26 maja 2021 r. w godzinach 09:30-17:00", None, "2021-05-25/2021-05-26"),
    ("18-20.09.2008 r.", "2009-01", "2008-09-18/2008-09-20"),
    ("01.01.2010 - 31.12.2013", "2010-06-22", "2010-01-01/2013-12-31"),
    ("od 30.10.2020 r. do 11.03.2021 r. (do godz. 16:00:00)", None, "2020-10-30/2021-03-11"),
    ("w dniach 19–11 maja", "2015-05-20", None),
    ("14.30-14.45", "2015-03-02", None),
    ("o godzinie 10", "2014-08", None),
    ("Screenshot - 2015-03-23 , 14_15_45", "2015-03-23", None),
    ("Dne 11. července 2011", None, "2011-07-11"),
    ("10 – 11.1.2023", None, "2023-01-10/2023-01-11"),
    ("Friday, 15 June, 2012", None, "2012-06-15"),
    ("27 i 28 września", None, "--09-27/--09-28"),
    ("W dniach 25-26 marca", "2015-04", "2015-03-25/2015-03-26"),
    ("2 stycznia", "2019-12-28", "2020-01-02"),
    ("28 grudnia - 3 stycznia 2020 r.", None, "2019-12-28/2020-01-03"),
    ("tel. 22 630 97 12, fax 12 12 12", "2020-01-01", None),
    ("ustawa z dnia 12 marca 2004 r. o pomocy", "2020-01-01", None),
    ("https://a.example/2020-03-03/x", "2020-01-01", None),
    ("obradował we wtorek i środę, 30 września i 1 października", "2014-10-09", "2014-09-30/2014-10-01"),
    ("z piątku 25 na sobotę 26 września", "2026-09-01", "2026-09-25/2026-09-26"),
    ("W nocy z 9 na 10 maja", "2017-05-11", "2017-05-09/2017-05-10"),
    ("from 15 to 18 June 2015", None, "2015-06-15/2015-06-18"),
    ("strategia do końca roku", "2023-06-01", "2023-12-31"),
    ("gotowy do końca 2016 roku", None, "2016-12-31"),
    ("planowana jest na wiosnę przyszłego roku", "2009-05-29", "2010"),
    ("Transport wypłynie z Gdyni w lutym.", "2016-01-19", "2016-02"),
    ("uruchomimy drugą grupę w lutym przyszłego roku", "2020-09-08", "2021-02"),
    ("15 mln zł i 20 osób", "2020-01-01", None),
    ("Styczeń 16, 2018", None, "2018-01-16"),
    ("It opened on March 3rd, 2019.", None, "2019-03-03"),
    ("przymrozki majowe – zbieramy dane", "2017-05-12", None),
]


@pytest.mark.parametrize(("text", "published", "value"), EXPRESSIONS, ids=[f"{t} ({p})" for t, p, _ in EXPRESSIONS])
def test_expression(text: str, published: str | None, value: str | None) -> None:
    found = [m.start if m.start == m.end else f"{m.start}/{m.end}" for m in read_mentions(text, published)]
    assert found == ([value] if value else [])


def test_each_has_its_text_and_sentence() -> None:
    text = "Klaster rośnie. W dniu 27 marca br. dr inż. Nowak podpisał umowę. To koniec.\n\nDrugi akapit z 5.05.2016 r. w środku."
    first, second = read_mentions(text, "2017-04-04")
    assert (first.text, first.sentence) == ("27 marca br.", "W dniu 27 marca br. dr inż. Nowak podpisał umowę.")
    assert (second.start, second.sentence) == ("2016-05-05", "Drugi akapit z 5.05.2016 r. w środku.")


def test_each_date_once() -> None:
    found = read_mentions("Spotkanie 11.04.2011 r. w Łodzi.\n\nBył 11 kwietnia 2011 r. i padało.", None)
    assert [(m.start, m.text) for m in found] == [("2011-04-11", "11.04.2011 r.")]


def test_a_figure_that_ends_a_paragraph_hides_no_date_after_it() -> None:
    found = read_mentions("Dzień Dziecka 2022\n\n1 czerwca to święto.", "2022-07-06")
    assert [m.start for m in found] == ["2022-06-01"]


def test_the_title_is_read_too() -> None:
    page = (
        "<title>x</title><h1>Zawieszenie zajęć 16 – 25 marca</h1><p>Zajęcia są zawieszone, prosimy zostać w domu.</p>"
    )
    article = extract(page.encode(), "https://a.example/2020/03/11/x/")
    assert [(m.start, m.end, m.sentence) for m in article.mentions] == [
        ("2020-03-16", "2020-03-25", "Zawieszenie zajęć 16 – 25 marca")
    ]


def test_words_that_look_like_dates() -> None:
    for text in (
        "Dziś buduje kabiny.",
        "Każdego dnia budujemy, a w piątek łączymy.",
        "plan na lata 2027–2029",
        "jędrne jak we wrześniu",
    ):
        assert read_mentions(text, "2024-05-27") == (), text


@given(st.text(max_size=200), st.sampled_from([None, "2020", "2020-02", "2020-02-29", "2020-02-29T10:00+01:00"]))
def test_any_text(text: str, published: str | None) -> None:
    for mention in read_mentions(text, published):
        assert mention.start.startswith("-") or mention.start <= mention.end
