"""The schema of the component package: what SDKs are made of, and what programs are checked by."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from package.provider import provider

SCHEMA: dict[str, Any] = json.loads(provider().schema or "{}")
COMPONENT = SCHEMA["resources"]["okta-scim:index:ScimProvisioning"]


def type_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMA["types"][f"okta-scim:index:{name}"]
    return found


def properties() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every input, output and nested property by its path."""
    for path, part in {**SCHEMA["resources"], **SCHEMA["types"]}.items():
        for kind in ("inputProperties", "properties"):
            for name, content in part.get(kind, {}).items():
                yield f"{path.split(':')[-1]}.{kind}.{name}", content


def test_everything_is_described() -> None:
    parts = {**dict(properties()), **SCHEMA["resources"], **SCHEMA["types"], "package": SCHEMA}
    values = {f"{path}.{value['name']}": value for path, part in parts.items() for value in part.get("enum", ())}
    assert [path for path, part in {**parts, **values}.items() if not part.get("description")] == []


def test_no_description_keeps_the_indentation_of_source_code() -> None:
    parts = [part for _, part in properties()] + list(SCHEMA["types"].values()) + [COMPONENT]
    assert [part["description"] for part in parts if "\n    " in part["description"]] == []


def test_tokens_are_secrets_and_nothing_else_is() -> None:
    assert [path for path, part in properties() if part.get("secret")] == ["Connection.properties.token"]


@pytest.mark.parametrize(
    ("type_name", "required"),
    [
        ("AppIntegration", ["label"]),
        ("Catalogue", ["name"]),
        ("Connection", ["baseUrl"]),
        ("Existing", []),
        ("Features", []),
        ("Group", []),
        ("ImportRules", []),
        ("Oidc", ["redirectUris"]),
        ("Saml", ["audience", "ssoUrl"]),
    ],
)
def test_what_is_required_is_required(type_name: str, required: list[str]) -> None:
    assert type_of(type_name).get("required", []) == required


def test_the_app_its_connection_and_the_console_are_required() -> None:
    assert COMPONENT["requiredInputs"] == ["adminConsoleUrl", "app", "connection"]


def test_what_another_resource_may_give_is_no_plain_value_and_the_rest_is() -> None:
    outputs = tuple(f"{name}.properties." for name in ("ScimProvisioning", "SignOnApp", "Step"))
    inputs = {path: part for path, part in properties() if not path.startswith(outputs)}
    assert {path for path, part in inputs.items() if not part.get("plain")} == {
        "Connection.properties.baseUrl",
        "Connection.properties.token",
        "Group.properties.id",
        "Saml.properties.audience",
        "Saml.properties.destination",
        "Saml.properties.recipient",
        "Saml.properties.ssoUrl",
        "ScimProvisioning.inputProperties.adminConsoleUrl",
        "ScimProvisioning.inputProperties.previous",
    }


def test_no_name_of_a_type_says_what_sdks_say_themselves() -> None:
    assert [name for name in SCHEMA["types"] if name.endswith("Args")] == []
    assert set(re.findall(r"#/types/([\w:-]+)", json.dumps(SCHEMA))) == set(SCHEMA["types"])


def test_every_output_but_the_fingerprint_and_the_app_to_sign_in_through_is_always_there() -> None:
    assert set(COMPONENT["properties"]) - set(COMPONENT["required"]) == {"tokenInOkta", "signOnApp"}
