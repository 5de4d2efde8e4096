"""kill -9 during a crawl of 600 articles, at random moments, and what must hold of what is left.

    python -m tests.killing --times 200

Each time a new archive is crawled and killed once the site has answered some number of requests, drawn from all of
the crawl, and up to 20 ms more: at any place of the route of a page. What must hold is told by `left_behind` (at once)
and `mended` (after what the next run does first).
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
from filelock import FileLock

from scraper import warc
from scraper.archive import Archive
from scraper.raw import Mended, RawArchive
from scraper.site import file_name, site_name
from tests.conftest import CHECKOUT, Kronika
from tests.pages import SENTENCE, article, listing

ARTICLES = 600
PER_PAGE = 50
LATEST = 0.02
"""Seconds that are waited at most after the request that a kill is drawn for: a page takes about half of it."""


class GeneratedSite:
    """A site of numbered articles on a port of its own, served from threads until the block ends."""

    def __init__(self, articles: int = ARTICLES, *, conditional: bool = False):
        self.articles = articles
        self.conditional = conditional
        """Whether it sends ETag and answers 304."""
        self.answered = 0
        self.asked: list[tuple[str, str | None, int]] = []
        """Path, If-None-Match and the status of the answer, in order."""
        self._changed = threading.Condition()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_GET(self) -> None:
                page = site.page(self.path)
                content = (page or "<h1>404</h1>").encode()
                tag = f'"{zlib.crc32(content):08x}"'
                knows = self.headers.get("If-None-Match")
                status = 404 if page is None else 304 if site.conditional and knows == tag else 200
                self.send_response(status)
                if site.conditional and page is not None:
                    self.send_header("ETag", tag)
                if status != 304:
                    self.send_header("Content-Type", "text/html; charset=utf-8")
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if status != 304:
                    self.wfile.write(content)
                with site._changed:
                    site.asked.append((self.path, knows, status))
                    site.answered += 1
                    site._changed.notify_all()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it)
                """The terminal stays quiet."""

            def handle(self) -> None:
                with suppress(ConnectionError):  # the crawl that asked was killed
                    super().handle()

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    @property
    def name(self) -> str:
        return site_name(self.address)

    @property
    def requests(self) -> int:
        """What a crawl of all of it asks for: robots.txt, front page, two closed REST lists, listing, articles."""
        return 4 + -(-self.articles // PER_PAGE) + self.articles

    def page(self, path: str) -> str | None:
        """The page at a path: the listing, an article, or none."""
        if path == "/":
            return self._listing(1)
        kind, _, number = path.strip("/").partition("/")
        if not number.isdigit():
            return None
        if kind == "strona":
            return self._listing(int(number))
        return self._article(int(number)) if kind == "wpis" else None

    def _listing(self, number: int) -> str:
        first = (number - 1) * PER_PAGE
        numbers = range(first, min(first + PER_PAGE, self.articles))
        older = f"/strona/{number + 1}" if first + PER_PAGE < self.articles else None
        return listing(*(f"/wpis/{n}" for n in numbers), older=older)

    def _article(self, number: int) -> str:
        dice = random.Random(number)
        words = SENTENCE.split()
        # Of words in an order of its own: what squeezes to nothing would be written too quickly to be met.
        paragraphs = [
            " ".join([f"Akapit {n} wiadomości {number}:", *dice.choices(words, k=60)])
            for n in range(dice.randint(9, 18))
        ]
        day = f"{2000 + number // 336}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
        return article(f"Wiadomość numer {number}", published=day, text="</p><p>".join(paragraphs))

    def wait(self, requests: int, running: subprocess.Popen[str]) -> None:
        """Wait until so many requests were answered; no longer than the crawl lives."""
        with self._changed:
            while self.answered < requests and running.poll() is None:
                self._changed.wait(0.5)

    def __enter__(self) -> GeneratedSite:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Killed:
    """What a kill left: rows and articles then, what was mended, and each sentence that says what does not hold."""

    requests: int
    captures: int = 0
    articles: int = 0
    mended: list[Mended] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    came_too_late: bool = False


def kill_once(data: Path, site: GeneratedSite, *, requests: int, seconds: float = 0) -> Killed:
    """Crawl a site into `data`, kill every process of the crawl so many requests and seconds after its start, and
    check what is left."""
    before = site.answered
    running = subprocess.Popen(
        [sys.executable, "-m", "scraper.cli", "crawl", "--url", site.address, "--quiet"],
        cwd=CHECKOUT,
        env=Kronika(data).environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    site.wait(before + requests, running)
    time.sleep(seconds)
    killed = Killed(requests)
    holder = data / "locks" / f"{file_name(site.name)}.holder"
    if running.poll() is not None or not holder.exists():
        killed.came_too_late = True
        running.wait()
        return killed
    # The process that crawls has a group of its own (scraper.run).
    worker = int(holder.read_text(encoding="utf-8").split()[1])
    with suppress(ProcessLookupError):
        os.killpg(worker, signal.SIGKILL)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    # As the next run would: a killed process holds its files until the last of its threads has left the system.
    with FileLock(data / "locks" / f"{file_name(site.name)}.lock", timeout=10):
        killed.wrong += left_behind(data)
        killed.captures, killed.articles = _counts(data)
        killed.mended, wrong = mended(data, site.name)
    killed.wrong += wrong
    return killed


def _counts(data: Path) -> tuple[int, int]:
    connection = sqlite3.connect(data / "archive.db")
    try:
        one, two = (connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("captures", "articles"))
    finally:
        connection.close()
    return one, two


def left_behind(data: Path) -> list[str]:
    """Return what does not hold of an archive whose crawl was killed, before anything is put right."""
    wrong = []
    connection = sqlite3.connect(data / "archive.db")
    try:
        if (found := connection.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
            wrong.append(f"integrity_check: {found}")
        if found := connection.execute("PRAGMA foreign_key_check").fetchall():
            wrong.append(f"foreign_key_check: {found}")
        if found := connection.execute("SELECT url FROM articles WHERE capture_id IS NULL").fetchall():
            wrong.append(f"articles without a capture: {found}")
    finally:
        connection.close()
    return wrong + rows_without_their_record(data)


def rows_without_their_record(data: Path) -> list[str]:
    """Return a sentence for each row of `captures` whose record is not whole, or is another's."""
    connection = sqlite3.connect(data / "archive.db")
    connection.row_factory = sqlite3.Row
    try:
        rows = connection.execute("SELECT * FROM captures ORDER BY id").fetchall()
    finally:
        connection.close()
    wrong = []
    for row in rows:
        try:
            stored = warc.read_at(data / row["warc"], row["offset"], row["length"])
        except warc.WarcError as error:
            wrong.append(str(error))
            continue
        found = (stored.url, stored.moment, stored.status, stored.digest)
        if found != (row["url"], row["captured_at"], row["status"], row["digest"]):
            wrong.append(f"row {row['id']} of {row['url']} points to {found}")
        elif stored.kind == "response" and warc.digest_of(stored.body) != row["digest"]:
            wrong.append(f"row {row['id']} of {row['url']}: the payload has another digest")
    return wrong


