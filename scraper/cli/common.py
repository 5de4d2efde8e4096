"""What the verbs share: the command itself, its options, the archive that they open, how they print."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scraper.plural import counted

if TYPE_CHECKING:
    from scraper.archive import Archive
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


def day_or_moment(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
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


def a_day(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Take a day alone. Raises BadParameter."""
    return day[:10] if (day := day_or_moment(context, option, value)) is not None else None


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


def known_sites() -> SiteLoader:
    """Return the loader of all sites. Raises ClickException when not even the settings load."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    from scraper.sites import load_sites

    try:
        return load_sites()
    except Exception as error:
        raise click.ClickException(f"The sites cannot be loaded: {error}") from error


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


def tell_of_reserved(reserved: Mapping[str, int], *, included: bool) -> None:
    """Say how many articles their owners reserved, by reason, and what was done with them."""
    done = "Included, though their owners reserved them" if included else "Left out, reserved by their owners"
    why = "; ".join(f"{number} {reason}" for reason, number in sorted(reserved.items(), key=lambda one: -one[1]))
    how = "" if included else " --include-reserved takes them in, for your own use."
    click.echo(f"{done}: {counted(sum(reserved.values()), 'article')}: {why}.{how}", err=True)


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
