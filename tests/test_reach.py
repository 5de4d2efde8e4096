"""An unknown site from its address alone: all its news, nothing else, and almost no request the second time."""

# ruff: noqa: E501  (pages read best in one piece)

from __future__ import annotations

import json
import sqlite3
import subprocess
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest

from scraper.archive import Archive, rounds
from scraper.url import address_key
from tests.conftest import Kronika
from tests.pages import HOST, SENTENCE, START, article, listing, small_site
from tests.sites.server import LocalWeb, sites
from tests.sites.truth import truth

SCHEDULE = "1,7,30,180"


def crawl(kronika: Kronika, url: str = START, **environment: str) -> subprocess.CompletedProcess[str]:
    """Crawl a site as one that nobody has described, though a class may know its host."""
    return kronika.run("-m", "scraper.worker", "--url", url, **{"KRONIKA_RECHECK": SCHEDULE, **environment})


_told: WeakKeyDictionary[LocalWeb, int] = WeakKeyDictionary()


def stored(kronika: Kronika) -> set[str]:
    return {address_key(row["url"]) for row in kronika.rows("SELECT url FROM articles")}


def asked(web: LocalWeb) -> list[str]:
    """Return what was asked for since this was asked last."""
    records = web.requests
    new = records[_told.get(web, 0) :]
    _told[web] = len(records)
    return [record.path for record in new]


@pytest.mark.parametrize("name", sorted(sites()))
def test_each_site_of_the_local_web_is_found_from_its_address(kronika: Kronika, web: LocalWeb, name: str) -> None:
    told = truth(name)
    front = urlsplit(told[0].url)
    crawl(kronika, f"{front.scheme}://{front.netloc}/")
    assert stored(kronika) == {address_key(one.url) for one in told}
    days = {address_key(row["url"]): row["published"] for row in kronika.rows("SELECT url, published FROM articles")}
    assert all((days[address_key(one.url)] or "")[:10] == (one.published or "")[:10] for one in told)
    asked(web)
    crawl(kronika, f"{front.scheme}://{front.netloc}/")
    assert len(asked(web)) <= 12
    assert kronika.rows("SELECT new, revised FROM runs ORDER BY id DESC LIMIT 1") == [{"new": 0, "revised": 0}]


def test_the_ledger_holds_every_address_with_what_became_of_it(kronika: Kronika) -> None:
    crawl(kronika, "http://poligen.pl/")
    states = {
        row["state"]: row["n"] for row in kronika.rows("SELECT state, count(*) AS n FROM coverage GROUP BY state")
    }
    assert states["stored"] == 33
    assert "missing" not in states
    assert not kronika.rows("SELECT url FROM coverage WHERE state = 'excluded' AND reason IS NULL")
    told = json.loads(kronika("status", "poligen.pl", "--ledger", "--json").stdout)
    assert {row["way"] for row in told["ways"]} >= {"list", "link"}
    assert sum(month["stored"] for month in told["months"]) == 33
    assert "Left out:" in kronika("status", "poligen.pl", "--ledger").stdout


def test_the_ledger_of_a_site_that_was_never_crawled_says_what_to_do(kronika: Kronika) -> None:
    crawl(kronika, "http://poligen.pl/")
    done = kronika("status", "kignet", "--ledger")
    assert done.returncode == 1
    assert "kronika crawl kignet" in done.stderr


def test_a_plan_is_printed_and_nothing_is_kept(kronika: Kronika, web: LocalWeb) -> None:
    done = kronika("crawl", "--url", "http://poligen.pl/", "--plan")
    assert done.returncode == 0, done.stderr
    assert "http://poligen.pl/aktualnosci" in done.stdout
    assert not kronika.data.exists()
    assert len(web.requests) <= 3


def test_a_plan_of_a_server_that_does_not_answer_says_so(kronika: Kronika) -> None:
    done = kronika("crawl", "--url", "http://127.0.0.1:9/", "--plan", KRONIKA_LOCAL_WEB="")
    assert done.returncode == 1
    assert "refused" in done.stderr


