"""schema: what an editor needs to check and complete app files."""

import json
from pathlib import Path
from typing import Annotated

import typer

from commands import output
from commands.output import AsJson
from settings import app_schema

FILE = Path("apps/app.schema.json")


def schema(
    file: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it.")] = FILE,
    as_json: AsJson = False,
) -> None:
    """Write the JSON Schema of app files, made from the models that check the settings.

    With --json it is printed, not written. A file that begins with `# yaml-language-server: $schema=app.schema.json` is checked by the editor.
    """
    if as_json:
        output.line(as_text().rstrip())
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(as_text(), encoding="utf-8")
    output.aside(f"{file} written.")


def as_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(app_schema(), indent=2) + "\n"
