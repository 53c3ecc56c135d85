"""What a run made of a stack, judged with what only the stack knows: what it was before, and what is to come."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from commands import output
from commands.engine_run import EngineRun
from commands.exits import CommandFailed
from commands.expected_steps import expected_steps
from commands.recovery import twins_of
from commands.run_report import RunReport, is_known, report_of
from commands.stack import Stack
from components import Method
from components.resource_types import APPS
from evidence.unanswered import Unanswered
from evidence.unrecorded import Twin


def of_preview(stack: Stack, run: EngineRun, before: Mapping[str, Mapping[str, Any]]) -> RunReport:
    """Judge a preview; `before` is the output `apps`. To be called in the main thread, as Pulumi's SDK wants."""
    # Of a program that failed the engine tells what the latest update said.
    apps = run.apps if run.succeeded else {}
    unseen = [key for key, app in apps.items() if not is_known(app) and app.get("method") == Method.CONSOLE.value]
    settings = stack.settings() if unseen else None
    expected = {key: expected_steps(settings, key) for key in unseen} if settings else {}
    return report_of(stack.name, "preview", run, apps, expected, outputs_change=run.apps != before)


def of_up(stack: Stack, run: EngineRun, after: Mapping[str, Mapping[str, Any]]) -> RunReport:
    """Judge an update; `after` is the stack's output `apps`.

    One that made apps is followed by the question whether Okta made one twice: the provider sends a creation again when
    the answer to it is lost.
    """
    made = {step.resource["urn"] for step in run.steps if step.operation == "create" and step.type in APPS}
    return report_of(stack.name, "up", run, after if run.succeeded else {}, twins=_twins(stack, made) if made else ())


def _twins(stack: Stack, made: Collection[str]) -> Sequence[Twin]:
    try:
        return twins_of(stack, made)
    except (CommandFailed, Unanswered) as failed:
        output.aside(f"Whether Okta made an app twice could not be found out: {failed}")
        return ()
