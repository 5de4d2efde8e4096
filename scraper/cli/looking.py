"""The verbs that look: status, search, show, explain, save-page."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.common import (
    data_folder,
    data_option,
    day_or_moment,
    json_option,
    lacks_archive,
    main,
    open_archive,
    print_rows,
    refuse_unknown,
)

if TYPE_CHECKING:
    pass


@main.command()
@click.argument("site", required=False)
@click.option(
    "--ledger", "with_ledger", is_flag=True, help="Of SITE: every address that was named, and what is missing."
)
@json_option
@data_option
def status(site: str | None, with_ledger: bool, as_json: bool) -> None:
    """Say how the sites are: one row a site; with SITE its runs and problems.

    With --ledger the addresses that the ways into SITE have named, by way and by month: how many are stored, left out
    with a reason, or missing.
    """
    if with_ledger:
        if site is None:
            raise click.UsageError("--ledger needs a SITE.")
        print_ledger(site, as_json)
        return
    from scraper.archive import status as read
    from scraper.archive import tombstones
    from scraper.locks import holder

    def is_held(name: str) -> bool:
        return holder(data_folder(), name) is not None

    with open_archive() as archive:
        for stone in tombstones.unfinished(archive):
            what = stone["url"] or f"--site {stone['site']}"
            click.echo(f"Not wholly forgotten yet: {what}. Say `kronika forget` of it again.", err=True)
        if site is None:
            rows = read.all_sites(archive, data_folder(), is_held)
            print_rows(rows, as_json)
            for row in rows:
                tell_of_death(row["site"], row["outcome"])
            return
        runs, problems = read.runs_of(archive, site, is_held), read.problems_of(archive, site)
        if not runs and not problems:
            refuse_unknown(archive, site)
    if as_json:
        click.echo(json.dumps({"site": site, "runs": runs, "problems": problems}, ensure_ascii=False, indent=2))
        return
    print_rows(runs, False)
    if runs:
        tell_of_death(site, runs[0]["outcome"])
    click.echo()
    if problems:
        for problem in problems:
            where = f" ({problem['url']})" if problem["url"] else ""
            times = f"{problem['count']} times since {problem['first_seen']}" if problem["count"] > 1 else "once"
            click.echo(f"{problem['last_seen']} {problem['kind']}: {problem['cause']}{where}, {times}")
            click.echo(f"    {problem['remedy']}")
    else:
        click.echo("No problem on record.")


def print_ledger(site: str, as_json: bool) -> None:
    """Print the ledger of a site."""
    from scraper.archive import ledger

    with open_archive() as archive:
        told = {
            "ways": ledger.by_way(archive, site),
            "claims": ledger.claims(archive, site),
            "months": ledger.by_month(archive, site),
            "excluded": ledger.excluded_by_reason(archive, site),
            "missing": ledger.missing(archive, site),
        }
        if not told["ways"]:
            refuse_unknown(archive, site)
    if not told["ways"]:
        raise click.ClickException(f"No way into {site!r} has named an address yet. Crawl it: kronika crawl {site}")
    if as_json:
        click.echo(json.dumps({"site": site, **told}, ensure_ascii=False, indent=2))
        return
    for title, rows in (
        ("Addresses by the way in that named them", told["ways"]),
        ("What the ways in say that they hold", told["claims"]),
        ("By month of publication", told["months"]),
        ("Left out", told["excluded"]),
        ("Missing", told["missing"]),
    ):
        if rows:
            click.echo(f"{title}:")
            print_rows(rows, False)
            click.echo()


def tell_of_death(site: str, outcome: str) -> None:
    """Say what to do about a last run that died."""
    if outcome == "died":
        click.echo(
            f"{site}: its last run died before its end: no process holds the site. Crawl it again; nothing that was "
            "stored is lost.",
            err=True,
        )


@main.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1), help="Articles at most.")
@json_option
@data_option
def search(query: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Search the archive, with or without Polish letters.

    Every word must be there; longer ones are found in most of their forms, a phrase in double quotes as it
    stands.
    """
    from dataclasses import asdict

    from scraper.archive.search import search as find

    with open_archive() as archive:
        hits = find(archive, " ".join(query), limit=limit)
    if as_json:
        click.echo(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=2))
        return
    for hit in hits:
        click.secho(f"{hit.published or 'no date'}  {hit.title}", bold=True)
        click.echo(f"    {hit.snippet}\n    {hit.site}  {hit.url}")
    if not hits:
        click.echo("Nothing found.", err=True)


