"""Zscaler 2.0: the one app whose base URL and token Okta's API takes."""

from typing import Any

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.secrets import places_of
from tests.end_to_end.stack import Outcome, Stack

LABEL = "Zscaler 2.0"
ENGINEERING = {"barbara.liskov@example.com", "donald.knuth@example.com", "edsger.dijkstra@example.com"}
DONALD = "donald.knuth@example.com"


def app(sandbox: Sandbox, **changes: Any) -> dict[str, Any]:
    return {
        "zscaler": {
            "preset": "zscaler",
            "label": LABEL,
            "catalogue": {"name": "zscalerbyz", "settings": {"siteDomain": "example.com"}},
            "connection": {"baseUrl": sandbox.scim_urls["zscaler"]},
            "groups": [{"name": "Engineering"}],
            **changes,
        }
    }


@pytest.fixture(scope="module")
def up(stack: Stack, sandbox: Sandbox) -> Outcome:
    stack.configure({"apps": app(sandbox)})
    stack.configure_secret("okta-scim:tokens.zscaler", sandbox.scim_tokens["zscaler"])
    return stack.up()


def leave_and_return(sandbox: Sandbox, email: str) -> tuple[bool, bool]:
    """Whether the person is active at Zscaler after leaving the group, and after returning."""
    member = f"/groups/{sandbox.group_id('Engineering')}/users/{sandbox.user_id(email)}"
    sandbox.send("DELETE", member)
    left = sandbox.people_at("zscaler")[email]
    sandbox.send("PUT", member)
    return left, sandbox.people_at("zscaler")[email]


def test_one_up_provisions_the_group(up: Outcome, sandbox: Sandbox) -> None:
    assert up.exit_code == 0, up.text
    assert sandbox.people_at("zscaler") == dict.fromkeys(ENGINEERING, True)


def test_the_outputs_say_what_okta_says(up: Outcome, stack: Stack) -> None:
    outputs = stack.outputs()["zscaler"]
    assert (outputs["connectionStatus"], outputs["provisioningStatus"]) == ("ENABLED", "on")
    assert outputs["stepsLeft"] == []


def test_another_up_changes_nothing(up: Outcome, stack: Stack) -> None:
    again = stack.up("--expect-no-changes")
    assert again.exit_code == 0, again.text


def test_once_people_arrived_the_outputs_say_so_with_a_date(up: Outcome, stack: Stack) -> None:
    evidence = stack.outputs()["zscaler"]["evidence"]
    assert (evidence["verdict"], evidence["grade"]) == ("proved", 3)
    assert all(found["at"].startswith("20") for found in evidence["found"])


def test_a_refresh_finds_no_difference(up: Outcome, stack: Stack) -> None:
    refreshed = stack.refresh()
    assert (refreshed.exit_code, refreshed.changes) == (0, {}), refreshed.text


def test_a_changed_token_is_what_okta_signs_in_with(up: Outcome, stack: Stack, sandbox: Sandbox) -> None:
    stack.configure_secret("okta-scim:tokens.zscaler", sandbox.issue_token("zscaler"))
    changed = stack.up()
    assert (changed.exit_code, changed.changed >= {"zscaler-connection"}) == (0, True), changed.text
    sandbox.revoke_older_tokens("zscaler")
    assert leave_and_return(sandbox, DONALD) == (False, True)


def test_a_changed_base_url_is_where_okta_pushes_to(up: Outcome, stack: Stack, sandbox: Sandbox) -> None:
    group = {"name": "Zscaler people", "declare": True}
    stack.configure(
        {
            "apps": app(
                sandbox,
                connection={"baseUrl": sandbox.scim_urls["zscaler-eu"]},
                groups=[{"name": "Engineering"}, group],
            )
        }
    )
    stack.configure_secret("okta-scim:tokens.zscaler", sandbox.scim_tokens["zscaler-eu"])
    moved = stack.up()
    assert moved.exit_code == 0, moved.text
    person = "ada.lovelace@example.com"
    sandbox.send("PUT", f"/groups/{sandbox.group_id('Zscaler people')}/users/{sandbox.user_id(person)}")
    assert sandbox.people_at("zscaler-eu") == {person: True}
    assert person not in sandbox.people_at("zscaler")
    stack.configure({"apps": app(sandbox)})
    stack.configure_secret("okta-scim:tokens.zscaler", sandbox.scim_tokens["zscaler"])
    back = stack.up()
    assert back.exit_code == 0, back.text


