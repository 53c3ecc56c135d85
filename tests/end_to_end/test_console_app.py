"""The reference case: InVision V7, whose provisioning only a person can switch on."""

from typing import Any

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.secrets import places_of
from tests.end_to_end.stack import Outcome, Stack

LABEL = "InVision V7"
DESIGN = {"ada.lovelace@example.com", "grace.hopper@example.com", "radia.perlman@example.com"}


def app(sandbox: Sandbox, **changes: Any) -> dict[str, Any]:
    return {
        "invision-v7": {
            "preset": "invision-v7",
            "label": LABEL,
            "saml": {"ssoUrl": "https://invision.example.com/acs", "audience": "https://invision.example.com"},
            "connection": {"baseUrl": sandbox.scim_urls["invision"]},
            "groups": [{"name": "Design"}],
            **changes,
        }
    }


@pytest.fixture(scope="module")
def first_up(stack: Stack, sandbox: Sandbox) -> Outcome:
    stack.configure({"apps": app(sandbox)})
    stack.configure_secret("okta-scim:tokens.invision-v7", sandbox.scim_tokens["invision"])
    return stack.up()


@pytest.fixture(scope="module")
def first_outputs(stack: Stack, first_up: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = stack.outputs()["invision-v7"]
    return found


@pytest.fixture(scope="module")
def first_groups(sandbox: Sandbox, first_up: Outcome) -> set[str]:
    return sandbox.groups_of(LABEL)


@pytest.fixture(scope="module")
def second_up(stack: Stack, sandbox: Sandbox, first_outputs: dict[str, Any], first_groups: set[str]) -> Outcome:
    sandbox.switch_on(LABEL, "invision")
    return stack.up()


def test_the_first_up_ends_well_and_declares_the_app_with_email_as_its_username_format(
    first_up: Outcome, sandbox: Sandbox
) -> None:
    assert first_up.exit_code == 0, first_up.text
    assert sandbox.app(LABEL)["credentials"]["userNameTemplate"]["template"] == "${source.email}"


def test_the_first_up_assigns_nobody(first_groups: set[str]) -> None:
    assert first_groups == set()


def test_the_first_up_declares_neither_connection_nor_features(first_up: Outcome) -> None:
    assert not {"invision-v7-connection", "invision-v7-user-provisioning"} & first_up.changed


def test_the_first_up_says_what_is_left_with_exact_values(first_up: Outcome, sandbox: Sandbox) -> None:
    assert "InVision V7: provisioning is not on as declared" in first_up.diagnostics
    assert f"Base URL: {sandbox.scim_urls['invision']}" in first_up.diagnostics
    assert "Create Users: Enable; Update User Attributes: off; Deactivate Users: Enable" in first_up.diagnostics


def test_the_outputs_say_what_is_left(first_outputs: dict[str, Any]) -> None:
    assert first_outputs["provisioningStatus"] == "off"
    assert first_outputs["groupsAssigned"] == []
    assert [step["title"] for step in first_outputs["stepsLeft"]] == [
        "Switch SCIM on for this app",
        "Set up the provisioning connection",
        "Set the provisioning features",
    ]


def test_once_the_steps_are_done_the_next_up_provisions_the_group(second_up: Outcome, sandbox: Sandbox) -> None:
    assert second_up.exit_code == 0, second_up.text
    assert "invision-v7-design" in second_up.changed
    assert set(second_up.changes) == {"create"}
    assert sandbox.people_at("invision") == dict.fromkeys(DESIGN, True)


def test_the_outputs_say_what_okta_shows(second_up: Outcome, stack: Stack) -> None:
    outputs = stack.outputs()["invision-v7"]
    assert (outputs["provisioningStatus"], outputs["usernameFormat"]) == ("on", "Email")
    assert {"PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION"} <= set(outputs["featuresSeen"])
    assert (outputs["groupsAssigned"], outputs["stepsLeft"]) == (["Design"], [])
    assert outputs["appId"].startswith("0oa")
    assert outputs["signOnUrl"].startswith("http")
    assert outputs["metadataUrl"].endswith("/sso/saml/metadata")


def test_another_up_changes_nothing(second_up: Outcome, stack: Stack) -> None:
    again = stack.up("--expect-no-changes")
    assert again.exit_code == 0, again.text


def test_a_refresh_finds_no_difference(second_up: Outcome, stack: Stack) -> None:
    refreshed = stack.refresh()
    assert (refreshed.exit_code, refreshed.changes) == (0, {}), refreshed.text


def test_a_preview_after_the_refresh_has_nothing_to_do(second_up: Outcome, stack: Stack) -> None:
    preview = stack.preview("--refresh", "--expect-no-changes")
    assert preview.exit_code == 0, preview.text


def test_a_changed_name_reaches_nobody_because_profile_updates_are_off(second_up: Outcome, sandbox: Sandbox) -> None:
    before = len(sandbox.pushes())
    user = sandbox.user_id("ada.lovelace@example.com")
    sandbox.send("POST", f"/users/{user}", {"profile": {"lastName": "King"}})
    assert len(sandbox.pushes()) == before


def test_who_leaves_the_group_is_deactivated_and_who_returns_is_active_again(
    second_up: Outcome, sandbox: Sandbox
) -> None:
    member = f"/groups/{sandbox.group_id('Design')}/users/{sandbox.user_id('grace.hopper@example.com')}"
    sandbox.send("DELETE", member)
    assert sandbox.people_at("invision")["grace.hopper@example.com"] is False
    sandbox.send("PUT", member)
    assert sandbox.people_at("invision")["grace.hopper@example.com"] is True


def test_a_group_is_added_and_removed_with_its_people(second_up: Outcome, stack: Stack, sandbox: Sandbox) -> None:
    new = {"name": "InVision people", "declare": True}
    stack.configure({"apps": app(sandbox, groups=[{"name": "Design"}, new])})
    assert "delete" not in stack.preview().changes
    stack.configure({"apps": app(sandbox, groups=[{"name": "Design"}, {"name": "Contractors"}])})
    added = stack.up()
    assert added.changed >= {"invision-v7-contractors"}
    newcomers = set(sandbox.people_at("invision")) - DESIGN
    assert len(newcomers) == 1
    stack.configure({"apps": app(sandbox)})
    stack.up()
    assert {person for person, active in sandbox.people_at("invision").items() if not active} == newcomers


def test_a_feature_that_somebody_switches_off_is_told_and_nobody_is_unassigned(
    second_up: Outcome, stack: Stack, sandbox: Sandbox
) -> None:
    sandbox.switch_on(LABEL, "invision", "--no-deactivate")
    outcome = stack.up()
    assert outcome.exit_code == 0, outcome.text
    assert "deactivate: declared on, Okta says off" in outcome.diagnostics
    assert sandbox.groups_of(LABEL) == {sandbox.group_id("Design")}
    sandbox.switch_on(LABEL, "invision")
    assert "InVision V7" not in stack.up().diagnostics


def test_no_token_stands_in_clear_in_state_events_output_or_sandbox(
    second_up: Outcome, stack: Stack, sandbox: Sandbox
) -> None:
    assert places_of(sandbox.tokens, [stack.directory, sandbox.directory], stack.log) == []
