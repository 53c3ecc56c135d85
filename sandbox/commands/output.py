"""Tables for people at a terminal, plain lines for everything else."""

import os
import sys
from collections.abc import Sequence

import typer


def is_plain() -> bool:
    """Tell whether to print plain lines: the output is no terminal, or NO_COLOR is set."""
    return not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR"))


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """Print a table, or its title with ``empty`` when there are no rows."""
    if not rows:
        typer.echo(f"{title}: {empty}")
    elif is_plain():
        _print_lines(title, columns, rows)
    else:
        _print_boxes(title, columns, rows)


def _print_lines(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    typer.echo(title)
    for row in (columns, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo(f"  {'  '.join(cells)}".rstrip())


def _print_boxes(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    # Imported when needed: most commands print no table, and none of them should wait for Rich.
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    Console().print(table)
