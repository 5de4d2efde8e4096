"""`kronika`: one short function a verb. What a verb needs is imported when it runs, so that --help is instant."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from scraper.plural import counted

if TYPE_CHECKING:
    from scraper.archive import Archive
    from scraper.archive.opened import Row
    from scraper.run import Target
    from scraper.sites import SiteLoader

SHORT, USAGE, LOCKED = 1, 2, 75
F = TypeVar("F", bound=Callable[..., Any])


def _set_data(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.find_root().meta["data"] = value


def data_option(command: F, **options: Any) -> F:
    """Add ``--data``, which may stand before the verb and after it; after it, it wins."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        expose_value=False,
        callback=_set_data,
        help="Folder of the archive.  [env: KRONIKA_DATA; default: ./data]",
        **options,
    )(command)


def _day(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Take a day or a moment as the archive writes them. Raises BadParameter."""
    from datetime import datetime

    if value is not None:
        try:
            datetime.fromisoformat(value)
        except ValueError as error:
            raise click.BadParameter(f"{value!r}: a day is written as 2026-11-24.", param=option) from error
        if len(value) < 10:
            raise click.BadParameter(f"{value!r}: a day is written as 2026-11-24.", param=option)
    return value


def _a_day(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Take a day alone. Raises BadParameter."""
    return day[:10] if (day := _day(context, option, value)) is not None else None


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


def data_folder() -> Path:
    """Return the folder of the archive that this command works on."""
    folder: Path = click.get_current_context().find_root().meta.get("data", Path("data"))
    return folder


def lacks_archive() -> bool:
    """Whether the data folder has kept pages, but no archive of them."""
    return not (data_folder() / "archive.db").exists() and any((data_folder() / "warc").glob("*/*.warc.gz"))


def open_archive(*, readonly: bool = True) -> Archive:
    """Open the archive; for reading alone, unless told. Raises ClickException when there is none."""
    from scraper.archive import Archive, ArchiveError

    path = data_folder() / "archive.db"
    if lacks_archive():
        raise click.ClickException(
            f"There are kept pages in {data_folder() / 'warc'}, but no archive at {path}. Make it of them, offline: "
            "kronika replay"
        )
    if not path.exists():
        raise click.ClickException(f"There is no archive at {path}. Make one: kronika crawl SITE, or: kronika demo")
    try:
        return Archive(path, readonly=readonly)
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error


def made_archive() -> Archive:
    """Open the archive to write to it, new where there is none. Raises ClickException."""
    from scraper.archive import Archive, ArchiveError

    try:
        return Archive(data_folder() / "archive.db")
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kronika", prog_name="kronika")
@partial(data_option, envvar="KRONIKA_DATA")
def main() -> None:
    """The archive of what business clusters publish."""


@main.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.option("--all", "everything", is_flag=True, help="Crawl every site that has a class in spiders/.")
@click.option("--due", is_flag=True, help="Crawl the sites whose own rhythm says that it is time.")
@click.option("--url", "urls", multiple=True, help="Crawl the site at this address, which needs no class.")
@click.option("--since", metavar="DATE", callback=_a_day, help="Only articles published on this day or later.")
@click.option("--plan", is_flag=True, help="Look at each --url and say how it would be crawled; nothing is kept.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Sites crawled side by side.  [default: as many as memory allows]"
)
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
@data_option
def crawl(
    sites: tuple[str, ...],
    everything: bool,
    due: bool,
    urls: tuple[str, ...],
    since: str | None,
    plan: bool,
    jobs: int | None,
    quiet: bool,
) -> None:
    """Crawl sites and archive their articles.

    With --since older articles are left to another run, where a list, a feed or the archive knows their day; lists are
    read until they are older. With --due also the sites that were crawled by their address before.

    Exits with 0 when all is well, 1 when anything fell short (each named on standard error), 75 when
    another run holds the site.
    """
    from scraper.archive import ArchiveError
    from scraper.progress import Display
    from scraper.run import Result, Runner, Target, exit_code, summary

    delay = os.environ.get("KRONIKA_DELAY") or "1"
    if not re.fullmatch(r"\d+(\.\d+)?", delay):
        raise click.UsageError(f"KRONIKA_DELAY is {delay!r}; it must be a number of seconds, such as 1 or 0.5.")
    if due and (sites or everything or urls or plan):
        raise click.UsageError(
            "--due chooses the sites itself; it goes with no SITE, no --all, no --url and no --plan."
        )
    if plan:
        if sites or everything or since or not urls:
            raise click.UsageError("--plan is for --url: of a described site its class is the plan.")
        print_plans(urls)
        return
    loader = known_sites()
    known, broken = sorted(loader.list()), loader.broken
    of_due, next_one = due_targets(known) if due else ([], None)
    for site in sites:
        if site not in known and site not in broken:
            raise click.UsageError(f"There is no site {site!r}. The sites are: {', '.join(known)}")
    asked = [*known, *broken] if everything else [*broken] if due else list(dict.fromkeys(sites))
    names = [name for name in asked if name in known]
    unloaded = [Result(n, "failed", SHORT, [f"{n}: {broken[n]}. Correct the file."]) for n in asked if n in broken]
    try:
        targets = list(
            dict.fromkeys([*of_due, *map(Target, names), *(target_of(url, loader, quiet=quiet) for url in urls)])
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    complete_forgetting()
    targets, stones = without_forgotten(targets)
    for stone in () if quiet else stones:
        click.echo(
            f"{stone['site']}: forgotten on {stone['forgotten_at'][:10]} ({stone['reason']}): not crawled.", err=True
        )
    if (stones or due) and not targets and not unloaded:
        if due and not quiet:
            click.echo(f"No site is due.{f' The next is {next_one}.' if next_one else ''}")
        sys.exit(0)
    if not targets and not unloaded:
        raise click.UsageError("Name a site, or give --url or --all. `kronika sites` lists them.")
    if not os.environ.get("KRONIKA_CONTACT") and not os.environ.get("KRONIKA_LOCAL_WEB") and not quiet:
        click.echo(
            "KRONIKA_CONTACT is not set: set it to an address that the owners of the sites can write to.", err=True
        )
    try:
        with Display(quiet=quiet) as display:
            window = {"KRONIKA_SINCE": since} if since else None
            results = Runner(data_folder(), display, jobs=jobs, settings=window).run(targets) + unloaded
    except (ArchiveError, OSError) as error:
        raise click.ClickException(str(error)) from error
    for line in summary(results):
        click.echo(line, err=True)
    sys.exit(exit_code(results))


def due_targets(known: list[str]) -> tuple[list[Target], str | None]:
    """Return the sites that are to be crawled now, of those with a class and of those that were crawled by their
    address, and which is the next of the others, in words; None where there is no other."""
    from datetime import UTC, datetime

    from scraper.archive.rhythm import next_due
    from scraper.run import Target

    if not (data_folder() / "archive.db").exists():
        return [Target(name) for name in known], None
    with made_archive() as archive:
        others = archive.query("SELECT site, base_url FROM sites WHERE site IN (SELECT site FROM runs) ORDER BY site")
        targets = [*map(Target, known), *(Target(r["site"], r["base_url"]) for r in others if r["site"] not in known)]
        moments = [(next_due(archive, target.name), target) for target in targets]
    now = datetime.now(UTC)
    later = min(((moment, target.name) for moment, target in moments if moment and moment > now), default=None)
    told = f"{later[1]}, on {later[0].astimezone():%Y-%m-%d at %H:%M}" if later else None
    return [target for moment, target in moments if moment is None or moment <= now], told


def print_plans(urls: tuple[str, ...]) -> None:
    """Print how the sites at some addresses would be crawled."""
    from scraper.plan import PlanError, plan_of

    short = False
    for url in urls:
        try:
            for line in plan_of(url):
                click.echo(line)
        except (PlanError, ValueError) as error:
            click.echo(f"{url}: {error}", err=True)
            short = True
    sys.exit(SHORT if short else 0)


def target_of(url: str, loader: SiteLoader, *, quiet: bool) -> Target:
    """Return the site at an address: the one that has a class for its host, else one that is known by its address.

    Raises ValueError for what is no http(s) address, UsageError where several sites share the host.
    """
    from scraper.run import Target

    target = Target.of_url(url)
    described = loader.described(url)
    if len(described) > 1:
        raise click.UsageError(f"{url}: {' and '.join(described)} are sites of this host. Name the one that you mean.")
    if not described:
        return target
    if not quiet:
        click.echo(f"{url}: {described[0]} has a class in spiders/; it is crawled as that says.", err=True)
    return Target(described[0])


def complete_forgetting() -> None:
    """Bring to an end what a `kronika forget` that was killed, or met a full disk, has begun."""
    from scraper.archive import ArchiveError, captures, forgotten_file, tombstones

    if not (data_folder() / "archive.db").exists() and not forgotten_file.is_there(data_folder()):
        return
    with made_archive() as archive:
        if not tombstones.unfinished(archive) or not captures.newest_id(archive):
            return  # a new archive has no rows yet of what its files hold
    from scraper.forget import complete

    try:
        for sentence in complete(data_folder()):
            click.echo(sentence, err=True)
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error


def without_forgotten(targets: list[Target]) -> tuple[list[Target], list[Row]]:
    """Return the targets that may be crawled, and the tombstones of those that may not."""
    from scraper.archive import forgotten_file, tombstones

    if not (data_folder() / "archive.db").exists() and not forgotten_file.is_there(data_folder()):
        return targets, []
    with made_archive() as archive:
        stones = {
            target.name: tombstones.site_forgotten(archive, target.name)
            or (tombstones.host_forgotten(archive, target.url) if target.url else None)
            for target in targets
        }
    return [t for t in targets if stones[t.name] is None], [stone for stone in stones.values() if stone is not None]


def known_sites() -> SiteLoader:
    """Return the loader of all sites. Raises ClickException when not even the settings load."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    from scraper.sites import load_sites

    try:
        return load_sites()
    except Exception as error:
        raise click.ClickException(f"The sites cannot be loaded: {error}") from error


@main.command()
@json_option
@data_option
def sites(as_json: bool) -> None:
    """List the sites that have a class."""
    loader = known_sites()
    rows = [
        {
            "site": name,
            "association": cls.association,
            "address": cls.start_urls[0],
            "region": cls.region,
            "sector": cls.sector,
            "template": cls.__mro__[1].__name__,
        }
        for name, cls in ((name, cast("Any", loader.load(name))) for name in sorted(loader.list()))
    ]
    print_rows(rows, as_json)
    for sentence in loader.broken.values():
        click.echo(f"Error: {sentence}", err=True)
    sys.exit(SHORT if loader.broken else 0)


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
@click.argument("what", type=click.Choice(["articles", "links", "mentions"]))
@click.option("--to", required=True, type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), help="CSV file.")
@click.option("--include-reserved", is_flag=True, help="Also what owners reserved; it is for you alone then.")
@data_option
def export(what: str, to: Path, include_reserved: bool) -> None:
    """Write articles, their links or the dates they mention to a CSV file (``-``: standard output).

    Articles are left out whose owners do not want them handed on: noarchive, noindex, nosnippet, or a reservation of
    text and data mining. Their number and the reasons are told on standard error.
    """
    from scraper.archive.export import export as write
    from scraper.archive.rights import left_out

    with open_archive() as archive:
        try:
            rows = write(archive, what, to, with_reserved=include_reserved)
        except OSError as error:
            raise click.ClickException(f"{to} cannot be written: {error}") from error
        reserved = left_out(archive)
    if str(to) != "-":
        click.echo(f"{counted(rows, 'row')} in {to}", err=True)
    if reserved:
        tell_of_reserved(reserved, included=include_reserved)


def tell_of_reserved(reserved: Mapping[str, int], *, included: bool) -> None:
    """Say how many articles their owners reserved, by reason, and what was done with them."""
    done = "Included, though their owners reserved them" if included else "Left out, reserved by their owners"
    why = "; ".join(f"{number} {reason}" for reason, number in sorted(reserved.items(), key=lambda one: -one[1]))
    how = "" if included else " --include-reserved takes them in, for your own use."
    click.echo(f"{done}: {counted(sum(reserved.values()), 'article')}: {why}.{how}", err=True)


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


@main.command()
@click.argument("page", metavar="URL|FILE")
@click.option("--url", help="The address that a FILE was saved from: its links start there, and a date in it counts.")
@click.option("--at", metavar="DATE", callback=_day, help="The page as it was captured on this day or before.")
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
@click.option("--at", metavar="DATE", callback=_day, help="As it stood on this day.")
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
@click.option("--at", metavar="DATE", callback=_day, help="The page as it was captured on this day or before.")
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


@main.command()
@data_option
def demo() -> None:
    """Crawl the bundled local web over real HTTP and show what came of it.

    The demo has an archive of its own, in the folder demo/ of the data folder.
    """
    from scraper.archive import ArchiveError
    from scraper.demo import DemoError, run_demo

    try:
        sys.exit(run_demo(data_folder() / "demo", sorted(known_sites().list())))
    except (DemoError, ArchiveError, OSError) as error:
        raise click.ClickException(str(error)) from error


def refuse_unknown(archive: Archive, site: str) -> None:
    """Raise ClickException for a site that the archive does not know, UsageError for one that nobody does."""
    if not archive.query("SELECT 1 FROM sites WHERE site = ?", (site,)):
        raise no_such_site(site)


def no_such_site(site: str) -> click.ClickException:
    """Return what is said of a site that the archive does not know: a slip of the pen, unless it has a class."""
    loader = known_sites()
    if site in loader.list() or site in loader.broken:
        return click.ClickException(
            f"{site} is not in the archive at {data_folder()} yet. Crawl it: kronika crawl {site}"
        )
    return click.UsageError(f"There is no site {site!r}: no class has this name, and the archive does not know it.")


def print_rows(rows: list[dict[str, Any]], as_json: bool) -> None:
    """Print rows as a table, or as JSON."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    from scraper.tables import print_table

    print_table(rows)


if __name__ == "__main__":
    main()
