"""Twelve ways in which a Polish page states its encoding, or lies about it."""

# ruff: noqa: E501  (pages are written as they come)

from __future__ import annotations

import pytest

from scraper.extract import extract
from scraper.extract.document import decode

TEXT = "Źródło wiedzy o żółtych łąkach: gęślą jaźń – „śmiały” ćwierć-żart, święto ŁÓDŹ"


def page(meta: str | None) -> str:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={meta}">' if meta else ""
    return f"<html><head>{head}<title>{TEXT}</title></head><body><h1>Nagłówek</h1><p>{TEXT}.</p></body></html>"


CASES = [
    ("utf-8 with meta", "utf-8", "utf-8", None),
    ("utf-8 without meta", "utf-8", None, None),
    ("utf-8, header says iso-8859-1", "utf-8", None, "iso-8859-1"),
    ("utf-8, header says iso-8859-2", "utf-8", "utf-8", "iso-8859-2"),
    ("iso-8859-2, header", "iso-8859-2", None, "iso-8859-2"),
    ("iso-8859-2, meta", "iso-8859-2", "iso-8859-2", None),
    ("iso-8859-2, nothing", "iso-8859-2", None, None),
    ("iso-8859-2, says utf-8", "iso-8859-2", "utf-8", "utf-8"),
    ("windows-1250, meta", "cp1250", "windows-1250", None),
    ("windows-1250, nothing", "cp1250", None, None),
    ("windows-1250, says iso-8859-2", "cp1250", "iso-8859-2", "iso-8859-2"),
]


@pytest.mark.parametrize(("name", "encoding", "meta", "header"), CASES, ids=[c[0] for c in CASES])
def test_letters_decide(name: str, encoding: str, meta: str | None, header: str | None) -> None:
    text = page(meta) if encoding != "iso-8859-2" else page(meta).translate(str.maketrans("–„”", '-""'))
    headers = {"content-type": f"text/html; charset={header}"} if header else None
    read, _ = decode(text.encode(encoding), headers)
    assert read == text
    article = extract(text.encode(encoding), "https://a.example.pl/b", headers=headers)
    assert "Źródło wiedzy o żółtych łąkach" in article.body
    assert "\ufffd" not in article.body


def test_one_bad_byte_leaves_the_page_utf8() -> None:
    spoilt = page("utf-8").encode().replace(b"Nag", b"Na\xb9g")
    read, name = decode(spoilt)
    assert name == "utf-8"
    assert TEXT in read
    assert "\ufffd" not in read


def test_byte_order_mark() -> None:
    assert decode(b"\xef\xbb\xbf<p>\xc5\xbc</p>")[0] == "<p>ż</p>"
    assert (
        extract("\ufeff<h1>Żar</h1><p>Żółć i żuraw na łące.</p>".encode("utf-16"), "https://a.example/b").body
        == "Żółć i żuraw na łące."
    )


@pytest.mark.parametrize("through", ["cp1250", "latin-1", "cp1252"])
def test_doubly_encoded(through: str) -> None:
    text = (
        "<p>Łódź łączy łąki, żółć, święto i gęś oraz źrebię.</p>"
        if through == "latin-1"
        else "<p>łódź łączy łąki, gęś i żółć.</p>"
    )
    twice = (
        text.encode().decode(through, "surrogateescape" if through == "latin-1" else "strict")
        if through == "latin-1"
        else None
    )
    if twice is None:
        try:
            twice = text.encode().decode(through)
        except UnicodeDecodeError:
            pytest.skip("not every byte has a letter there")
    assert decode(twice.encode())[0] == text


def test_entities_and_nbsp() -> None:
    article = extract(
        b"<h1>T</h1><p>Wsp&oacute;&#322;praca&nbsp;klastr&oacute;w w&#160;Kra&shy;kowie &amp; okolicy.</p>",
        "https://a.example.pl/b",
    )
    assert article.body == "Współpraca klastrów w Krakowie & okolicy."


def test_prolog_and_meta_do_not_mislead_the_parser() -> None:
    text = f'<?xml version="1.0" encoding="iso-8859-1"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><meta charset="iso-8859-1"/></head><body><p>{TEXT}.</p></body></html>'
    assert TEXT in extract(text.encode(), "https://a.example.pl/b").body


def test_other_languages_follow_their_declaration() -> None:
    german = (
        '<html lang="de"><head><meta charset="iso-8859-1"></head><p>Größe, Übung, Straße und Äpfel für alle.</p></html>'
    )
    assert decode(german.encode("iso-8859-1"))[0] == german
    russian = (
        '<html lang="ru"><head><meta charset="windows-1251"></head><p>Новости кластера и промышленности</p></html>'
    )
    assert decode(russian.encode("cp1251"))[0] == russian


def test_profile_overrides() -> None:
    assert decode("żółć".encode("utf-16-le"), None, "utf-16-le")[0] == "żółć"
