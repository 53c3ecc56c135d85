"""`import` does from the shell what a person does on the Import tab and the Dashboard."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.command_line import Sandbox
from tests.sandbox.test_cli_people import SAML_APP

TOKEN = "SCIM_TOKEN_OF_THE_SERVICE"


@pytest.fixture
def app(running_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the label of an app that is connected to the service, which has one person whom Okta does not know."""
    made = running_sandbox.api("POST", "/api/v1/apps", json=SAML_APP | {"label": "Imports"})
    monkeypatch.setenv(TOKEN, running_sandbox.secrets.scim_token("zscaler"))
    running_sandbox.command(
        "switch-on",
        "--app",
        "Imports",
        "--base-url",
        running_sandbox.run.scim_urls["zscaler"],
        "--token-variable",
        TOKEN,
    )
    person = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "hedy.lamarr@example.com",
        "name": {"givenName": "Hedy", "familyName": "Lamarr"},
        "emails": [{"value": "hedy.lamarr@example.com", "primary": True}],
    }
    hired = running_sandbox.scim("zscaler", "POST", "/Users", json=person)
    yield "Imports"
    running_sandbox.api("POST", f"/api/v1/apps/{made['id']}/lifecycle/deactivate")
    running_sandbox.api("DELETE", f"/api/v1/apps/{made['id']}")
    running_sandbox.ask("DELETE", "/api/v1/users/hedy.lamarr@example.com")
    running_sandbox.ask("DELETE", "/api/v1/users/hedy.lamarr@example.com")
    running_sandbox.ask_scim("zscaler", "DELETE", f"/Users/{hired['id']}")


def imported(sandbox: Sandbox, *options: str) -> dict[str, Any]:
    """Run the command, which must succeed, and give its JSON."""
    result = sandbox.command("import", "--app", "Imports", "--json", *options)
    assert result.code == 0, result.error
    shown: dict[str, Any] = json.loads(result.output)
    return shown


def test_an_import_finds_confirms_and_activates(running_sandbox: Sandbox, app: str) -> None:
    found = imported(running_sandbox)
    assert [(person["userName"], person["match"]) for person in found["waiting"]] == [
        ("hedy.lamarr@example.com", "NONE")
    ]
    assert imported(running_sandbox, "--confirm", "exact")["confirmed"] == []
    done = imported(running_sandbox, "--incremental", "--confirm", "all", "--activate")
    assert done["import"]["kind"] == "INCREMENTAL"
    assert [person["userName"] for person in done["confirmed"]] == ["hedy.lamarr@example.com"]
    assert [user["status"] for user in done["activated"]] == ["ACTIVE"]
    assert done["waiting"] == []


def test_without_json_it_tells_in_lines(running_sandbox: Sandbox, app: str) -> None:
    result = running_sandbox.command("import", "--app", app)
    assert result.output.splitlines()[:3] == [
        "Full import of Imports: read 1, new 1, updated 0, unchanged 0, removed 0",
        "Confirmed: nobody",
        "Activated: nobody",
    ]
    assert "hedy.lamarr@example.com  Hedy Lamarr  NONE   new" in result.output


def test_an_app_that_is_not_connected_is_refused_in_a_line(running_sandbox: Sandbox, app: str) -> None:
    made = running_sandbox.api("POST", "/api/v1/apps", json=SAML_APP | {"label": "Not connected"})
    result = running_sandbox.command("import", "--app", "Not connected")
    running_sandbox.api("POST", f"/api/v1/apps/{made['id']}/lifecycle/deactivate")
    running_sandbox.api("DELETE", f"/api/v1/apps/{made['id']}")
    assert result.code == 1
    assert "Provisioning is not enabled for the app instance." in result.error
