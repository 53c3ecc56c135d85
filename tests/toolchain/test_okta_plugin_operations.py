"""What the stand-in plugin does beyond the recordings: failures, drift, imports, and the real plugin's traps."""

from typing import Any

import pytest

from tests.toolchain.scripted_okta import TOKEN, ScriptedOkta, refused, target
from toolchain.okta_plugin.errors import PartialFailure, PluginError
from toolchain.okta_plugin.values import UNKNOWN, UNKNOWN_SENTINEL, Secret, to_wire

SAML = "okta:app/saml:Saml"
CONNECTION = "okta:app/connection:Connection"
FEATURES = "okta:app/features:Features"
GROUP = "okta:group/group:Group"
ASSIGNMENT = "okta:app/groupAssignment:GroupAssignment"
DEFAULT_CONNECTION = "/api/v1/apps/0oa1/connections/default"
UNKNOWN_CONNECTION = {"authScheme": "UNKNOWN", "status": "UNKNOWN", "profile": {"authScheme": "UNKNOWN"}}
CONNECTED: dict[str, Any] = {
    "action": "activate",
    "baseUrl": "https://scim",
    "idProperty": "0oa1",
    "profile": {"authScheme": "TOKEN", "token": "scim-token"},
}
GONE = refused(404, "Not found: Resource not found: 0oa1 (AppInstance)")
APP = {
    "id": "0oa1",
    "name": "zscalerbyz",
    "label": "Zscaler",
    "status": "INACTIVE",
    "signOnMode": "SAML_2_0",
    "credentials": {"userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"}},
    "settings": {"app": {"siteDomain": "example.com", "unset": ""}, "signOn": {}},
    "features": ["PUSH_USER_DEACTIVATION", "PUSH_NEW_USERS"],
    "_links": {"accessPolicy": {"href": "https://org/api/v1/policies/rst1"}},
}
READ_APP = {
    "GET /api/v1/apps/0oa1": APP,
    "GET /.well-known/okta-organization": {"pipeline": "idx"},
    "GET /api/v1/apps/0oa1/credentials/keys": [],
}


def test_a_connection_that_okta_does_not_know_reads_enabled_after_its_creation() -> None:
    okta = ScriptedOkta(
        {f"POST {DEFAULT_CONNECTION}": UNKNOWN_CONNECTION, f"POST {DEFAULT_CONNECTION}/lifecycle/activate": 204}
    )

    made = okta.provider().create(target(CONNECTION), CONNECTED, preview=False)

    assert made.identifier == "0oa1"
    assert made.state["status"] == "ENABLED"


def test_a_refresh_shows_what_okta_really_thinks_of_it() -> None:
    okta = ScriptedOkta({f"GET {DEFAULT_CONNECTION}": UNKNOWN_CONNECTION})

    found = okta.provider().read(target(CONNECTION, "0oa1"), CONNECTED, CONNECTED | {"status": "ENABLED"})

    assert found is not None
    assert (found.state["status"], found.state["action"]) == ("UNKNOWN", "")
    assert found.inputs["action"] == ""


def test_a_connection_made_with_deactivate_can_never_be_read_again() -> None:
    okta = ScriptedOkta({f"POST {DEFAULT_CONNECTION}": UNKNOWN_CONNECTION})
    provider = okta.provider()

    made = provider.create(target(CONNECTION), CONNECTED | {"action": "deactivate"}, preview=False)

    assert to_wire(made.state)["status"] == UNKNOWN_SENTINEL
    with pytest.raises(PluginError, match="unknown values cannot be serialized to JSON"):
        provider.read(target(CONNECTION, "0oa1"), {}, CONNECTED | {"status": UNKNOWN})


def test_a_refused_activation_is_a_bare_status_and_shows_no_token() -> None:
    okta = ScriptedOkta(
        {
            f"POST {DEFAULT_CONNECTION}": UNKNOWN_CONNECTION,
            f"POST {DEFAULT_CONNECTION}/lifecycle/activate": refused(400, "Api validation failed", "scim-token"),
        }
    )

    with pytest.raises(PluginError) as caught:
        okta.provider().create(target(CONNECTION), CONNECTED, preview=False)

    assert str(caught.value) == (
        "Error Activating App Connection: Could not create app connection for application ID 0oa1: 400 Bad Request"
    )
    assert "scim-token" not in str(okta.log)


def test_a_connection_is_imported_by_the_id_of_its_app() -> None:
    answer = {"status": "ENABLED", "profile": {"authScheme": "TOKEN"}, "baseUrl": "https://scim"}
    okta = ScriptedOkta({f"GET {DEFAULT_CONNECTION}": answer})

    found = okta.provider().read(target(CONNECTION, "0oa1"), {}, {})

    assert found is not None
    assert found.inputs == {
        "action": "activate",
        "baseUrl": "https://scim",
        "idProperty": "0oa1",
        "profile": {"authScheme": "TOKEN"},
    }


def test_deleting_a_connection_asks_nothing_and_warns() -> None:
    okta = ScriptedOkta({})

    okta.provider().delete(target(CONNECTION, "0oa1"), CONNECTED | {"status": "ENABLED"})

    assert okta.asked == []
    assert okta.log[-1][1].endswith("managed through the application lifecycle.: Delete Not Supported")


