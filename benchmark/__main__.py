"""Measure both ways of declaring the same apps, step by step, and print what each cost."""

import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmark.bound import seconds as bound_seconds
from benchmark.sandbox import Sandbox
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
_STEPS = ("first up", "up without change", "one change", "refresh")
_app = typer.Typer(add_completion=False, help=__doc__, pretty_exceptions_enable=False)


@_app.command()
def bench(
    apps: Annotated[str, typer.Option(help="Numbers of apps, each with three groups.")] = "1 10",
    slow: Annotated[bool, typer.Option(help="As slow and as limited as Okta.")] = True,
) -> None:
    """Measure first up, up without change, one change and refresh for each number of apps."""
    path = search_path(ensure())
    console = Console(width=None if sys.stdout.isatty() else 150)
    for number in map(int, apps.split()):
        costs = {way.name: _measure(way, number, slow, path) for way in (HERE, BY_HAND)}
        console.print(_table(number, costs))
        first = costs[BY_HAND.name]["first up"]
        if slow:
            bound = bound_seconds(first.requests, _CHAIN)
            console.print(f"The least that a first up can take, by Okta's rate limits and latencies: {bound:.0f} s.")
        console.print(_endpoints({way: steps["first up"].requests for way, steps in costs.items()}))


def _measure(way: Way, apps: int, slow: bool, path: str) -> dict[str, Cost]:
    with tempfile.TemporaryDirectory(prefix="okta-scim-bench-") as temporary:
        directory = Path(temporary)
        sandbox = Sandbox(directory / "sandbox")
        try:
            stack = Stack(directory / "stack", way, sandbox, path)
            stack.configure(apps)
            stack.set_secrets(apps)
            if slow:
                sandbox.as_slow_and_as_limited_as_okta()
            costs = {"first up": stack.measure("up"), "up without change": stack.measure("up")}
            stack.configure(apps, deactivate=False)
            return costs | {"one change": stack.measure("up"), "refresh": stack.measure("refresh")}
        finally:
            sandbox.stop()


def _table(apps: int, costs: dict[str, dict[str, Cost]]) -> Table:
    table = Table(title=f"{apps} apps, 3 groups each" if apps > 1 else "1 app, 3 groups", title_justify="left")
    for heading in ("step", "way", "seconds", "requests", "over the limit", "memory MB", "state KB"):
        table.add_column(heading, justify="left" if heading in ("step", "way") else "right")
    for step in _STEPS:
        for way, steps in costs.items():
            cost = steps[step]
            figures = (f"{cost.seconds:.1f}", f"{cost.requests.total()}", f"{cost.refused}")
            table.add_row(step, way, *figures, f"{cost.memory_mb:.0f}", f"{cost.state_kb:.0f}")
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
