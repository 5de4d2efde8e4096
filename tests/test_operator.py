"""What an operator is told when things break: always a sentence, never a traceback, never a false word."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from scraper import run
from scraper.cms.auto import unknown_site
from tests.conftest import CHECKOUT, Kronika
from tests.pages import HOST, START, article, listing, small_site
from tests.sites.server import LocalWeb


@pytest.fixture
def small(web: LocalWeb) -> LocalWeb:
    return small_site(web, "0123456789")


def with_sites(kronika: Kronika, folder: Path, **sources: str) -> Kronika:
    """The same command with spiders of this test's own: name -> lines of the class (or of the file, with "!")."""
    package = folder / "own"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    for name, lines in sources.items():
        head = f'"""{name}."""\nfrom scraper.cms import Listing\nfrom scraper.site import Expect\n\n\n'
        body = f"class Site(Listing):\n    name, association = '{name}', 'Own'\n    start_urls = ['{START}']\n{lines}\n"
        (package / f"{name}.py").write_text(lines[1:] if lines.startswith("!") else head + body, encoding="utf-8")
    (folder / "own_settings.py").write_text(
        "from scraper.settings import *\nSPIDER_MODULES = ['own']\n", encoding="utf-8"
    )
    kronika.environment |= {"PYTHONPATH": str(folder), "SCRAPY_SETTINGS_MODULE": "own_settings"}
    return kronika


def test_a_broken_file_is_named_and_keeps_no_other_from_being_crawled(
    kronika: Kronika, small: LocalWeb, tmp_path: Path
) -> None:
    with_sites(kronika, tmp_path, sound="", slip="!def x(:\n", gone="!import nosuch_module\n")
    ran = kronika("crawl", "--all", "--quiet")
    assert ran.returncode == 1
    assert "slip: own/slip.py does not load: line 1:" in ran.stderr
    assert "gone: own/gone.py does not load: ModuleNotFoundError: No module named 'nosuch_module'" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert len(kronika.rows("SELECT id FROM articles WHERE site = 'sound'")) == 10
    alone = kronika("crawl", "slip", "--quiet")
    assert (alone.returncode, alone.stderr.count("slip.py")) == (1, 1)


def test_a_class_that_fails_as_it_starts_is_never_silent(kronika: Kronika, small: LocalWeb, tmp_path: Path) -> None:
    lines = "    def __init__(self, *a, **k):\n        super().__init__(*a, **k)\n        self.foo.bar()\n"
    with_sites(kronika, tmp_path, broken=lines)
    ran = kronika("crawl", "broken", "--quiet")
    assert ran.returncode == 1
    assert "broken: crashed:" in ran.stderr
    assert "AttributeError: 'Site' object has no attribute 'foo'" in ran.stderr
    assert "()" not in ran.stderr
    assert "running" not in kronika("status").stdout


def test_a_list_that_was_cut_short_is_told(kronika: Kronika, small: LocalWeb) -> None:
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    small.override(HOST, r"^/$", body=listing("/0", "/1", "/2"))
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert f"{HOST}: too-few: 3 articles listed where an earlier run found 10 ({START})" in ran.stderr
    # A site that really was tidied up is not told of for ever.
    with sqlite3.connect(kronika.data / "archive.db") as connection:
        row = "INSERT INTO runs (site, started, outcome, listed) VALUES (?, '2026-01-01T00:00:00Z', 'short', 3)"
        connection.executemany(row, [(HOST,)] * 5)
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0


def test_expectations_are_of_the_run(kronika: Kronika, small: LocalWeb, tmp_path: Path) -> None:
    with_sites(kronika, tmp_path, demanding="    expect = Expect(articles=11)\n")
    ran = kronika("crawl", "demanding", "--quiet")
    assert ran.returncode == 1
    assert "too-few: 10 articles listed where 11 were expected" in ran.stderr


