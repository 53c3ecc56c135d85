"""faults: trouble to rehearse, set in the running sandbox."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from sandbox.commands.access import secrets_of
from sandbox.commands.options import DEFAULT_DIRECTORY, AsJson, Directory
from sandbox.commands.output import print_table
from sandbox.commands.server import Server, new_client
from sandbox.processes import SandboxError, need_running

FaultsFile = Annotated[
    Path | None,
    typer.Option("--file", exists=True, dir_okay=False, help="A YAML file of faults; all others come to rest."),
]


def faults(
    directory: Directory = DEFAULT_DIRECTORY,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Set a fault, leaving the others; repeat for more."),
    ] = None,
    file: FaultsFile = None,
    clear: Annotated[bool, typer.Option("--clear", help="Put all faults to rest first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the faults that the org and the SCIM servers rehearse, after setting those that are given."""
    # Imported when needed: no other command should wait for it.
    from sandbox.faults.plan import UnknownFault, flat, nested

    run = need_running(directory)
    wanted = dict(map(_pair, settings or []))
    with new_client() as client:
        org = Server(client, run.org_url, f"SSWS {secrets_of(directory).api_token}")
        values: dict[str, Any] = org.get("/sandbox/faults")
        if wanted or clear or file:
            kept = read_file(file, run.scim_urls) if file else {} if clear else values
            try:
                values = org.put("/sandbox/faults", nested(dict(flat(kept)) | wanted))
            except UnknownFault as error:
                raise SandboxError(str(error)) from None
    if as_json:
        typer.echo(json.dumps(values, indent=2))
    else:
        rows = [(name, json.dumps(value)) for name, value in flat(values)]
        print_table("Faults", ("name", "value"), rows, empty="none")


def read_file(file: Path, tenants: Iterable[str]) -> dict[str, Any]:
    """Read a file of faults and check it; everything that is wrong is told, with the file's name."""
    import yaml

    from sandbox.faults.plan import UnknownFault, read_plan

    try:
        read = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise SandboxError(f"{file} is not YAML: {error}") from None
    if not isinstance(read, dict | None):
        raise SandboxError(f"{file} holds no table of faults, such as `api: {{error_rate: 0.1}}`")
    try:
        read_plan(read or {}, tenants)
    except UnknownFault as error:
        raise SandboxError("\n  ".join([f"{file}:", *error.problems])) from None
    return read or {}


def set_faults(directory: Path, wanted: dict[str, Any]) -> None:
    """Set faults that were checked, without asking the org to."""
    from sandbox.faults.file import Faults

    Faults(directory).set(wanted)


def _pair(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise SandboxError(f"--set {text}: write NAME=VALUE, as in `api.error_rate=0.1`")
    try:
        return name, json.loads(value, parse_constant=str)
    except ValueError:
        # The org says what this fault takes.
        return name, value
