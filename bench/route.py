"""Pages a second of the full route (walk, fetch, read, validate, deduplicate, save) against a bare Scrapy
spider that fetches the same addresses with the same settings and reads nothing.

Both crawl the local web, which runs in a process of its own, without a delay, in turn, several rounds;
a crawl's time is from Scrapy's start to its end, without the start of Python.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scraper.demo import CHECKOUT, local_web

SITES = ("aerosilesia", "edutainment", "kignet", "klasterpolskanatura", "lke", "poligen")


def route_table(*, rounds: int) -> str:
    """Return the figures as a table in Markdown."""
    full: list[float] = []
    bare: list[float] = []
    pages = 0
    with local_web() as address, tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            spent = {"full": 0.0, "bare": 0.0}
            pages = 0
            for site in SITES:
                data = Path(folder) / f"{number}-{site}"
                ran = _measure("full", site, address, data)
                spent["full"] += ran["seconds"]
                pages += len(ran["urls"])
                addresses = data / "addresses.json"
                addresses.write_text(json.dumps(ran["urls"]), encoding="utf-8")
                spent["bare"] += _measure("bare", str(addresses), address, data)["seconds"]
            full.append(pages / spent["full"])
            bare.append(pages / spent["bare"])
    ratios = [f / b for f, b in zip(full, bare, strict=True)]
    return "\n".join(
        [
            f"{pages} pages a round, {rounds} rounds, median (least to most)",
            "",
            "| | pages/s | against the bare spider |",
            "|---|---|---|",
            f"| bare Scrapy spider | {_spread(bare, 0)} | 1 |",
            f"| full route | {_spread(full, 0)} | {_spread(ratios, 2)} |",
        ]
    )


def _spread(values: list[float], digits: int) -> str:
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def _measure(kind: str, what: str, address: str, data: Path) -> dict[str, Any]:
    environment = {
        **os.environ,
        "KRONIKA_LOCAL_WEB": address,
        "KRONIKA_ALLOW_PRIVATE": "1",
        "KRONIKA_DELAY": "0",
        "KRONIKA_DATA": str(data),
    }
    command = [sys.executable, "-m", "bench.route", kind, what]
    ran = subprocess.run(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(ran.stdout)
    return result


def _crawl(kind: str, what: str) -> None:
    """In a process of its own: crawl, and print seconds and addresses."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    from scrapy import Request, Spider, signals
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.http import Response
    from scrapy.utils.project import get_project_settings

    class Bare(Spider):
        name = "bare"

        async def start(self) -> AsyncIterator[Any]:
            for url in json.loads(Path(what).read_text(encoding="utf-8")):
                yield Request(url, callback=self.parse, dont_filter=True)

        def parse(self, response: Response, **kwargs: Any) -> None:
            """Read nothing."""

    settings = get_project_settings()
    settings.set("LOG_LEVEL", "ERROR", priority="cmdline")
    settings.set("CAPTURE", kind == "full", priority="cmdline")  # the reference keeps nothing
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(process.spider_loader.load(what) if kind == "full" else Bare)
    urls: list[str] = []

    def received(response: Response) -> None:
        if response.status < 400 and not response.url.endswith("/robots.txt"):
            urls.append(response.url)

    crawler.signals.connect(received, signals.response_received)
    process.crawl(crawler)
    process.start()
    assert crawler.stats is not None
    stats = crawler.stats.get_stats()
    seconds = (stats["finish_time"] - stats["start_time"]).total_seconds()
    print(json.dumps({"seconds": seconds, "urls": urls}))


if __name__ == "__main__":
    _crawl(sys.argv[1], sys.argv[2])