def mended(data: Path, site: str) -> tuple[list[Mended], list[str]]:
    """Put right what the next run would, and return that with what does not hold then."""
    with Archive(data / "archive.db") as archive:
        raw = RawArchive(data, archive)
        was = {tuple(row) for row in archive.query("SELECT id, warc, offset, length FROM captures")}
        sizes = {str(path.relative_to(data)): path.stat().st_size for path in raw.files(site)}
        done = list(raw.mend(site))
        wrong = []
        rows = {tuple(row) for row in archive.query("SELECT id, warc, offset, length FROM captures")}
        if not was <= rows:
            wrong.append(f"rows were lost: {was - rows}")
        if any(one.lost for one in done):
            wrong.append(f"records were lost: {done}")
        left = {str(path.relative_to(data)): path.stat().st_size for path in raw.files(site)}
        cut = Counter({one.file: one.cut for one in done})
        if wrongly := [name for name, size in sizes.items() if left.get(name, 0) != size - cut[name]]:
            wrong.append(f"more was cut off than was told: {wrongly}")
        records = {
            (str(path.relative_to(data)), stored.offset, stored.length)
            for path in raw.files(site)
            for stored in warc.captures_in(path)
        }
        if records != {row[1:] for row in rows}:
            wrong.append(f"records without a row: {records - {row[1:] for row in rows}}")
        if again := list(raw.mend(site)):
            wrong.append(f"mended twice: {again}")
        wrong += checked(raw.files(site))
    return done, wrong + rows_without_their_record(data)


def checked(files: Sequence[Path]) -> list[str]:
    """Return what `warcio check` says against some files: nothing, when all is well."""
    if not files:
        return []
    command = [sys.executable, "-m", "warcio.cli", "check", *map(str, files)]
    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return [] if ran.returncode == 0 else [f"warcio check: {ran.stdout}{ran.stderr}"]


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kronika-killing-") as folder:
        yield Path(folder)


def _one(number: int, dice: random.Random, articles: int) -> Killed:
    with GeneratedSite(articles) as site:
        while True:
            with _folder() as data:
                killed = kill_once(data, site, requests=dice.randint(1, site.requests), seconds=dice.uniform(0, LATEST))
            if not killed.came_too_late:
                return killed


@click.command()
@click.option("--times", default=200, show_default=True, help="Crawls that are killed.")
@click.option("--articles", default=ARTICLES, show_default=True, help="Articles of the site.")
@click.option("--jobs", default=2, show_default=True, help="Crawls side by side.")
@click.option("--seed", default=1, show_default=True, help="Of the moments.")
def main(times: int, articles: int, jobs: int, seed: int) -> None:
    """Kill crawls and print what was left of all of them."""
    began = time.monotonic()
    with ThreadPoolExecutor(jobs) as pool:
        dice = [random.Random(f"{seed}-{number}") for number in range(times)]
        killed = list(pool.map(_one, range(times), dice, [articles] * times))
    for one in killed:
        for sentence in one.wrong:
            click.echo(f"killed after {one.requests} requests: {sentence}", err=True)
    sound = sum(not one.wrong for one in killed)
    rows = sorted(one.captures for one in killed)
    cut = sum(any(mend.cut for mend in one.mended) for one in killed)
    added = sum(any(mend.added for mend in one.mended) for one in killed)
    click.echo(
        f"{times} kills during a crawl of {articles} articles: {sound} of {times} archives pass warcio check, "
        f"integrity_check and the row-to-record check. Captures at the kill {rows[0]} to {rows[-1]}, median "
        f"{rows[len(rows) // 2]}; {cut} ended with a record that was not whole, {added} with one that had no row. "
        f"{time.monotonic() - began:.0f} s."
    )
    sys.exit(0 if sound == times else 1)


if __name__ == "__main__":
    main()
