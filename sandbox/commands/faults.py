"""faults: trouble to rehearse, set in the running org."""

import json
from typing import Annotated, Any

import typer

from sandbox.commands.access import secrets_of
from sandbox.commands.options import DEFAULT_DIRECTORY, AsJson, Directory
from sandbox.commands.output import print_table
from sandbox.commands.server import Server, new_client
from sandbox.processes import SandboxError, need_running


def faults(
    directory: Directory = DEFAULT_DIRECTORY,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Set a fault, leaving the others; repeat for more."),
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Put all faults to rest first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the faults that the org rehearses, after setting those that are given."""
    run = need_running(directory)
    wanted = dict(map(_pair, settings or []))
    with new_client() as client:
        org = Server(client, run.org_url, f"SSWS {secrets_of(directory).api_token}")
        values: dict[str, Any] = org.get("/sandbox/faults")
        if wanted or clear:
            values = org.put("/sandbox/faults", wanted if clear else values | wanted)
    if as_json:
        typer.echo(json.dumps(values, indent=2))
    else:
        rows = [(name, json.dumps(value)) for name, value in values.items()]
        print_table("Faults", ("name", "value"), rows, empty="none")


def _pair(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise SandboxError(f"--set {text}: write NAME=VALUE, as in `api_error_rate=0.1`")
    try:
        return name, json.loads(value, parse_constant=str)
    except ValueError:
        # The org says what this fault takes.
        return name, value
