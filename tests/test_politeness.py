"""How we behave on other people's servers, seen from the server."""

from __future__ import annotations

import gzip
import itertools
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy.settings import Settings

import scraper.settings
from scraper.guard import is_public
from tests.conftest import Kronika
from tests.pages import HOST, START, article, small_site
from tests.sites.server import LocalWeb


@pytest.fixture
def small(web: LocalWeb) -> LocalWeb:
    return small_site(web, "abc")


def times(web: LocalWeb, *, after: str = "/robots.txt") -> list[float]:
    return [record.time for record in web.requests if record.host == HOST and record.path != after]


def test_defaults_are_polite_and_safe() -> None:
    settings = Settings()
    settings.setmodule(scraper.settings)
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert not settings.getbool("REMOTE_CONTROL_ENABLED")
    assert not settings.getbool("TELNETCONSOLE_ENABLED")
    assert settings.getint("DOWNLOAD_MAXSIZE") == 16 * 1024 * 1024
    assert settings.getint("DOWNLOAD_TIMEOUT") == 30


def test_the_delay_is_one_second_unless_set(kronika: Kronika) -> None:
    del kronika.environment["KRONIKA_DELAY"]
    assert kronika.scrapy("settings", "--get", "DOWNLOAD_DELAY").stdout.strip() == "1.0"
    assert kronika.scrapy("settings", "--get", "DOWNLOAD_DELAY", KRONIKA_DELAY="0.5").stdout.strip() == "0.5"
    assert kronika.scrapy("settings", "--get", "ALLOW_PRIVATE", KRONIKA_ALLOW_PRIVATE="0").stdout.strip() == "False"


def test_the_user_agent_says_who_we_are(kronika: Kronika, small: LocalWeb) -> None:
    kronika("crawl", "--url", START, "--quiet", KRONIKA_CONTACT="operator@klaster.example")
    agents = {record.headers["user-agent"] for record in small.requests}
    assert len(agents) == 1
    assert agents.pop().startswith("Kronika/")
    assert all("+operator@klaster.example" in record.headers["user-agent"] for record in small.requests)
    assert all("pl" in record.headers["accept-language"] for record in small.requests if record.path != "/robots.txt")


def test_requests_keep_the_delay_and_never_overlap(kronika: Kronika, small: LocalWeb) -> None:
    kronika("crawl", "--url", START, "--quiet", KRONIKA_DELAY="0.4")
    moments = times(small)
    assert len(moments) >= 4
    assert all(later - earlier > 0.39 for earlier, later in itertools.pairwise(moments))


def test_a_host_that_slows_down_is_asked_less_often(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "abcdefgh")
    for name in "bcd":
        web.override(HOST, rf"^/{name}$", delay=0.5, body=article(f"Wiadomość {name}", published="2024-03-05"))
    kronika("crawl", "--url", START, "--quiet", KRONIKA_DELAY="0.2")
    moments = {record.path: record.time for record in web.requests}
    # Three answers took half a second: the one after them came at once, and the next was not asked for at once.
    assert moments["/f"] - moments["/e"] > 0.6
    told = kronika.rows("SELECT outcome FROM runs")
    assert told == [{"outcome": "ok"}]


def test_one_request_at_a_time_even_without_a_delay(kronika: Kronika, small: LocalWeb) -> None:
    # The log takes a request down when it has been answered: one that waits 0.3 s and is answered before the
    # next is taken down proves that the next was not sent meanwhile.
    small.override(HOST, r"^/[abc]$", delay=0.3, body=article("Powolna"))
    kronika("crawl", "--url", START, "--quiet")
    moments = [record.time for record in small.requests if record.path in ("/a", "/b", "/c")]
    assert len(moments) == 3
    assert all(later - earlier > 0.29 for earlier, later in itertools.pairwise(moments))


