"""The packaged component: what the Python component makes and says, in the schema's words."""

from typing import Any

import pulumi
import pytest

from components import ScimProvisioning, ScimProvisioningArgs
from package.provider import provider
from tests.recorder import OktaSays, Run, run

TOKEN = "scim-token"
ARGS: ScimProvisioningArgs = {
    "app": {"label": "InVision V7", "saml": {"sso_url": "https://sp.example.com/acs", "audience": "sp"}},
    "connection": {"base_url": "https://scim.example.com/v2", "token": TOKEN},
    "admin_console_url": "https://acme-admin.okta.com",
    "groups": [{"name": "Design"}],
}
INPUTS: dict[str, Any] = {
    "app": {"label": "InVision V7", "saml": {"ssoUrl": "https://sp.example.com/acs", "audience": "sp"}},
    "connection": {"baseUrl": "https://scim.example.com/v2", "token": TOKEN},
    "adminConsoleUrl": "https://acme-admin.okta.com",
    "groups": [{"name": "Design"}],
}


def constructed(inputs: dict[str, Any], says: OktaSays | None = None) -> Run:
    """Construct the component as the engine asks for it; the result is its state."""
    hosting = provider()
    return run(lambda: dict(hosting.construct("invision", "okta-scim:index:ScimProvisioning", inputs).state), says)


def test_it_says_what_the_python_component_says() -> None:
    said = run(lambda: ScimProvisioning("invision", ARGS).outputs()).result
    assert constructed(INPUTS).result == said


def test_steps_left_are_typed_as_the_schema_has_them() -> None:
    (step, *_) = constructed(INPUTS, OktaSays(features=())).result["stepsLeft"]
    assert set(step) == {"title", "url", "do", "enter"}


def test_a_value_that_is_none_of_an_enumeration_is_refused_with_its_path() -> None:
    with pytest.raises(pulumi.RunError, match=r"^invision: the input connection\.authScheme: Invalid value BASIC"):
        constructed({**INPUTS, "connection": {**INPUTS["connection"], "authScheme": "BASIC"}})


def test_what_the_component_refuses_is_said_without_a_traceback() -> None:
    with pytest.raises(pulumi.RunError, match="needs exactly one of `saml`, `oidc`, `catalogue` and `existing`"):
        constructed({**INPUTS, "app": {"label": "InVision V7"}})


def test_the_resources_are_those_of_the_python_component() -> None:
    result = constructed(INPUTS)
    assert result.one("Saml").name == "invision-app"
    assert result.one("GroupAssignment").name == "invision-design"


def test_a_token_that_changed_since_the_last_update_is_left_to_the_person() -> None:
    result = constructed({**INPUTS, "previous": {"tokenInOkta": "0123456789ab"}}).result
    assert [step["title"] for step in result["stepsLeft"]] == ["Replace the API token of the provisioning connection"]