def test_features_in_one_request_drop_the_outbound_part_next_to_an_inbound_one() -> None:
    path = "/api/v1/apps/0oa1/features/INBOUND_PROVISIONING"
    okta = ScriptedOkta({f"PUT {path}": {"name": "INBOUND_PROVISIONING", "status": "ENABLED"}})
    both = {
        "create": {"lifecycleCreate": {"status": "ENABLED"}},
        "importSettings": {"username": {"usernameFormat": "EMAIL", "usernameExpression": ""}},
    }

    okta.provider().create(
        target(FEATURES), {"appId": "0oa1", "name": "INBOUND_PROVISIONING", "capabilities": both}, preview=False
    )

    assert okta.bodies == [
        {
            "importRules": {},
            "importSettings": {"username": {"usernameFormat": "EMAIL", "userNameExpression": ""}},
        }
    ]


def test_features_of_an_app_without_provisioning_are_a_bare_400() -> None:
    path = "/api/v1/apps/0oa1/features/USER_PROVISIONING"
    okta = ScriptedOkta({f"PUT {path}": refused(400, "Provisioning is not supported.")})

    with pytest.raises(PluginError) as caught:
        okta.provider().create(target(FEATURES), {"appId": "0oa1", "name": "USER_PROVISIONING"}, preview=False)

    assert str(caught.value) == (
        "Error creating app features: Could not create app feature, unexpected error: 400 Bad Request"
    )


def test_an_app_deleted_elsewhere_is_gone_at_the_next_refresh() -> None:
    okta = ScriptedOkta({"GET /api/v1/apps/0oa1": GONE})

    assert okta.provider().read(target(SAML, "0oa1"), {"label": "Zscaler"}, {"label": "Zscaler"}) is None


def test_an_app_is_imported_by_its_id_with_the_inputs_that_make_it() -> None:
    found = ScriptedOkta(READ_APP).provider().read(target(SAML, "0oa1"), {}, {})

    assert found is not None
    assert found.state["features"] == ["PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION"]
    assert found.inputs == {
        "__defaults": [],
        "appSettingsJson": '{"siteDomain":"example.com"}',
        "authenticationPolicy": "rst1",
        "label": "Zscaler",
        "preconfiguredApp": "zscalerbyz",
        "status": "INACTIVE",
        "userNameTemplate": "${source.email}",
    }


def test_an_import_id_that_leads_nowhere_is_no_such_resource() -> None:
    okta = ScriptedOkta({"GET /api/v1/apps/0oa1/groups/00g1": GONE})

    assert okta.provider().read(target(ASSIGNMENT, "0oa1/00g1"), {}, {}) is None


def test_an_inactive_app_is_deleted_without_deactivating_it_first() -> None:
    okta = ScriptedOkta({"DELETE /api/v1/apps/0oa1": 204})

    okta.provider().delete(target(SAML, "0oa1"), {"label": "Zscaler", "status": "INACTIVE"})

    assert okta.asked == ["DELETE /api/v1/apps/0oa1"]


def test_an_app_that_cannot_be_deleted_is_tried_again_for_half_a_minute() -> None:
    answers = [refused(403, "Delete application forbidden.") for _ in range(99)]
    okta = ScriptedOkta({"DELETE /api/v1/apps/0oa1": answers})

    with pytest.raises(PluginError, match=r"failed to delete SAML application: .*Delete application forbidden\."):
        okta.provider().delete(target(SAML, "0oa1"), {"label": "Zscaler", "status": "INACTIVE"})

    assert 15 < sum(okta.slept) <= 30


def test_a_custom_app_that_lacks_something_is_refused_before_okta_is_asked() -> None:
    okta = ScriptedOkta({})

    with pytest.raises(PluginError, match=r"missing fields: recipient, destination, audience, subject_name_id_temp"):
        okta.provider().create(target(SAML), {"label": "x", "ssoUrl": "https://sp/acs"}, preview=False)

    assert okta.asked == []


def test_an_app_whose_policy_is_refused_is_kept_as_half_made() -> None:
    answers = {
        "POST /api/v1/apps?activate=true": APP,
        "GET /api/v1/policies?type=ACCESS_POLICY": refused(403, "You do not have permission"),
    }
    okta = ScriptedOkta(READ_APP | answers)

    with pytest.raises(PartialFailure, match="error finding default ACCESS_POLICY") as caught:
        okta.provider().create(target(SAML), {"label": "Zscaler", "preconfiguredApp": "zscalerbyz"}, preview=False)

    assert caught.value.identifier == "0oa1"
    assert caught.value.state["label"] == "Zscaler"


def test_an_error_carries_okta_s_summary_and_causes_and_no_token() -> None:
    okta = ScriptedOkta({"POST /api/v1/groups": refused(400, "Api validation failed: name", "name: too long")})

    with pytest.raises(PluginError) as caught:
        okta.provider().create(target(GROUP), {"name": "people"}, preview=False)

    assert str(caught.value) == (
        "1 error occurred:\n\t* failed to create group: the API returned an error: Api validation failed: name. "
        "Causes: errorSummary: name: too long\n\n"
    )
    assert TOKEN not in str(caught.value)


def test_a_preview_of_a_creation_asks_nothing_and_leaves_the_unknown_unknown() -> None:
    okta = ScriptedOkta({})

    made = okta.provider().create(target(CONNECTION), CONNECTED | {"idProperty": UNKNOWN}, preview=True)

    assert okta.asked == []
    assert (made.identifier, made.state["idProperty"], made.state["status"]) == ("", UNKNOWN, UNKNOWN)
    assert isinstance(made.state["profile"]["token"], Secret)
