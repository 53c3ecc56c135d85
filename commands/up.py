"""up: `pulumi up` for pipelines, which tells steps that wait for a person from a failure."""

from pathlib import Path
from typing import Annotated

import typer

from commands import judgement
from commands.engine_run import EngineRun
from commands.exits import CommandFailed, Exit
from commands.output import AsJson, StackName
from commands.preview import show
from commands.recovery import forget_interrupted
from commands.stack import Stack
from commands.summary import SummaryFile, failure_told, tell_pipeline

# The engine's words, in its diagnostics, for what a plan does not foresee.
_BESIDE_THE_PLAN = ("violates plan", "is not allowed by the plan", "expected resource operations")
# The engine's words, at each update until the state forgets them.
_CUT_OFF = "pending operations from previous deployment"


def up(
    stack: StackName = None,
    plan: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The update plan of `preview --save-plan`: do that and no more.")
    ] = None,
    summary: SummaryFile = None,
    as_json: AsJson = False,
) -> None:
    """Run `pulumi up`, and end with a code of its own where only the Admin Console's steps are left.

    Nobody is assigned to an app whose steps are left; once they are done, the next run assigns. What an update before
    that was killed had Okta make is taken into the state; a plan from before the kill does not foresee that.

    Exit code 0: everything is on as declared; 3: steps are left in the Admin Console; 4: Okta differs from what is
    declared or from what the plan expects, or has an app twice; 6: another run is updating the stack, nothing was
    changed; 130: interrupted, the state is saved.
    """
    with failure_told("up", summary):
        chosen = Stack.named_or_selected(stack)
        if plan and not plan.is_file():
            raise CommandFailed(f"There is no plan {plan}.\nNext: python -m commands preview --save-plan {plan}")
        run = chosen.up(plan)
        if plan and (beside := _beside_the_plan(run)):
            raise CommandFailed(
                f"Stack {chosen.name!r}: Okta, or the stack's configuration, is no longer as the plan {plan} expects "
                "it:\n"
                + "\n".join(f"  {error}" for error in beside)
                + "\nNothing beside the plan was done. Next: run the pipeline again: its preview plans what is left.",
                Exit.DIFFERS,
            )
        if run.succeeded and any(_CUT_OFF in warning for warning in run.warnings):
            forget_interrupted(chosen)
        report = judgement.of_up(chosen, run, chosen.apps() if run.succeeded else {})
    tell_pipeline(report.as_markdown(), report.headline, report.exit_code, summary)
    show(report, as_json)
    raise typer.Exit(report.exit_code)


def _beside_the_plan(run: EngineRun) -> list[str]:
    return [error for error in run.errors if any(words in error for words in _BESIDE_THE_PLAN)]
