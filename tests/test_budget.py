"""A run of a site ends when its budget is used up, keeps what it read, counts what it left, and the next goes on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import Kronika
from tests.pages import HOST, START, article, small_site
from tests.sites.server import LocalWeb


@pytest.fixture
def small(web: LocalWeb) -> LocalWeb:
    return small_site(web, "0123456789")


def stored(kronika: Kronika) -> int:
    count: int = kronika.rows("SELECT count(*) AS n FROM articles")[0]["n"]
    return count


def told(kronika: Kronika) -> tuple[str, str]:
    (row,) = kronika.rows("SELECT kind, cause FROM problems")
    return row["kind"], row["cause"].partition(", with ")[0]


def test_a_budget_of_pages_ends_a_run_and_the_next_goes_on(kronika: Kronika, small: LocalWeb) -> None:
    assert kronika("crawl", "--url", START, "--pages", "6").returncode == 0
    some = stored(kronika)
    assert 0 < some < 10
    assert told(kronika) == ("budget", "ended after 6 pages")
    assert kronika.rows("SELECT walked, outcome FROM runs") == [{"walked": 0, "outcome": "ok"}]
    left = kronika.rows("SELECT count(*) AS n FROM coverage WHERE state = 'missing'")[0]["n"]
    assert left >= 10 - some  # what may be an article is missing too
    assert kronika("crawl", "--url", START, KRONIKA_RECHECK="1,7,30,180").returncode == 0
    assert stored(kronika) == 10
    articles = Counter(record.path for record in small.requests if record.path.strip("/").isdigit())
    assert sorted(articles.values()) == [1] * 8 + [2] * 2  # the two newest are read again in every run


def test_a_site_without_an_end_ends_by_a_budget_that_nobody_set(
    kronika: Kronika, small: LocalWeb, tmp_path: Path
) -> None:
    (tmp_path / "own_settings.py").write_text("from scraper.settings import *\nCLOSESPIDER_PAGECOUNT = 6\n")
    kronika.environment |= {"PYTHONPATH": str(tmp_path), "SCRAPY_SETTINGS_MODULE": "own_settings"}
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert f"{HOST}: endless: ended after 6 pages, with " in ran.stderr
    assert 0 < stored(kronika) < 10


def test_megabytes_end_a_run(kronika: Kronika, small: LocalWeb) -> None:
    large = "<!-- " + "x" * 300_000 + " -->"
    for day, name in enumerate("0123456789", 1):
        page = article(f"Wiadomość {name}", published=f"2024-03-{day:02}", extra=large)
        small.override(HOST, rf"^/{name}$", body=page)
    assert kronika("crawl", "--url", START, KRONIKA_MEGABYTES="1").returncode == 0
    assert told(kronika) == ("budget", "ended after 1 megabyte")
    assert 0 < stored(kronika) < 10


def test_minutes_end_a_run(kronika: Kronika, small: LocalWeb) -> None:
    assert kronika("crawl", "--url", START, "--minutes", "0.05", KRONIKA_DELAY="1").returncode == 0
    assert told(kronika) == ("budget", "ended after 0.05 minutes")
    assert stored(kronika) < 10
