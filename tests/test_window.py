"""`kronika crawl --since`: a window of days; the older articles are left to another run, and found by it."""

from __future__ import annotations

import pytest

from tests.conftest import Kronika
from tests.pages import HOST, START, article, listing, small_site
from tests.sites.server import LocalWeb
from tests.sites.truth import truth
from tests.test_reach import SCHEDULE, asked, stored


def crawl(kronika: Kronika, *arguments: str) -> tuple[int, str]:
    ran = kronika("crawl", "--quiet", *arguments, KRONIKA_RECHECK=SCHEDULE, KRONIKA_CONTACT="a@example.org")
    return ran.returncode, ran.stderr


@pytest.mark.parametrize("site", ["kignet", "poligen", "klasterpolskanatura", "edutainment", "lke", "aerosilesia"])
def test_what_is_older_is_left_and_found_by_the_next_run(kronika: Kronika, web: LocalWeb, site: str) -> None:
    told = [one for one in truth(site) if one.published]
    newest = sorted(one.published for one in told if one.published)
    since = newest[-3][:10]
    within = {one.url for one in told if (one.published or "") >= since}
    assert crawl(kronika, site, "--since", since) == (0, "")
    found = {row["url"]: row["published"] for row in kronika.rows("SELECT url, published FROM articles")}
    assert within <= set(found)
    first = len(asked(web))
    assert len(found) < len(truth(site))  # a list without days is read until it shows what is older
    assert kronika.rows("SELECT walked FROM runs") == [{"walked": 0}]
    crawl(kronika, site)
    assert len(kronika.rows("SELECT id FROM articles")) == len(truth(site))
    assert first < len(truth(site)) * 2


def pages_of_news(web: LocalWeb, *, dated: bool) -> None:
    """Sixty articles on twelve pages, the newest of December; with their days in the list, or not."""
    small_site(web, "")
    titles = {f"/news/wiadomosc-z-klastra-{n}": f"2024-{12 - n // 5:02}-{20 - n % 5:02}" for n in range(60)}
    for path, day in titles.items():
        page = article(f"Wiadomość numer {path.rpartition('-')[2]}", published=day, text=f"O tym {path}. " * 30)
        web.override(HOST, rf"^{path}$", body=page)
    paths = list(titles)
    for number in range(12):
        lines = "".join(
            f"<li>{titles[path] if dated else ''} "
            f"<h3><a href='{path}'>Wiadomość numer {path.rpartition('-')[2]}</a></h3>"
            f"<p>Krótko o tym, co się wydarzyło u nas.</p></li>"
            for path in paths[number * 5 : number * 5 + 5]
        )
        older = f"<a rel=next href='/?strona={number + 2}'>starsze</a>" if number < 11 else ""
        body = f"<html><body><h1>Aktualności</h1><ul>{lines}</ul><p>{older}</p></body></html>"
        web.override(HOST, r"^/$" if not number else rf"^/\?strona={number + 1}$", body=body)


@pytest.mark.parametrize("dated", [True, False])
def test_the_lists_of_an_unknown_site_are_left_where_they_are_older(
    kronika: Kronika, web: LocalWeb, dated: bool
) -> None:
    pages_of_news(web, dated=dated)
    assert crawl(kronika, "--url", START, "--since", "2024-11-01") == (0, "")
    within = {f"{HOST}/news/wiadomosc-z-klastra-{n}" for n in range(10)}
    assert within <= stored(kronika)
    paths = asked(web)
    assert sum("strona=" in path for path in paths) <= 5
    assert len(stored(kronika)) == 10 if dated else len(stored(kronika)) <= 25
    states = {row["reason"] for row in kronika.rows("SELECT reason FROM coverage WHERE state = 'excluded'")}
    assert not dated or "published before the days that this run looked at" in states
    assert crawl(kronika, "--url", START) == (0, "")
    assert stored(kronika) == {f"{HOST}/news/wiadomosc-z-klastra-{n}" for n in range(60)}


def test_nothing_new_in_the_window_is_no_fault(kronika: Kronika, web: LocalWeb) -> None:
    pages_of_news(web, dated=True)
    assert crawl(kronika, "--url", START, "--since", "2025-06-01") == (0, "")
    assert stored(kronika) == set()


@pytest.mark.parametrize("day", ["2024", "2024-13-01", "yesterday", "01.02.2024"])
def test_a_window_begins_with_a_day(kronika: Kronika, day: str) -> None:
    ran = kronika("crawl", "kignet", "--since", day)
    assert ran.returncode == 2
    assert "a day is written as 2026-11-24" in ran.stderr


def test_a_run_that_is_broken_off_excludes_nothing_that_it_did_not_come_to(kronika: Kronika, web: LocalWeb) -> None:
    """What was named and not asked for stood in the ledger as left out for its looks."""
    small_site(web, "")
    names = [f"/{'abcdefghij'[n]}" for n in range(10)]
    web.override(HOST, r"^/$", body=listing(*names))
    for name in names:
        web.override(HOST, rf"^{name}$", body=article(f"Wiadomość {name}", published="2024-03-01", text=name * 40))
    ran = kronika.run(
        "-c",
        "import sys; from scraper import settings; settings.CLOSESPIDER_PAGECOUNT = 4; "
        "from scraper.worker import main; sys.exit(main(['--url', sys.argv[1]]))",
        START,
        KRONIKA_RECHECK=SCHEDULE,
    )
    assert ran.returncode == 1
    left = kronika.rows("SELECT reason FROM ledger WHERE kind IS NULL AND reason IS NOT NULL")
    assert left == []
