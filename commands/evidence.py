"""evidence: graded and dated proof that provisioning works."""

from typing import Annotated, Any

import typer

from commands import output
from commands.apps import StackApps, okta_api
from commands.exits import Exit
from commands.internal_endpoints import UNSUPPORTED, read_internal, require_api_token
from commands.output import AsJson, StackName
from commands.stack import Stack
from evidence.grades import Evidence, Verdict


def evidence(
    stack: StackName = None,
    app: Annotated[str | None, typer.Option(help="Only this app, by its name in the settings.")] = None,
    people: Annotated[int, typer.Option(min=1, help="How many people to look up at the SCIM server, at most.")] = 50,
    internal: Annotated[
        bool,
        typer.Option("--internal", help="Read two endpoints of the Admin Console too, which Okta does not support."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show how far it is proved that provisioning works: features, sync state, System Log, SCIM server.

    Exit code 0: proved for every app; 3: nothing proves it yet; 4: something speaks against it.
    """
    apps = StackApps.of(Stack.named_or_selected(stack))
    if internal:
        require_api_token(apps.settings)
    keys = [app] if app else list(apps.settings.apps)
    with okta_api(apps.settings.okta) as api:
        found = {key: apps.evidence(api, key, people) for key in keys}
        extra = {
            key: read_internal(api.http, apps.settings, one.app) if internal else None for key, one in found.items()
        }
    exit_code = max((_EXITS[one.verdict] for one in found.values()), default=Exit.DONE)
    if as_json:
        output.as_json(_as_dict(apps.stack, found, extra, exit_code))
    else:
        _show(found, extra)
    raise typer.Exit(exit_code)


def _as_dict(
    stack: Stack, found: dict[str, Evidence], extra: dict[str, dict[str, Any] | None], exit_code: Exit
) -> dict[str, Any]:
    apps = {
        key: one.as_dict() | ({"internal": {"warning": UNSUPPORTED, **internal}} if internal else {})
        for (key, one), internal in zip(found.items(), extra.values(), strict=True)
    }
    return {"stack": stack.name, "exitCode": int(exit_code), "apps": apps}


_EXITS = {Verdict.PROVED: Exit.DONE, Verdict.UNPROVED: Exit.LEFT, Verdict.CONTRADICTED: Exit.DIFFERS}
_HOLDS = {True: "yes", False: "NO", None: "-"}
_WORDS = {
    Verdict.PROVED: "provisioning works",
    Verdict.UNPROVED: "nothing proves yet that provisioning works",
    Verdict.CONTRADICTED: "something speaks against it that provisioning works",
}


def _show(found: dict[str, Evidence], extra: dict[str, dict[str, Any] | None]) -> None:
    for key, one in found.items():
        grade = f"grade {one.grade.number} of {len(one.findings)}" if one.grade else "no grade"
        rows = [
            (str(grade.number), grade.name, _HOLDS[finding.holds], f"{finding.at[:19]}Z", finding.says)
            for grade, finding in one.findings
        ]
        title = f"{key} ({one.app.label}, {one.app.id}): {_WORDS[one.verdict]}, {grade}"
        output.table(title, ("grade", "evidence", "holds", "at", "what was found"), rows, empty="")
        if internal := extra[key]:
            output.line(UNSUPPORTED)
            output.table(
                f"{key}: internal endpoints",
                ("endpoint", "answer"),
                [(n, str(v)) for n, v in internal.items()],
                empty="",
            )
