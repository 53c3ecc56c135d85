"""An update that is killed between Okta's answer and the state is gone on with, and nothing exists twice."""

import os
import signal
import sqlite3
import time
from contextlib import closing
from typing import Any, NamedTuple

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.stack import Outcome, Stack

LABEL = "Zscaler 2.0"


def settings_of(sandbox: Sandbox, label: str, **more: Any) -> dict[str, Any]:
    return {
        "preset": "zscaler",
        "label": label,
        "connection": {"baseUrl": sandbox.scim_urls["zscaler"]},
        "groups": [{"name": "Engineering"}],
        **more,
    }


def labelled(sandbox: Sandbox, label: str) -> list[str]:
    """The ids of the apps with the label."""
    return [app["id"] for app in sandbox.get("/apps") if app["label"] == label]


def just_made(sandbox: Sandbox, label: str) -> str | None:
    """The id of an app once it is made, from the org's own storage: Okta's answers are slow."""
    with closing(sqlite3.connect(f"file:{sandbox.directory / 'org.sqlite'}?mode=ro", uri=True)) as org:
        row = org.execute("SELECT id FROM apps WHERE label = ?", (label,)).fetchone()
    return str(row[0]) if row else None


def killed_at(label: str, stack: Stack, sandbox: Sandbox, *options: str) -> str:
    """Run an update and kill it when Okta has just made the app with this label; give the app's id."""
    faults = f"{sandbox.org_url}/sandbox/faults"
    # The work is done at once, and the answer comes after the kill.
    sandbox.send("PUT", faults, {"api": {"slow_rate": 1, "slow_seconds": 0.5}})
    up = stack.start("up", "--yes", "--skip-preview", *options)
    deadline = time.monotonic() + 60
    while not (made := just_made(sandbox, label)):
        assert up.poll() is None, "the update ended before it made the app"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(up.pid, signal.SIGKILL)
    up.wait()
    sandbox.send("PUT", faults, {})
    stack.unlock()
    return made


class Killed(NamedTuple):
    """An update that was killed when Okta had just made an app."""

    label: str
    app_id: str
    resource: str


SAML = {"ssoUrl": "https://sp.example.com/acs", "audience": "https://sp.example.com"}
SIGN_IN_LABEL = "Sign in to Zscaler"
SIGN_IN = {"label": SIGN_IN_LABEL, "oidc": {"type": "web", "redirectUris": ["https://sp.example.com/back"]}}
# App by app, onto the same stack: what is declared, and label and resource of what is being made at the kill.
CUT_OFF: dict[str, tuple[dict[str, Any], str, str]] = {
    "catalogue": ({"label": LABEL}, LABEL, "catalogue-app"),
    "custom": ({"label": "InVision V7", "preset": "generic", "saml": SAML}, "InVision V7", "custom-app"),
    "signing-in": ({"label": "Zscaler 3.0", "signOnApp": SIGN_IN}, SIGN_IN_LABEL, "signing-in-sign-on-app"),
}


@pytest.fixture(scope="module", params=CUT_OFF)
def killed(request: pytest.FixtureRequest, stack: Stack, sandbox: Sandbox) -> Killed:
    """An update that was to make one app more."""
    key: str = request.param
    _, label, resource = CUT_OFF[key]
    until_here = list(CUT_OFF)[: list(CUT_OFF).index(key) + 1]
    stack.configure({"apps": {key: settings_of(sandbox, **CUT_OFF[key][0]) for key in until_here}})
    stack.configure_secret(f"okta-scim:tokens.{key}", sandbox.scim_tokens["zscaler"])
    return Killed(label, killed_at(label, stack, sandbox), resource)


@pytest.fixture(scope="module")
def again(stack: Stack, killed: Killed) -> Outcome:
    """The next update."""
    return stack.up()


@pytest.mark.parametrize("killed", ["catalogue"], indirect=True)
def test_recover_would_take_the_app_into_the_state(killed: Killed, stack: Stack) -> None:
    told = stack.command("python", "-m", "commands", "recover", "--dry-run", "--stack", "e2e")
    assert (told.returncode, f"is in the state as {killed.app_id}" in told.stdout) == (0, True), (
        told.stdout + told.stderr
    )


def test_the_next_update_takes_the_app_into_the_state_and_goes_on_with_it(
    again: Outcome, killed: Killed, sandbox: Sandbox
) -> None:
    assert again.exit_code == 0, again.text
    assert f"{killed.resource}: Okta made {killed.app_id} for an update that was killed" in again.text
    assert labelled(sandbox, killed.label) == [killed.app_id]
    assert sandbox.people_at("zscaler")["donald.knuth@example.com"] is True


def test_the_update_after_it_has_nothing_to_do(again: Outcome, stack: Stack) -> None:
    assert stack.up("--expect-no-changes").exit_code == 0


@pytest.mark.parametrize("killed", ["signing-in"], indirect=True)
def test_a_pipeline_s_update_has_the_engine_forget_the_kill(again: Outcome, stack: Stack) -> None:
    up = stack.command("python", "-m", "commands", "up", "--stack", "e2e")
    assert up.returncode in (0, 3), up.stdout + up.stderr
    done = stack.command("python", "-m", "commands", "recover", "--stack", "e2e")
    assert (done.returncode, "no update was interrupted" in done.stdout) == (0, True), done.stdout + done.stderr


def test_a_plan_from_before_the_kill_is_not_exceeded_and_the_next_one_goes_on(
    another_stack: Stack, sandbox: Sandbox
) -> None:
    stack, label = another_stack, "Zscaler by a plan"
    stack.configure({"apps": {"planned": settings_of(sandbox, label=label)}})
    stack.configure_secret("okta-scim:tokens.planned", sandbox.scim_tokens["zscaler"])
    plan = ("python", "-m", "commands", "preview", "--save-plan", "plan.json", "--stack", "e2e")
    up = ("python", "-m", "commands", "up", "--plan", "plan.json", "--stack", "e2e")
    assert stack.command(*plan).returncode == 0
    app_id = killed_at(label, stack, sandbox, "--plan", "plan.json")
    overtaken = stack.command(*up)
    assert overtaken.returncode == 4, overtaken.stdout + overtaken.stderr
    assert "Next: run the pipeline again: its preview plans what is left." in overtaken.stderr
    assert stack.command(*plan).returncode == 0
    done = stack.command(*up)
    assert done.returncode == 0, done.stdout + done.stderr
    assert labelled(sandbox, label) == [app_id]
    assert sandbox.groups_of(label) == {sandbox.group_id("Engineering")}
