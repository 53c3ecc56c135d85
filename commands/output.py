"""Tables at a terminal, plain lines everywhere else, JSON for programs."""

import json
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
StackName = Annotated[
    str | None, typer.Option("--stack", metavar="STACK", help="The stack; the selected one if left out.")
]

StackNames = Annotated[
    list[str] | None,
    typer.Option("--stack", metavar="STACK", help="A stack, the selected one if left out; may be repeated."),
]
AllStacks = Annotated[
    bool, typer.Option("--all", help="All stacks that have a Pulumi.<stack>.yaml and exist in the backend.")
]


def is_plain() -> bool:
    """Whether to print plain lines: standard output is no terminal, or NO_COLOR is set."""
    return not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR"))


def line(text: str = "") -> None:
    """Print a line as it is."""
    typer.echo(text)


def aside(text: str) -> None:
    """Tell a person something that is no part of the result."""
    typer.echo(text, err=True)


def as_json(value: Any) -> None:  # noqa: ANN401 - JSON is anything
    """Print JSON."""
    typer.echo(json.dumps(value, indent=2))


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """Print rows under a title, or the title with `empty` where there are none."""
    if not rows:
        line(f"{title}: {empty}")
    elif is_plain():
        line(title)
        widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
        for row in (columns, *rows):
            line("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    else:
        boxed = Table()
        for column in columns:
            boxed.add_column(column, overflow="fold")
        for row in rows:
            boxed.add_row(*map(escape, row))
        console = Console()
        console.print(f"[bold]{escape(title)}[/]")
        console.print(boxed)
