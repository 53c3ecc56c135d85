"""Of a stack's apps two fail: each is told of in the same run, and the third is seen through to its people."""

from typing import Any

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.stack import Outcome, Stack


@pytest.fixture(scope="module", params=[(), ("--continue-on-error",)], ids=["up", "up --continue-on-error"])
def up(request: pytest.FixtureRequest, stack: Stack, sandbox: Sandbox) -> Outcome:
    zscaler: dict[str, Any] = {
        "preset": "zscaler",
        "connection": {"baseUrl": sandbox.scim_urls["zscaler"]},
        "groups": [{"name": "Engineering"}],
    }
    apps = {
        "refused": {**zscaler, "label": "Refused by its service", "preflight": "required"},
        "wrong": {**zscaler, "label": "Of the wrong method", "catalogue": {"name": "servicenow_ud"}, "method": "api"},
        "well": {**zscaler, "label": "Well"},
    }
    tokens = dict.fromkeys(apps, sandbox.scim_tokens["zscaler"]) | {"refused": "another-token"}
    stack.configure({"apps": apps})
    for key, token in tokens.items():
        stack.configure_secret(f"okta-scim:tokens.{key}", token)
    return stack.up(*request.param)


@pytest.mark.parametrize(
    "told",
    [
        "Refused by its service: ",
        "Of the wrong method: Okta does not show provisioning as declared",
    ],
)
def test_each_that_fails_is_told_of(up: Outcome, told: str) -> None:
    assert up.exit_code != 0
    assert up.diagnostics.count(told) == 1, up.text


def test_no_hook_is_asked_of_a_program_that_has_ended(up: Outcome) -> None:
    assert "Unavailable" not in up.text


def test_the_one_beside_them_has_its_people(up: Outcome, sandbox: Sandbox) -> None:
    assert sandbox.groups_of("Well") == {sandbox.group_id("Engineering")}
    assert sandbox.people_at("zscaler")["donald.knuth@example.com"] is True


def test_where_okta_refuses_to_make_one_the_others_can_be_seen_through(another_stack: Stack, sandbox: Sandbox) -> None:
    sandbox.send("POST", "/apps", {"name": "zscalerbyz", "label": "There", "signOnMode": "SAML_2_0", "settings": {}})
    zscaler = {
        "preset": "zscaler",
        "connection": {"baseUrl": sandbox.scim_urls["zscaler"]},
        "groups": [{"name": "Engineering"}],
    }
    another_stack.configure({"apps": {"there": {**zscaler, "label": "There"}, "new": {**zscaler, "label": "New"}}})
    for key in ("there", "new"):
        another_stack.configure_secret(f"okta-scim:tokens.{key}", sandbox.scim_tokens["zscaler"])
    up = another_stack.up("--continue-on-error")
    assert up.exit_code != 0
    assert "Okta has an app 'There' already" in up.diagnostics
    assert "There: the app was not made, and so nothing of its provisioning was." in up.diagnostics
    assert sandbox.groups_of("New") == {sandbox.group_id("Engineering")}
