"""The verbs of the raw pages: replay, import, wacz, forget."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.common import (
    LOCKED,
    SHORT,
    complete_forgetting,
    data_folder,
    data_option,
    json_option,
    main,
    no_such_site,
    open_archive,
    refuse_unknown,
    tell_of_reserved,
)
from scraper.plural import counted

if TYPE_CHECKING:
    pass


@main.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.option("--since", metavar="DATE", help="Only pages captured on this day or later, as 2026-11-24.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that read.")
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would change.")
@click.option("--undo", type=int, metavar="RUN", help="Give back the rows as they stood before this replay.")
@json_option
@data_option
def replay(
    sites: tuple[str, ...], since: str | None, jobs: int, dry_run: bool, undo: int | None, as_json: bool
) -> None:
    """Read the archive again from its captures, with today's reader and without the network.

    What is read otherwise becomes a revision of kind `reader`. Captures that have no row, as in a new database, are
    taken in. Exits with 0; with 1 when a page that stands in the archive cannot be read any more.
    """
    from scraper import replay as replaying
    from scraper.archive import ArchiveError, replays

    if since and not re.fullmatch(r"\d{4}-\d\d-\d\d", since):
        raise click.UsageError(f"--since {since}: a day is written as 2026-11-24.")
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    if undo is not None and (sites or since or dry_run):
        raise click.UsageError("--undo takes back a whole replay; it goes with no site, no --since and no --dry-run.")
    if undo is not None:
        with open_archive(readonly=False) as archive:
            try:
                undone = replays.undo(archive, undo)
            except LookupError as error:
                raise click.ClickException(str(error)) from error
        click.echo(f"Replay {undo} is undone: {counted(undone.restored, 'article')} as before.")
        if undone.only_reader:
            same = counted(undone.only_reader, "article")
            click.echo(f"Of {same} that had read the same, only the reader's version was given back.")
        for url in undone.left:
            click.echo(f"Left as it is, it has changed since: {url}", err=True)
        sys.exit(SHORT if undone.left else 0)
    if not (data_folder() / "archive.db").exists() and not (data_folder() / "warc").is_dir():
        raise click.ClickException(f"There is nothing to read in {data_folder()}: no archive.db and no warc/.")
    try:
        done = replaying.replay(data_folder(), sites, since=since, jobs=jobs, dry_run=dry_run)
    except replaying.UnknownSite as error:
        raise no_such_site(str(error)) from error
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error
    if not dry_run:
        complete_forgetting()
    if as_json:
        click.echo(json.dumps(replaying.as_json(done), ensure_ascii=False, indent=2))
    else:
        for line in replaying.lines(done, dry_run=dry_run):
            click.echo(line)
    sys.exit(SHORT if any(report.unread for report in done.reports) else 0)


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", help="Take only the pages of this site: its name in spiders/, or its host.")
@json_option
@data_option
def import_(file: Path, site: str | None, as_json: bool) -> None:
    """Take in an archive that others made: .warc, .warc.gz, .arc, .arc.gz, .wacz (wget, browsertrix, Common Crawl).

    Its captures are copied into files of our own and say where they are from; then their articles are read. The same
    file twice adds nothing. Exits with 0; with 1 when the file breaks off (what is whole is taken in) or an article
    in it cannot be read.
    """
    from scraper import foreign
    from scraper.archive import Archive, ArchiveError
    from scraper.others import ForeignError, NoSuchSite

    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    try:
        foreign.refuse_in_vain(data_folder(), file, site)
        with Archive(data_folder() / "archive.db") as archive:
            done = foreign.import_file(data_folder(), archive, file, site)
            archive.tidy()
    except NoSuchSite as error:
        raise click.UsageError(str(error)) from error
    except (ForeignError, ArchiveError, OSError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(foreign.as_json(done), ensure_ascii=False, indent=2))
    else:
        for line in foreign.lines(done):
            click.echo(line)
    sys.exit(SHORT if done.broken or done.unread else 0)


@main.command()
@click.argument("site")
@click.option("--to", required=True, type=click.Path(dir_okay=False, path_type=Path), help="WACZ file.")
@data_option
def wacz(site: str, to: Path) -> None:
    """Pack the captures of a site into one file that ReplayWeb.page opens (needs the extra wacz)."""
    from scraper.archive.rights import left_out
    from scraper.locks import Held
    from scraper.wacz import WaczError, write_wacz

    with open_archive() as archive:
        refuse_unknown(archive, site)
        try:
            packed = write_wacz(data_folder(), archive, site, to)
        except Held as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(LOCKED)
        except (WaczError, OSError) as error:
            raise click.ClickException(str(error)) from error
        reserved = left_out(archive, site)
    if reserved:
        tell_of_reserved(reserved, included=True)
    click.echo(
        f"{counted(packed.captures, 'capture')}, {counted(packed.pages, 'page')} of them in the list, from "
        f"{counted(packed.files, 'file')}, in {to} ({counted(packed.bytes, 'byte')})",
        err=True,
    )


@main.command()
@click.argument("url", required=False)
@click.option("--site", help="Forget a whole site.")
@click.option("--reason", required=True, help="Why; it stands in the tombstone.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def forget(url: str | None, site: str | None, reason: str, yes: bool) -> None:
    """Take an article, or a site, out of the archive and its raw pages for good.

    A tombstone keeps address, reason and time, so that it is not crawled again. Exports and packs under exports/ that
    hold the text are removed; other files that do are named, and left to you. What a later crawl, import or replay
    brings back of it is blanked: hashes of its words are kept, which nobody can read. Of what was forgotten before, the
    same command searches by them. Exits with 1 when the text still stands somewhere under the data folder.
    """
    from scraper import forget as forgetting
    from scraper.archive import ArchiveError, tombstones
    from scraper.warc import WarcError

    if (url is None) == (site is None):
        raise click.UsageError("Name an address, or a site by --site.")
    if not reason.strip():
        raise click.UsageError("--reason is empty; it is all that will be left to tell why.")
    with open_archive(readonly=False) as archive:
        if site is not None and tombstones.site_forgotten(archive, site) is None:
            refuse_unknown(archive, site)
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("Without a terminal to ask at, say --yes.")
        click.confirm(f"{url or site} will be gone for good, also from exports/. Go on?", abort=True)
    try:
        if url is not None:
            done = forgetting.forget_url(data_folder(), url, reason)
        else:
            done = forgetting.forget_site(data_folder(), site or "", reason)
    except forgetting.Busy as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(LOCKED)
    except forgetting.ReasonTells as error:
        raise click.UsageError(str(error)) from error
    except (LookupError, ArchiveError, forgetting.Unwritable, WarcError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"Forgotten: {counted(done.articles, 'article')}, {counted(done.captures, 'capture')}; "
        f"blanked in {counted(done.blanked, 'other page')}."
    )
    for file in done.removed_files:
        click.echo(f"Removed: {file}")
    for other in done.shared[:20]:
        click.echo(f"Some of its words stand in another article too, and stay there: {other}", err=True)
    for place in done.still:
        click.echo(f"Still there: {place}", err=True)
    if not done.searched:
        click.echo("The archive holds neither its words nor their hashes, so nothing was searched for them.")
    elif not done.still:
        click.echo("Searched everything under the data folder: nothing of it is left.")
    sys.exit(SHORT if done.still else 0)
