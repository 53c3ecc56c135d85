"""People who sign in through one app and are provisioned through another have both, under one user name."""

import json
from typing import Any

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.stack import Stack

LABEL, SIGN_ON = "InVision V7", "InVision OIDC"
OIDC: dict[str, Any] = {"label": SIGN_ON, "oidc": {"redirectUris": ["https://invision.example.com/callback"]}}
INVISION: dict[str, Any] = {
    "label": LABEL,
    "preset": "invision-v7",
    "saml": {"ssoUrl": "https://invision.example.com/acs", "audience": "https://invision.example.com"},
    "groups": [{"name": "Design"}],
}


def declare(stack: Stack, sandbox: Sandbox, sign_on: dict[str, Any] | None = OIDC, **changes: Any) -> None:
    app = {**INVISION, "connection": {"baseUrl": sandbox.scim_urls["invision"]}, "signOnApp": sign_on, **changes}
    stack.configure({"apps": {"invision": {key: value for key, value in app.items() if value is not None}}})


def set_user_names(sandbox: Sandbox, template: str) -> None:
    """Change the username format of the app to sign in through, as somebody else would."""
    app = sandbox.app(SIGN_ON)
    app["credentials"]["userNameTemplate"] = {"template": template, "type": "BUILT_IN"}
    sandbox.send("PUT", f"/apps/{app['id']}", app)


@pytest.fixture(scope="module")
def invision(stack: Stack, sandbox: Sandbox) -> None:
    """InVision before a person has switched its provisioning on."""
    declare(stack, sandbox)
    stack.configure_secret("okta-scim:tokens.invision", sandbox.scim_tokens["invision"])
    assert stack.up().exit_code == 0


def test_nobody_can_sign_in_before_provisioning_is_on(invision: None, sandbox: Sandbox) -> None:
    assert sandbox.app(SIGN_ON)["credentials"]["userNameTemplate"]["template"] == "${source.email}"
    assert (sandbox.groups_of(LABEL), sandbox.groups_of(SIGN_ON)) == (set(), set())


def test_both_apps_get_the_same_groups_once_it_is(invision: None, stack: Stack, sandbox: Sandbox) -> None:
    sandbox.switch_on(LABEL, "invision")
    done = stack.up()
    assert done.exit_code == 0, done.text
    assert sandbox.groups_of(SIGN_ON) == sandbox.groups_of(LABEL) == {sandbox.group_id("Design")}


def test_the_service_s_owner_is_told_the_client_id_and_nobody_the_secret(
    invision: None, stack: Stack, sandbox: Sandbox
) -> None:
    app = sandbox.app(SIGN_ON)
    told = stack.outputs()["invision"]["signOnApp"]
    assert (told["clientId"], told["usernameFormat"]) == (app["credentials"]["oauthClient"]["client_id"], "Email")
    (kept,) = sandbox.get(f"/apps/{app['id']}/credentials/secrets")
    exported = stack.command("pulumi", "stack", "export", "--show-secrets", "--stack", "e2e").stdout
    assert [one for one in json.loads(exported)["deployment"]["resources"] if one["type"].endswith(":OAuth")]
    assert kept["client_secret"] not in exported


def test_user_names_that_no_longer_agree_are_seen_by_every_run(invision: None, stack: Stack, sandbox: Sandbox) -> None:
    set_user_names(sandbox, "${source.login}")
    previewed, stopped = stack.preview(), stack.up()
    for outcome in (previewed, stopped):
        assert f"{SIGN_ON}: people sign in through this app as Okta username" in outcome.diagnostics
        assert "Traceback" not in outcome.text
    assert (previewed.exit_code, previewed.changes, stopped.exit_code != 0) == (0, {}, True)
    assert sandbox.groups_of(SIGN_ON) == sandbox.groups_of(LABEL) != set()
    repaired = stack.up("--refresh")
    assert repaired.exit_code == 0, repaired.text
    assert sandbox.app(SIGN_ON)["credentials"]["userNameTemplate"]["template"] == "${source.email}"


def test_taking_it_from_people_stops_before_anything_is_changed(invision: None, stack: Stack, sandbox: Sandbox) -> None:
    declare(stack, sandbox, sign_on=None)
    stopped = stack.up()
    assert stopped.exit_code != 0
    assert f"{SIGN_ON}: 3 of 3 people (100%), by the groups Design" in stopped.diagnostics
    assert sandbox.groups_of(SIGN_ON) != set()
    meant = stack.up(OKTA_SCIM_UNASSIGN__MAX_SHARE="1")
    assert meant.exit_code == 0, meant.text
    assert SIGN_ON not in [app["label"] for app in sandbox.get("/apps")]


def test_a_preview_of_adding_it_leaves_everything_else_as_it_is(invision: None, stack: Stack, sandbox: Sandbox) -> None:
    declare(stack, sandbox)
    previewed = stack.preview()
    assert previewed.exit_code == 0, previewed.text
    # The provider that counted people in the update before goes with the next one.
    changed = previewed.changed - {"okta-counting"}
    assert changed == {"invision-sign-on", "invision-sign-on-app", "invision-sign-on-design"}


def test_one_that_was_made_by_hand_is_read_and_another_of_its_label_never_made(
    another_stack: Stack, sandbox: Sandbox
) -> None:
    oauth = {"application_type": "web", "redirect_uris": OIDC["oidc"]["redirectUris"]}
    by_hand = sandbox.send(
        "POST", "/apps", {"label": SIGN_ON, "signOnMode": "OPENID_CONNECT", "settings": {"oauthClient": oauth}}
    )
    stack = another_stack
    stack.configure_secret("okta-scim:tokens.invision", sandbox.scim_tokens["invision"])
    declare(stack, sandbox, label="InVision V8")
    refused = stack.up()
    assert refused.exit_code != 0
    assert f"Okta has an app {SIGN_ON!r} already ({by_hand['id']})" in refused.diagnostics
    declare(stack, sandbox, label="InVision V8", sign_on={"label": SIGN_ON, "existing": {"id": by_hand["id"]}})
    stopped = stack.up()
    assert stopped.exit_code != 0
    assert f"{SIGN_ON}: people sign in through this app as Okta username" in stopped.diagnostics
