"""publish: what a pipeline found, where people read it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands import output
from commands.code_host import CodeHost
from commands.exits import CommandFailed
from commands.output import AsJson


class To(StrEnum):
    """Where people read it."""

    CHANGE_REQUEST = "change-request"
    ISSUE = "issue"


def publish(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", exists=True, dir_okay=False, help="Markdown, as --summary of another command writes it."
        ),
    ],
    to: Annotated[To, typer.Option(help="The change request that the pipeline runs for, or an open issue.")],
    title: Annotated[str, typer.Option(help="Names the text: one of the same title is written over.")],
    close: Annotated[bool, typer.Option("--close", help="Close the issue of this title instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put Markdown on the pipeline's change request or in an issue, on GitHub or GitLab: one text a title, renewed.

    Host, repository and change request are those of the pipeline; the token is GITHUB_TOKEN or GITLAB_TOKEN.
    """
    host = CodeHost.of_pipeline()
    place = host.issue if to is To.ISSUE else host.change_request
    if place is None:
        raise CommandFailed("This pipeline does not run for a change request.\nNext: --to issue.")
    if close and to is not To.ISSUE:
        raise typer.BadParameter("--close is for --to issue")
    if close:
        done = "closed" if host.close(place, title) else "not open"
    else:
        done = host.publish(place, title, file.read_text(encoding="utf-8"))
    if as_json:
        output.as_json({"to": to.value, "title": title, "done": done})
    else:
        output.line(f"{to.value} {title!r}: {done}")
