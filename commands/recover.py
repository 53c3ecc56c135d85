"""recover: bring the state of an update that ended in trouble in line with what Okta has of it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from commands import output
from commands.apps import okta_api
from commands.exits import Exit
from commands.output import AsJson, StackName
from commands.recovery import settled
from commands.stack import Stack
from evidence.unrecorded import Findings, Twin, find, to_be_made


def recover(
    stack: StackName = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    delete_twins: Annotated[
        bool, typer.Option("--delete-twins", help="Delete from Okta the second apps of a label that nobody has.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Settle what an update left when it was killed, or when Okta's answers to it were lost.

    Apps and groups that Okta made and the state does not know are looked up by label and name, and taken into the
    state; what Okta never made is forgotten; all else Okta takes again without making a second one. Okta is only read,
    but for `--delete-twins`. Afterwards `pulumi up --refresh` goes on where the update ended.

    Exit code 3: Okta has second apps of a label, which `--delete-twins` or a person deletes.
    """
    of = Stack.named_or_selected(stack)
    if not dry_run and (files := of.repair_state()):
        now = "was cut off by the kill, and is repaired"
        rows = [{"operation": "writing", "resource": file.name, "now": now} for file in files]
        _tell(of, rows, f"pulumi cancel --yes {of.name}, then this command again", as_json)
        return
    exported = of.export()
    deployment = exported["deployment"]
    pending = deployment.get("pending_operations") or []
    preview = of.preview()
    if not preview.succeeded:
        output.aside("`pulumi preview` did not come to its end; what it would have made after this is not looked for:")
        output.aside("\n".join(preview.errors))
    planned = [step.resource for step in preview.steps if step.operation == "create"]
    with okta_api(of.okta_org()) as api:
        found = find(api, to_be_made(pending, planned), deployment.get("resources") or [])
        if (pending or found.made) and not dry_run:
            of.replace_state(settled(exported, found.made))
        if delete_twins and not dry_run:
            for twin in found.leftovers:
                api.delete_app(twin.app_id, twin.label)
    rows = _rows(pending, found, delete_twins and not dry_run)
    _tell(of, rows, f"pulumi up --refresh --stack {of.name}" if rows else "", as_json)
    if len(found.twins) > (len(found.leftovers) if delete_twins and not dry_run else 0):
        raise typer.Exit(Exit.LEFT)


def _tell(stack: Stack, rows: Sequence[Mapping[str, str]], following: str, as_json: bool) -> None:
    if as_json:
        output.as_json({"stack": stack.name, "pending": rows, "next": following})
        return
    title = f"Stack {stack.name}: what was left by updates that ended in trouble"
    lines = [(row["operation"], row["resource"], row["now"]) for row in rows]
    output.table(title, ("operation", "resource", "now"), lines, empty="nothing: no update was interrupted")
    if following:
        output.line(f"Next: {following}")


def _rows(pending: Sequence[Mapping[str, Any]], found: Findings, deleted: bool) -> list[dict[str, str]]:
    made = {resource["urn"]: str(resource["id"]) for resource in found.made}
    operations = {resource["urn"]: "creating" for resource in found.made}
    operations |= {operation["resource"]["urn"]: operation["type"] for operation in pending}
    rows = [
        {
            "operation": operation,
            "resource": urn.split("::")[-1],
            "now": f"is in the state as {made[urn]}"
            if urn in made
            else "is done again by the next update, where it has to be",
        }
        for urn, operation in operations.items()
    ]
    return [*rows, *(_row_of(twin, deleted) for twin in found.twins)]


def _row_of(twin: Twin, deleted: bool) -> dict[str, str]:
    is_twin = f"is in Okta a second time, as {twin.app_id}"
    if twin.in_use:
        now = f"{is_twin}, and people have it: delete it in the Admin Console if nobody needs it"
    else:
        now = f"{is_twin}, and was deleted" if deleted else f"{is_twin}: --delete-twins deletes it"
    return {"operation": "twin", "resource": twin.resource, "now": now}
