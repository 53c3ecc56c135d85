"""Measure both ways of declaring the same apps, step by step, and print what each cost."""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmark.aims import CHANGED, FIRST, RECALLED, REFRESH, UNCHANGED, Aim, aims
from benchmark.bound import seconds as bound_seconds
from benchmark.sandbox import Sandbox, await_unused_limits
from benchmark.stack import Cost, Stack
from benchmark.ways import BY_HAND, HERE, Way
from toolchain.ensure import ensure, search_path

# What the resources of one app wait for, one after the other, in the requests of the Okta plugin (7.0.1) itself; the
# three groups are found, and assigned, at the same time.
_CHAIN = (
    "GET /api/v1/users/me",
    "GET /api/v1/groups",
    "POST /api/v1/apps",
    "GET /api/v1/policies",
    "PUT /api/v1/apps/{id}/policies/{id}",
    "GET /api/v1/apps/{id}",
    "GET /api/v1/apps/{id}/credentials/keys",
    "GET /api/v1/apps/{id}/sso/saml/metadata",
    "POST /api/v1/apps/{id}/connections/default",
    "POST /api/v1/apps/{id}/connections/default/lifecycle/activate",
    "PUT /api/v1/apps/{id}/features/USER_PROVISIONING",
    "PUT /api/v1/apps/{id}/groups/{id}",
    "GET /api/v1/apps/{id}/groups/{id}",
)
_BOUND = (
    "The bound is the least that Okta takes for a first up by hand: the rate limit that lets its requests through "
    "last, or the longest\nchain of requests that wait for each other, by their median latencies. What engine, program "
    "and plugin take to start and to compute\nis not in it. Where the load is above the number of cores, times tell "
    "little."
)
_RECHECK_MINUTES = 600
_LOOK = "a look that is kept"
# Each step with its command, whether the first app deactivates people, and this project's `recheckAfter`.
_STEPS = (
    (FIRST, "up", True, 0),
    (UNCHANGED, "up", True, 0),
    (CHANGED, "up", False, 0),
    (REFRESH, "refresh", False, 0),
    (_LOOK, "up", False, _RECHECK_MINUTES),
    (UNCHANGED + RECALLED, "up", False, _RECHECK_MINUTES),
    (CHANGED + RECALLED, "up", True, _RECHECK_MINUTES),
)
_app = typer.Typer(add_completion=False, help=__doc__, pretty_exceptions_enable=False)


@_app.command()
def bench(
    numbers: Annotated[str, typer.Option("--apps", help="Numbers of apps, each with three groups.")] = "1 10",
    slow: Annotated[bool, typer.Option(help="As slow and as limited as Okta.")] = True,
) -> None:
    """Measure first up, up without change, one change and refresh for each number of apps."""
    path = search_path(ensure())
    console = Console(width=None if sys.stdout.isatty() else 150)
    for number in map(int, numbers.split()):
        costs = _measure(number, slow, path)
        here, by_hand = costs[HERE.name], costs[BY_HAND.name]
        console.print(_table(number, costs))
        first = by_hand[FIRST]
        bound = bound_seconds(first.requests - first.refused, _CHAIN) if slow else None
        console.print(_aims(aims({step: cost for step, cost in here.items() if step != _LOOK}, by_hand, bound)))
        if bound:
            console.print(_BOUND)
        console.print(_endpoints({HERE.name: here[FIRST].requests, BY_HAND.name: by_hand[FIRST].requests}))


def _measure(apps: int, slow: bool, path: str) -> dict[str, dict[str, Cost]]:
    """What each step cost, by way; step by step, so that both ways find the machine as busy."""
    costs: dict[str, dict[str, Cost]] = {HERE.name: {}, BY_HAND.name: {}}
    with ExitStack() as end:
        directory = Path(end.enter_context(tempfile.TemporaryDirectory(prefix="okta-scim-bench-")))
        stacks: list[tuple[Way, Stack]] = []
        for folder, way in (("here", HERE), ("by-hand", BY_HAND)):
            sandbox = Sandbox(directory / folder / "sandbox")
            end.callback(sandbox.stop)
            stack = Stack(directory / folder / "stack", way, sandbox, path)
            stack.configure(apps)
            stack.set_secrets(apps)
            if slow:
                sandbox.as_slow_and_as_limited_as_okta()
            stacks.append((way, stack))
        for step, command, deactivate, recheck_after in _STEPS:
            for way, stack in stacks:
                if recheck_after and way is BY_HAND:
                    continue
                stack.configure(apps, deactivate, recheck_after)
                if slow:
                    await_unused_limits()
                cost = stack.measure(command)
                # A long run that ends badly has told something all the same.
                told = f"{cost.seconds:.1f} s, {cost.requests.total()} requests, {cost.memory_mb:.0f} MB"
                print(f"{apps} apps, {step}, {way.name}: {told}", file=sys.stderr, flush=True)
                costs[way.name][step] = cost
    return costs


def _table(apps: int, costs: dict[str, dict[str, Cost]]) -> Table:
    table = Table(title=f"{apps} apps, 3 groups each" if apps > 1 else "1 app, 3 groups", title_justify="left")
    for heading in ("step", "way", "seconds", "requests", "over the limit", "memory MB", "state KB", "load"):
        table.add_column(heading, justify="left" if heading in ("step", "way") else "right")
    for step in (FIRST, UNCHANGED, UNCHANGED + RECALLED, CHANGED, CHANGED + RECALLED, REFRESH):
        for way, steps in costs.items():
            if cost := steps.get(step):
                figures = (f"{cost.seconds:.1f}", f"{cost.requests.total()}", f"{cost.refused.total()}")
                table.add_row(step, way, *figures, f"{cost.memory_mb:.0f}", f"{cost.state_kb:.0f}", f"{cost.load:.1f}")
    return table


def _aims(aims: Iterable[Aim]) -> Table:
    table = Table(title="Aims", title_justify="left")
    for heading in ("aim", "measured", ""):
        table.add_column(heading)
    for aim in aims:
        table.add_row(aim.text, aim.figures, "reached" if aim.reached else "missed")
    return table


def _endpoints(requests: dict[str, Counter[str]]) -> Table:
    table = Table(title="Requests of the first up, by endpoint", title_justify="left")
    table.add_column("endpoint")
    for way in requests:
        table.add_column(way, justify="right")
    for endpoint in sorted(set().union(*requests.values())):
        table.add_row(endpoint, *(str(counted[endpoint]) for counted in requests.values()))
    return table


if __name__ == "__main__":
    _app()
