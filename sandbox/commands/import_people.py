"""import: bring a service's people to Okta, confirm whom the import found, activate them."""

import json
import time
from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from sandbox.commands.access import secrets_of
from sandbox.commands.options import DEFAULT_DIRECTORY, AsJson, Directory
from sandbox.commands.output import print_table
from sandbox.commands.server import Server, new_client
from sandbox.processes import SandboxError, need_running

_POLL_SECONDS: Final = 0.1
_COUNTS: Final = {"read": "seen", "new": "new", "updated": "updated", "unchanged": "unchanged", "removed": "removed"}


class Confirm(StrEnum):
    """Whose assignments to confirm."""

    ALL = "all"
    EXACT = "exact"
    NONE = "none"


_MATCHES: Final = {Confirm.ALL: ["EXACT", "PARTIAL", "NONE"], Confirm.EXACT: ["EXACT"]}


def import_people(
    app: Annotated[str, typer.Option(help="The app's id or label.")],
    directory: Directory = DEFAULT_DIRECTORY,
    incremental: Annotated[bool, typer.Option("--incremental", help="Only what changed since the last one.")] = False,
    confirm: Annotated[Confirm, typer.Option(help="Whose assignments to confirm, as the import suggests.")] = (
        Confirm.NONE
    ),
    activate: Annotated[
        bool, typer.Option("--activate", help="Activate all who need their account activated.")
    ] = False,
    wait: Annotated[float, typer.Option(help="Seconds to wait for the import's end.")] = 60,
    as_json: AsJson = False,
) -> None:
    """Import Now, and at will Confirm Assignments and Activate All."""
    run = need_running(directory)
    with new_client() as client:
        org = Server(client, run.org_url, f"SSWS {secrets_of(directory).api_token}")
        path = f"/sandbox/apps/{_app_id(org, app)}"
        done = _import(org, path, incremental, wait)
        answer: dict[str, Any] = {"confirmed": [], "refused": []}
        if confirm in _MATCHES:
            answer = org.post(f"{path}/imported-people/confirm", {"matches": _MATCHES[confirm]})
        activated = org.post("/sandbox/people-to-activate/activate", {}) if activate else []
        people = org.get(f"{path}/imported-people")
    result = {"import": done, **answer, "activated": activated, "waiting": people}
    if as_json:
        typer.echo(json.dumps(result, indent=2))
    else:
        _show(result)


def _app_id(org: Server, wanted: str) -> str:
    labels = []
    for app in org.pages("/api/v1/apps"):
        if wanted in (app["id"], app["label"]):
            return str(app["id"])
        labels.append(app["label"])
    raise SandboxError(f"no application {wanted!r}; there are: {', '.join(labels) or 'none'}")


def _import(org: Server, path: str, incremental: bool, wait: float) -> dict[str, Any]:
    run: dict[str, Any] = org.post(f"{path}/imports", {"incremental": incremental})
    deadline = time.monotonic() + wait
    while run["state"] in ("QUEUED", "RUNNING"):
        if time.monotonic() > deadline:
            raise SandboxError(f"the import has not ended after {wait:g} s ({run['seen']} people read); it goes on")
        time.sleep(_POLL_SECONDS)
        run = org.get(f"{path}/imports")[0]
    if run["state"] == "FAILED":
        raise SandboxError(f"the import of {run['app']} failed: {run['reason']}")
    return run


def _show(result: dict[str, Any]) -> None:
    run = result["import"]
    counts = ", ".join(f"{name} {run[key]}" for name, key in _COUNTS.items())
    typer.echo(f"{run['kind'].capitalize()} import of {run['app']}: {counts}")
    typer.echo(f"Confirmed: {', '.join(person['userName'] for person in result['confirmed']) or 'nobody'}")
    for person in result["refused"]:
        typer.echo(f"Not confirmed: {person['userName']}: {person['problem']}")
    typer.echo(f"Activated: {', '.join(user['profile']['login'] for user in result['activated']) or 'nobody'}")
    rows = [
        (
            person["userName"],
            f"{person['firstName']} {person['lastName']}",
            person["match"],
            person["user"] or "new",
            "needs it again" if person["assignAgain"] else "",
        )
        for person in result["waiting"]
    ]
    columns = ("user name", "name", "match", "Okta user", "assigned already")
    print_table("Waiting for confirmation", columns, rows, empty="nobody")