def listed_twice(web: LocalWeb) -> None:
    """Serve dated news, and events that their list and their pages date too, in an order of their own."""
    small_site(web, "ab")
    news = "".join(
        f"<li>{day}.03.2024 <a href='/{name}'>Wiadomość {name.upper()}</a></li>" for day, name in ((2, "b"), (1, "a"))
    )
    menu = (
        "<nav><a href='/'>Aktualności</a> <a href='/co-planujemy'>Co planujemy</a> <a href='/kontakt'>Kontakt</a></nav>"
    )
    web.override(HOST, r"^/$", body=f"<html><body>{menu}<h2>Aktualności</h2><ul>{news}</ul></body></html>")
    days = ("2024-05-07", "2024-02-11", "2024-09-30", "2024-01-19", "2024-07-02")
    events = "".join(
        f"<li>{day} <a href='/plan/{n}-zjazd'>Zjazd numer {n} w Rzeszowie</a></li>" for n, day in enumerate(days)
    )
    web.override(
        HOST, r"^/co-planujemy$", body=f"<html><body>{menu}<h2>Co planujemy</h2><ul>{events}</ul></body></html>"
    )
    for n, day in enumerate(days):
        web.override(HOST, rf"^/plan/{n}-zjazd$", body=article(f"Zjazd numer {n} w Rzeszowie", published=day))


def test_what_the_first_run_left_out_the_second_does_not_take_for_want_of_anything_new(
    kronika: Kronika, web: LocalWeb
) -> None:
    listed_twice(web)
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/a", f"{HOST}/b"}
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/a", f"{HOST}/b"}


def test_a_guess_that_fails_fails_no_run(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "ab")
    web.override(
        HOST,
        r"^/b$",
        body=article("Wiadomość B", published="2024-03-02", extra="<p><a href='/ocena/b'>Oceń ten tekst</a></p>"),
    )
    web.override(HOST, r"^/ocena/b$", status=405)
    crawl(kronika)
    assert kronika.rows("SELECT outcome FROM runs") == [{"outcome": "ok"}]


def test_years_whose_oldest_have_another_layout_are_read_to_their_end(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "")
    years = range(2010, 2020)
    links = "".join(f"<a href='/{year}.html'>{year}</a> " for year in reversed(years))
    web.override(HOST, r"^/$", body=f"<html><body><p>{SENTENCE}</p><div>{links}</div></body></html>")
    for year in years:
        paths = [f"/{year}/wpis-{n}-o-klastrze" for n in range(3)] if year > 2014 else []
        items = "".join(f"<h3><a href='{path}'>Wpis {path[-13]} z roku {year} o klastrze</a></h3>" for path in paths)
        web.override(
            HOST, rf"^/{year}\.html$", body=f"<html><body><h1>{year}</h1>{items}<p>{SENTENCE}</p></body></html>"
        )
        for n, path in enumerate(paths):
            web.override(
                HOST, rf"^{path}$", body=article(f"Wpis {n} z roku {year} o klastrze", published=f"{year}-04-0{n + 1}")
            )
    crawl(kronika)
    assert len(stored(kronika)) == 15


# --- the next time


def paged(web: LocalWeb, names: str, size: int = 2) -> None:
    """Serve articles, newest first, on list pages of a few each."""
    small_site(web, names)
    pages = [names[n : n + size] for n in range(0, len(names), size)]
    for n, some in enumerate(pages, 1):
        older = f"/strona/{n + 1}" if n < len(pages) else None
        path = r"^/$" if n == 1 else rf"^/strona/{n}$"
        web.override(HOST, path, body=listing(*(f"/{name}" for name in some), older=older))


def test_lists_are_read_until_known_ground_with_one_page_more(kronika: Kronika, web: LocalWeb) -> None:
    paged(web, "abcdefgh")
    crawl(kronika)
    assert len(stored(kronika)) == 8
    asked(web)
    crawl(kronika)
    assert set(asked(web)) <= {"/robots.txt", "/", "/strona/2", "/g", "/h"}  # and the two newest articles
    assert kronika.rows("SELECT outcome, walked FROM runs ORDER BY id") == [
        {"outcome": "ok", "walked": 1},
        {"outcome": "ok", "walked": 0},
    ]


