"""The data that components go by: username formats, documented apps, presets."""

import json
from pathlib import Path

import pytest

from components import AuthScheme, Method, UsernameFormat, presets
from components.api_support import documented, resolve
from components.features import FEATURES, Features
from components.username_format import display_name_of

OPENAPI = Path(__file__).parents[3] / "shared" / "okta-openapi" / "management-apps-groups-users.json"


def openapi_schemas() -> dict[str, dict[str, object]]:
    if not OPENAPI.exists():
        pytest.skip("Okta's OpenAPI file does not lie beside the checkout")
    schemas: dict[str, dict[str, object]] = json.loads(OPENAPI.read_text(encoding="utf-8"))["components"]["schemas"]
    return schemas


def test_every_built_in_username_format_of_okta_is_there_by_name_and_template() -> None:
    text = (
        json.dumps(openapi_schemas()["ApplicationCredentialsUsernameTemplate"])
        .replace('\\\\"', '"')
        .replace('\\"', '"')
    )
    for username_format in UsernameFormat:
        assert f"| {username_format.display_name} " in text
        assert f"`{username_format.template}`" in text


def test_a_template_that_is_none_of_the_built_in_ones_is_shown_as_it_is() -> None:
    assert display_name_of("${user.customThing}") == "${user.customThing}"


def test_every_feature_has_a_field_and_a_name_that_okta_knows() -> None:
    known = json.dumps(openapi_schemas()["Application"])
    for feature in FEATURES:
        assert hasattr(Features(), feature.field)
        assert f'"{feature.okta_name}"' in known


def test_exactly_six_apps_are_documented() -> None:
    assert sorted(documented()) == ["google", "office365", "okta_org2org", "slack", "zoomus", "zscalerbyz"]


@pytest.mark.parametrize(
    ("app", "scheme", "method"),
    [
        ("zscalerbyz", AuthScheme.TOKEN, Method.API),
        ("zscalerbyz", AuthScheme.OAUTH2, Method.CONSOLE),
        ("slack", AuthScheme.OAUTH2, Method.API),
        ("scim2testapp_basic", AuthScheme.TOKEN, Method.CONSOLE),
        (None, AuthScheme.TOKEN, Method.CONSOLE),
    ],
)
def test_auto_takes_the_api_only_for_documented_apps_and_schemes(
    app: str | None, scheme: AuthScheme, method: Method
) -> None:
    assert resolve(Method.AUTO, app, scheme) is method


@pytest.mark.parametrize("method", [Method.API, Method.CONSOLE])
def test_a_method_that_is_chosen_is_kept(method: Method) -> None:
    assert resolve(method, "zscalerbyz", AuthScheme.TOKEN) is method


def test_the_reference_preset_asks_for_what_the_guide_asks_for() -> None:
    preset = presets()["invision-v7"]
    assert preset.username_format is UsernameFormat.EMAIL
    assert preset.features == Features(create=True, deactivate=True, profile_updates=False, password_sync=False)