@main.command()
@click.argument("page", metavar="URL|FILE")
@click.option("--url", help="The address that a FILE was saved from: its links start there, and a date in it counts.")
@click.option("--at", metavar="DATE", callback=day_or_moment, help="The page as it was captured on this day or before.")
@click.option("--fetch", is_flag=True, help="Fetch the page now, whatever the archive holds of it.")
@json_option
@data_option
def explain(page: str, url: str | None, at: str | None, fetch: bool, as_json: bool) -> None:
    """Read one page and show each field, where it was found, and what else could have stood there.

    An address is looked up in the archive first; a page that was never captured is fetched, one that was forgotten on
    request is not.
    """
    from scraper import explain as reading
    from scraper.archive import ArchiveError
    from scraper.extract import NotAnArticle, Unreadable
    from scraper.extract.witnesses import witnesses
    from scraper.warc import WarcError

    if url and not url.startswith(("http://", "https://")):
        raise click.ClickException(f"--url {url}: an address begins with http:// or https://")
    if page.startswith(("http://", "https://")) and not fetch and (at or lacks_archive()):
        open_archive().close()  # which says why the page cannot be looked up
    try:
        reading.refuse_forgotten(data_folder(), page)
        found = None if fetch else reading.captured_page(data_folder(), page, until=at)
        if found is not None:
            html, address, headers, article = found.html, found.url, found.headers, found.article
            click.echo(f"Read from the capture of {found.captured_at} in {found.warc}.", err=True)
        else:
            html, address, headers = reading.page_of(page)
            article = reading.explained(html, url or address, headers=headers)
        said = witnesses(html, url or address, headers=headers)
    except (NotAnArticle, Unreadable) as error:
        raise click.ClickException(str(error) if not url else f"{page}: {error}") from error
    except (reading.FetchError, WarcError, ArchiveError, LookupError, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if not url and address.startswith("file:"):
        click.echo(f"{page}: without --url, links within the site are left out.", err=True)
    if as_json:
        click.echo(json.dumps(reading.as_json(article, said), ensure_ascii=False, indent=2))
        return
    for row in reading.rows(article, said):
        source = f"   [{row['from']}]" if row["from"] else ""
        click.echo(f"{row['field']:<12} {row['value'] if row['value'] is not None else '-'}{source}")


@main.command()
@click.argument("url")
@click.option("--raw", "as_fetched", is_flag=True, help="The page as it was fetched, byte for byte.")
@click.option("--text", "only_text", is_flag=True, help="Only the text.")
@click.option("--at", metavar="DATE", callback=day_or_moment, help="As it stood on this day.")
@data_option
def show(url: str, as_fetched: bool, only_text: bool, at: str | None) -> None:
    """Show an archived page: its article, its text, or the page itself."""
    from scraper.lookup import find_capture, payload
    from scraper.raw import RawArchive
    from scraper.reread import Reader
    from scraper.warc import WarcError

    if as_fetched and only_text:
        raise click.UsageError("--raw is the page as it was fetched, --text the text read from it: say one of them.")
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    with open_archive() as archive:
        raw = RawArchive(data_folder(), archive)
        try:
            capture = find_capture(archive, url, until=at)
            if as_fetched:
                sys.stdout.buffer.write(payload(raw, capture)[0])
                return
            reading = Reader(raw).read(capture, url)
        except (LookupError, WarcError) as error:
            raise click.ClickException(str(error)) from error
    article = reading.article
    if article is None:
        raise click.ClickException(f"{url}: {reading.cause}")
    if not only_text:
        click.secho(article.title or "no title", bold=True)
        click.echo(f"{article.published or 'no date'}  {article.author or ''}".rstrip())
        click.echo(f"{article.url}\ncaptured {capture['captured_at']} in {capture['warc']}\n")
    click.echo(article.body)
    if not only_text and article.links:
        click.echo()
        for link in article.links:
            click.echo(f"{link.kind:<10} {link.url}  {link.text}")


@main.command("save-page")
@click.argument("url")
@click.option("--at", metavar="DATE", callback=day_or_moment, help="The page as it was captured on this day or before.")
@click.option(
    "--to",
    default=Path("tests/saved"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the saved pages.",
)
@click.option("--force", is_flag=True, help="Write over a page that was saved before.")
@data_option
def save_page(url: str, at: str | None, to: Path, force: bool) -> None:
    """Make a test page of a captured page, with the article that is expected of it.

    The expected article is what is read today: put it right by hand where it is wrong, and `make test` holds it.
    """
    from scraper.lookup import find_capture
    from scraper.lookup import save_page as write
    from scraper.raw import RawArchive
    from scraper.reread import Reader
    from scraper.warc import WarcError

    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    with open_archive() as archive:
        try:
            files = write(
                Reader(RawArchive(data_folder(), archive)), find_capture(archive, url, until=at), to, force=force
            )
        except (LookupError, WarcError, OSError, ValueError) as error:
            raise click.ClickException(str(error)) from error
    for file in files:
        click.echo(str(file))
