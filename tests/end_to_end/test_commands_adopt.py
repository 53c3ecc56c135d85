"""An app made by hand years ago is brought under management, and the org sees no request that writes."""

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.secrets import places_of
from tests.end_to_end.stack import Stack

LABEL = "Old design tool"
PROFILE = {"role": "member"}


def saml_app(label: str) -> dict[str, Any]:
    return {
        "label": label,
        "signOnMode": "SAML_2_0",
        "credentials": {"userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"}},
        "settings": {
            "signOn": {
                "ssoAcsUrl": "https://sp.example.com/acs",
                "audience": "https://sp.example.com",
                "recipient": "https://sp.example.com/acs",
                "destination": "https://sp.example.com/acs",
                "subjectNameIdTemplate": "${user.userName}",
                "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
                "signatureAlgorithm": "RSA_SHA256",
                "digestAlgorithm": "SHA256",
                "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
            }
        },
    }


@pytest.fixture(scope="module")
def old_app(sandbox: Sandbox) -> str:
    """The id of the app, as somebody left it: provisioned, two groups, one with a priority and a profile."""
    app_id = str(sandbox.send("POST", "/apps", saml_app(LABEL))["id"])
    sandbox.switch_on(LABEL, "invision", "--username-format", "OKTA_USERNAME", "--profile")
    sandbox.send("PUT", f"/apps/{app_id}/groups/{sandbox.group_id('Design')}", {"priority": 3, "profile": PROFILE})
    sandbox.send("PUT", f"/apps/{app_id}/groups/{sandbox.group_id('Contractors')}", {})
    return app_id


@pytest.fixture(scope="module")
def writes(sandbox: Sandbox, old_app: str) -> Callable[[], list[str]]:
    """What the org was asked to change since the app was left."""
    log = sandbox.directory / "org.log"
    begin = log.stat().st_size

    def since() -> list[str]:
        return re.findall(r'"(?:POST|PUT|PATCH|DELETE) /api[^"]*"', log.read_text(encoding="utf-8")[begin:])

    return since


@pytest.fixture(scope="module")
def adopted(stack: Stack, sandbox: Sandbox, old_app: str, writes: object) -> dict[str, Any]:
    """What the command says once it has written the settings, and its printed commands were followed."""
    stack.comment("Who may sign in where.")
    options = ("--app", LABEL, "--base-url", sandbox.scim_urls["invision"], "--write", "--json")
    done = stack.command("python", "-m", "commands", "adopt", *options)
    assert done.returncode == 0, done.stderr
    first: dict[str, Any] = json.loads(done.stdout)
    set_token, second = map(shlex.split, first["commands"])
    assert stack.command(*set_token, stdin=sandbox.scim_tokens["invision"]).returncode == 0
    done = stack.command(*second, "--json")
    assert done.returncode == 0, done.stderr
    for command in json.loads(done.stdout)["commands"][:-1]:
        followed = stack.command(*shlex.split(command))
        assert followed.returncode == 0, followed.stdout + followed.stderr
    return {**first, "then": json.loads(done.stdout)["commands"]}


def test_the_settings_describe_the_app_as_it_is(adopted: dict[str, Any], sandbox: Sandbox, old_app: str) -> None:
    assert adopted["settings"] == {
        "label": LABEL,
        "existing": {"id": old_app},
        "usernameFormat": "okta-username",
        "connection": {"baseUrl": sandbox.scim_urls["invision"]},
        "features": {
            "create": True,
            "profileUpdates": True,
            "deactivate": True,
            "reactivate": True,
            "passwordSync": False,
        },
        "groups": [
            {"name": "Design", "priority": 3, "profile": PROFILE},
            {"name": "Contractors", "priority": 4},
        ],
    }


def test_the_stack_file_keeps_its_comments_and_its_other_settings(adopted: dict[str, Any], stack: Stack) -> None:
    text = (stack.directory / "Pulumi.e2e.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Who may sign in where.\n")
    config = yaml.safe_load(text)["config"]
    assert config["okta:orgName"] == "sandbox-org"
    assert config["okta-scim:apps"] == {"old-design-tool": adopted["settings"]}


def test_the_first_preview_is_empty(adopted: dict[str, Any], stack: Stack) -> None:
    preview = stack.command(*shlex.split(adopted["then"][-1]))
    assert preview.returncode == 0, preview.stdout + preview.stderr


def test_the_first_update_only_notes_what_okta_says(adopted: dict[str, Any], stack: Stack) -> None:
    updated = stack.up("--expect-no-changes")
    assert updated.exit_code == 0, updated.text
    outputs = stack.outputs()["old-design-tool"]
    assert (outputs["provisioningStatus"], outputs["groupsAssigned"]) == ("on", ["Design", "Contractors"])


def test_the_org_saw_no_request_that_writes(
    adopted: dict[str, Any], stack: Stack, writes: Callable[[], list[str]]
) -> None:
    stack.preview("--refresh")
    assert writes() == []


def test_an_app_that_is_in_the_settings_already_is_not_written_again(
    adopted: dict[str, Any], stack: Stack, sandbox: Sandbox
) -> None:
    options = ("--app", LABEL, "--base-url", sandbox.scim_urls["invision"], "--write")
    done = stack.command("python", "-m", "commands", "adopt", *options)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Pulumi.e2e.yaml has an app 'old-design-tool' already" in done.stderr


def test_no_token_stands_in_clear_anywhere(adopted: dict[str, Any], stack: Stack, sandbox: Sandbox) -> None:
    assert places_of(sandbox.tokens, [Path(stack.directory), sandbox.directory], stack.log) == []
