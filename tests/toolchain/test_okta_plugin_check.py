"""What Check completes, marks and refuses, word for word as the real plugin does."""

from typing import Any

import pytest

from tests.toolchain.scripted_okta import ScriptedOkta, target
from toolchain.okta_plugin.errors import PluginError
from toolchain.okta_plugin.provider import Provider
from toolchain.okta_plugin.values import UNKNOWN, to_wire

SAML = "okta:app/saml:Saml"
CONNECTION = "okta:app/connection:Connection"
FEATURES = "okta:app/features:Features"
GROUP = "okta:group/group:Group"
ASSIGNMENTS = "okta:index/appGroupAssignments:AppGroupAssignments"
TOKEN_PROFILE = {"authScheme": "TOKEN", "token": "scim-token"}
CONNECTED: dict[str, Any] = {
    "action": "activate",
    "baseUrl": "https://scim",
    "idProperty": "0oa1",
    "profile": TOKEN_PROFILE,
}


@pytest.fixture
def provider() -> Provider:
    return ScriptedOkta({}).provider()


def reasons(provider: Provider, token: str, **news: object) -> list[str]:
    _, failures = provider.check(target(token), {}, news, b"seed")
    return [failure.reason for failure in failures]


def inputs(provider: Provider, token: str, olds: dict[str, Any] | None = None, **news: object) -> dict[str, Any]:
    return provider.check(target(token), olds or {}, news, b"seed")[0]


def test_unset_properties_get_their_defaults_and_are_listed(provider: Provider) -> None:
    checked = inputs(provider, SAML, label="Zscaler", preconfiguredApp="zscalerbyz")

    assert checked == {
        "__defaults": ["samlVersion", "status", "userNameTemplate", "userNameTemplateType"],
        "label": "Zscaler",
        "preconfiguredApp": "zscalerbyz",
        "samlVersion": "2.0",
        "status": "ACTIVE",
        "userNameTemplate": "${source.login}",
        "userNameTemplateType": "BUILT_IN",
    }


def test_defaults_within_a_list_are_listed_within_it(provider: Provider) -> None:
    checked = inputs(provider, ASSIGNMENTS, appId="0oa1", groups=[{"id": "00g1"}])

    assert checked["groups"] == [{"__defaults": ["profile"], "id": "00g1", "profile": "{}"}]


def test_a_group_without_a_name_is_named_and_keeps_that_name(provider: Provider) -> None:
    first = inputs(provider, GROUP)
    second = provider.check(target(GROUP), first, {}, b"another seed")[0]

    assert first["name"].startswith("mine-")
    assert first["__defaults"] == ["name"]
    assert second == first


def test_the_scim_token_is_marked_secret_and_nothing_else_is(provider: Provider) -> None:
    wire = to_wire(inputs(provider, CONNECTION, **CONNECTED))

    assert wire["profile"] == {
        "authScheme": "TOKEN",
        "token": {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "scim-token"},
    }
    assert "scim-token" not in repr(inputs(provider, CONNECTION, **CONNECTED))


def test_a_framework_resource_names_what_is_missing_with_its_description(provider: Provider) -> None:
    assert reasons(provider, CONNECTION) == [
        "Missing required property 'action': The action to perform on the connection. Valid values are `activate` or "
        "`deactivate`.",
        "Missing required property 'baseUrl': The base URL for the provisioning connection.",
        "Missing required property 'idProperty': The application ID.",
        "Missing required property 'profile.authScheme': Authentication scheme. Valid values are TOKEN or OAUTH2.",
    ]


def test_a_classic_resource_names_what_is_missing_and_where_to_look(provider: Provider) -> None:
    assert reasons(provider, SAML) == [
        'Missing required argument. The argument "label" is required, but no definition was found.. '
        "Examine values at 'mine.label'."
    ]


def test_a_value_that_is_none_of_the_choices_is_refused_with_them(provider: Provider) -> None:
    assert reasons(provider, CONNECTION, **CONNECTED | {"action": "enable"}) == [
        'Invalid Attribute Value Match. Attribute action value must be one of: ["activate" "deactivate"], '
        "got: \"enable\". Examine values at 'mine.action'."
    ]


def test_an_unknown_value_passes_where_only_choices_do(provider: Provider) -> None:
    assert reasons(provider, CONNECTION, **CONNECTED | {"action": UNKNOWN, "baseUrl": UNKNOWN}) == []


def test_features_without_a_name_get_one_that_is_refused(provider: Provider) -> None:
    [reason] = reasons(provider, FEATURES, appId="0oa1")

    assert reason.startswith("Invalid Attribute Value Match. Attribute name value must be one of:")


def test_a_token_connection_without_a_token_and_with_any_base_url_passes(provider: Provider) -> None:
    assert reasons(provider, CONNECTION, **CONNECTED | {"baseUrl": "?", "profile": {"authScheme": "TOKEN"}}) == []


def test_properties_that_exclude_each_other_are_refused(provider: Provider) -> None:
    found = reasons(provider, SAML, label="x", authenticationPolicy="rst1", skipAuthenticationPolicy=True)

    assert found == [
        'Conflicting configuration arguments. "skip_authentication_policy": conflicts with authentication_policy. '
        "Examine values at 'mine.skipAuthenticationPolicy'."
    ]


def test_a_property_that_the_stand_in_lacks_is_refused_by_name(provider: Provider) -> None:
    [reason] = reasons(provider, SAML, label="x", logo="logo.png")

    assert reason.startswith("the stand-in Okta plugin does not carry 'logo': use the real plugin.")


def test_a_property_that_does_nothing_any_more_is_warned_of() -> None:
    okta = ScriptedOkta({})

    okta.provider().check(target(GROUP), {}, {"name": "people", "skipUsers": True}, b"")

    assert any('property "skipUsers" is deprecated' in text for _, text, _ in okta.log)


def test_an_unknown_resource_type_is_refused_in_favour_of_the_real_plugin(provider: Provider) -> None:
    with pytest.raises(PluginError, match=r"does not carry the resource type okta:app/bookmark:Bookmark: use the real"):
        provider.check(target("okta:app/bookmark:Bookmark"), {}, {}, b"")


def test_an_unknown_function_is_refused_in_favour_of_the_real_plugin(provider: Provider) -> None:
    with pytest.raises(PluginError, match=r"does not carry the function okta:user/getUser:getUser: use the real"):
        provider.invoke("okta:user/getUser:getUser", {})
