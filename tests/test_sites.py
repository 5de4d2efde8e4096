"""Rules that hold for every site's class."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import pipelines
import spiders
from scraper.cli import known_sites
from scraper.cms import Listing, WordPress
from scraper.cms.base import SiteFactError
from scraper.site import Expect, Profile, layout_for, site_name
from tests.conftest import CHECKOUT, Kronika

FIRST_SITES = {"kignet", "lke", "aerosilesia", "poligen", "edutainment", "klasterpolskanatura"}


def test_the_first_sites_are_there() -> None:
    assert set(known_sites().list()) >= FIRST_SITES
    assert known_sites().broken == {}


@pytest.mark.parametrize("site", sorted(FIRST_SITES))
def test_a_site_is_facts(site: str) -> None:
    cls: Any = known_sites().load(site)
    assert issubclass(cls, Listing | WordPress)
    assert cls.association
    assert all(url.startswith(("http://", "https://")) for url in cls.start_urls)
    source = (CHECKOUT / "spiders" / f"{site}.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 40
    assert "download_delay" not in source.lower()
    assert "custom_settings" not in source


def test_our_packages_are_the_ones_imported() -> None:
    # Top-level names this plain could be taken by something installed.
    for package in (spiders, pipelines):
        assert package.__file__ is not None
        assert Path(package.__file__).parent.parent == CHECKOUT


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("name = 'wrong'", "they must be the same"),
        ("older_pages = 'a.next'", "'older_pages' is no fact that a template knows"),
        ("association = ''", "'association' is missing"),
        ("profiles = (Profile(body='div..tresc'),)", "does not compile"),
        ("profiles = (Profile(tytul='h1'),)", "tytul"),
        ("profiles = Profile(body='div')", "one alone needs a comma"),
        ("start_urls = 'https://slip.example.pl/'", "'start_urls' must be a list"),
        ("start_urls = ['slip.example.pl/aktualnosci']", "'start_urls' must be a list"),
        ("article_links = 'a[['", "'article_links' is no selector"),
        ("older_page = '//a['", "'older_page' is no selector"),
        ("article_url = '(foo'", "'article_url' is no regular expression"),
        ("expect = Expect(articles='90')", "it must be a number"),
    ],
)
def test_a_slip_in_a_class_stops_the_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, says: str
) -> None:
    lines = ["name = 'slip'", "association = 'Slip'", "start_urls = ['https://slip.example.pl/']"]
    key = body.split(" = ")[0]
    lines = [line for line in lines if not line.startswith(key)] + [body]
    (tmp_path / "slip.py").write_text(
        '"""Slip."""\nfrom scraper.cms import Listing\nfrom scraper.site import Expect, Profile\n\n\n'
        + "class Slip(Listing):\n    "
        + "\n    ".join(lines)
        + "\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(spiders, "__path__", [*spiders.__path__, str(tmp_path)])
    with pytest.raises((SiteFactError, ValueError, TypeError), match=says):
        importlib.import_module("spiders.slip")
    sys.modules.pop("spiders.slip", None)


def test_layouts_are_chosen_by_the_day_of_capture() -> None:
    from datetime import date

    now, before, oldest = (
        Profile(body="main"),
        Profile(body="td", until=date(2021, 5, 1)),
        Profile(until=date(2015, 1, 1)),
    )
    layouts = (now, before, oldest)
    assert layout_for(layouts, date(2026, 1, 1)) is now
    assert layout_for(layouts, date(2021, 5, 1)) is before
    assert layout_for(layouts, date(2014, 1, 1)) is oldest
    assert layout_for((), date(2026, 1, 1)) is None
    assert Expect().articles == 1


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.klaster.example.pl/aktualnosci", "klaster.example.pl"),
        ("http://127.0.0.1:8080/", "127.0.0.1:8080"),
        ("http://klaster.example.pl:80/", "klaster.example.pl"),
        ("https://klaster.example.pl:443", "klaster.example.pl"),
        ("http://KLASTER.example.pl:443/", "klaster.example.pl:443"),
    ],
)
def test_a_site_without_a_class_is_named_by_its_host(url: str, name: str) -> None:
    assert site_name(url) == name


@pytest.mark.parametrize("url", ["klaster.example.pl", "ftp://klaster.example.pl/", "http:///", "file:///etc/passwd"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ValueError, match="no http or https address"):
        site_name(url)


def test_scrapy_knows_the_sites(kronika: Kronika) -> None:
    listed = kronika.scrapy("list")
    assert listed.returncode == 0
    assert set(listed.stdout.split()) == set(known_sites().list())


def test_scrapy_crawl_and_shell_work_from_the_checkout(kronika: Kronika) -> None:
    crawled = kronika.scrapy("crawl", "kignet", "-s", "LOG_LEVEL=ERROR")
    assert (crawled.returncode, crawled.stdout) == (0, ""), crawled.stderr
    assert len(kronika.rows("SELECT id FROM articles WHERE site = 'kignet'")) >= 30
    shell = kronika.scrapy(
        "shell", "http://www.kignet.pl/pl/kalendarz/", "-s", "LOG_LEVEL=ERROR", "-c", "response.status, spider.name"
    )
    assert shell.stdout.strip() == "(200, 'kignet')", shell.stderr


def test_the_wheel_holds_the_packages(tmp_path: Path) -> None:
    # Only that the three packages are named for the build: the build itself needs the network.
    import tomllib

    with (CHECKOUT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["scraper", "spiders", "pipelines"]
    help_text = subprocess.run(
        [sys.executable, "-m", "scraper.cli", "--help"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert "crawl" in help_text
