"""Apps of one stack that share a group, an app that gets another name, and one that is protected."""

from typing import Any

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.stack import Outcome, Stack

CREW = "Crew of both apps"


def apps(sandbox: Sandbox, zscaler: str = "zscaler", **changes: Any) -> dict[str, Any]:
    """A console app that creates the group, and before it one by the API that uses it too."""
    return {
        zscaler: {
            "label": "Zscaler 2.0",
            "preset": "zscaler",
            "connection": {"baseUrl": sandbox.scim_urls["zscaler"]},
            "groups": [{"name": CREW}, {"name": "Engineering"}],
            **changes,
        },
        "invision": {
            "label": "InVision V7",
            "saml": {"ssoUrl": "https://invision.example.com/acs", "audience": "https://invision.example.com"},
            "protect": True,
            "connection": {"baseUrl": sandbox.scim_urls["invision"]},
            "groups": [{"name": CREW, "declare": True}],
        },
    }


@pytest.fixture(scope="module")
def first_up(stack: Stack, sandbox: Sandbox) -> Outcome:
    stack.configure({"apps": apps(sandbox)})
    for app in ("zscaler", "invision"):
        stack.configure_secret(f"okta-scim:tokens.{app}", sandbox.scim_tokens[app])
    return stack.up()


def test_a_group_that_one_app_creates_is_assigned_to_another_by_the_same_update(
    first_up: Outcome, sandbox: Sandbox
) -> None:
    assert first_up.exit_code == 0, first_up.text
    assert sandbox.groups_of("Zscaler 2.0") == {sandbox.group_id(CREW), sandbox.group_id("Engineering")}


@pytest.mark.usefixtures("first_up")
def test_an_app_under_another_name_is_stopped_and_told_how_to_stay_the_same(stack: Stack, sandbox: Sandbox) -> None:
    stack.configure({"apps": apps(sandbox, "zscaler-two")})
    stack.remove_secret("okta-scim:tokens.zscaler")
    stack.configure_secret("okta-scim:tokens.zscaler-two", sandbox.scim_tokens["zscaler"])
    stopped = stack.up()
    assert stopped.exit_code != 0
    assert stopped.changes == {}
    assert "Zscaler 2.0: the app was called 'zscaler' in the settings" in stopped.diagnostics
    assert "add `formerly: zscaler` to the settings of 'zscaler-two'" in stopped.diagnostics


@pytest.mark.usefixtures("first_up")
def test_an_app_that_says_what_it_was_called_stays_the_same(stack: Stack, sandbox: Sandbox) -> None:
    people, token = sandbox.people_at("zscaler"), stack.outputs()["zscaler"]["tokenInOkta"]
    stack.configure({"apps": apps(sandbox, "zscaler-two", formerly="zscaler", groups=[{"name": CREW}])})
    stack.configure({"unassign": {"maxPeople": 10, "maxShare": 1}})
    renamed = stack.up()
    assert renamed.exit_code == 0, renamed.text
    # The group that is gone from the settings by the way is taken off, as asked.
    assert renamed.changed - {"okta-counting"} == {"zscaler-engineering"}
    assert sandbox.groups_of("Zscaler 2.0") == {sandbox.group_id(CREW)}
    assert stack.outputs()["zscaler-two"]["tokenInOkta"] == token
    assert sandbox.people_at("zscaler").keys() == people.keys()


@pytest.mark.usefixtures("first_up")
def test_a_protected_app_that_is_gone_from_the_settings_stops_the_update_before_it_deletes_anything(
    stack: Stack, sandbox: Sandbox
) -> None:
    declared = apps(sandbox, "zscaler-two", formerly="zscaler")
    del declared["invision"]
    declared["zscaler-two"]["groups"] = [{"name": "Design"}]
    stack.configure({"apps": declared})
    stack.remove_secret("okta-scim:tokens.invision")
    stopped = stack.up()
    assert stopped.exit_code != 0
    assert stopped.changes == {}
    assert "InVision V7: the app is protected and is gone from the settings" in stopped.diagnostics
    assert "`protect: false`" in stopped.diagnostics
    assert sandbox.app("InVision V7")["status"] == "ACTIVE"
    assert sandbox.groups_of("Zscaler 2.0") == {sandbox.group_id(CREW)}
