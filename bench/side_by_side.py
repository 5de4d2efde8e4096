"""Sixty small sites crawled side by side, at a page a second each, against one of them alone.

The sites are twenty articles each on the local web; a crawl is the real command, from its start to its end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scraper.demo import CHECKOUT
from tests.pages import article, listing
from tests.sites.server import LocalWeb

ARTICLES = 20
_SITE = '''"""Klaster {0}."""

from scraper.cms import Listing


class K{0}(Listing):
    name, association, start_urls = "k{0}", "Klaster {0}", ["http://k{0}.example.pl/"]
    article_links = "article h2 a"
'''


def side_by_side_table(*, sites: int = 60) -> str:
    """Return the figures as a table in Markdown."""
    with LocalWeb(port=0) as web, tempfile.TemporaryDirectory() as folder:
        for site in range(sites):
            _serve(web, site)
        package = Path(folder) / "many"
        package.mkdir()
        (package / "__init__.py").write_text("", encoding="utf-8")
        for site in range(sites):
            (package / f"k{site}.py").write_text(_SITE.format(site), encoding="utf-8")
        settings = "from scraper.settings import *\nSPIDER_MODULES = ['many']\n"
        (Path(folder) / "many_settings.py").write_text(settings, encoding="utf-8")
        one = _crawl(["k0"], Path(folder), web.address)
        many = _crawl([f"k{site}" for site in range(sites)], Path(folder), web.address)
    return "\n".join(
        [
            f"{ARTICLES} articles a site, a page a second",
            "",
            "| | seconds | against one site |",
            "|---|---|---|",
            f"| one site | {one:.1f} | 1 |",
            f"| {sites} sites | {many:.1f} | {many / one:.2f} |",
        ]
    )


def _serve(web: LocalWeb, site: int) -> None:
    host = f"k{site}.example.pl"
    web.override(host, r"^/robots.txt$", status=404)
    web.override(host, r"^/$", body=listing(*(f"/{n}" for n in range(ARTICLES))))
    for n in range(ARTICLES):
        page = article(
            f"Wiadomość {n} klastra {site}", published=f"2024-03-{n + 1:02}", text=f"Treść {site} {n}. " * 20
        )
        web.override(host, rf"^/{n}$", body=page)


def _crawl(names: list[str], folder: Path, address: str) -> float:
    """Return how many seconds a crawl of these sites took. Raises RuntimeError when it fell short."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{folder}{os.pathsep}{CHECKOUT}",
        "SCRAPY_SETTINGS_MODULE": "many_settings",
        "KRONIKA_DATA": str(folder / f"data-{len(names)}"),
        "KRONIKA_DELAY": "1",
        "KRONIKA_LOCAL_WEB": address,
        "KRONIKA_ALLOW_PRIVATE": "1",
    }
    started = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-m", "scraper.cli", "crawl", "--quiet", *names],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(f"the crawl fell short: {ran.stderr}")
    return time.monotonic() - started
