"""The verb that writes files for others: export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.common import (
    data_option,
    main,
    open_archive,
    tell_of_reserved,
)
from scraper.plural import counted

if TYPE_CHECKING:
    pass


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