def test_a_new_article_is_found_also_behind_one_that_is_pinned(kronika: Kronika, web: LocalWeb) -> None:
    paged(web, "abcdefgh")
    crawl(kronika)
    paged(web, "axbcdefgh")
    asked(web)
    crawl(kronika)
    assert f"{HOST}/x" in stored(kronika)
    assert "/x" in asked(web)


def test_what_a_broken_run_left_is_found_behind_what_is_known(kronika: Kronika, web: LocalWeb) -> None:
    paged(web, "abcdefgh")
    web.override(HOST, r"^/strona/3$", status=503)
    crawl(kronika)
    assert len(stored(kronika)) == 4
    paged(web, "abcdefgh")
    crawl(kronika)
    assert len(stored(kronika)) == 8


def age(kronika: Kronika, days: int) -> None:
    """Make everything that was captured so many days older."""
    moment = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    connection = sqlite3.connect(kronika.data / "archive.db")
    with connection:
        connection.execute("UPDATE captures SET captured_at = ?", (moment,))
        connection.execute("UPDATE articles SET first_seen = ?, changed_at = ?, last_seen = ?", (moment,) * 3)
        connection.execute("UPDATE articles SET absent_at = ? WHERE absent_at IS NOT NULL", (moment,))
    connection.close()


def test_an_article_is_asked_for_again_when_its_day_has_come(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "abcd")
    crawl(kronika)
    web.override(
        HOST, r"^/a$", body=article("Wiadomość A", published="2024-03-01", text=SENTENCE * 2 + "Termin zmieniono. " * 3)
    )
    asked(web)
    crawl(kronika)
    assert not {"/a", "/b"} & set(asked(web))
    age(kronika, 2)
    crawl(kronika)
    assert {"/a", "/b"} <= set(asked(web))
    assert kronika.rows("SELECT kind FROM revisions") == [{"kind": "content"}]
    assert kronika.rows("SELECT published FROM articles WHERE url LIKE '%/a'") == [{"published": "2024-03-01"}]


def test_the_days_follow_how_the_article_really_changes(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "a")
    crawl(kronika)
    with Archive(kronika.data / "archive.db") as archive:
        row = archive.article_at(f"{START}a")
        assert row is not None
        now = datetime.now(UTC)
        due = [days for days in (0.5, 2, 6, 8) if rounds.is_due(archive, row, at=now + timedelta(days=days))]
        assert due == [2, 6, 8]  # read once: after a day
        with archive.transaction() as conn:
            conn.execute(
                "INSERT INTO captures (site, url, captured_at, role, status, digest, bytes, warc, offset, length, asked, source) "
                "SELECT site, url, captured_at, role, status, digest, bytes, warc, offset + 1000000, length, asked, source "
                "FROM captures WHERE role = 'article'"
            )
        due = [days for days in (0.5, 2, 6, 8) if rounds.is_due(archive, row, at=now + timedelta(days=days))]
        assert due == [8]  # unchanged twice: after a week
        assert rounds.is_due(archive, row, modified=(now + timedelta(minutes=5)).isoformat())


def test_a_change_counts_by_what_the_site_said_before_whatever_its_clock(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "a")
    crawl(kronika)
    with Archive(kronika.data / "archive.db") as archive:
        with archive.transaction() as conn:
            said = json.dumps({"role": "article", "hints": {"modified": "2011-03-03T09:00:00+01:00"}})
            conn.execute("UPDATE captures SET asked = ? WHERE role = 'article'", (said,))
        row = archive.article_at(f"{START}a")
        assert row is not None
        assert not rounds.is_due(archive, row, modified="2011-03-03T09:00:00+01:00")
        assert rounds.is_due(archive, row, modified="2011-04-01T09:00:00+02:00")


