"""Tables on the terminal; in a pipe or a file, as wide as they need to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

WIDE = 1000
"""Columns of a table that no terminal shows: nothing is cut."""


def print_table(rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows of equal keys: the keys are the header; numbers stand on the right."""
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, width=WIDE)
    if not rows:
        console.print("Nothing yet.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for key in rows[0]:
        numeric = all(isinstance(row[key], int | float) or row[key] is None for row in rows)
        table.add_column(key.replace("_", " "), justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    console.print(table)
