"""A first update, killed again and again while Okta answers 429, 500 or nothing: in the end all is there, once.

Each update goes on where the last was killed: the kills are spread over the whole of the first. Chance is seeded.
"""

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest

from tests.end_to_end.sandbox import TENANTS, Sandbox
from tests.end_to_end.stack import Stack


class Trouble(NamedTuple):
    """What happens to a fifth of the calls, as the org's faults word it."""

    api: dict[str, Any]
    ends_updates: bool = False
    """The provider does not ask again, so that an update ends after a few calls."""


TROUBLES = (
    Trouble({"error_rate": 0.2, "error_status": 429}),
    Trouble({"error_rate": 0.2, "error_status": 500}, ends_updates=True),
    Trouble({"drop_rate": 0.2, "drop_after_work": True}),
    Trouble({"drop_rate": 0.2}),
    Trouble({"error_rate": 0.1, "error_status": 500, "drop_rate": 0.1, "drop_after_work": True}, ends_updates=True),
)
_FEW_CALLS = 10
MEMBERS = {
    "Design": {"ada.lovelace", "grace.hopper", "radia.perlman"},
    "Engineering": {"edsger.dijkstra", "barbara.liskov", "donald.knuth"},
}
TEAM_MEMBER = "alan.turing"


@dataclass
class Rehearsal:
    """A first update of `apps` apps, killed `kills` times, each within its first `calls` calls to Okta."""

    sandbox: Sandbox
    stack: Stack
    apps: int
    kills: int
    calls: int
    seed: int = 6
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.stack.configure({"apps": {f"app-{place:02}": self._app(place) for place in range(self.apps)}})
        tokens = [f"okta-scim:tokens.app-{place:02}={self._token(place)}" for place in range(self.apps)]
        words = [word for token in tokens for word in ("--secret", token)]
        self.stack.succeed("config", "set-all", "--path", "--stack", "e2e", *words)

    def run(self) -> None:
        """Kill and go on, have the console's steps done half way, and end with updates that nothing disturbs."""
        half_way = self.kills // 2
        while self.counts["kills"] < self.kills:
            if self.counts["kills"] == half_way:
                self._do_console_steps()
                half_way = -1
            trouble = self.chance.choice(TROUBLES)
            self._rehearse(trouble.api)
            calls = self.chance.randrange(_FEW_CALLS if trouble.ends_updates else self.calls)
            killed = self._killed_after(calls, self.stack.start("up", "--yes", "--skip-preview"))
            self.counts["kills" if killed else "ended before they were killed"] += 1
            self._rehearse({})
            self.counts["kills that cut the state off"] += self.stack.unlock()
            self.counts["kills that left a creation pending"] += bool(self.stack.state().get("pending_operations"))
            print(f"{len(self.in_state('Saml'))} apps: {dict(self.counts)}", flush=True)
        if self.stack.up().exit_code != 0:
            # A creation that no kill cut off, and whose answer was lost all the same: a person has to ask for it.
            self.counts["updates that needed recovery"] += 1
            self._recover()
            self._up("--refresh")
        self._recover("--delete-twins")
        self._do_console_steps()
        self._have_team_members()
        self._up()

    def in_state(self, type_: str) -> list[dict[str, Any]]:
        """The resources of a type, given by its last part."""
        return [one for one in self.stack.state().get("resources", ()) if one["type"].split(":")[-1] == type_]

    def label(self, place: int) -> str:
        return f"App {place:02}"

    def groups(self, place: int) -> set[str]:
        group = "Engineering" if place % 2 else "Design"
        return {group, f"Team {place:02}"} if place % 3 == 0 else {group}

    def tenant(self, place: int) -> str:
        return TENANTS[place % len(TENANTS)]

    def people(self, place: int) -> set[str]:
        names = set[str]().union(*(MEMBERS.get(group, {TEAM_MEMBER}) for group in self.groups(place)))
        return {f"{name}@example.com" for name in names}

    def by_api(self, place: int) -> bool:
        return place % 5 in (0, 1)

    def _app(self, place: int) -> dict[str, Any]:
        groups = [{"name": name, "declare": name.startswith("Team")} for name in sorted(self.groups(place))]
        app = {
            "label": self.label(place),
            "connection": {"baseUrl": self.sandbox.scim_urls[self.tenant(place)]},
            "groups": groups,
            "preflight": "off",
        }
        saml = {"ssoUrl": "https://sp.example.com/acs", "audience": "https://sp.example.com"}
        return {**app, "preset": "zscaler"} if self.by_api(place) else {**app, "saml": saml}

    def _token(self, place: int) -> str:
        return self.sandbox.scim_tokens[self.tenant(place)]

    def _rehearse(self, api: dict[str, Any]) -> None:
        plan = {"seed": self.chance.randrange(10**6), "api": api} if api else {}
        self.sandbox.send("PUT", f"{self.sandbox.org_url}/sandbox/faults", plan)

    def _killed_after(self, calls: int, update: subprocess.Popen[bytes]) -> bool:
        """Kill the update and all that it started after so many calls more; False where it ended before."""
        end = len(self.sandbox.requests()) + calls
        while update.poll() is None:
            if len(self.sandbox.requests()) > end:
                os.killpg(update.pid, signal.SIGKILL)
                update.wait()
                return True
            time.sleep(0.03)
        return False

    def _recover(self, *options: str) -> None:
        done = self.stack.command("python", "-m", "commands", "recover", "--stack", "e2e", "--json", *options)
        assert done.returncode in (0, 3), done.stdout + done.stderr
        rows = json.loads(done.stdout)["pending"]
        self.counts["taken into the state"] += sum("in the state" in row["now"] for row in rows)
        self.counts["twins deleted"] += sum("was deleted" in row["now"] for row in rows)

    def _up(self, *options: str) -> None:
        outcome = self.stack.up(*options)
        assert outcome.exit_code == 0, outcome.text
        self.counts["updates to the end"] += 1

    def _do_console_steps(self) -> None:
        """What a person does in the Admin Console, for each app that is there and off."""
        there = {app["label"]: app for app in self.sandbox.get("/apps", limit="200")}
        for place in range(self.apps):
            app = there.get(self.label(place))
            if app and not self.by_api(place) and not app["features"]:
                self.sandbox.switch_on(app["id"], self.tenant(place))

    def _have_team_members(self) -> None:
        member = self.sandbox.user_id(f"{TEAM_MEMBER}@example.com")
        for group in self.in_state("Group"):
            self.sandbox.send("PUT", f"/groups/{group['id']}/users/{member}")


