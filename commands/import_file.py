"""The file for `pulumi import --file` that takes an adopted app's resources into the state as they are in Okta."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from commands.engine_run import Step
from commands.exits import CommandFailed
from commands.stack import Stack
from components.resource_types import GROUP_ASSIGNMENT, SCIM_PROVISIONING

_PLACEHOLDER = "<PLACEHOLDER>"
_PROVIDER = "pulumi:providers:okta"


def write_import_file(stack: Stack, key: str, app_id: str, assigned: set[str], file: Path) -> int:
    """Write the file for the app `key`, and give the number of resources of Okta in it.

    The engine's own preview lists what it would create, components and provider included; the ids that it cannot know
    are filled in. Raises `CommandFailed` where the app cannot be taken over without a change to it.
    """
    preview = stack.preview("--import-file", str(file.resolve()))
    if not preview.succeeded:
        file.unlink(missing_ok=True)
        raise CommandFailed("`pulumi preview` failed:\n" + "\n".join(preview.errors))
    content = json.loads(file.read_text(encoding="utf-8"))
    inputs = {(step.type, step.name): step.inputs for step in preview.steps}
    rows = list(_rows_of(content["resources"], key))
    try:
        _require_no_change(preview.steps, key, rows, app_id, assigned)
    except CommandFailed:
        file.unlink()
        raise
    for row in rows:
        if row.get("id") == _PLACEHOLDER:
            known = inputs[row["type"], _name(row)]
            row["id"] = f"{known['appId']}/{known['groupId']}"
    file.chmod(0o600)  # it holds the provider's token, encrypted
    file.write_text(json.dumps({**content, "resources": rows}, indent=2) + "\n", encoding="utf-8")
    return sum("id" in row for row in rows)


def _rows_of(resources: list[dict[str, Any]], key: str) -> Iterator[dict[str, Any]]:
    """The rows of one app, parents first, and the provider where it is not in the state yet."""
    parents: set[str] = set()
    for row in resources:
        if (row["type"] == SCIM_PROVISIONING and _name(row) == key) or row.get("parent") in parents:
            parents.add(row["name"])
            yield row
        elif row["type"] == _PROVIDER:
            yield row


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("logicalName") or row["name"])


def _require_no_change(
    steps: tuple[Step, ...], key: str, rows: list[dict[str, Any]], app_id: str, assigned: set[str]
) -> None:
    names = {(row["type"], _name(row)) for row in rows if row.get("id") == _PLACEHOLDER}
    changes = [
        f"{step.operation} {step.type} {step.name}"
        for step in steps
        if (step.type, step.name) in names
        and not (
            step.type == GROUP_ASSIGNMENT and step.inputs["appId"] == app_id and step.inputs["groupId"] in assigned
        )
    ]
    if changes:
        raise CommandFailed(
            f"Taking over {key!r} would change Okta: {'; '.join(changes)}.\n"
            "Next: leave only groups that are assigned already in the app's settings, with `method: console`; what is "
            "to change comes with a later update."
        )
