"""An update that is killed between Okta's answer and the state is gone on with, and nothing exists twice."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.stack import Outcome, Stack

LABEL = "Zscaler 2.0"


def settings_of(sandbox: Sandbox, label: str) -> dict[str, Any]:
    return {
        "preset": "zscaler",
        "label": label,
        "connection": {"baseUrl": sandbox.scim_urls["zscaler"]},
        "groups": [{"name": "Engineering"}],
    }


def labelled(sandbox: Sandbox, label: str = LABEL) -> list[str]:
    """The ids of the apps with the label."""
    return [app["id"] for app in sandbox.get("/apps") if app["label"] == label]


def made_twice(sandbox: Sandbox, label: str) -> str:
    """Once an app is there, make it again, as the provider does when the answer is lost; give the second one's id."""
    deadline = time.monotonic() + 60
    while not (first := labelled(sandbox, label)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    app = sandbox.get(f"/apps/{first[0]}")
    again = {name: app[name] for name in ("name", "label", "signOnMode", "settings")}
    return str(sandbox.send("POST", "/apps", again)["id"])


@pytest.fixture(scope="module")
def killed(stack: Stack, sandbox: Sandbox) -> str:
    """The id of the app that Okta had just made when the engine was killed."""
    stack.configure({"apps": {"zscaler": settings_of(sandbox, LABEL)}})
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


def test_the_next_update_takes_the_app_into_the_state_and_goes_on_with_it(
    again: Outcome, killed: str, stack: Stack, sandbox: Sandbox
) -> None:
    assert again.exit_code == 0, again.text
    assert f"zscaler-app: Okta made {killed} for an update that was killed" in again.text
    assert labelled(sandbox) == [killed]
    assert sandbox.people_at("zscaler")["donald.knuth@example.com"] is True


def test_the_update_after_it_has_nothing_to_do(again: Outcome, stack: Stack) -> None:
    assert stack.up("--expect-no-changes").exit_code == 0


def test_where_nothing_was_interrupted_there_is_nothing_to_recover(again: Outcome, stack: Stack) -> None:
    done = stack.command("python", "-m", "commands", "recover", "--stack", "e2e")
    assert (done.returncode, "no update was interrupted" in done.stdout) == (0, True)


def test_an_app_that_okta_made_twice_is_told_and_the_command_deletes_the_second(
    again: Outcome, stack: Stack, sandbox: Sandbox
) -> None:
    label = "Zscaler of the subsidiary"
    apps = {"zscaler": settings_of(sandbox, LABEL), "subsidiary": settings_of(sandbox, label)}
    stack.configure({"apps": apps})
    stack.configure_secret("okta-scim:tokens.subsidiary", sandbox.scim_tokens["zscaler"])
    with ThreadPoolExecutor(1) as beside:
        second = beside.submit(made_twice, sandbox, label)
        up = stack.command("python", "-m", "commands", "up", "--stack", "e2e")
    assert up.returncode == 4, up.stdout + up.stderr
    assert f"{label}: Okta has a second app of this label, {second.result()}" in up.stdout
    deleted = stack.command("python", "-m", "commands", "recover", "--delete-twins", "--stack", "e2e")
    assert deleted.returncode == 0, deleted.stderr
    assert len(labelled(sandbox, label)) == 1
    assert second.result() not in labelled(sandbox, label)
