"""What keeping the pages costs, and what reading them again takes.

Three tables: a crawl with captures and without; `kronika replay --dry-run` against a loop that only reads the same
records with warcio and parses them with lxml; the bytes of a page in WARC against gzip. Pages are those of
`tests/layouts`, filled up with menus, styles and scripts to what pages of WordPress weigh: 60 KB in the mean.
KRONIKA_BENCH_PAGES says how many are read (2000). Every figure is taken in a process of its own; what is compared is
processor time too, which tells the same on a busy machine.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.route import _spread
from scraper.demo import CHECKOUT
from tests.killing import GeneratedSite
from tests.layouts import Layout, layouts

MEAN = 60_000
"""Bytes of a page."""
SITES_OF_BENCH = "klaster{}.bench.example"


def raw_table(*, pages: int, rounds: int) -> str:
    """Return the figures as tables in Markdown."""
    return "\n\n".join([_crawl_table(rounds), _replay_table(pages)])


# --- pages of a usual weight


def _filling(dice: random.Random, size: int) -> tuple[str, str, str]:
    """Return what a theme adds to a page, about `size` characters: for the head, before and after the text. ASCII."""
    words = ("klaster", "firma", "rozwoj", "projekt", "szkolenie", "energia", "przemysl", "region", "eksport", "wiedza")

    def name(n: int) -> str:
        return "-".join(dice.choices(words, k=n))

    def token() -> str:
        return f"{dice.getrandbits(48):012x}"

    def some(kind: Any, size: int) -> str:
        pieces, length = [], 0
        while length < size:
            pieces.append(piece := kind())
            length += len(piece)
        return "\n".join(pieces)

    def rule() -> str:
        return f".{name(2)}.c{token()[:5]}{{margin:{dice.randint(0, 40)}px;color:#{token()[:6]};display:flex}}"

    def item() -> str:
        return (
            f'<li id="menu-item-{dice.randint(100, 9999)}" class="menu-item menu-item-type-post_type">'
            f'<a href="/{name(3)}/">{name(2).replace("-", " ").title()}</a></li>'
        )

    def setting() -> str:
        return f'"{name(2)}":{{"id":"{token()}","url":"https:\\/\\/cdn.example\\/{name(2)}.js?ver={token()[:6]}"}},'

    def teaser() -> str:
        return (
            f'<div class="col-md-4 {name(1)}-card"><a class="thumb" href="/{name(4)}/"><img loading="lazy" alt="" '
            f'src="/wp-content/uploads/{token()[:6]}-300x200.jpg" width="300" height="200"></a><div class="meta">'
            f'<span>{name(1)}</span></div><a href="/{name(4)}/">{name(4).replace("-", " ")}</a></div>'
        )

    tenth = size // 10
    head = f"<style>{some(rule, 2 * tenth)}</style>\n<script>var theme={{{some(setting, tenth)}}};</script>"
    before = f'<nav class="main-navigation"><ul class="menu">{some(item, 2 * tenth)}</ul></nav>'
    after = f'<aside class="related-posts"><div class="row">{some(teaser, 2 * tenth)}</div></aside>'
    after += f'<footer class="site-footer"><ul class="menu">{some(item, tenth)}</ul></footer>'
    after += f"\n<script>window.data={{{some(setting, 2 * tenth)}}};</script>"
    return head, before, after


def _filled(html: bytes, dice: random.Random, size: int) -> bytes:
    """Return a page of about `size` bytes with the same text."""
    head, before, after = (part.encode() for part in _filling(dice, max(0, size - len(html))))
    lower = html.lower()
    end = lower.rfind(b"</body>")
    end = len(html) if end < 0 else end
    body = lower.find(b">", lower.find(b"<body")) + 1 if b"<body" in lower else 0
    top = max(0, lower.find(b"</head>"))
    return html[:top] + head + html[top:body] + before + html[body:end] + after + html[end:]


def _pages(count: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield site, address and bytes of so many pages: the layouts, again and again as pages of another site."""
    shapes: list[Layout] = list(layouts())
    for number in range(count):
        shape = shapes[number % len(shapes)]
        site = SITES_OF_BENCH.format(number // len(shapes))
        host = urlsplit(shape.url).netloc
        dice = random.Random(number)
        mine = f"{number}.{site}"
        html = shape.html.replace(host.encode(), mine.encode())
        size = round(MEAN * dice.lognormvariate(-0.08, 0.4))
        yield site, shape.url.replace(host, mine), _filled(html, dice, size)


class _HeavySite(GeneratedSite):
    """The generated site with pages of a usual weight."""

    def _article(self, number: int) -> str:
        dice = random.Random(number)
        html = super()._article(number).encode()
        return _filled(html, dice, round(MEAN * dice.lognormvariate(-0.08, 0.4))).decode()


# --- a crawl with captures and without


def _crawl_table(rounds: int) -> str:
    speed: dict[str, list[float]] = {"1": [], "0": []}
    spent: dict[str, list[float]] = {"1": [], "0": []}
    with _HeavySite(600) as site, tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            for capture in ("1", "0") if number % 2 else ("0", "1"):
                ran = _run("crawl", site.address, capture, data=Path(folder) / f"{number}-{capture}")
                speed[capture].append(ran["pages"] / ran["seconds"])
                spent[capture].append(1000 * ran["processor"] / ran["pages"])
                assert ran["articles"] == site.articles, ran
    ratios = [on / off for on, off in zip(speed["1"], speed["0"], strict=True)]
    return "\n".join(
        [
            f"A crawl of {site.requests} pages of {MEAN // 1000} KB, {rounds} rounds in turn, median (least to most)",
            "",
            "| | pages/s | against without | ms of processor a page |",
            "|---|---|---|---|",
            f"| without captures | {_spread(speed['0'], 0)} | 1 | {_spread(spent['0'], 1)} |",
            f"| with captures | {_spread(speed['1'], 0)} | {_spread(ratios, 2)} | {_spread(spent['1'], 1)} |",
        ]
    )


def _crawl(address: str, capture: str) -> dict[str, Any]:
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.project import get_project_settings

    from scraper.cms.auto import unknown_site

    settings = get_project_settings()
    settings.set("LOG_LEVEL", "ERROR", priority="cmdline")
    settings.set("CAPTURE", capture == "1", priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(unknown_site(address))
    began = time.process_time()
    process.crawl(crawler)
    process.start()
    assert crawler.stats is not None
    stats = crawler.stats.get_stats()
    return {
        "seconds": (stats["finish_time"] - stats["start_time"]).total_seconds(),
        "processor": time.process_time() - began,
        "pages": stats["response_received_count"],
        "articles": stats["item_scraped_count"],
    }


# --- reading again


def _replay_table(pages: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        made = _run("make", str(pages), data=data)
        sites = made["sites"]
        halves = [sites[: len(sites) // 2], sites[len(sites) // 2 :]] if len(sites) > 1 else [sites]
        # In turn, half by half, so that what else the machine does meets both.
        read = [(_run("parse", *half, data=data), _run("replay", "1", *half, data=data)) for half in halves]
        whole = _run("replay", "1", *sites, data=data)
        two = _run("replay", "2", *sites, data=data)
    count = sum(replayed["read"] for _, replayed in read)
    parsing = {name: sum(parsed[name] for parsed, _ in read) for name in ("seconds", "processor")}
    reading = {name: sum(replayed[name] for _, replayed in read) for name in ("seconds", "processor")}
    ratio = reading["seconds"] / parsing["seconds"]
    ratios = [replayed["processor"] / parsed["processor"] for parsed, replayed in read]
    raw, squeezed, warc = made["bytes"], made["gzip"], made["warc"]
    return "\n".join(
        [
            f"{made['pages']} captured pages, {raw / made['pages'] / 1000:.1f} KB in the mean, {count} articles",
            "",
            "| | seconds | pages/s | against warcio and lxml | by processor time, half by half |",
            "|---|---|---|---|---|",
            f"| warcio reads the records, lxml parses the pages | {parsing['seconds']:.1f} | "
            f"{made['pages'] / parsing['seconds']:.0f} | 1 | 1 |",
            f"| replay --dry-run, 1 process | {reading['seconds']:.1f} | {count / reading['seconds']:.0f} | "
            f"{ratio:.2f} | {_spread(ratios, 2)} |",
            f"| again, 1 process | {whole['seconds']:.1f} | {count / whole['seconds']:.0f} | | |",
            f"| 2 processes | {two['seconds']:.1f} | {count / two['seconds']:.0f} | "
            f"{whole['seconds'] / two['seconds']:.2f} times as fast as 1 | |",
            "",
            f"Peak of memory: {whole['half'] / 1024:.0f} MiB after half of the pages, {whole['all'] / 1024:.0f} MiB "
            f"after all; the larger of 2 processes {two['children'] / 1024:.0f} MiB.",
            "",
            "| | bytes a page | against gzip -6 |",
            "|---|---|---|",
            f"| as sent | {raw / made['pages']:.0f} | {raw / squeezed:.2f} |",
            f"| gzip -6, one by one | {squeezed / made['pages']:.0f} | 1 |",
            f"| WARC, request and headers included | {warc / made['pages']:.0f} | {warc / squeezed:.3f} |",
        ]
    )


def _make(data: Path, count: int) -> dict[str, Any]:
    """Write pages as a crawl would have kept them, and the articles that are read from them."""
    from scraper.archive import Archive, SiteFacts
    from scraper.raw import RawArchive
    from scraper.reread import Reader
    from scraper.warc import Exchange

    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    sites: dict[str, None] = {}
    size = squeezed = 0
    with Archive(data / "archive.db") as archive:
        raw = RawArchive(data, archive)
        reader = Reader(raw)
        writer = None
        for number, (site, url, body) in enumerate(_pages(count)):
            if site not in sites:
                sites[site] = None
                archive.note_site(SiteFacts(site=site, name=site, base_url=f"http://{site}/"))
                if writer is not None:
                    writer.close()
                writer = raw.writer(site)
            assert writer is not None
            size += len(body)
            packing = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS + 16)
            squeezed += len(packing.compress(body)) + len(packing.flush())
            moment = (
                f"2026-11-{number // 86400 + 1:02}T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"
            )
            lines = (
                (b"Date", b"Tue, 24 Nov 2026 20:00:00 GMT"),
                (b"Server", b"nginx"),
                (b"Content-Type", b"text/html"),
            )
            exchange = Exchange(
                url=url,
                moment=moment,
                method="GET",
                request_headers=((b"Host", urlsplit(url).netloc.encode()), (b"Accept-Encoding", b"gzip, deflate")),
                status=200,
                headers=lines,
                body=body,
                ip="192.0.2.1",
                asked={"role": "article"},
            )
            kept = raw.keep(writer, exchange)
            reading = reader.read(archive.query("SELECT * FROM captures WHERE id = ?", (kept,))[0])
            if reading.article is not None:
                archive.save(reading.article)
        if writer is not None:
            writer.close()
        archive.tidy()
        warc = sum(path.stat().st_size for path in raw.files())
    return {"pages": count, "sites": list(sites), "bytes": size, "gzip": squeezed, "warc": warc}


def _parse(data: Path, sites: list[str]) -> dict[str, Any]:
    """The floor: read the records, parse the pages, keep nothing."""
    import lxml.html
    from warcio.archiveiterator import ArchiveIterator

    began, worked, count = time.monotonic(), time.process_time(), 0
    for site in sites:
        for path in sorted((data / "warc" / site).glob("*.warc.gz")):
            with path.open("rb") as file:
                for record in ArchiveIterator(file):
                    if record.rec_type == "response":
                        lxml.html.fromstring(record.content_stream().read())
                        count += 1
    return {"seconds": time.monotonic() - began, "processor": time.process_time() - worked, "read": count}


def _replay(data: Path, jobs: int, sites: list[str]) -> dict[str, Any]:
    """Read the pages of some sites again, the first half of them and then the others."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    from scraper.replay import replay

    def run(some: list[str]) -> int:
        done = replay(data, some, jobs=jobs, dry_run=True)
        assert not any(report.changed_articles or report.unread for report in done.reports), done
        return sum(report.read for report in done.reports)

    began, worked = time.monotonic(), time.process_time()
    if jobs > 1:  # in one go: a pool has to be filled and emptied
        read, half = run(sites), 0
    else:
        read = run(sites[: len(sites) // 2]) if len(sites) > 1 else 0
        half = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        read += run(sites[len(sites) // 2 :])
    return {
        "seconds": time.monotonic() - began,
        "processor": time.process_time() - worked,
        "read": read,
        "half": half,
        "all": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "children": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    }


def _run(what: str, *arguments: str, data: Path) -> dict[str, Any]:
    """Do one thing in a process of its own and return what it tells."""
    environment = {**os.environ, "KRONIKA_DATA": str(data), "KRONIKA_ALLOW_PRIVATE": "1", "KRONIKA_DELAY": "0"}
    environment.pop("KRONIKA_LOCAL_WEB", None)
    command = [sys.executable, "-m", "bench.raw", what, str(data), *arguments]
    ran = subprocess.run(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(ran.stdout)
    return result


def _main(what: str, data: Path, arguments: list[str]) -> dict[str, Any]:
    if what == "crawl":
        return _crawl(*arguments)
    if what == "make":
        return _make(data, int(arguments[0]))
    if what == "parse":
        return _parse(data, arguments)
    return _replay(data, int(arguments[0]), arguments[1:])


if __name__ == "__main__":
    print(json.dumps(_main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])))