def test_robots_txt_is_read_first_and_obeyed(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/robots.txt$", body="User-agent: *\nDisallow: /b\n", headers={"Content-Type": "text/plain"})
    ran = kronika("crawl", "--url", START, "--quiet")
    paths = [record.path for record in small.requests if record.host == HOST]
    assert paths[0] == "/robots.txt"
    assert "/b" not in paths
    assert "/c" in paths
    assert (ran.returncode, ran.stderr) == (0, "")
    assert kronika.rows("SELECT kind, url FROM problems") == [{"kind": "robots", "url": f"http://{HOST}/b"}]


@pytest.mark.parametrize("status", [500, 503])
def test_a_robots_txt_that_fails_means_hands_off(kronika: Kronika, small: LocalWeb, status: int) -> None:
    small.override(HOST, r"^/robots.txt$", status=status, headers={"Retry-After": "0"})
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert f"{HOST}: robots-unreachable:" in ran.stderr
    assert {record.path for record in small.requests if record.host == HOST} == {"/robots.txt"}


def test_an_error_page_is_no_robots_txt(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/robots.txt$", status=404, body="User-agent: *\nDisallow: /\n")
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0


def test_crawl_delay_is_kept(kronika: Kronika, small: LocalWeb) -> None:
    small.override(
        HOST, r"^/robots.txt$", body="User-agent: *\nCrawl-delay: 0.6\n", headers={"Content-Type": "text/plain"}
    )
    kronika("crawl", "--url", START, "--quiet")
    moments = times(small)
    assert len(moments) >= 4
    assert all(later - earlier > 0.58 for earlier, later in itertools.pairwise(moments))


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_holds_the_whole_host_back(kronika: Kronika, small: LocalWeb, status: int) -> None:
    small.override(HOST, r"^/a$", status=status, headers={"Retry-After": "2"}, times=1)
    ran = kronika("crawl", "--url", START, "--quiet")
    assert (ran.returncode, ran.stderr) == (0, "")
    log = [record for record in small.requests if record.host == HOST]
    turned_away = next(n for n, record in enumerate(log) if record.status == status)
    assert log[turned_away + 1].time - log[turned_away].time > 1.9
    assert len(kronika.rows("SELECT id FROM articles")) == 3


def test_retry_after_as_a_date(kronika: Kronika, small: LocalWeb) -> None:
    moment = datetime.now(UTC) + timedelta(seconds=14)  # a crawl takes some of them to start
    small.override(HOST, r"^/a$", status=429, headers={"Retry-After": format_datetime(moment, usegmt=True)}, times=1)
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    log = [record for record in small.requests if record.host == HOST]
    turned_away = next(n for n, record in enumerate(log) if record.status == 429)
    assert log[turned_away + 1].time - log[turned_away].time > 2


def test_asked_to_stay_away_for_long_we_leave(kronika: Kronika, small: LocalWeb) -> None:
    small.override(HOST, r"^/a$", status=429, headers={"Retry-After": "86400"})
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert f"{HOST}: blocked:" in ran.stderr
    assert len([record for record in small.requests if record.path == "/a"]) == 1


def test_a_private_address_is_refused(kronika: Kronika, small: LocalWeb) -> None:
    del kronika.environment["KRONIKA_LOCAL_WEB"]
    del kronika.environment["KRONIKA_ALLOW_PRIVATE"]
    for url in (f"http://{small.address}/", f"http://localhost:{small.address.split(':')[1]}/"):
        ran = kronika("crawl", "--url", url, "--quiet")
        assert ran.returncode == 1
        assert "private-address" in ran.stderr
        assert "KRONIKA_ALLOW_PRIVATE=1" in ran.stderr
    assert small.requests == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
    ],
)
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_page_over_the_limit_is_cut_off(kronika: Kronika, small: LocalWeb) -> None:
    bomb = gzip.compress(b" " * (64 * 1024 * 1024))
    small.override(HOST, r"^/b$", body=bomb, headers={"Content-Encoding": "gzip"})
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert f"{HOST}: too-large:" in ran.stderr, ran.stderr
