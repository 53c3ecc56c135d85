"""`switch-on` sets an app up on the console's pages, and `people` shows what came of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.command_line import Result, Sandbox

SAML_APP = {
    "label": "InVision V7",
    "signOnMode": "SAML_2_0",
    "settings": {
        "signOn": {
            "ssoAcsUrl": "https://invision.example/saml",
            "audience": "https://invision.example",
            "recipient": "https://invision.example/saml",
            "destination": "https://invision.example/saml",
            "subjectNameIdTemplate": "${user.userName}",
            "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
            "responseSigned": True,
            "assertionSigned": True,
            "signatureAlgorithm": "RSA_SHA256",
            "digestAlgorithm": "SHA256",
            "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
        }
    },
}
TOKEN = "SCIM_TOKEN_OF_THE_SERVICE"


@pytest.fixture
def app(running_sandbox: Sandbox) -> Iterator[dict[str, Any]]:
    """Give a SAML app of a test's own, and take it away afterwards."""
    made: dict[str, Any] = running_sandbox.api("POST", "/api/v1/apps", json=SAML_APP)
    yield made
    running_sandbox.api("POST", f"/api/v1/apps/{made['id']}/lifecycle/deactivate")
    running_sandbox.api("DELETE", f"/api/v1/apps/{made['id']}")


@pytest.fixture(autouse=True)
def token(running_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, running_sandbox.secrets.scim_token("invision"))


def switch_on(sandbox: Sandbox, app: str, *options: str) -> Result:
    base_url = sandbox.run.scim_urls["invision"]
    given = ("--app", app, "--base-url", base_url, "--token-variable", TOKEN, *options)
    return sandbox.command("switch-on", *given)


def features(sandbox: Sandbox, app: dict[str, Any]) -> set[str]:
    return set(sandbox.api("GET", f"/api/v1/apps/{app['id']}")["features"])


def test_the_features_of_the_app_show_what_was_switched_on(running_sandbox: Sandbox, app: dict[str, Any]) -> None:
    result = switch_on(running_sandbox, app["id"])

    assert result.code == 0, result.error
    shown = features(running_sandbox, app)
    assert shown >= {"PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION"}
    assert not shown & {"PUSH_PROFILE_UPDATES", "PUSH_PASSWORD_UPDATES"}


def test_each_step_is_told_and_the_token_is_not(running_sandbox: Sandbox, app: dict[str, Any]) -> None:
    result = switch_on(running_sandbox, "InVision V7")

    assert result.output.splitlines() == [
        "Admin Console: signed in",
        "Applications: opened InVision V7",
        "General: Provisioning: SCIM, saved",
        "Sign On: Application username format is Email",
        "Provisioning: Configure API Integration, Enable API integration",
        "Provisioning: Test API Credentials: InVision V7 was verified successfully!",
        f"Provisioning: saved with Base URL {running_sandbox.run.scim_urls['invision']}",
        "To App: Create Users, Deactivate Users enabled, saved",
    ]


def test_the_username_format_is_set_on_the_app(running_sandbox: Sandbox, app: dict[str, Any]) -> None:
    switch_on(running_sandbox, app["id"], "--username-format", "Okta username prefix")

    after = running_sandbox.api("GET", f"/api/v1/apps/{app['id']}")
    template = after["credentials"]["userNameTemplate"]["template"]
    assert template == '${fn:substringBefore(source.login, "@")}'


def test_run_again_with_other_boxes_it_changes_the_boxes(running_sandbox: Sandbox, app: dict[str, Any]) -> None:
    switch_on(running_sandbox, app["id"])

    result = switch_on(running_sandbox, app["id"], "--profile", "--no-deactivate")

    assert result.code == 0, result.error
    shown = features(running_sandbox, app)
    assert "PUSH_PROFILE_UPDATES" in shown
    assert "PUSH_USER_DEACTIVATION" not in shown


def test_a_wrong_token_ends_with_the_pages_message(
    running_sandbox: Sandbox, app: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, "wrong-token")

    result = switch_on(running_sandbox, app["id"])

    assert result.code == 1
    assert "the Admin Console says: " in result.error
    assert "Unauthorized" in result.error
    assert features(running_sandbox, app) == set()


def test_an_unknown_app_ends_with_the_known_ones(running_sandbox: Sandbox, app: dict[str, Any]) -> None:
    result = switch_on(running_sandbox, "Zoom")

    assert "no application 'Zoom'; there are: InVision V7" in result.error


def test_a_missing_token_variable_is_named(running_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN)

    assert TOKEN in switch_on(running_sandbox, "InVision V7").error


def test_people_assigned_afterwards_are_shown_at_the_service_provider(
    running_sandbox: Sandbox, app: dict[str, Any]
) -> None:
    switch_on(running_sandbox, app["id"])
    group = running_sandbox.api("GET", "/api/v1/groups?q=Design")[0]
    running_sandbox.api("PUT", f"/api/v1/apps/{app['id']}/groups/{group['id']}", json={})

    shown = json.loads(running_sandbox.command("people", "--json", "--tenant", "invision").output)

    people = shown["people"]["invision"]
    members = running_sandbox.api("GET", f"/api/v1/groups/{group['id']}/users")
    assert [p["userName"] for p in people] == sorted(m["profile"]["email"] for m in members)
    assert {p["externalId"] for p in people} == {m["id"] for m in members}
    assert all(p["active"] and p["assigned"] and p["name"] for p in people)
    pushed = [push for push in shown["pushes"] if push["app"] == "InVision V7"]
    assert {"at", "app", "person", "operation", "outcome"} <= set(pushed[-1])


def test_the_table_has_plain_lines_when_it_is_not_for_a_terminal(running_sandbox: Sandbox) -> None:
    result = running_sandbox.command("people")

    assert result.output.startswith("People at invision")
    assert "\x1b" not in result.output
    assert "│" not in result.output


def test_people_of_an_unknown_tenant_names_the_known_ones(running_sandbox: Sandbox) -> None:
    result = running_sandbox.command("people", "--tenant", "slack")

    assert "there are: invision, zscaler" in result.error
