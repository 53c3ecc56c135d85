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
