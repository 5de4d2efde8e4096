"""`kronika demo`: the bundled local web, crawled with the real spiders and settings."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from scraper.archive import Archive
from scraper.archive.export import export
from scraper.plural import counted
from scraper.progress import Display
from scraper.run import Runner, Target, exit_code, summary
from scraper.tables import print_table

CHECKOUT = Path(__file__).resolve().parent.parent


class DemoError(Exception):
    """The demo cannot run here. The text says why."""


@contextmanager
def local_web() -> Iterator[str]:
    """Serve the bundled local web on a free port and yield its HOST:PORT. Raises DemoError."""
    if not (CHECKOUT / "tests" / "sites").is_dir():
        raise DemoError("The demo needs a checkout of Kronika: its local web is not part of the installed package.")
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.sites", "--port", "0"], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        if "http://" not in line:
            raise DemoError("The local web did not start.")
        yield line.split("http://")[1].strip().rstrip("/")
    finally:
        server.terminate()
        server.wait(timeout=10)


def run_demo(data: Path, sites: Sequence[str]) -> int:
    """Crawl, export, show; return the exit code. Raises DemoError."""
    began = time.monotonic()
    with local_web() as address, Display() as display:
        settings = {"KRONIKA_LOCAL_WEB": address, "KRONIKA_ALLOW_PRIVATE": "1", "KRONIKA_DELAY": "0"}
        results = Runner(data, display, settings=settings).run([Target(site) for site in sites])
    if any(result.outcome == "interrupted" for result in results):
        click.echo("The demo was stopped. Start it again: what was archived is kept.", err=True)
        return exit_code(results)
    csv = data / "exports" / "articles.csv"
    with Archive(data / "archive.db") as archive:
        rows = export(archive, "articles", csv)
        seconds = time.monotonic() - began
        _show(archive, results_of=[result.site for result in results])
        click.echo(f"\nArchive  {data / 'archive.db'}")
        click.echo(f"CSV      {csv} ({counted(rows, 'article')})")
        click.echo(f"\nDone in {seconds:.1f} s. What to try next:")
        kronika = "kronika" if shutil.which("kronika") else ".venv/bin/kronika"
        click.echo(f"  {kronika} --data {data} search klaster")
        click.echo(f"  {kronika} --data {data} status kignet")
        click.echo(f"  {kronika} crawl kignet          # the real site, one request a second")
    for line in summary(results):
        click.echo(line, err=True)
    return exit_code(results)


def _show(archive: Archive, results_of: Sequence[str]) -> None:
    rows = archive.query(
        """SELECT s.site, count(a.id) AS articles, r.new, r.revised,
            sum(a.published IS NOT NULL) AS dated, min(substr(a.published, 1, 10)) AS oldest,
            max(substr(a.published, 1, 10)) AS newest,
            (SELECT count(*) FROM links l JOIN articles b ON b.id = l.article_id
                WHERE b.site = s.site AND l.kind = 'outbound') AS outbound_links
        FROM sites s JOIN runs r ON r.id = (SELECT max(id) FROM runs WHERE site = s.site)
        LEFT JOIN articles a ON a.site = s.site GROUP BY s.site ORDER BY s.site"""
    )
    shown = [dict(row) for row in rows if row["site"] in results_of]
    click.echo("\nArchived, by site:\n")
    print_table(shown)
    new = sum(row["new"] for row in shown)
    click.echo(
        f"\n{counted(sum(row['articles'] for row in shown), 'article')}, {new} new in this run.\n\nThree records:"
    )
    records = archive.query(
        """SELECT * FROM articles WHERE id IN (
            SELECT min(id) FROM articles WHERE published IS NOT NULL AND words > 60 GROUP BY site ORDER BY site LIMIT 3
        )"""
    )
    for record in records:
        links = archive.query(
            "SELECT url FROM links WHERE article_id = ? AND kind = 'outbound' ORDER BY position", (record["id"],)
        )
        click.secho(f"\n  {record['title']}", bold=True)
        click.echo(
            f"  published {record['published']} ({record['published_precision']}, from {record['published_from']})"
        )
        click.echo(f"  {record['url']}")
        click.echo(f"  {record['body'][:180].strip().replace(chr(10), ' ')}…")
        for link in links[:3]:
            click.echo(f"  → {link['url']}")
