"""fleet: previews or updates of many stacks side by side."""

import time
from collections import Counter
from typing import Annotated

import typer

from commands import output
from commands.automated_run import Operation
from commands.exits import Exit
from commands.fleet_progress import shown
from commands.fleet_run import StackResult, run_all, worst
from commands.output import AllStacks, AsJson, StackNames
from commands.stack import chosen_stacks
from commands.summary import SummaryFile, failure_told, in_block, tell_pipeline


def fleet(
    operation: Annotated[Operation, typer.Argument(help="What to do with each stack.")],
    stack: StackNames = None,
    every: AllStacks = False,
    parallel: Annotated[int, typer.Option(min=1, metavar="N", help="How many stacks at once.")] = 4,
    summary: SummaryFile = None,
    as_json: AsJson = False,
) -> None:
    """Preview or update many stacks side by side through Pulumi's Automation API, with one summary.

    Each stack is judged as by `preview` and `up`, and the worst decides the exit code: 130 interrupted (no run begins
    any more, updates under way save their state and unlock their stacks), then 1, 6, 4, 3, 0.
    """
    with failure_told(f"fleet {operation.value}", summary):
        stacks = chosen_stacks(stack or [], every)
    began = time.monotonic()
    with shown(len(stacks)) as progress:
        results = run_all(stacks, operation, parallel, progress)
    seconds = time.monotonic() - began
    exit_code = worst(results)
    headline = f"pulumi {operation.value}, {len(results)} stacks: {_counted(results)}"
    tell_pipeline("\n".join([f"## {headline}\n", *map(_as_markdown, results)]), headline, exit_code, summary)
    if as_json:
        output.as_json(
            {
                "exitCode": int(exit_code),
                "operation": operation.value,
                "seconds": round(seconds, 1),
                "stacks": [result.as_dict() for result in results],
            }
        )
    else:
        show(headline, seconds, results)
    raise typer.Exit(exit_code)


def _counted(results: list[StackResult]) -> str:
    return ", ".join(f"{number} {word}" for word, number in Counter(result.word for result in results).items())


def show(headline: str, seconds: float, results: list[StackResult]) -> None:
    """Print how all ended: a table, then what failed, once for all stacks that it failed for."""
    rows = [
        (
            one.stack,
            one.word,
            str(len(one.report.resources)) if one.report else "-",
            str(sum(len(app.steps_left) for app in one.report.apps)) if one.report else "-",
            f"{one.seconds:.1f}",
        )
        for one in results
    ]
    output.table(f"{headline} ({seconds:.1f} s)", ("stack", "result", "changes", "steps left", "seconds"), rows, "")
    stacks: dict[str, list[str]] = {}
    for one in results:
        for error in one.errors:
            stacks.setdefault(error, []).append(one.stack)
    for error, names in stacks.items():
        output.line(f"{', '.join(names)}: {error}")
    if any(one.exit_code is Exit.LEFT for one in results):
        output.line("The steps that are left, of one stack: python -m commands preview --stack STACK")


def _as_markdown(result: StackResult) -> str:
    return result.report.as_markdown() if result.report else f"### Stack {result.stack}\n\n{in_block(result.says)}\n"
