"""report: a picture of each app's way from Okta to its service provider."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands import output
from commands.exits import CommandFailed
from commands.output import AllStacks, AsJson, StackNames
from commands.picture.look import look
from commands.picture.markdown import as_markdown
from commands.picture.page import as_html
from commands.picture.structure import Report
from commands.stack import chosen_stacks
from evidence.grades import moment

_WRITERS = {".html": as_html, ".md": as_markdown}


def report(
    stack: StackNames = None,
    every: AllStacks = False,
    to: Annotated[
        Path,
        typer.Option(
            "--output",
            metavar="PATH",
            help="A folder, which gets report.html and report.md; or one file that ends in .html or .md.",
        ),
    ] = Path(),
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not ask Okta: show what the latest update saw, and say so.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Draw each app's way from Okta to the service provider, declared and seen, as an HTML page and Markdown.

    With drift, steps left, evidence, last pushes and people per group. Changes neither Okta nor the state. Exit code 0:
    it was written, whatever it shows; 1: nothing could be found out of one of the stacks, as it says itself.
    """
    made = Report(moment(datetime.now(UTC)), tuple(look(one, offline) for one in chosen_stacks(stack or [], every)))
    written = write(made, to)
    if as_json:
        output.as_json({"files": [str(file) for file in written], **made.as_dict()})
    else:
        for one in made.stacks:
            output.line(f"Stack {one.name}: {one.state.value}")
            for app in one.apps:
                output.line(f"  {app.state.symbol} {app.label}: {app.says}")
            for error in one.errors:
                output.line(f"  {error}")
        for file in written:
            output.line(f"Written: {file}")
    raise typer.Exit(any(one.errors for one in made.stacks))


def write(made: Report, to: Path) -> list[Path]:
    """Write the report to a folder or one file; gives the files. Raises `CommandFailed` where it cannot."""
    files = [to] if to.suffix in _WRITERS else [to / f"report{suffix}" for suffix in _WRITERS]
    for file in files:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_WRITERS[file.suffix](made), encoding="utf-8")
        except OSError as error:
            raise CommandFailed(f"{file} cannot be written: {error.strerror}.\nNext: another --output.") from None
    return files
