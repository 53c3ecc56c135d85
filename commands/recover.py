"""recover: bring the state of an interrupted update in line with what Okta has of it."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from commands import output
from commands.apps import okta_api
from commands.exits import CommandFailed
from commands.output import AsJson, StackName
from commands.stack import Stack
from evidence.okta_api import OktaApi

_APP, _GROUP = "okta:app/saml:Saml", "okta:group/group:Group"


def recover(
    stack: StackName = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Settle the operations that an update left pending when it was killed: what Okta made is taken into the state.

    Apps and groups are looked up by label and name; what Okta never made is forgotten; all else Okta takes again
    without making a second one. Okta is only read. Afterwards `pulumi up --refresh` goes on where the update ended.
    """
    of = Stack.named_or_selected(stack)
    exported = of.export()
    deployment = exported["deployment"]
    pending = deployment.get("pending_operations") or []
    with okta_api(of.okta_org()) as api:
        taken = list(_made_in_okta(api, pending, deployment.get("resources") or []))
    if pending and not dry_run:
        deployment["resources"] = [*(deployment.get("resources") or []), *taken]
        deployment["pending_operations"] = []
        of.replace_state(exported)
    rows = [_row(operation, taken) for operation in pending]
    if as_json:
        output.as_json({"stack": of.name, "pending": rows, "next": _next(of, pending)})
        return
    output.table(
        f"Stack {of.name}: operations that were pending",
        ("operation", "resource", "now"),
        [(row["operation"], row["resource"], row["now"]) for row in rows],
        empty="none: no update was interrupted",
    )
    if pending:
        output.line(f"Next: {_next(of, pending)}")


def _made_in_okta(
    api: OktaApi, pending: Iterable[Mapping[str, Any]], resources: Iterable[Mapping[str, Any]]
) -> Iterable[dict[str, Any]]:
    known = {resource.get("id") for resource in resources}
    for operation in pending:
        resource = operation["resource"]
        if operation["type"] != "creating" or resource["type"] not in (_APP, _GROUP):
            continue
        inputs = resource.get("inputs") or {}
        by_app = resource["type"] == _APP
        name = str(inputs["label" if by_app else "name"])
        found = [one for one in (api.apps_labelled(name) if by_app else api.groups_named(name)) if one not in known]
        if len(found) > 1:
            raise CommandFailed(
                f"{resource['urn'].split('::')[-1]}: Okta has {len(found)} {'apps' if by_app else 'groups'} called "
                f"{name!r} that the state does not know: {', '.join(found)}. Nothing was changed.\n"
                "Next: delete those that nobody needs in the Admin Console, then run the command again."
            )
        if found:
            yield {**resource, "id": found[0], "outputs": {**inputs, "id": found[0]}}


def _row(operation: Mapping[str, Any], taken: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    urn = operation["resource"]["urn"]
    made = next((resource["id"] for resource in taken if resource["urn"] == urn), None)
    now = f"is in the state as {made}" if made else "is done again by the next update, where it has to be"
    return {"operation": operation["type"], "resource": urn.split("::")[-1], "now": now}


def _next(stack: Stack, pending: Iterable[object]) -> str:
    return f"pulumi up --refresh --stack {stack.name}" if list(pending) else ""
