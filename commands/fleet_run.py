"""Runs on many stacks side by side, which end together: by themselves, or because somebody interrupts them."""

import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from pulumi.automation import EngineEvent

from commands import judgement
from commands.automated_run import Operation, Ran, run
from commands.exits import CommandFailed, Exit
from commands.interruptible_cli import InterruptibleCli
from commands.run_report import RunReport
from commands.stack import Stack

# The most telling of several stacks decides how the whole ends.
_BY_WEIGHT = (Exit.INTERRUPTED, Exit.FAILED, Exit.LOCKED, Exit.DIFFERS, Exit.LEFT, Exit.DONE)
_WORDS = {
    Exit.DONE: "as declared",
    Exit.LEFT: "steps left",
    Exit.DIFFERS: "differs",
    Exit.LOCKED: "locked",
    Exit.FAILED: "failed",
    Exit.INTERRUPTED: "interrupted",
}
_NOT_BEGUN = "not begun"
_STOPPED = "interrupted: the engine ended its calls and saved the state"
# What the engine says of an interruption itself.
_CANCELED = frozenset({"preview canceled", "update canceled"})


@dataclass(frozen=True)
class StackResult:
    """How a run on one stack ended."""

    stack: str
    exit_code: Exit
    says: str
    """In one line; a failure's whole message."""
    seconds: float
    report: RunReport | None = None
    """None where the run did not come to its end."""

    @property
    def word(self) -> str:
        """How it ended, in a word or two."""
        return _NOT_BEGUN if self.says == _NOT_BEGUN else _WORDS[self.exit_code]

    @property
    def errors(self) -> tuple[str, ...]:
        """What failed, and what Okta made twice, whole messages; nothing where it was only interrupted."""
        if self.report:
            return (*self.report.errors, *self.report.twins)
        return () if self.says in (_NOT_BEGUN, _STOPPED) else (self.says,)

    def as_dict(self) -> dict[str, Any]:
        """The result as plain data; without a report, as much as there is."""
        told = self.report.as_dict() if self.report else {"stack": self.stack, "errors": [self.says]}
        return {**told, "exitCode": int(self.exit_code), "says": self.says, "seconds": round(self.seconds, 1)}


class Progress(Protocol):
    """Who hears of what happens meanwhile, from several threads."""

    def begins(self, stack: str) -> None:
        """A run begins."""

    def hears(self, stack: str, event: EngineEvent) -> None:
        """The engine has begun or done something."""

    def ends(self, result: StackResult) -> None:
        """A run has ended."""

    def is_interrupted(self) -> None:
        """Nothing begins any more; what is under way comes to its end."""


def run_all(stacks: Sequence[Stack], operation: Operation, parallel: int, progress: Progress) -> list[StackResult]:
    """Run on all stacks, at most `parallel` at once; the results are in the order of the stacks.

    On Ctrl-C or SIGTERM no further run begins, and those under way get one interrupt: the engine finishes its calls,
    saves the state and takes its lock away. Later signals are not heard, for they could leave a stack locked.
    """
    cli = InterruptibleCli()
    results: dict[str, StackResult] = {}
    began: dict[str, float] = {}

    def work(stack: Stack) -> Ran:
        began[stack.full_name] = time.monotonic()
        progress.begins(stack.full_name)
        return run(stack, operation, cli, lambda event: progress.hears(stack.full_name, event))

    with ThreadPoolExecutor(parallel) as pool:
        futures = {pool.submit(work, stack): stack for stack in stacks}
        with _interrupting(cli, progress, list(futures)):
            for future in as_completed(futures):
                stack = futures[future]
                now = time.monotonic()
                seconds = now - began.get(stack.full_name, now)
                results[stack.full_name] = _result(stack, operation, future, cli.interrupted, seconds)
                progress.ends(results[stack.full_name])
    return [results[stack.full_name] for stack in stacks]


def worst(results: Sequence[StackResult]) -> Exit:
    """The most telling exit code of several stacks."""
    found = {result.exit_code for result in results}
    return next((code for code in _BY_WEIGHT if code in found), Exit.DONE)


def _result(
    stack: Stack, operation: Operation, future: "Future[Ran]", interrupted: bool, seconds: float
) -> StackResult:
    if future.cancelled():
        return StackResult(stack.full_name, Exit.INTERRUPTED, _NOT_BEGUN, seconds)
    try:
        ran = future.result()
        if interrupted and not ran.engine.succeeded:
            failures = [error for error in ran.engine.errors if error not in _CANCELED]
            return StackResult(stack.full_name, Exit.INTERRUPTED, "\n".join((_STOPPED, *failures)), seconds)
        judge = judgement.of_up if operation is Operation.UP else judgement.of_preview
        report = judge(stack, ran.engine, ran.apps)
    except CommandFailed as failed:
        code = Exit.INTERRUPTED if interrupted else failed.exit_code
        return StackResult(stack.full_name, code, str(failed), seconds)
    except Exception as error:
        # The other stacks are run all the same.
        return StackResult(stack.full_name, Exit.FAILED, f"{type(error).__name__}: {error}", seconds)
    says = "\n".join(report.errors) or report.headline.partition(": ")[2]
    return StackResult(stack.full_name, report.exit_code, says, seconds, report)


@contextmanager
def _interrupting(cli: InterruptibleCli, progress: Progress, futures: Sequence["Future[Ran]"]) -> Iterator[None]:
    def interrupt(*_: object) -> None:
        if not cli.interrupted:
            for future in futures:
                future.cancel()
            cli.interrupt()
            progress.is_interrupted()

    before: dict[signal.Signals, Any] = {
        number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
