"""Nothing reports success that was not read back, and nobody is assigned or unassigned by the way."""

from typing import Any

import pytest

from components.fingerprint import fingerprint
from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.secrets import places_of
from tests.end_to_end.stack import Stack

LABEL = "InVision V7"
INVISION: dict[str, Any] = {
    "label": LABEL,
    "preset": "invision-v7",
    "saml": {"ssoUrl": "https://invision.example.com/acs", "audience": "https://invision.example.com"},
    "groups": [{"name": "Design"}, {"name": "Contractors"}],
}


def declare(stack: Stack, sandbox: Sandbox, **changes: Any) -> None:
    """Declare InVision with changes; None takes a setting away."""
    app = {**INVISION, "connection": {"baseUrl": sandbox.scim_urls["invision"]}, **changes}
    stack.configure({"apps": {"invision": {key: value for key, value in app.items() if value is not None}}})


@pytest.fixture(scope="module")
def invision(stack: Stack, sandbox: Sandbox) -> None:
    """InVision as the reference guide wants it, with two groups."""
    declare(stack, sandbox)
    stack.configure_secret("okta-scim:tokens.invision", sandbox.scim_tokens["invision"])
    stack.up()
    sandbox.switch_on(LABEL, "invision")
    assert stack.up().exit_code == 0


@pytest.mark.parametrize("app", ["invision", "zscaler"])
def test_a_token_that_does_not_work_reaches_okta_never(
    stack: Stack, another_stack: Stack, sandbox: Sandbox, app: str
) -> None:
    catalogue = {"preset": "zscaler", "saml": None, "label": "Zscaler with a wrong token"} if app == "zscaler" else {}
    # The app itself may be made, and Okta turns no catalogue app into another.
    stack = another_stack if catalogue else stack
    declare(stack, sandbox, **catalogue)
    stack.configure_secret("okta-scim:tokens.invision", "a-token-that-nobody-knows")
    outcome = stack.up()
    assert outcome.exit_code != 0
    assert "the server does not accept the token (401)" in outcome.diagnostics
    assert "Traceback" not in outcome.text
    assert [request for request in sandbox.requests() if request.startswith("POST") and "/connections" in request] == []


def test_the_api_forced_on_an_app_that_it_cannot_provision_fails_with_what_okta_said(
    stack: Stack, sandbox: Sandbox
) -> None:
    declare(stack, sandbox, method="api")
    stack.configure_secret("okta-scim:tokens.invision", sandbox.scim_tokens["invision"])
    outcome = stack.up()
    assert outcome.exit_code != 0
    assert "Okta answered UNKNOWN for the provisioning connection" in outcome.diagnostics
    assert "`method: console`" in outcome.diagnostics
    assert sandbox.groups_of(LABEL) == set()
    assert stack.destroy().exit_code == 0


def test_an_existing_app_whose_user_names_differ_is_connected_but_assigned_to_nobody_until_they_agree(
    another_stack: Stack, sandbox: Sandbox
) -> None:
    app = sandbox.send(
        "POST",
        "/apps?activate=true",
        {
            "name": "zscalerbyz",
            "label": "Zscaler of old",
            "signOnMode": "SAML_2_0",
            "credentials": {"userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"}},
            "settings": {"app": {"siteDomain": "example.com"}},
        },
    )
    zscaler = {
        "label": "Zscaler of old",
        "preset": "zscaler",
        "existing": {"id": app["id"]},
        "connection": {"baseUrl": sandbox.scim_urls["zscaler"]},
        "groups": [{"name": "Engineering"}],
        "onDrift": "warn",
    }
    another_stack.configure({"apps": {"zscaler": zscaler}})
    another_stack.configure_secret("okta-scim:tokens.zscaler", sandbox.scim_tokens["zscaler"])
    refused = another_stack.up()
    assert refused.exit_code != 0
    assert "nobody is assigned before provisioning is on" in refused.diagnostics
    assert "username_format: declared Email, Okta says Okta username" in refused.diagnostics
    assert sandbox.groups_of("Zscaler of old") == set()
    assert sandbox.people_at("zscaler") == {}
    sandbox.switch_on("Zscaler of old", "zscaler")
    settled = another_stack.up()
    assert settled.exit_code == 0, settled.text
    assert len(sandbox.people_at("zscaler")) == 3


def test_a_group_that_is_not_there_is_told_in_a_sentence(invision: None, stack: Stack, sandbox: Sandbox) -> None:
    declare(stack, sandbox, groups=[*INVISION["groups"], {"name": "Engin"}])
    outcome = stack.up()
    assert outcome.exit_code != 0
    assert "The group 'Engin' could not be read from Okta: no group is called so" in outcome.diagnostics
    assert "Traceback" not in outcome.text
    declare(stack, sandbox)


