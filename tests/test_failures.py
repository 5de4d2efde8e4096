"""What goes wrong is named, stored, and makes the exit code non-zero; what does not, does not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT, Kronika
from tests.pages import HOST, START, article, small_site
from tests.sites.server import LocalWeb


@pytest.fixture
def small(web: LocalWeb) -> LocalWeb:
    """A site of three articles without a class, whose REST list is closed."""
    return small_site(web, "abc")


def problems(kronika: Kronika) -> dict[str, dict[str, object]]:
    return {row["kind"]: row for row in kronika.rows("SELECT * FROM problems")}


def test_a_healthy_site_exits_0_and_says_nothing(kronika: Kronika, small: LocalWeb) -> None:
    ran = kronika("crawl", "--url", START, "--quiet")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert {row["title"] for row in kronika.rows("SELECT title FROM articles")} == {
        "Wiadomość A",
        "Wiadomość B",
        "Wiadomość C",
    }
    assert kronika.rows("SELECT outcome, listed, found, new FROM runs") == [
        {"outcome": "ok", "listed": 3, "found": 3, "new": 3}
    ]


@pytest.mark.parametrize(
    ("status", "kind"), [(500, "server-error"), (503, "server-error"), (403, "blocked"), (None, "connection")]
)
def test_an_article_that_cannot_be_fetched(kronika: Kronika, small: LocalWeb, status: int | None, kind: str) -> None:
    small.override(HOST, r"^/b$", status=status)
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert f"{HOST}: {kind}:" in ran.stderr
    assert f"http://{HOST}/b" in ran.stderr
    found = problems(kronika)[kind]
    assert (found["url"], found["fails_run"], found["count"]) == (f"http://{HOST}/b", 1, 1)
    assert found["cause"]
    assert found["remedy"]
    assert kronika.rows("SELECT outcome, found FROM runs") == [{"outcome": "short", "found": 2}]


def test_the_same_problem_twice_is_one_row_counted(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/b$", status=500)
    kronika("crawl", "--url", START, "--quiet")
    kronika("crawl", "--url", START, "--quiet")
    assert kronika.rows("SELECT kind, count FROM problems") == [{"kind": "server-error", "count": 2}]


def test_a_dead_link_in_a_listing_is_a_notice(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/b$", status=404)
    ran = kronika("crawl", "--url", START, "--quiet")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert problems(kronika)["gone"]["fails_run"] == 0


def test_nothing_listed_is_an_error(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/$", body="<html><body><h1>Witamy</h1><p>Nowa strona wkrótce.</p></body></html>")
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert f"{HOST}: empty-way-in:" in ran.stderr
    assert START in ran.stderr
    assert kronika.rows("SELECT outcome FROM runs") == [{"outcome": "failed"}]


def test_all_listed_articles_gone_is_an_error(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/[abc]$", status=404)
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert "too-few" in ran.stderr


def test_an_unreachable_site(kronika: Kronika, web: LocalWeb) -> None:
    del kronika.environment["KRONIKA_LOCAL_WEB"]
    ran = kronika("crawl", "--url", "http://127.0.0.1:9/", "--quiet")
    assert ran.returncode == 1
    assert "127.0.0.1:9: refused: the server refused the connection (http://127.0.0.1:9/)" in ran.stderr
    assert kronika.rows("SELECT site, outcome FROM runs") == [{"site": "127.0.0.1:9", "outcome": "failed"}]


def test_a_name_that_does_not_resolve(kronika: Kronika) -> None:
    del kronika.environment["KRONIKA_LOCAL_WEB"]
    ran = kronika("crawl", "--url", "http://nie-ma-takiego-klastra.invalid/", "--quiet")
    assert ran.returncode == 1
    assert "nie-ma-takiego-klastra.invalid: dns:" in ran.stderr


def test_a_page_that_says_nothing_is_no_article(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/b$", body="<html><body></body></html>")
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert f"{HOST}: not-an-article:" in ran.stderr
    assert len(kronika.rows("SELECT id FROM articles")) == 2


def test_an_article_that_leads_to_the_front_page(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/b$", status=302, headers={"Location": "/"})
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert f"{HOST}: moved:" in ran.stderr


def test_a_link_to_a_file_is_a_notice(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/b$", body=b"%PDF-1.4 \x00\x01\x02", headers={"Content-Type": "application/pdf"})
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 0
    assert problems(kronika)["not-html"]["fails_run"] == 0


def test_a_failed_callback(kronika: Kronika, small: LocalWeb, tmp_path: Path) -> None:
    # A site's own method is the one place where a callback can fail by somebody's slip: a real class, a real fault.
    (tmp_path / "faulty.py").write_text(
        "from scraper.cms import Listing\n\n\n"
        "class Faulty(Listing):\n"
        f"    name, association, start_urls = 'faulty', 'Faulty', ['{START}']\n\n"
        "    def canonical_url(self, url):\n"
        "        if url.endswith('/b'):\n"
        "            raise LookupError('no such key: ' + url)\n"
        "        return super().canonical_url(url)\n",
        encoding="utf-8",
    )
    (tmp_path / "faulty_settings.py").write_text(
        "from scraper.settings import *\nSPIDER_MODULES = ['faulty']\n", encoding="utf-8"
    )
    ran = kronika("crawl", "faulty", "--quiet", PYTHONPATH=str(tmp_path), SCRAPY_SETTINGS_MODULE="faulty_settings")
    assert ran.returncode == 1
    assert f"faulty: callback: LookupError: no such key: http://{HOST}/b" in ran.stderr
    assert "faulty.py:" in ran.stderr
    assert len(kronika.rows("SELECT id FROM articles")) == 2


def test_a_crawl_that_dies_is_told_and_the_next_one_proceeds(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/[bc]$", delay=3, body=article("Powolna"))
    running = subprocess.Popen(
        [sys.executable, "-m", "scraper.cli", "crawl", "--url", START, "--quiet"],
        cwd=CHECKOUT,
        env=kronika.environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    holder = kronika.data / "locks" / f"{HOST}.holder"
    deadline = time.monotonic() + 30
    while not holder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    while not any(record.path == "/a" for record in small.requests) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(int(holder.read_text(encoding="utf-8").split()[1]), signal.SIGKILL)
    _, errors = running.communicate(timeout=30)
    assert running.returncode == 1
    assert f"{HOST}: crashed: the process ended by signal 9" in errors
    for name in "bc":
        small.override(HOST, rf"^/{name}$", body=article(f"Wiadomość {name.upper()}", published="2024-03-02"))
    again = kronika("crawl", "--url", START, "--quiet")
    assert (again.returncode, again.stderr) == (0, "")
    assert len(kronika.rows("SELECT id FROM articles")) == 3
    assert [row["outcome"] for row in kronika.rows("SELECT outcome FROM runs ORDER BY id")] == ["interrupted", "ok"]


def test_two_runs_of_one_site_do_not_meet(kronika: Kronika, small: LocalWeb) -> None:
    gate = threading.Event()
    small.override(HOST, r"^/a$", gate=gate, body=article("Powolna"))
    first = subprocess.Popen(
        [sys.executable, "-m", "scraper.cli", "crawl", "--url", START, "--quiet"],
        cwd=CHECKOUT,
        env=kronika.environment,
    )
    holder = kronika.data / "locks" / f"{HOST}.holder"
    deadline = time.monotonic() + 30
    while not holder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    second = kronika("crawl", "--url", START, "--quiet")
    assert second.returncode == 75
    assert f"{HOST}: locked: another run holds this site: process " in second.stderr
    gate.set()
    assert first.wait(timeout=60) == 0
