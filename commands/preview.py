"""preview: what an update would change, for those who review it."""

from pathlib import Path
from typing import Annotated

import typer

from commands import judgement, output
from commands.output import AsJson, StackName
from commands.run_report import RunReport
from commands.stack import Stack
from commands.step_changes import changes_of
from commands.summary import SummaryFile, failure_told, tell_pipeline
from commands.update_plan import leave_outputs_open


def preview(
    stack: StackName = None,
    save_plan: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the update plan, for `up --plan`; its secrets encrypted.")
    ] = None,
    summary: SummaryFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what `up` would change and which steps would be left in the Admin Console; nothing is changed.

    The policy packs that PULUMI_OPTION_POLICY_PACK names judge it; what a mandatory policy forbids is a failure.
    Exit code 0: nothing is left to a person; 3: steps are left, or will be, in the Admin Console; 4: Okta shows an app
    other than declared, and no step settles it.
    """
    options = ("--save-plan", str(save_plan.resolve())) if save_plan else ()
    with failure_told("preview", summary):
        chosen = Stack.named_or_selected(stack)
        before = chosen.apps()
        run = chosen.preview(*options, judged=True)
        if save_plan and run.succeeded:
            leave_outputs_open(save_plan)
        report = judgement.of_preview(chosen, run, before)
    tell_pipeline(report.as_markdown(), report.headline, report.exit_code, summary, changes=str(report.changes).lower())
    show(report, as_json)
    raise typer.Exit(report.exit_code)


def show(report: RunReport, as_json: bool) -> None:
    """Print the report, for a person or a program."""
    if as_json:
        output.as_json(report.as_dict())
        return
    output.line(report.headline)
    rows = [(step.told, step.name, changes_of(step) or "-") for step in report.resources]
    if rows:
        output.table("Resources", ("operation", "resource", "Okta now → declared"), rows, "")
    for app in report.apps:
        output.line(f"{app.label} ({app.key}): {app.status or 'not there yet'}")
        for number, step in enumerate(app.steps_left, start=1):
            output.line(f"  {number}. {step['title']}\n     {step['url']}")
            for line in step["do"]:
                output.line(f"     - {line}")
    for text in (*report.advice, *report.twins, *report.errors):
        output.line(text)
