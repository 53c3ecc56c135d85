"""fleet: many stacks side by side, an interruption in the middle of it, and how the next run goes on."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.secrets import places_of
from tests.end_to_end.stack import Stack

NAMES = ("one", "two", "three")
KEY = "invision-v7"
_SECONDS = 60


@pytest.fixture(scope="module")
def fleet(stack: Stack, sandbox: Sandbox) -> Stack:
    """Three stacks in one folder, each with an app of its own that only the console can connect."""
    stack.configure_secret("okta-scim:tokens.invision-v7", sandbox.scim_tokens["invision"])
    for name in NAMES:
        app = {
            "label": f"InVision {name}",
            "saml": {"ssoUrl": "https://invision.example.com/acs", "audience": "https://invision.example.com"},
            "connection": {"baseUrl": sandbox.scim_urls["invision"]},
            "groups": [{"name": "Design"}],
        }
        stack.configure({"apps": {KEY: app}})
        # With its salt, so that the secrets are the same and need not be set again.
        shutil.copy(stack.directory / "Pulumi.e2e.yaml", stack.directory / f"Pulumi.{name}.yaml")
        assert stack.command("pulumi", "stack", "init", name, "--non-interactive").returncode == 0
    (stack.directory / "Pulumi.e2e.yaml").unlink()
    return stack


def say(stack: Stack, *words: str) -> tuple[int, Any]:
    done = stack.command("python", "-m", "commands", "fleet", *words, "--json")
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def interrupted(fleet: Stack, sandbox: Sandbox) -> tuple[int, Any, str]:
    """Exit code, JSON and progress of an update of all, two at once, stopped when Okta has made the first app."""
    process = subprocess.Popen(
        [sys.executable, "-m", "commands", "fleet", "up", "--all", "--parallel", "2", "--json"],
        cwd=fleet.directory,
        env=fleet.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + _SECONDS
    while not any(request.startswith("POST /api/v1/apps") for request in sandbox.requests()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    # Okta at rest: the engine has calls under way when it is interrupted, and whoever insists changes nothing.
    os.kill(sandbox.org_process, signal.SIGSTOP)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    os.kill(sandbox.org_process, signal.SIGCONT)
    told, errors = process.communicate(timeout=_SECONDS)
    fleet.log.append(told + errors)
    return process.returncode, json.loads(told), errors


@pytest.fixture(scope="module")
def next_up(fleet: Stack, interrupted: object) -> tuple[int, Any]:
    return say(fleet, "up", "--all", "--parallel", "3")


def test_an_interruption_ends_with_130_and_begins_no_further_stack(interrupted: tuple[int, Any, str]) -> None:
    code, told, errors = interrupted
    assert (code, told["exitCode"]) == (130, 130), errors
    assert [one["says"] for one in told["stacks"]].count("not begun") == 1
    assert "Interrupted: nothing new begins." in errors


def test_the_updates_that_were_under_way_leave_their_stacks_unlocked_and_their_state_whole(
    fleet: Stack, interrupted: tuple[int, Any, str]
) -> None:
    locks = [file for file in (fleet.directory / "state").rglob("*") if "locks" in file.parts and file.is_file()]
    assert locks == []
    for name in NAMES:
        state = json.loads(fleet.command("pulumi", "stack", "export", "--stack", name).stdout)
        assert not state["deployment"].get("pending_operations")


def test_the_next_run_goes_on_and_makes_nothing_twice(next_up: tuple[int, Any], sandbox: Sandbox) -> None:
    code, told = next_up
    assert code == 3, told
    assert [(one["stack"], one["exitCode"]) for one in told["stacks"]] == [("one", 3), ("three", 3), ("two", 3)]
    labels = [app["label"] for app in sandbox.get("/apps", limit="200") if app["label"].startswith("InVision")]
    assert sorted(labels) == ["InVision one", "InVision three", "InVision two"]


def test_one_stack_that_cannot_be_run_keeps_no_other_from_it_and_decides_how_the_whole_ends(
    fleet: Stack, next_up: tuple[int, Any]
) -> None:
    code, told = say(fleet, "preview", "--stack", "nowhere", "--stack", "one")
    assert (code, [one["exitCode"] for one in told["stacks"]]) == (1, [1, 3])
    assert "no stack named 'nowhere' found" in told["stacks"][0]["says"]


def test_the_person_s_own_selection_of_a_stack_stays(fleet: Stack, next_up: object) -> None:
    assert fleet.command("pulumi", "stack", "--show-name").stdout.strip() == NAMES[-1]


def test_no_token_stands_in_clear_anywhere(fleet: Stack, sandbox: Sandbox, next_up: object) -> None:
    assert places_of(sandbox.tokens, [fleet.directory / "state", sandbox.directory], fleet.log) == []
