"""The verbs that crawl: crawl, sites, demo."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any, cast

import click

from scraper.cli.common import (
    SHORT,
    a_day,
    complete_forgetting,
    data_folder,
    data_option,
    json_option,
    known_sites,
    made_archive,
    main,
    print_rows,
)

if TYPE_CHECKING:
    from scraper.archive.opened import Row
    from scraper.run import Target
    from scraper.sites import SiteLoader


@main.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.option("--all", "everything", is_flag=True, help="Crawl every site that has a class in spiders/.")
@click.option("--due", is_flag=True, help="Crawl the sites whose own rhythm says that it is time.")
@click.option("--url", "urls", multiple=True, help="Crawl the site at this address, which needs no class.")
@click.option("--since", metavar="DATE", callback=a_day, help="Only articles published on this day or later.")
@click.option("--pages", type=click.IntRange(1), help="Pages of one site in one run, at most; the next goes on.")
@click.option("--minutes", type=click.FloatRange(0, min_open=True), help="Minutes of one site in one run, at most.")
@click.option("--accept-changes", is_flag=True, help="Save what is read though what stands says more.")
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
    pages: int | None,
    minutes: float | None,
    accept_changes: bool,
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
            said = {"KRONIKA_SINCE": since, "KRONIKA_PAGES": pages, "KRONIKA_MINUTES": minutes}
            said["KRONIKA_ACCEPT_CHANGES"] = int(accept_changes)
            settings = {name: str(value) for name, value in said.items() if value}
            results = Runner(data_folder(), display, jobs=jobs, settings=settings).run(targets) + unloaded
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
