"""`okta-scim:recheckAfter` with the real engine: what Okta is asked, and that no look outlives a run that failed."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.stack import Outcome, Stack

START = ["GET /api/v1/users/me"] * 2
"""What the plugin asks whenever it starts."""
Asking = Callable[..., tuple[Outcome, list[str]]]


@pytest.fixture(scope="module")
def up(stack: Stack, sandbox: Sandbox) -> Asking:
    """`pulumi up`, and what it asked Okta."""

    def run(**variables: str) -> tuple[Outcome, list[str]]:
        before = len(sandbox.requests())
        return stack.up(**variables), sandbox.requests()[before:]

    return run


@pytest.fixture(scope="module")
def looked(stack: Stack, sandbox: Sandbox, up: Asking) -> dict[str, Any]:
    """An app that an update made and another one looked at; the outputs since."""
    app = {
        "preset": "zscaler",
        "label": "Zscaler 2.0",
        "catalogue": {"name": "zscalerbyz", "settings": {"siteDomain": "example.com"}},
        "connection": {"baseUrl": sandbox.scim_urls["zscaler"]},
        "groups": [{"name": "Engineering"}],
    }
    stack.configure({"apps": {"zscaler": app}, "recheckAfter": 60})
    stack.configure_secret("okta-scim:tokens.zscaler", sandbox.scim_tokens["zscaler"])
    for _ in range(2):
        outcome, _ = up()
        assert outcome.exit_code == 0, outcome.text
    return stack.outputs()


def test_an_app_that_was_just_seen_is_not_asked_about(looked: dict[str, Any], up: Asking, stack: Stack) -> None:
    outcome, asked = up()
    assert (outcome.exit_code, asked) == (0, START), outcome.text
    assert "1 of 1 apps are taken as they were seen before" in outcome.text
    assert (outcome.changes, stack.outputs()) == ({}, looked)
    assert looked["zscaler"]["seenAt"].startswith("20")


def test_drift_is_looked_for_all_the_same(looked: dict[str, Any], stack: Stack, sandbox: Sandbox) -> None:
    switch_deactivation(sandbox, "DISABLED")
    found = stack.command("python", "-m", "commands", "drift", "--json", "--stack", "e2e")
    (report,) = json.loads(found.stdout)["stacks"]
    assert (found.returncode, report["drift"]) == (4, "drift"), found.stdout + found.stderr


def test_a_run_that_failed_leaves_no_look_behind(looked: dict[str, Any], up: Asking) -> None:
    # Without a preflight, which would stop the run before it set out to change the app.
    elsewhere = {"CONNECTION__BASE_URL": "http://127.0.0.1:9/scim/v2", "PREFLIGHT": "off"}
    failed, _ = up(**{f"OKTA_SCIM_APPS__ZSCALER__{name}": value for name, value in elsewhere.items()})
    assert failed.exit_code != 0
    again, asked = up()
    assert "GET /api/v1/apps/{id}/connections/default" in [by_endpoint(request) for request in asked]
    assert "deactivate: declared on, Okta says off" in again.diagnostics


def switch_deactivation(sandbox: Sandbox, status: str) -> None:
    feature = f"/apps/{sandbox.app('Zscaler 2.0')['id']}/features/USER_PROVISIONING"
    capabilities = sandbox.get(feature)["capabilities"]
    capabilities["update"]["lifecycleDeactivate"]["status"] = status
    sandbox.send("PUT", feature, capabilities)


def by_endpoint(request: str) -> str:
    parts = ["{id}" if part.startswith("0oa") else part for part in request.split("/")]
    return "/".join(parts)