def test_a_group_that_is_named_by_its_id_now_keeps_its_people(invision: None, stack: Stack, sandbox: Sandbox) -> None:
    assigned, people = sandbox.groups_of(LABEL), sandbox.people_at("invision")
    declare(stack, sandbox, groups=[{"name": "Design"}, {"id": sandbox.group_id("Contractors")}])
    outcome = stack.up()
    assert outcome.exit_code != 0
    assert "are one group in Okta" in outcome.diagnostics
    assert "Traceback" not in outcome.text
    assert (sandbox.groups_of(LABEL), sandbox.people_at("invision")) == (assigned, people)
    declare(stack, sandbox)


def test_an_update_that_would_unassign_too_many_people_stops_before_it_changes_anything(
    invision: None, stack: Stack, sandbox: Sandbox
) -> None:
    groups = sandbox.groups_of(LABEL)
    declare(stack, sandbox, groups=[{"name": "Contractors"}], saml={**INVISION["saml"], "audience": "https://new"})
    stopped = stack.up()
    assert stopped.exit_code != 0
    assert "InVision V7: 3 of 4 people (75%), by the groups Design" in stopped.diagnostics
    assert (stopped.changed & {"invision-app", "invision-design"}, sandbox.groups_of(LABEL)) == (set(), groups)
    meant = stack.up(OKTA_SCIM_UNASSIGN__MAX_SHARE="1")
    assert meant.exit_code == 0, meant.text
    assert sandbox.groups_of(LABEL) == {sandbox.group_id("Contractors")}
    declare(stack, sandbox)
    assert stack.up().exit_code == 0


def test_a_new_token_for_the_console_is_a_step_until_a_person_confirms_it(
    invision: None, stack: Stack, sandbox: Sandbox
) -> None:
    token = sandbox.issue_token("invision")
    stack.configure_secret("okta-scim:tokens.invision", token)
    told = stack.up()
    assert told.exit_code == 0, told.text
    assert "Replace the API token of the provisioning connection" in told.diagnostics
    assert "Replace the API token" in stack.up().diagnostics
    sandbox.switch_on(LABEL, "invision")
    sandbox.revoke_older_tokens("invision")
    connection = {"baseUrl": sandbox.scim_urls["invision"], "tokenConfirmed": fingerprint(token)}
    declare(stack, sandbox, connection=connection)
    confirmed = stack.up()
    assert (confirmed.exit_code, "Replace the API token" in confirmed.diagnostics) == (0, False), confirmed.text
    declare(stack, sandbox)
    assert "Replace the API token" not in stack.up().diagnostics


def test_an_update_of_the_app_that_wipes_its_provisioning_fails_with_what_to_repair(
    invision: None, stack: Stack, sandbox: Sandbox
) -> None:
    sandbox.set_faults("wipe_provisioning_on_app_update=true")
    declare(stack, sandbox, saml={**INVISION["saml"], "audience": "https://invision.example.com/new"})
    wiped = stack.up()
    sandbox.set_faults()
    assert wiped.exit_code != 0
    assert "this update of the app lost its provisioning: " in wiped.diagnostics
    assert "Set up the provisioning connection" in wiped.diagnostics
    assert sandbox.groups_of(LABEL) == {sandbox.group_id("Design"), sandbox.group_id("Contractors")}
    declare(stack, sandbox)
    sandbox.switch_on(LABEL, "invision")
    repaired = stack.up()
    assert (repaired.exit_code, "InVision V7" in repaired.diagnostics) == (0, False), repaired.text


def test_an_app_to_sign_in_through_gets_the_same_groups(invision: None, stack: Stack, sandbox: Sandbox) -> None:
    declare(stack, sandbox, signOnApp={"label": "InVision SSO", "saml": INVISION["saml"]})
    outcome = stack.up()
    assert outcome.exit_code == 0, outcome.text
    assert sandbox.groups_of("InVision SSO") == sandbox.groups_of(LABEL) != set()


def test_drift_can_be_made_to_fail_at_preview_without_changing_anything(
    invision: None, stack: Stack, sandbox: Sandbox
) -> None:
    sandbox.switch_on(LABEL, "invision", "--profile")
    # The app to sign in through goes, and with it who has it.
    stack.configure({"unassign": {"maxPeople": 10, "maxShare": 1}})
    declare(stack, sandbox, onDrift="fail")
    found = stack.preview()
    assert found.exit_code != 0
    assert "profile_updates: declared off, Okta says on" in found.diagnostics
    sandbox.switch_on(LABEL, "invision")
    assert stack.preview().exit_code == 0


def test_no_token_stands_in_clear_anywhere(invision: None, stack: Stack, sandbox: Sandbox) -> None:
    assert places_of(sandbox.tokens, [stack.directory, sandbox.directory], stack.log) == []
