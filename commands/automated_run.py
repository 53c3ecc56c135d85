"""One run on one stack through Pulumi's Automation API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pulumi import automation
from pulumi.automation import EngineEvent

from commands.engine_run import EngineRun
from commands.interruptible_cli import InterruptibleCli
from commands.stack import Stack
from commands.stack_lock import require_unlocked


class Operation(StrEnum):
    """What to do with each stack."""

    PREVIEW = "preview"
    UP = "up"


@dataclass(frozen=True)
class Ran:
    """How a run ended."""

    engine: EngineRun
    apps: Mapping[str, Mapping[str, Any]]
    """The stack's output `apps`: after an update; before a preview."""


class _Workspace(automation.LocalWorkspace):
    """A folder whose selected stack stays as it is: each command names its own, and others run beside it."""

    def select_stack(self, stack_name: str) -> None:
        """Do nothing."""


def run(stack: Stack, operation: Operation, cli: InterruptibleCli, on_event: Callable[[EngineEvent], None]) -> Ran:
    """Preview or update a stack; `on_event` hears of each step as it happens.

    Raises `CommandFailed` where another run holds the stack's lock, or none may begin any more.
    """
    events: list[EngineEvent] = []

    def hear(event: EngineEvent) -> None:
        events.append(event)
        on_event(event)

    automated = automation.Stack.select(
        stack.full_name, _Workspace(work_dir=str(stack.directory.resolve()), pulumi_command=cli)
    )
    apps = stack.apps() if operation is Operation.PREVIEW else {}
    try:
        if operation is Operation.UP:
            done = automated.up(on_event=hear, show_secrets=False, color="never", suppress_outputs=True)
            apps = done.outputs["apps"].value if "apps" in done.outputs else {}
        else:
            automated.preview(on_event=hear, color="never")
    except automation.CommandError as failed:
        # The SDK keeps what the CLI said in the exception's text alone: "code: ...\n stdout: ...\n stderr: ...".
        stderr = str(failed).rpartition(" stderr: ")[2]
        require_unlocked(stack.full_name, stderr)
        return Ran(EngineRun.of_events(events, stderr, 1), {})
    return Ran(EngineRun.of_events(events, "", 0), apps)
