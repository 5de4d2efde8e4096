"""`kronika crawl --due`: each site by its own rhythm."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from scraper.archive import Archive, SiteFacts
from scraper.archive.rhythm import OFTENEST, SELDOMEST, next_due
from scraper.article import Article
from tests.conftest import Kronika
from tests.pages import HOST, START, small_site
from tests.sites.server import LocalWeb

STARTED = datetime(2026, 11, 20, 3, tzinfo=UTC)


def archive_of(path: Path, days: list[int], *, outcome: str = "ok") -> Archive:
    """Return an archive of one site that published so many days ago, and was crawled once."""
    archive = Archive(path / "archive.db")
    archive.note_site(SiteFacts(site="klaster", name="Klaster", base_url="https://klaster.example.pl/"))
    for ago in days:
        day = (datetime.now(UTC).date() - timedelta(days=ago)).isoformat()
        archive.save(
            Article(
                url=f"https://klaster.example.pl/{ago}",
                site="klaster",
                title=f"Wiadomość {ago}",
                body=f"{ago}",
                published=day,
                published_precision="day",
            )
        )
    run = archive.start_run("klaster")
    with archive.transaction() as conn:
        conn.execute("UPDATE runs SET started = ?", (STARTED.strftime("%Y-%m-%dT%H:%M:%SZ"),))
    if outcome:
        archive.finish_run(run, outcome, "", {"found": len(days)})
    return archive


@pytest.mark.parametrize(
    ("days", "after"),
    [
        ([0, 1, 2, 3, 4, 5, 6], OFTENEST),
        ([1, 8, 15, 22, 29], timedelta(days=3.5)),
        ([3, 33, 63, 93], SELDOMEST),
        ([10], timedelta(days=7)),
        ([], timedelta(days=7)),
        ([0, 6, 12, 18, 400, 800], timedelta(days=3)),
    ],
)
def test_a_site_is_due_after_half_of_its_usual_time(tmp_path: Path, days: list[int], after: timedelta) -> None:
    with archive_of(tmp_path, days) as archive:
        assert next_due(archive, "klaster") == STARTED + after


@pytest.mark.parametrize(
    ("outcome", "after"),
    [("failed", timedelta(hours=12)), ("short", timedelta(hours=12)), ("interrupted", timedelta()), ("", timedelta())],
)
def test_after_a_fault_it_is_tried_again_soon(tmp_path: Path, outcome: str, after: timedelta) -> None:
    with archive_of(tmp_path, [3, 33, 63], outcome=outcome) as archive:
        assert next_due(archive, "klaster") == STARTED + after


def test_a_site_that_was_never_crawled_is_due_at_once(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        assert next_due(archive, "klaster") is None


def crawled_now(kronika: Kronika) -> set[str]:
    (last,) = kronika.rows("SELECT coalesce(max(id), 0) AS id FROM runs")
    ran = kronika("crawl", "--due", "--quiet", KRONIKA_RECHECK="1,7,30,180")
    assert (ran.returncode, ran.stderr) == (0, "")
    return {row["site"] for row in kronika.rows("SELECT site FROM runs WHERE id > ?", last["id"])}


def made_older(kronika: Kronika, site: str, by: timedelta) -> None:
    """Put the last run of a site, and what it fetched, back in time."""
    moment = (datetime.now(UTC) - by).strftime("%Y-%m-%dT%H:%M:%SZ")
    kronika.rows("UPDATE runs SET started = ? WHERE site = ?", moment, site)
    kronika.rows("UPDATE captures SET captured_at = ? WHERE site = ?", moment, site)
    of_articles = "UPDATE articles SET first_seen = ?1, last_seen = ?1, changed_at = ?1 WHERE site = ?2"
    kronika.rows(of_articles, moment, site)


def test_only_what_is_due_is_crawled(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "abc")
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    classes = {row["site"] for row in json.loads(kronika("sites", "--json").stdout)}
    # Sites with a class that were never crawled are due; the one that was crawled by its address a moment ago is not.
    assert crawled_now(kronika) == classes
    ran = kronika("crawl", "--due")
    assert ran.returncode == 0
    assert ran.stdout.startswith("No site is due. The next is ")
    # The articles of the site are a day old: the first look at them again is due.
    made_older(kronika, HOST, timedelta(days=1, minutes=1))
    assert crawled_now(kronika) == {HOST}
    due = {row["site"]: row["next_due"] for row in json.loads(kronika("status", "--json").stdout)}
    assert set(due) == classes | {HOST}
    assert all(date.fromisoformat(day[:10]) >= datetime.now(UTC).date() for day in due.values())


@pytest.mark.parametrize("other", [["kignet"], ["--all"], ["--url", START]])
def test_due_chooses_the_sites_itself(kronika: Kronika, other: list[str]) -> None:
    ran = kronika("crawl", "--due", *other)
    assert ran.returncode == 2
    assert "--due chooses the sites itself" in ran.stderr
