"""What owners reserve: read, stored, obeyed by exports."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from scraper.article import Right
from scraper.extract import extract, extract_all
from scraper.rights import read_rights, reserved
from scraper.tdmrep import read_rules, right_of
from tests.conftest import Kronika
from tests.pages import HOST, article, small_site
from tests.sites.server import LocalWeb
from tests.test_reach import asked, crawl

FILE = "/.well-known/tdmrep.json"


def said(rights: tuple[Right, ...]) -> list[tuple[str, str]]:
    return [(right.says, right.source) for right in rights]


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("noarchive", ["noarchive"]),
        ("NoArchive, NOINDEX", ["noarchive", "noindex"]),
        ("index, follow, max-image-preview:large", []),
        ("none", ["noindex"]),
        ("nocache", ["noarchive"]),
        ("max-snippet:0", ["nosnippet"]),
        ("max-snippet: 0", ["nosnippet"]),
        ("max-snippet:20", []),
        ("nofollow, nosnippet", ["nosnippet"]),
        ("googlebot: noindex, noarchive", []),
        ("googlebot: noindex\nnoarchive", ["noarchive"]),
        ("noarchive\ngooglebot: noindex", ["noarchive"]),
        ("kronika: noarchive", ["noarchive"]),
        ("otherbot: noindex, kronika: noarchive", ["noarchive"]),
        ("unavailable_after: 25 Jun 2027 15:00:00 PST", []),
        ("noarchive, unavailable_after: 25 Jun 2027 15:00:00 PST", ["noarchive"]),
        ("noarchived", []),
    ],
)
def test_robots_directives_of_the_header(header: str, says: list[str]) -> None:
    assert said(read_rights({}, {"X-Robots-Tag": header})) == [(word, "header") for word in says]


def test_directives_in_the_page_are_for_all_robots_or_for_us() -> None:
    meta = {"robots": ["index, noarchive"], "googlebot": ["noindex"], "kronika": ["nosnippet"]}
    assert said(read_rights(meta)) == [("noarchive", "meta"), ("nosnippet", "meta")]


def test_the_word_nearest_to_the_page_stands_for_text_and_data_mining() -> None:
    both = read_rights({"tdm-reservation": ["0"]}, {"TDM-Reservation": "1", "TDM-Policy": "https://k.pl/terms.json"})
    assert said(both) == [("tdm-reserved", "header"), ("tdm-not-reserved", "meta")]
    assert both[0].policy == "https://k.pl/terms.json"
    assert reserved(both) is None
    assert reserved(read_rights({"tdm-reservation": ["1"]}, {"tdm-reservation": "0"})) == "tdm-reserved (meta)"
    assert reserved(read_rights({}, {"tdm-reservation": "yes", "tdm-policy": "https://k.pl/terms"})) is None
    of_file = (Right(says="tdm-reserved", source="tdmrep.json", raw=""),)
    assert reserved((*read_rights({}, {"tdm-reservation": "0"}), *of_file)) is None
    assert reserved(of_file) == "tdm-reserved (tdmrep.json)"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", None),
        ("/news/1", "tdm-reserved"),
        ("/news/1?x=2", "tdm-reserved"),
        ("/news/free/1", "tdm-not-reserved"),
        ("/pl/raport.pdf", "tdm-reserved"),
        ("/pl/raport.pdf?x=1", None),
        ("/za%C5%82%C4%85czniki/1", "tdm-reserved"),
        ("/exact", "tdm-reserved"),
        ("/exact/not", None),
    ],
)
def test_the_first_rule_of_the_file_that_fits_counts(path: str, says: str | None) -> None:
    rules = read_rules(
        json.dumps(
            [
                {"location": "/news/free/", "tdm-reservation": 0},
                {"location": "/news/", "tdm-reservation": 1, "tdm-policy": "https://k.pl/terms.json"},
                {"location": "*.pdf$", "tdm-reservation": "1"},
                {"location": "/załączniki/*", "tdm-reservation": 1},
                {"location": "/exact$", "tdm-reservation": 1},
                {"location": "/", "tdm-reservation": 7},
                {"tdm-reservation": 1},
                "no rule",
            ]
        ).encode()
    )
    right = right_of(rules, f"https://k.pl{path}")
    assert (right.says if right else None) == says


@pytest.mark.parametrize("body", [b"", b"<html>not found</html>", b"[" * 100_000, b"\xff", b"3", b"null", b"{}"])
def test_what_is_no_such_file_says_nothing(body: bytes) -> None:
    assert read_rules(body) == ()


def test_the_reader_states_what_page_and_answer_say() -> None:
    page = article("Tytuł", published="2024-03-01").replace("<head>", "<head><meta name=ROBOTS content=noarchive>")
    read = extract(page.encode(), "https://k.pl/1", headers={"x-robots-tag": "noindex"})
    assert said(read.rights) == [("noindex", "header"), ("noarchive", "meta")]
    several = "".join(
        f"<article><h2><a href='/{n}'>Tytuł numer {n}</a></h2><p>{'Kilka słów o tym. ' * 9}</p></article>" for n in "ab"
    )
    page = f"<html><head><meta name=robots content=noarchive></head><body>{several}</body></html>"
    read_all = extract_all(page.encode(), "https://k.pl/")
    assert [said(one.rights) for one in read_all] == [[("noarchive", "meta")]] * 2


def reserve(web: LocalWeb, *rules: dict[str, object]) -> None:
    web.override(HOST, rf"^{FILE}$", body=json.dumps(rules), headers={"Content-Type": "application/json"})


def rights_of(kronika: Kronika) -> dict[str, str | None]:
    return {
        row["url"].rpartition("/")[2]: row["reserved"] for row in kronika.rows("SELECT url, reserved FROM articles")
    }


def exported(kronika: Kronika, what: str, to: Path, *more: str) -> tuple[list[dict[str, str]], str]:
    ran = kronika("export", what, "--to", str(to), *more)
    assert ran.returncode == 0, ran.stderr
    with to.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file)), ran.stderr


def test_reserved_articles_are_stored_with_the_reason_and_left_out_of_exports(
    kronika: Kronika, web: LocalWeb, tmp_path: Path
) -> None:
    small_site(web, "abcd")
    reserve(web, {"location": "/c", "tdm-reservation": 1, "tdm-policy": f"http://{HOST}/terms"})
    text = "Spotkanie odbędzie się 7 maja 2024 r. w Łodzi. <a href='https://parp.gov.pl/'>PARP</a>"
    for name, headers in (("a", {"X-Robots-Tag": "noarchive"}), ("b", {}), ("c", {}), ("d", {"tdm-reservation": "0"})):
        web.override(
            HOST,
            rf"^/{name}$",
            body=article(f"Tytuł {name}", published="2024-03-01", text=text + name * 9),
            headers=headers,
        )
    crawl(kronika)
    assert rights_of(kronika) == {"a": "noarchive (header)", "b": None, "c": "tdm-reserved (tdmrep.json)", "d": None}
    words = kronika.rows("SELECT says, source, raw, policy FROM rights ORDER BY url, says")
    assert [tuple(word.values()) for word in words] == [
        ("noarchive", "header", "noarchive", None),
        ("tdm-reserved", "tdmrep.json", "tdm-reservation: 1", f"http://{HOST}/terms"),
        ("tdm-not-reserved", "header", "tdm-reservation: 0", None),
    ]
    for what in ("articles", "links", "mentions"):
        rows, told = exported(kronika, what, tmp_path / "some.csv")
        assert {row.get("article_url", row.get("url")) for row in rows} == {f"http://{HOST}/b", f"http://{HOST}/d"}, (
            what
        )
        assert "Left out, reserved by their owners: 2 articles: " in told
        assert "1 noarchive (header)" in told
        assert "1 tdm-reserved (tdmrep.json)" in told
        every, told = exported(kronika, what, tmp_path / "all.csv", "--include-reserved")
        assert len({row.get("article_url", row.get("url")) for row in every}) == 4, what
        assert "Included, though their owners reserved them: 2 articles" in told
    assert sum(path == FILE for path in asked(web)) == 1


def test_what_the_site_says_later_counts_for_all_that_is_stored(
    kronika: Kronika, web: LocalWeb, tmp_path: Path
) -> None:
    small_site(web, "abc")
    crawl(kronika)
    assert set(rights_of(kronika).values()) == {None}
    with_day_before = "UPDATE captures SET captured_at = '2020-01-01T00:00:00Z' WHERE url LIKE '%tdmrep.json'"
    kronika.rows(with_day_before)
    reserve(web, {"location": "/", "tdm-reservation": 1})
    # None of the articles is asked for again: the word of the site is enough.
    crawl(kronika, KRONIKA_RECHECK="1,7,30,180")
    assert rights_of(kronika) == dict.fromkeys("abc", "tdm-reserved (tdmrep.json)")
    rows, _ = exported(kronika, "articles", tmp_path / "none.csv")
    assert rows == []
    kronika.rows(with_day_before)
    web.override(HOST, rf"^{FILE}$", body="", status=503)
    crawl(kronika, KRONIKA_RECHECK="1,7,30,180")
    assert set(rights_of(kronika).values()) == {"tdm-reserved (tdmrep.json)"}  # a server error takes nothing back
    web.override(HOST, rf"^{FILE}$", body="", status=404)
    crawl(kronika, KRONIKA_RECHECK="1,7,30,180")
    assert set(rights_of(kronika).values()) == {None}


def test_an_unchanged_page_may_be_reserved_later_also_by_its_304(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "a")
    body = article("Tytuł a", published="2024-03-01")
    web.override(HOST, r"^/a$", body=body, headers={"ETag": '"1"'})
    crawl(kronika)
    assert rights_of(kronika) == {"a": None}
    web.override(HOST, r"^/a$", body="", status=304, headers={"ETag": '"1"', "X-Robots-Tag": "noarchive"})
    crawl(kronika, KRONIKA_RECHECK="0")
    assert rights_of(kronika) == {"a": "noarchive (header)"}
    assert kronika.rows("SELECT count(*) AS n FROM revisions") == [{"n": 0}]
    ran = kronika("replay")
    assert "0 articles read otherwise" in ran.stdout, ran.stdout + ran.stderr
    assert rights_of(kronika) == {"a": "noarchive (header)"}


def test_an_archive_made_anew_of_its_pages_knows_what_was_reserved(
    kronika: Kronika, web: LocalWeb, tmp_path: Path
) -> None:
    small_site(web, "abc")
    reserve(web, {"location": "/b", "tdm-reservation": 1})
    web.override(HOST, r"^/a$", body=article("Tytuł a", published="2024-03-01"), headers={"X-Robots-Tag": "none"})
    crawl(kronika)
    expected = {"a": "noindex (header)", "b": "tdm-reserved (tdmrep.json)", "c": None}
    assert rights_of(kronika) == expected
    (kronika.data / "archive.db").unlink()
    assert kronika("replay").returncode == 0
    assert rights_of(kronika) == expected
    assert len(kronika.rows("SELECT * FROM tdm_rules")) == 1


def test_a_robots_txt_that_is_redirected_comes_before_the_file(kronika: Kronika, web: LocalWeb) -> None:
    """The crawl waited for ever: the file for robots.txt, and that for the file."""
    small_site(web, "abc")
    web.override(HOST, r"^/robots.txt$", body="", status=301, headers={"Location": f"http://{HOST}/robots.txt/"})
    web.override(HOST, r"^/robots.txt/$", body="User-agent: *\nDisallow: /b\n", headers={"Content-Type": "text/plain"})
    crawl(kronika)
    assert set(rights_of(kronika)) == {"a", "c"}
    assert FILE in asked(web)


def test_a_file_that_cannot_be_asked_for_is_told(kronika: Kronika, web: LocalWeb) -> None:
    """Else what its owner reserves would be published, and nobody know."""
    small_site(web, "a")
    web.override(HOST, rf"^{FILE}$", status=None)
    assert kronika("crawl", "--url", f"http://{HOST}/").returncode == 1
    problems = kronika.rows("SELECT kind, url FROM problems WHERE fails_run")
    assert [(p["kind"], p["url"]) for p in problems] == [("connection", f"http://{HOST}{FILE}")]
    assert set(rights_of(kronika)) == {"a"}
