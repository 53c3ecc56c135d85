"""What many runs do meanwhile: a live picture at a terminal, a line at each begin and end everywhere else."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pulumi.automation import EngineEvent
from rich import progress as rich
from rich.console import Console
from rich.markup import escape

from commands import output
from commands.exits import Exit
from commands.fleet_run import Progress, StackResult

_INTERRUPTED = (
    "Interrupted: nothing new begins. Updates under way finish their calls to Okta, save their state and unlock "
    "their stacks; please wait."
)


@contextmanager
def shown(stacks: int) -> Iterator[Progress]:
    """Show progress on standard error while the runs last."""
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        yield Lines()
        return
    console = Console(stderr=True)
    with rich.Progress(
        rich.SpinnerColumn(),
        rich.TextColumn("{task.description}"),
        rich.BarColumn(bar_width=20),
        rich.TextColumn("{task.fields[doing]}"),
        rich.TimeElapsedColumn(),
        console=console,
    ) as live:
        yield Live(live, stacks)


class Lines(Progress):
    """A line each."""

    def begins(self, stack: str) -> None:
        """Say so."""
        output.aside(f"{stack}: begun")

    def hears(self, stack: str, event: EngineEvent) -> None:
        """Say nothing: a log of many stacks would be unreadable."""

    def ends(self, result: StackResult) -> None:
        """Say how."""
        output.aside(f"{result.stack}: {_first_line(result)} ({result.seconds:.1f} s)")

    def is_interrupted(self) -> None:
        """Say what becomes of the runs."""
        output.aside(_INTERRUPTED)


def _first_line(result: StackResult) -> str:
    return result.says.partition("\n")[0]


class Live(Progress):
    """The runs under way, each with what it does just now, under all that have ended."""

    def __init__(self, live: rich.Progress, stacks: int) -> None:
        """Show `stacks` as the whole."""
        self._live = live
        self._tasks: dict[str, rich.TaskID] = {}
        self._done: dict[str, int] = {}
        self._all = live.add_task("stacks", total=stacks, doing="")

    def begins(self, stack: str) -> None:
        """Add it."""
        self._done[stack] = 0
        self._tasks[stack] = self._live.add_task(escape(stack), total=None, doing="starting")

    def hears(self, stack: str, event: EngineEvent) -> None:
        """Show the resource, and how many were done before."""
        if event.res_outputs_event:
            self._done[stack] += 1
        if event.resource_pre_event:
            step = event.resource_pre_event.metadata
            name = step.urn.split("::")[-1]
            doing = f"{self._done[stack]} done, {step.op.value} {escape(name)}"
            self._live.update(self._tasks[stack], doing=doing)

    def ends(self, result: StackResult) -> None:
        """Take it off, and leave a line above."""
        if result.stack in self._tasks:
            self._live.remove_task(self._tasks[result.stack])
        colour = {Exit.DONE: "green", Exit.LEFT: "yellow"}.get(result.exit_code, "red")
        self._live.print(f"[{colour}]{escape(result.stack)}[/]: {escape(_first_line(result))} ({result.seconds:.1f} s)")
        self._live.advance(self._all)

    def is_interrupted(self) -> None:
        """Say what becomes of the runs."""
        self._live.print(_INTERRUPTED)