def test_a_feature_that_is_switched_off_is_no_longer_done(up: Outcome, stack: Stack, sandbox: Sandbox) -> None:
    stack.configure({"apps": app(sandbox, features={"deactivate": False})})
    assert stack.up().changed >= {"zscaler-user-provisioning"}
    assert leave_and_return(sandbox, DONALD) == (True, True)
    stack.configure({"apps": app(sandbox)})
    stack.up()
    assert leave_and_return(sandbox, DONALD) == (False, True)


def test_what_somebody_changed_in_okta_fails_the_next_up_and_a_refresh_lets_it_be_set_again(
    up: Outcome, stack: Stack, sandbox: Sandbox
) -> None:
    sandbox.switch_on(LABEL, "zscaler", "--profile")
    found = stack.up()
    assert found.exit_code != 0
    assert "Zscaler 2.0: Okta does not show provisioning as declared" in found.diagnostics
    assert "profile_updates: declared off, Okta says on" in found.diagnostics
    assert "`pulumi refresh`" in found.diagnostics
    assert "Traceback" not in found.text
    assert stack.refresh().exit_code == 0
    assert stack.up().exit_code == 0
    assert "PUSH_PROFILE_UPDATES" not in sandbox.app(LABEL)["features"]


def test_an_app_to_sign_in_through_gets_the_same_groups(up: Outcome, stack: Stack, sandbox: Sandbox) -> None:
    saml = {"ssoUrl": "https://zscaler.example.com/acs", "audience": "https://zscaler.example.com"}
    stack.configure({"apps": app(sandbox, signOnApp={"label": "Zscaler SSO", "saml": saml})})
    with_sign_on = stack.up()
    assert with_sign_on.exit_code == 0, with_sign_on.text
    assert sandbox.groups_of("Zscaler SSO") == sandbox.groups_of(LABEL)
    stack.configure({"apps": app(sandbox)})
    refused = stack.up()
    assert "Zscaler SSO: 3 of 3 people (100%), by the groups Engineering" in refused.diagnostics
    assert stack.up(OKTA_SCIM_UNASSIGN__MAX_SHARE="1").exit_code == 0


def test_a_connection_that_somebody_deactivated_fails_the_next_up_and_is_made_anew_as_its_message_says(
    up: Outcome, stack: Stack, sandbox: Sandbox
) -> None:
    connection = f"/apps/{sandbox.app(LABEL)['id']}/connections/default"
    sandbox.send("POST", f"{connection}/lifecycle/deactivate")
    found = stack.up()
    assert found.exit_code != 0
    assert "connection: declared ENABLED, Okta says DISABLED" in found.diagnostics
    assert "`pulumi up --replace '**-connection'`" in found.diagnostics
    anew = stack.up("--replace", "**-connection")
    assert anew.exit_code == 0, anew.text
    assert sandbox.get(connection)["status"] == "ENABLED"


def test_no_token_stands_in_clear_in_state_events_output_or_sandbox(
    up: Outcome, stack: Stack, sandbox: Sandbox
) -> None:
    assert places_of(sandbox.tokens, [stack.directory, sandbox.directory], stack.log) == []


def test_a_destroy_takes_the_app_and_leaves_the_people_at_the_service(
    up: Outcome, stack: Stack, sandbox: Sandbox
) -> None:
    people = sandbox.people_at("zscaler")
    destroyed = stack.destroy()
    assert destroyed.exit_code == 0, destroyed.text
    assert [one for one in sandbox.get("/apps") if one["label"] == LABEL] == []
    assert sandbox.people_at("zscaler") == people
