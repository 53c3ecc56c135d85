"""The policy pack, run by the engine: on this project's program, and on resources that are declared by hand."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.secrets import places_of
from tests.end_to_end.stack import ROOT, Outcome, Stack

PACK = ROOT / "policy"
BY_HAND = """
import pulumi
import pulumi_okta as okta

config = pulumi.Config("okta")
provider = okta.Provider(
    "okta",
    org_name=config.require("orgName"),
    base_url=config.require("baseUrl"),
    http_proxy=config.require("httpProxy"),
    api_token=config.require_secret("apiToken"),
)
options = pulumi.ResourceOptions(provider=provider)
saml = {"sso_url": "https://sp.example.com/acs", "recipient": "https://sp.example.com/acs",
        "destination": "https://sp.example.com/acs", "audience": "sp", "signature_algorithm": "RSA_SHA256",
        "digest_algorithm": "SHA256", "subject_name_id_template": "${user.userName}",
        "subject_name_id_format": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        "authn_context_class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"}
first = okta.app.Saml("first", label="Service", opts=options, **saml)
okta.app.Saml("second", label="Service ", opts=options, **saml)
okta.app.Connection("connection", id_property=first.id, base_url="http://scim.example.com/v2", action="activate",
                    profile={"auth_scheme": "TOKEN", "token": "plain-t0ken"}, opts=options)
capabilities = {"create": {"lifecycle_create": {"status": "ENABLED"}},
                "update": {"lifecycle_deactivate": {"status": "DISABLED"}, "profile": {"status": "ENABLED"}}}
okta.app.Features("features", app_id=first.id, name="USER_PROVISIONING", status="ENABLED", capabilities=capabilities,
                  opts=options)
okta.app.GroupAssignment("everyone", app_id=first.id, group_id="00gEveryone", opts=options)
pulumi.export("scimToken", "plain-t0ken")
"""


@pytest.fixture(scope="module", autouse=True)
def pack() -> None:
    """The pack's own virtual environment, as `make policy` installs it."""
    subprocess.run(["make", "--silent", "policy"], cwd=ROOT, check=True)


def with_pack(directory: Path, config: dict[str, Any]) -> tuple[str, ...]:
    file = directory / "policy-config.json"
    file.write_text(json.dumps(config), encoding="utf-8")
    return "--policy-pack", str(PACK), "--policy-pack-config", str(file)


@pytest.fixture(scope="module")
def up(stack: Stack, sandbox: Sandbox) -> Outcome:
    """An app of each kind, declared as the project has it, each in a file of its own."""
    zscaler = {
        "preset": "zscaler",
        "label": "Zscaler 2.0",
        "catalogue": {"name": "zscalerbyz", "settings": {"siteDomain": "example.com"}},
        "connection": {"baseUrl": sandbox.scim_urls["zscaler"]},
        "groups": [{"name": "Engineering"}],
    }
    invision = {
        "preset": "invision-v7",
        "label": "InVision V7",
        "saml": {"ssoUrl": "https://sp.example.com/acs", "audience": "https://sp.example.com"},
        "connection": {"baseUrl": sandbox.scim_urls["invision"]},
        "groups": [{"name": "Everyone"}],
    }
    (stack.directory / "apps" / "e2e").mkdir(parents=True)
    for tenant, app in {"zscaler": zscaler, "invision": invision}.items():
        (stack.directory / "apps" / "e2e" / f"{tenant}.yaml").write_text(yaml.safe_dump(app), encoding="utf-8")
        stack.configure_secret(f"okta-scim:tokens.{tenant}", sandbox.scim_tokens[tenant])
    return stack.up("--policy-pack", str(PACK))


@pytest.fixture(scope="module")
def refused(up: Outcome, stack: Stack, sandbox: Sandbox) -> Outcome:
    """A preview where the stack counts as production and somebody has changed a feature in Okta."""
    sandbox.switch_on("Zscaler 2.0", "zscaler", "--profile")
    config = {"no-everyone-in-production": {"stacks": ["e2e"]}, "features-as-declared": "mandatory"}
    return stack.preview(*with_pack(stack.directory, config))


def test_the_project_s_own_declarations_pass(up: Outcome) -> None:
    assert up.exit_code == 0, up.text
    assert "✅ okta-scim@v0.1.0" in up.text


def test_an_app_in_a_file_of_its_own_is_declared(up: Outcome, stack: Stack) -> None:
    assert set(stack.outputs()) == {"zscaler", "invision"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no-everyone-in-production", "InVision V7 (invision): it assigns the group 'Everyone'."),
        ("features-as-declared", "Zscaler 2.0 (zscaler): seen in Okta, and declared off: PUSH_PROFILE_UPDATES."),
    ],
)
def test_what_no_single_resource_tells_is_judged_when_the_stack_is_known(
    refused: Outcome, name: str, said: str
) -> None:
    assert refused.exit_code != 0
    assert f"[mandatory]  {name}" in refused.text
    assert said in refused.text


@pytest.fixture(scope="module")
def by_hand(up: Outcome, stack: Stack) -> Outcome:
    """A preview of a program that breaks every rule that a resource can break."""
    program = stack.directory / "__main__.py"
    program.unlink()
    program.write_text(BY_HAND, encoding="utf-8")
    config = {
        "no-everyone-in-production": {"stacks": ["e2e"], "groupIds": ["00gEveryone"]},
        "names": {"label": "SCIM .*"},
        "profile-updates-off": {"exceptApps": ["features"]},
    }
    return stack.preview(*with_pack(stack.directory, config))


@pytest.mark.parametrize(
    ("level", "name", "said"),
    [
        ("mandatory", "token-secret", "its output scimToken holds profile.token of Connection connection in clear."),
        ("mandatory", "https", "Connection connection: baseUrl is http://scim.example.com/v2, not https."),
        (
            "mandatory",
            "create-implies-deactivate",
            "Features features: Create Users is on and Deactivate Users is not.",
        ),
        ("mandatory", "username-email", "Saml Service (first): the Application username format is ${source.login}"),
        ("mandatory", "no-everyone-in-production", "GroupAssignment everyone: it assigns the group 00gEveryone"),
        ("mandatory", "labels-unique", "its label is also that of Saml Service"),
        ("advisory", "names", "Saml Service (first): the label 'Service' does not match SCIM .*"),
    ],
)
def test_a_resource_declared_by_hand_is_judged_like_any_other(
    by_hand: Outcome, level: str, name: str, said: str
) -> None:
    assert by_hand.exit_code != 0
    assert f"[{level}]  {name}" in by_hand.text
    assert said in by_hand.text


def test_an_exception_for_an_app_counts(by_hand: Outcome) -> None:
    assert "profile-updates-off" not in by_hand.text


def test_no_token_stands_in_clear_in_what_the_pack_says(
    up: Outcome, refused: Outcome, by_hand: Outcome, sandbox: Sandbox
) -> None:
    said = [up.text, refused.text, by_hand.text.split("Policies:")[1].split("Outputs:")[0]]
    assert places_of([*sandbox.tokens, "plain-t0ken"], [], said) == []
