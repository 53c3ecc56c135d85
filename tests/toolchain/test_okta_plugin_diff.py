"""What Diff calls a change, a replacement, or nothing."""

from typing import Any

import pytest

from tests.toolchain.scripted_okta import ScriptedOkta, target
from toolchain.okta_plugin.diff import Difference
from toolchain.okta_plugin.provider import Provider
from toolchain.okta_plugin.values import UNKNOWN

SAML = "okta:app/saml:Saml"
CONNECTION = "okta:app/connection:Connection"
FEATURES = "okta:app/features:Features"
ASSIGNMENT = "okta:app/groupAssignment:GroupAssignment"
ASSIGNMENTS = "okta:index/appGroupAssignments:AppGroupAssignments"

APP: dict[str, Any] = {
    "label": "InVision V7",
    "preconfiguredApp": "org_0oa1",
    "name": "org_0oa1",
    "userNameTemplate": "${source.email}",
    "userNameTemplateType": "BUILT_IN",
    "acsEndpoints": ["https://a", "https://b", "https://c"],
    "adminNote": "",
    "features": ["PUSH_NEW_USERS"],
    "status": "ACTIVE",
    "samlVersion": "2.0",
}
WANTED = {name: APP[name] for name in ("label", "userNameTemplate", "userNameTemplateType", "acsEndpoints")}
CONNECTED: dict[str, Any] = {
    "action": "activate",
    "baseUrl": "https://scim",
    "idProperty": "0oa1",
    "profile": {"authScheme": "TOKEN", "token": "one"},
}


@pytest.fixture
def provider() -> Provider:
    return ScriptedOkta({}).provider()


def diff(provider: Provider, token: str, old: dict[str, Any], new: dict[str, Any], *ignored: str) -> Difference:
    return provider.diff(target(token, "0oa1"), old, new, list(ignored))


def test_what_okta_computes_and_zero_values_are_no_change(provider: Provider) -> None:
    found = diff(provider, SAML, APP, WANTED)

    assert found == Difference(changed=False, detailed={}, stables=["preconfiguredApp"])


def test_the_issuer_that_okta_puts_in_is_no_change(provider: Provider) -> None:
    old = {**APP, "idpIssuer": "http://www.okta.com/${org.externalKey}"}
    assert not diff(provider, SAML, old, WANTED).changed


def test_an_issuer_that_somebody_set_is_a_change(provider: Provider) -> None:
    assert diff(provider, SAML, {**APP, "idpIssuer": "https://idp.example.com"}, WANTED).names == ["idpIssuer"]


def test_a_changed_property_is_an_update(provider: Provider) -> None:
    found = diff(provider, SAML, APP, WANTED | {"label": "Renamed"})

    assert (found.changed, found.names, found.detailed) == (True, ["label"], {"label": "UPDATE"})


def test_another_catalogue_app_is_a_replacement(provider: Provider) -> None:
    found = diff(provider, SAML, APP, WANTED | {"preconfiguredApp": "zscalerbyz"})

    assert (found.replaces, found.stables) == (["preconfiguredApp"], [])
    assert found.detailed == {"preconfiguredApp": "UPDATE_REPLACE"}


def test_a_list_that_lost_one_element_loses_that_one(provider: Provider) -> None:
    found = diff(provider, SAML, APP, WANTED | {"acsEndpoints": ["https://a", "https://c"]})

    assert found.detailed == {"acsEndpoints[1]": "DELETE"}


def test_an_ignored_property_is_no_change(provider: Provider) -> None:
    assert not diff(provider, SAML, APP, WANTED | {"label": "Renamed"}, "label").changed


def test_json_texts_are_compared_as_objects(provider: Provider) -> None:
    old = {"appId": "0oa1", "groupId": "00g1", "priority": 1, "profile": '{"role":"x"}'}

    assert not diff(provider, ASSIGNMENT, old, old | {"profile": '{ "role": "x", "admin": false }'}).changed


def test_a_foreign_group_is_a_change_of_the_owner_of_all_groups(provider: Provider) -> None:
    mine = {"id": "00g1", "priority": 0, "profile": "{}"}
    old = {"appId": "0oa1", "groups": [mine, {"id": "00g9", "priority": 1, "profile": ""}]}

    found = diff(provider, ASSIGNMENTS, old, {"appId": "0oa1", "groups": [mine]})

    assert found.detailed == {"groups[1]": "DELETE"}


def test_a_changed_app_of_a_connection_is_no_replacement(provider: Provider) -> None:
    found = diff(provider, CONNECTION, CONNECTED | {"status": "ENABLED"}, CONNECTED | {"idProperty": UNKNOWN})

    assert (found.names, found.replaces, found.detailed) == (["idProperty", "status"], [], None)


def test_a_changed_scim_token_is_a_change_and_the_same_one_is_not(provider: Provider) -> None:
    old = CONNECTED | {"status": "ENABLED"}
    other = CONNECTED | {"profile": {"authScheme": "TOKEN", "token": "two"}}

    assert not diff(provider, CONNECTION, old, CONNECTED).changed
    assert diff(provider, CONNECTION, old, other).names == ["profile", "status"]


@pytest.mark.parametrize(
    ("schedule", "changed"),
    [
        ({"status": "DISABLED"}, True),
        (
            {
                "status": "DISABLED",
                "fullImport": {"expression": "", "timezone": ""},
                "incrementalImport": {"expression": "", "timezone": ""},
            },
            False,
        ),
    ],
)
def test_inbound_features_differ_for_ever_unless_the_schedule_is_complete(
    provider: Provider, schedule: dict[str, Any], changed: bool
) -> None:
    times = {"expression": "", "timezone": ""}
    stored = {"status": "DISABLED", "fullImport": times, "incrementalImport": times}
    old = {
        "id": "0oa1/INBOUND_PROVISIONING",
        "appId": "0oa1",
        "name": "INBOUND_PROVISIONING",
        "capabilities": {"importSettings": {"schedule": stored}},
    }
    new = {key: value for key, value in old.items() if key != "id"}

    found = diff(provider, FEATURES, old, new | {"capabilities": {"importSettings": {"schedule": schedule}}})

    assert found.changed is changed
