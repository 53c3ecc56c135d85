"""Where a pipeline shows how a run ended: a file, and GitHub Actions' job summary, outputs and annotation."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from commands import output
from commands.exits import CommandFailed, Exit

# GitHub shows nothing of a summary over 1 MiB.
_LONGEST_SUMMARY = 1_000_000


def _writable(file: Path | None) -> Path | None:
    """Refuse before the run what could not be written after it."""
    if file and (file.is_dir() or not os.access(file if file.exists() else file.absolute().parent, os.W_OK)):
        raise typer.BadParameter(f"{file} cannot be written: name a file in a folder that is there.")
    return file


SummaryFile = Annotated[
    Path | None,
    typer.Option(
        "--summary",
        metavar="FILE",
        callback=_writable,
        help="Write the result as Markdown, e.g. for a change request.",
    ),
]


def in_block(text: str) -> str:
    """A message as Markdown that keeps its lines."""
    return f"```text\n{text}\n```"


@contextmanager
def failure_told(command: str, file: Path | None) -> Iterator[None]:
    """Tell the pipeline of a `CommandFailed` too, and let it pass on."""
    try:
        yield
    except CommandFailed as failed:
        headline = f"{command}: {str(failed).partition(chr(10))[0].rstrip(':')}"
        tell_pipeline(f"### {headline}\n\n{in_block(str(failed))}\n", headline, failed.exit_code, file)
        raise


def tell_pipeline(markdown: str, headline: str, exit_code: Exit, file: Path | None, **outputs: str) -> None:
    """Write the Markdown to `file` and to the job summary, and the outputs `exit-code` and `outputs` for later steps.

    GitHub knows no status between success and failure, so there an annotation tells of steps that are left; GitLab has
    `allow_failure: exit_codes`.
    """
    if file:
        file.write_text(markdown, encoding="utf-8")
    _append("GITHUB_STEP_SUMMARY", f"{_at_most(markdown, _LONGEST_SUMMARY)}\n")
    rows = {"exit-code": str(int(exit_code)), **outputs}
    _append("GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in rows.items()))
    if os.environ.get("GITHUB_ACTIONS") and exit_code is not Exit.DONE:
        level = "warning" if exit_code is Exit.LEFT else "error"
        output.aside(f"::{level} title=okta-scim::{headline}")


def _at_most(markdown: str, size: int) -> str:
    cut = markdown.encode()[:size].decode(errors="ignore")
    return cut if cut == markdown else f"{cut}\n\n... cut here; the job's log has the rest.\n"


def _append(variable: str, text: str) -> None:
    if path := os.environ.get(variable):
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.write(text)
