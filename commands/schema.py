"""schema: what an editor needs to check and complete app files."""

import json
from pathlib import Path

from commands import output
from commands.output import AsJson
from settings.app_schema import app_schema

FILE = Path("apps/app.schema.json")


def schema(as_json: AsJson = False) -> None:
    """Write apps/app.schema.json, made from the models that check the settings; with --json print it.

    An app file that begins with `# yaml-language-server: $schema=app.schema.json` is checked by the editor.
    """
    if as_json:
        output.line(as_text().rstrip())
        return
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(as_text(), encoding="utf-8")
    output.aside(f"{FILE} written.")


def as_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(app_schema(), indent=2) + "\n"
