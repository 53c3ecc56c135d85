"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Directory = Annotated[Path, typer.Option(help="Where the sandbox keeps its data.", show_default=True)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]

DEFAULT_DIRECTORY = Path(".sandbox")
