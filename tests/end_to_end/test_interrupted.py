"""An update that is killed between Okta's answer and the state is gone on with, and nothing exists twice."""

import os
import signal
import time

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.stack import Outcome, Stack

LABEL = "Zscaler 2.0"


def labelled(sandbox: Sandbox) -> list[str]:
    """The ids of the apps with the label."""
    return [app["id"] for app in sandbox.get("/apps") if app["label"] == LABEL]


@pytest.fixture(scope="module")
def killed(stack: Stack, sandbox: Sandbox) -> str:
    """The id of the app that Okta had just made when the engine was killed."""
    app = {
        "preset": "zscaler",
        "label": LABEL,
        "connection": {"baseUrl": sandbox.scim_urls["zscaler"]},
        "groups": [{"name": "Engineering"}],
    }
    stack.configure({"apps": {"zscaler": app}})
    stack.configure_secret("okta-scim:tokens.zscaler", sandbox.scim_tokens["zscaler"])
    up = stack.start("up", "--yes", "--skip-preview")
    deadline = time.monotonic() + 60
    while not (made := labelled(sandbox)):
        assert up.poll() is None, "the update ended before it made the app"
        assert time.monotonic() < deadline
    os.killpg(up.pid, signal.SIGKILL)
    up.wait()
    return made[0]


@pytest.fixture(scope="module")
def again(stack: Stack, killed: str) -> Outcome:
    """The next update, before anything was recovered."""
    stack.succeed("cancel", "--yes", "e2e")
    return stack.up()


def test_the_next_update_makes_no_second_app_and_names_the_command(
    again: Outcome, killed: str, sandbox: Sandbox
) -> None:
    assert again.exit_code != 0
    assert f"Okta has an app {LABEL!r} already ({killed})" in again.diagnostics
    assert "`python -m commands recover`" in again.diagnostics
    assert labelled(sandbox) == [killed]


def test_the_command_would_take_the_app_into_the_state(again: Outcome, killed: str, stack: Stack) -> None:
    told = stack.command("python", "-m", "commands", "recover", "--dry-run", "--stack", "e2e")
    assert (told.returncode, f"is in the state as {killed}" in told.stdout) == (0, True), told.stderr


def test_a_pipeline_s_update_takes_the_app_into_the_state_and_goes_on_with_it(
    again: Outcome, killed: str, stack: Stack, sandbox: Sandbox
) -> None:
    up = stack.command("python", "-m", "commands", "up", "--stack", "e2e")
    assert up.returncode == 0, up.stdout + up.stderr
    assert f"now the state has it: zscaler-app ({killed})" in up.stderr, up.stderr
    assert labelled(sandbox) == [killed]
    assert sandbox.people_at("zscaler")["donald.knuth@example.com"] is True
    assert stack.up("--expect-no-changes").exit_code == 0


def test_where_nothing_was_interrupted_there_is_nothing_to_recover(again: Outcome, stack: Stack) -> None:
    done = stack.command("python", "-m", "commands", "recover", "--stack", "e2e")
    assert (done.returncode, "no update was interrupted" in done.stdout) == (0, True)
