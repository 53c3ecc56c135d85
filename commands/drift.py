"""drift: what differs between Okta now and what is declared."""

import typer

from commands import output
from commands.drift_report import Drift, StackDrift, drift_of, weightiest
from commands.exits import CommandFailed
from commands.output import AllStacks, AsJson, StackNames
from commands.stack import Stack, chosen_stacks
from commands.step_changes import changes_of
from commands.summary import SummaryFile, failure_told, in_block, tell_pipeline


def drift(
    stack: StackNames = None,
    every: AllStacks = False,
    summary: SummaryFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what differs between Okta now and what is declared, changing nothing, neither in Okta nor in the state.

    Exit code 0: nothing; 3: steps are left in the Admin Console for apps that never were on; 4: drift. Of several
    stacks the most telling decides: 4, then 1, then 3.
    """
    with failure_told("drift", summary):
        reports = [_look(one) for one in chosen_stacks(stack or [], every)]
    found = weightiest([report.drift for report in reports])
    headline = ", ".join(f"stack {report.stack}: {_WORDS[report.drift]}" for report in reports)
    tell_pipeline("\n".join(map(_as_markdown, reports)), f"drift, {headline}", found.exit_code, summary)
    if as_json:
        output.as_json({"exitCode": int(found.exit_code), "stacks": [report.as_dict() for report in reports]})
    else:
        for report in reports:
            _show(report)
    raise typer.Exit(found.exit_code)


def _look(stack: Stack) -> StackDrift:
    try:
        before = stack.apps()
        return drift_of(stack.name, stack.preview_of_now(), before)
    except CommandFailed as failed:
        # The other stacks are looked at all the same.
        return StackDrift(stack.name, (), (), (), (str(failed),))


_WORDS = {
    Drift.NONE: "as declared",
    Drift.STEPS_LEFT: "steps are left, in the Admin Console or for the next update",
    Drift.DRIFT: "DRIFT",
    Drift.UNKNOWN: "could not find out",
}


def _show(report: StackDrift) -> None:
    output.line(f"Stack {report.stack}: {_WORDS[report.drift]}")
    resources = [(step.operation, step.name, changes_of(step) or "-") for step in report.steps]
    if resources:
        output.table("What an update would change", ("operation", "resource", "Okta now → declared"), resources, "")
    apps = [
        (app.key, _WORDS[app.drift], app.status, app.before or "-", "; ".join(app.steps_left) or "-")
        for app in report.apps
        if app.drift is not Drift.NONE
    ]
    if apps:
        output.table("Apps", ("app", "verdict", "provisioning", "at the last update", "steps left"), apps, "")
    for text in (*report.warnings, *report.errors):
        output.line(text)


def _as_markdown(report: StackDrift) -> str:
    lines = [f"### drift, stack {report.stack}: {_WORDS[report.drift]}", "", *map(in_block, report.errors)]
    lines += [f"- `{step.name}`: {step.operation} ({changes_of(step) or '-'})" for step in report.steps]
    for app in report.apps:
        if app.drift is not Drift.NONE:
            lines.append(f"- {app.label} (`{app.key}`): {_WORDS[app.drift]}")
            lines += [f"  - {text}" for text in (*app.differences, *app.steps_left)]
    return "\n".join(lines) + "\n"