SIZES = [
    pytest.param((3, 2, 20), id="3 apps, 2 kills"),
    pytest.param((50, 50, 120), id="50 apps, 50 kills", marks=pytest.mark.thorough),
]


@pytest.fixture(scope="module", params=SIZES)
def rehearsal(request: pytest.FixtureRequest, sandbox: Sandbox, stack: Stack) -> Rehearsal:
    apps, kills, calls = request.param
    rehearsal, begun = Rehearsal(sandbox, stack, apps, kills, calls), time.monotonic()
    rehearsal.run()
    print(f"\n{apps} apps in {time.monotonic() - begun:.0f} s: {dict(rehearsal.counts)}")
    return rehearsal


def test_every_app_is_there_once_and_in_the_state(rehearsal: Rehearsal) -> None:
    apps = rehearsal.sandbox.get("/apps", limit="200")
    assert sorted(app["label"] for app in apps) == [rehearsal.label(place) for place in range(rehearsal.apps)]
    assert {app["id"] for app in apps} == {resource["id"] for resource in rehearsal.in_state("Saml")}
    assert not rehearsal.stack.state().get("pending_operations")


def test_every_declared_group_is_there_once_and_in_the_state(rehearsal: Rehearsal) -> None:
    declared = {name for place in range(rehearsal.apps) for name in rehearsal.groups(place) if name.startswith("Team")}
    teams = [
        group for group in rehearsal.sandbox.get("/groups", limit="200") if group["profile"]["name"].startswith("Team")
    ]
    assert sorted(group["profile"]["name"] for group in teams) == sorted(declared)
    assert {group["id"] for group in teams} == {resource["id"] for resource in rehearsal.in_state("Group")}


def test_every_group_is_assigned_and_no_other(rehearsal: Rehearsal) -> None:
    names = {group["id"]: group["profile"]["name"] for group in rehearsal.sandbox.get("/groups", limit="200")}
    assigned = {
        app["label"]: {names[group["id"]] for group in rehearsal.sandbox.get(f"/apps/{app['id']}/groups")}
        for app in rehearsal.sandbox.get("/apps", limit="200")
    }
    assert assigned == {rehearsal.label(place): rehearsal.groups(place) for place in range(rehearsal.apps)}
    assert len(rehearsal.in_state("GroupAssignment")) == sum(map(len, assigned.values()))


def test_everybody_is_pushed_to_every_app_of_theirs_once(rehearsal: Rehearsal) -> None:
    pushed = Counter((push["app"], push["userName"], push["outcome"]) for push in rehearsal.sandbox.pushes())
    wanted = {
        (rehearsal.label(place), person, "done")
        for place in range(rehearsal.apps)
        for person in rehearsal.people(place)
    }
    assert pushed == Counter(wanted)


def test_another_update_changes_nothing(rehearsal: Rehearsal) -> None:
    assert rehearsal.stack.up("--expect-no-changes").exit_code == 0