def test_a_way_in_that_is_gone_is_told_with_its_status(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/$", body=listing("/0", "/1", older="/strona/2"))
    small.override(HOST, r"^/strona/2$", status=404)
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert f"{HOST}: way-in-lost: the server answered 404 (http://{HOST}/strona/2)" in ran.stderr


def numbered(*links: str, following: int) -> str:
    """A page of a list of three pages, with their numbers and a link to the `following` one."""
    pages = "<a href='/'>1</a> <a href='/strona/2'>2</a> <a href='/strona/3'>3</a> "
    return listing(*links).replace("</body>", f"<div>{pages}<a href='/strona/{following}'>Następna</a></div></body>")


def test_a_page_that_a_list_does_not_have_is_no_way_in(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/$", body=numbered("/0", "/1", "/2", following=2))
    small.override(HOST, r"^/strona/2$", body=numbered("/3", "/4", "/5", following=3))
    small.override(HOST, r"^/strona/3$", body=numbered("/6", "/7", "/8", following=4))
    small.override(HOST, r"^/strona/4$", status=404)
    ran = kronika("crawl", "--url", START, "--quiet")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(kronika.rows("SELECT id FROM articles")) == 9


def test_a_page_that_a_list_says_it_has_is_a_way_in_that_is_lost(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/$", body=numbered("/0", "/1", "/2", following=2))
    small.override(HOST, r"^/strona/2$", body=numbered("/3", "/4", "/5", following=3))
    small.override(HOST, r"^/strona/3$", status=404)
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert f"{HOST}: way-in-lost: the server answered 404 (http://{HOST}/strona/3)" in ran.stderr


def test_a_class_takes_over_what_was_crawled_by_address(kronika: Kronika, small: LocalWeb, tmp_path: Path) -> None:
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    with_sites(kronika, tmp_path, named="")
    ran = kronika("crawl", "named", "--quiet")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert kronika.rows("SELECT site, count(*) AS n FROM articles GROUP BY site") == [{"site": "named", "n": 10}]
    assert kronika.rows("SELECT count(*) AS n FROM revisions") == [{"n": 0}]


def test_a_full_disk_ends_the_crawl_with_a_sentence(kronika: Kronika, small: LocalWeb) -> None:
    # A limit on the size of files is the full disk that needs no root.
    kronika("crawl", "--url", START, "--quiet")
    small.override(HOST, r"^/\d$", body=article("Długa", text="Bardzo długie zdanie o niczym. " * 30000))
    limit = (kronika.data / "archive.db").stat().st_size + 200_000
    ran = subprocess.run(
        [sys.executable, "-m", "scraper.cli", "crawl", "--url", START, "--quiet"],
        cwd=CHECKOUT,
        env=kronika.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert ran.returncode == 1
    assert f"{HOST}: disk: the archive refused:" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stderr.count("disk:") == 1
    assert len([r for r in small.requests if r.path.strip("/").isdigit()]) < 20  # it did not go on to the last page
    with sqlite3.connect(kronika.data / "archive.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("early", [True, False])
def test_a_signal_to_the_command_alone_ends_the_crawl(
    kronika: Kronika, small: LocalWeb, number: signal.Signals, early: bool
) -> None:
    small.override(HOST, r"^/\d$", delay=1, body=article("Powolna"))
    command = [sys.executable, "-m", "scraper.cli", "crawl", "--url", START, "--quiet"]
    running = subprocess.Popen(command, cwd=CHECKOUT, env=kronika.environment, stderr=subprocess.PIPE, text=True)
    sign = kronika.data / "logs" if early else kronika.data / "locks" / f"{HOST}.holder"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not (
        sign.exists() and (early or any(r.path == "/0" for r in small.requests))
    ):
        time.sleep(0.02)
    time.sleep(0.3)
    running.send_signal(number)
    _, errors = running.communicate(timeout=30)
    assert running.returncode == 1
    assert f"{HOST}: interrupted:" in errors
    assert "crashed" not in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("verb", [["status"], ["crawl", "kignet"], ["demo"]])
def test_a_damaged_archive_is_told_with_a_remedy(kronika: Kronika, verb: list[str]) -> None:
    folder = kronika.data / "demo" if verb == ["demo"] else kronika.data
    folder.mkdir(parents=True)
    (folder / "archive.db").write_bytes(bytes(range(256)) * 20)
    ran = kronika(*verb)
    assert ran.returncode == 1
    assert "cannot be opened" in ran.stderr
    assert "backup" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_strangers_database_is_left_alone(kronika: Kronika) -> None:
    kronika.data.mkdir(parents=True)
    with sqlite3.connect(kronika.data / "archive.db") as connection:
        connection.execute("CREATE TABLE articles (id INTEGER)")
    before = (kronika.data / "archive.db").read_bytes()
    ran = kronika("crawl", "kignet")
    assert ran.returncode == 1
    assert "no archive of Kronika" in ran.stderr
    assert (kronika.data / "archive.db").read_bytes() == before


def test_an_international_name_is_not_taken_for_another_site(kronika: Kronika) -> None:
    assert unknown_site("https://klaster.przykład.pl/").allowed_domains == ["klaster.xn--przykad-rjb.pl"]
    del kronika.environment["KRONIKA_LOCAL_WEB"]
    ran = kronika("crawl", "--url", "https://klaster.przykład.invalid/", "--quiet")
    assert ran.returncode == 1
    assert ": dns:" in ran.stderr


@pytest.mark.parametrize("address", [START, f"https://www.{HOST}/0", f"http://{HOST}:80"])
def test_the_address_of_a_site_that_has_a_class_makes_no_second_site(
    kronika: Kronika, small: LocalWeb, tmp_path: Path, address: str
) -> None:
    with_sites(kronika, tmp_path, named="")
    ran = kronika("crawl", "--url", address)
    assert ran.returncode == 0, ran.stderr
    assert f"{address}: named has a class in spiders/; it is crawled as that says.\n" in ran.stderr
    assert kronika.rows("SELECT site, count(*) AS n FROM articles GROUP BY site") == [{"site": "named", "n": 10}]
    assert kronika.rows("SELECT site FROM sites") == [{"site": "named"}]
    both = kronika("crawl", "named", "--url", address, "--quiet")
    assert (both.returncode, both.stderr) == (0, "")
    assert kronika.rows("SELECT count(*) AS n FROM runs") == [{"n": 2}]


def test_of_sites_that_share_a_host_the_address_tells_which(kronika: Kronika, small: LocalWeb, tmp_path: Path) -> None:
    with_sites(
        kronika,
        tmp_path,
        north=f"    start_urls = ['{START}polnoc/']\n",
        south=f"    start_urls = ['{START}poludnie/']\n",
    )
    unclear = kronika("crawl", "--url", START)
    assert unclear.returncode == 2
    assert "north and south are sites of this host. Name the one that you mean." in unclear.stderr
    small.override(HOST, r"^/poludnie/$", body=listing("/0", "/1"))
    assert kronika("crawl", "--url", f"{START}poludnie/strona/2", "--quiet").returncode == 0
    assert kronika.rows("SELECT site, count(*) AS n FROM articles GROUP BY site") == [{"site": "south", "n": 2}]


@pytest.fixture
def running(kronika: Kronika, small: LocalWeb) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A crawl that waits for a slow page, and the process that holds the site for it."""
    small.override(HOST, r"^/1$", delay=20, body=article("Powolna"))
    command = [sys.executable, "-m", "scraper.cli", "crawl", "--url", START, "--quiet"]
    crawl = subprocess.Popen(command, cwd=CHECKOUT, env=kronika.environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not any(record.path == "/0" for record in small.requests):
        time.sleep(0.02)
    note = kronika.data / "locks" / f"{HOST}.holder"
    worker = int(note.read_text(encoding="utf-8").split()[1])
    yield crawl, worker
    for process in (crawl.pid, worker):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    crawl.wait()


def test_a_run_that_was_killed_is_not_said_to_be_running(
    kronika: Kronika, running: tuple[subprocess.Popen[bytes], int]
) -> None:
    crawl, worker = running
    (row,) = json.loads(kronika("status", "--json").stdout)
    assert row["outcome"] == "running"
    crawl.kill()  # first, else it writes down that its child died
    os.kill(worker, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and kronika("status", "--json").stdout.count("running"):
        time.sleep(0.1)  # the system takes its time to end a process
    for arguments, rows in ((["status"], lambda told: told), (["status", HOST], lambda told: told["runs"])):
        (row,) = rows(json.loads(kronika(*arguments, "--json").stdout))
        assert row["outcome"] == "died"
        told = kronika(*arguments)
        assert told.returncode == 0
        assert f"{HOST}: its last run died before its end: no process holds the site. Crawl it again" in told.stderr


def test_a_site_that_is_being_crawled_is_not_packed(
    kronika: Kronika, running: tuple[subprocess.Popen[bytes], int], tmp_path: Path
) -> None:
    _, worker = running
    ran = kronika("wacz", HOST, "--to", str(tmp_path / "site.wacz"))
    assert ran.returncode == 75
    assert f"{HOST}: locked: another run holds this site: process {worker} since " in ran.stderr
    assert list(tmp_path.glob("*.wacz*")) == []


def test_as_many_sites_side_by_side_as_there_is_memory_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "CGROUP", tmp_path)
    assert 1 <= run.sites_at_once() <= run.MOST_AT_ONCE  # no limit of a container
    # The last: the limit is full of files that were read, which make room.
    for most, used, cached, at_once in ((7, 0, 0, 7), (1, 1, 0, 1), (3, 3, 2, 2)):
        (tmp_path / "memory.max").write_text(f"{run.OF_A_CRAWL * most}\n", encoding="ascii")
        (tmp_path / "memory.current").write_text(f"{run.OF_A_CRAWL * used}\n", encoding="ascii")
        stat = f"anon 4096\ninactive_file {run.OF_A_CRAWL * cached}\n"
        (tmp_path / "memory.stat").write_text(stat, encoding="ascii")
        assert run.sites_at_once() == at_once
    (tmp_path / "memory.max").write_text("max\n", encoding="ascii")
    assert 1 <= run.sites_at_once() <= run.MOST_AT_ONCE
