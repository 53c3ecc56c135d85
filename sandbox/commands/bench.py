"""bench: how long a large org takes for what clients ask."""

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import quote

import typer

from sandbox import processes
from sandbox.commands.access import secrets_of
from sandbox.commands.options import AsJson
from sandbox.commands.output import print_table
from sandbox.commands.seed import Apps, Groups, SeedNumber, Users, fill
from sandbox.commands.server import Server, new_client
from sandbox.scim.tokens import IssuedTokens

if TYPE_CHECKING:
    from sandbox.org.population import Population

# What is asked, and how; {login}, {user} and {app} stand for one in the middle, {largest} for the largest group.
QUESTIONS: Final = {
    "list users, first page": "/api/v1/users?limit=200",
    "list users, page from the middle": "/api/v1/users?limit=200&after={user}",
    "get user by login": "/api/v1/users/{login}",
    "search login eq": '/api/v1/users?search=profile.login eq "{login}"',
    "search email sw": '/api/v1/users?search=profile.email sw "mira.h"',
    "search lastName eq and status eq": '/api/v1/users?search=profile.lastName eq "holm" and status eq "ACTIVE"',
    "search lastUpdated gt (no index)": '/api/v1/users?search=lastUpdated gt "2024-12-30T00:00:00.000Z"',
    "search city eq (no index)": '/api/v1/users?search=profile.city eq "Bergen" and profile.department eq "Legal"',
    "search email co (no index)": '/api/v1/users?search=profile.email co "zidane.{seed}0001"',
    "filter status eq": '/api/v1/users?filter=status eq "ACTIVE"&limit=200',
    "q": "/api/v1/users?q=mira",
    "list groups, first page": "/api/v1/groups?limit=200",
    "list groups, q": "/api/v1/groups?q=legal",
    "members of the largest group": "/api/v1/groups/{largest}/users?limit=200",
    "list apps, first page": "/api/v1/apps?limit=200",
    "list apps, q": "/api/v1/apps?q=atlas",
    "users of an app": "/api/v1/apps/{app}/users?limit=500",
    "groups of an app": "/api/v1/apps/{app}/groups",
    "apps of a user": '/api/v1/apps?filter=user.id eq "{user}"&limit=200',
    "System Log, first page": "/api/v1/logs?limit=100",
}
# A catalogue app that the API can provision.
ZSCALER: Final = {
    "name": "zscalerbyz",
    "label": "Zscaler 2.0",
    "signOnMode": "SAML_2_0",
    "settings": {"app": {"siteDomain": "example.com"}},
}


@dataclass(frozen=True)
class Figure:
    """How long one thing took, in milliseconds: the median and the slowest of ``runs``."""

    what: str
    runs: int
    median_ms: float
    slowest_ms: float


def bench(
    users: Users = 100_000,
    groups: Groups = 5_000,
    apps: Apps = 1_000,
    seed_number: SeedNumber = 0,
    runs: Annotated[int, typer.Option(min=1, help="How often each question is asked.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Seed an org in a temporary directory, ask it over HTTP, and print what everything took."""
    from sandbox.org.population import Population

    population = Population(users, groups, apps, seed_number)
    with _sandbox() as directory:
        figures = [_timed("seed", 1, lambda: fill(directory, population))]
        run = processes.need_running(directory)
        with new_client(timeout=120) as client:
            org = Server(client, run.org_url, f"SSWS {secrets_of(directory).api_token}")
            figures += _asked(org, population, runs)
            figures += _assigned(org, population)
            figures += _provisioned(org, population, run.scim_urls["zscaler"], IssuedTokens(directory, "zscaler"))
    if as_json:
        typer.echo(json.dumps([figure.__dict__ for figure in figures], indent=2))
    else:
        rows = [(f.what, str(f.runs), f"{f.median_ms:,.0f}", f"{f.slowest_ms:,.0f}") for f in figures]
        title = f"{users:,} people, {groups:,} groups, {apps:,} apps"
        print_table(title, ("what", "times", "median ms", "slowest ms"), rows, empty="nothing")


@contextmanager
def _sandbox() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="okta-sandbox-") as scratch:
        directory = Path(scratch) / "bench"
        processes.start(directory)
        try:
            yield directory
        finally:
            processes.stop(directory)


def _asked(org: Server, population: "Population", runs: int) -> Iterator[Figure]:
    middle = population.user_ids[population.users // 2]
    names = {
        "user": middle,
        "login": org.get(f"/api/v1/users/{middle}")["profile"]["login"],
        "app": population.app_id(population.apps // 2),
        "largest": population.group_id(0),
        "seed": str(population.seed),
    }
    for what, path in QUESTIONS.items():
        address = quote(path.format_map(names), safe="/?&=")
        yield _timed(what, runs, partial(org.get, address))


def _assigned(org: Server, population: "Population") -> Iterator[Figure]:
    app = f"/api/v1/apps/{population.app_id(0)}/groups/{population.group_id(0)}"
    people = len(population.members[0])
    yield _timed(f"assign a group of {people:,}", 1, lambda: org.put(app, {}))
    yield _timed(f"unassign a group of {people:,}", 1, lambda: org.delete(app))


def _provisioned(org: Server, population: "Population", base_url: str, tokens: IssuedTokens) -> Iterator[Figure]:
    app = f"/api/v1/apps/{org.post('/api/v1/apps', ZSCALER)['id']}"
    profile = {"authScheme": "TOKEN", "token": tokens.current()}
    org.post(f"{app}/connections/default?activate=true", {"baseUrl": base_url, "profile": profile})
    org.put(f"{app}/features/USER_PROVISIONING", {"create": {"lifecycleCreate": {"status": "ENABLED"}}})
    group, people = population.group_id(0), len(population.members[0])
    yield _timed(f"assign {people:,} to an app that provisions", 1, lambda: org.put(f"{app}/groups/{group}", {}))


def _timed(what: str, runs: int, ask: Callable[[], object]) -> Figure:
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1000)
    return Figure(what, runs, round(statistics.median(took), 1), round(max(took), 1))