def test_a_page_is_gone_only_when_it_is_absent_on_two_days(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "abc")
    crawl(kronika)
    small_site(web, "ab")
    web.override(HOST, r"^/c$", status=404)
    age(kronika, 2)
    crawl(kronika)
    (row,) = kronika.rows("SELECT absent_at, gone_at FROM articles WHERE url LIKE '%/c'")
    assert row["absent_at"] is not None
    assert row["gone_at"] is None
    crawl(kronika)  # on the same day it is not asked again
    assert kronika.rows("SELECT gone_at FROM articles WHERE url LIKE '%/c'") == [{"gone_at": None}]
    age(kronika, 1)
    crawl(kronika)
    (row,) = kronika.rows("SELECT absent_at, gone_at FROM articles WHERE url LIKE '%/c'")
    assert row["gone_at"] is not None
    small_site(web, "abc")
    age(kronika, 200)
    crawl(kronika)
    assert kronika.rows("SELECT absent_at, gone_at FROM articles WHERE url LIKE '%/c'") == [
        {"absent_at": None, "gone_at": None}
    ]


def test_a_page_that_was_absent_is_so_too_in_an_archive_made_anew(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "abc")
    crawl(kronika)
    small_site(web, "ab")
    web.override(HOST, r"^/c$", status=404)
    age(kronika, 2)
    crawl(kronika)
    fresh = Kronika(kronika.data.parent / "fresh")
    fresh.data.mkdir()
    (kronika.data / "warc").rename(fresh.data / "warc")
    assert fresh("replay").returncode == 0
    absent = fresh.rows("SELECT url FROM articles WHERE absent_at IS NOT NULL")
    assert absent == [{"url": f"{START}c"}]


def test_a_described_site_too_is_read_until_known_ground(kronika: Kronika, web: LocalWeb) -> None:
    kronika("crawl", "kignet", KRONIKA_RECHECK=SCHEDULE)
    asked(web)
    done = kronika("crawl", "kignet", KRONIKA_RECHECK=SCHEDULE)
    assert done.returncode == 0, done.stderr
    lists = [path for path in asked(web) if not path.endswith((".html", "robots.txt"))]
    assert lists == ["/pl/kalendarz/", "/pl/kalendarz/?strona=2"]


# --- traps


def test_a_site_that_answers_everything_with_its_front_page_ends_and_is_told(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "abc")
    front = listing("/a", "/b", "/c").replace(
        "</main>", "".join(f"<a href='/dzial-{n}/x{n}/'>dział {n}</a>" for n in "123456") + "</main>"
    )
    web.override(HOST, r"^/$", body=front)
    web.override(HOST, r"^/dzial-", body=front)
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/{name}" for name in "abc"}
    causes = [row["cause"] for row in kronika.rows("SELECT cause FROM problems WHERE kind = 'trap'")]
    assert any("answer with the same page" in cause for cause in causes), causes


def test_circles_are_not_walked(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "ab")
    web.override(
        HOST, r"^/a$", body=article("Wiadomość A", published="2024-03-01", extra="<a href='a/a/a/'>dalej w mapie</a>")
    )
    crawl(kronika)
    assert not [path for path in asked(web) if path.count("/a") > 2]
    assert kronika.rows("SELECT kind FROM problems WHERE cause LIKE '%circles%'") == [{"kind": "trap"}]


def test_a_calendar_without_end_is_left(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "ab")
    web.override(
        HOST, r"^/$", body=listing("/a", "/b").replace("</main>", "<p><a href='/terminy/2026/1'>2026/1</a></p></main>")
    )
    for year in range(2026, 2060):
        for month in range(1, 13):
            following = f"/terminy/{year + month // 12}/{month % 12 + 1}"
            page = f"<html><body><h1>{month}/{year}</h1><a href='{following}'>następny</a><table><tr><td>1<td>2</table></body></html>"
            web.override(HOST, rf"^/terminy/{year}/{month}$", body=page)
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/a", f"{HOST}/b"}
    assert len([path for path in asked(web) if path.startswith("/terminy")]) <= 4
