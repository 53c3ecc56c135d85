"""Connections and features: what the API can switch on, and what only a person can."""

import re

import pytest

from sandbox.org.operations.apps import find_app
from sandbox.org.operations.import_rules import ImportRules, MatchOn, import_rules_of, set_import_rules
from sandbox.org.provisioning.verification import CredentialsRefused, verify
from tests.sandbox.org.conftest import CUSTOM_SAML, ZSCALER, Json, OktaClient, switch_on
from tests.sandbox.org.service import TOKEN, Service

CONNECTION = {"baseUrl": "https://scim.example.com/v2", "profile": {"authScheme": "TOKEN", "token": "t0ken"}}
BY_HAND = [
    pytest.param(CUSTOM_SAML, id="custom SAML"),
    pytest.param({"name": "scim2headerauth", "label": "Test", "signOnMode": "SAML_2_0"}, id="catalogue"),
]


@pytest.mark.parametrize("body", BY_HAND)
def test_an_app_that_the_api_cannot_provision_answers_unknown(body: Json, okta: OktaClient) -> None:
    path = f"/api/v1/apps/{okta.ok('POST', '/api/v1/apps', body)['id']}/connections/default"
    for answer in (okta.ok("POST", path, CONNECTION), okta.ok("GET", path)):
        assert (answer["authScheme"], answer["status"]) == ("UNKNOWN", "UNKNOWN")
    okta.ok("POST", f"{path}/lifecycle/activate")
    assert okta.ok("GET", path)["status"] == "UNKNOWN"


@pytest.mark.parametrize("body", BY_HAND)
def test_an_app_that_the_api_cannot_provision_refuses_features_even_when_it_is_on(
    body: Json, okta: OktaClient, service: Service
) -> None:
    app_id = okta.ok("POST", "/api/v1/apps", body)["id"]
    switch_on(okta, app_id, service, create=True, deactivate=True)
    for method, path in (("GET", ""), ("GET", "/USER_PROVISIONING"), ("PUT", "/USER_PROVISIONING")):
        refusal = okta.refused(method, f"/api/v1/apps/{app_id}/features{path}", {} if method == "PUT" else None)
        assert refusal == (400, "E0000001", ["Provisioning is not enabled for the app instance."])
    assert {"PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION"} <= set(okta.ok("GET", f"/api/v1/apps/{app_id}")["features"])


def test_a_connection_is_disabled_until_it_is_activated_and_never_shows_its_token(
    okta: OktaClient, service: Service
) -> None:
    path = f"/api/v1/apps/{okta.ok('POST', '/api/v1/apps', ZSCALER)['id']}/connections/default"
    kept = okta.ok("POST", path, {"baseUrl": service.base_url, "profile": {"authScheme": "TOKEN", "token": TOKEN}})
    assert (kept["status"], kept["baseUrl"], kept["profile"]) == (
        "DISABLED",
        service.base_url,
        {"authScheme": "TOKEN"},
    )
    okta.ok("POST", f"{path}/lifecycle/activate")
    assert okta.ok("GET", path)["status"] == "ENABLED"
    okta.ok("POST", f"{path}/lifecycle/deactivate")
    assert okta.ok("GET", path)["status"] == "DISABLED"


def test_a_changed_token_keeps_what_was_switched_on(okta: OktaClient, zscaler: str, service: Service) -> None:
    path = f"/api/v1/apps/{zscaler}/connections/default"
    okta.ok("POST", path, {"baseUrl": service.base_url, "profile": {"authScheme": "TOKEN", "token": "other"}})
    assert "PUSH_NEW_USERS" in okta.ok("GET", f"/api/v1/apps/{zscaler}")["features"]


@pytest.mark.parametrize(
    ("base_url", "token", "message"),
    [
        ("not a url", TOKEN, "'not a url' is not a valid URL"),
        ("http://scim.example.com", TOKEN, "The base URL must begin with https, or the token travels in clear"),
        ("{service}", "wrong", "Error authenticating: Unauthorized. Errors reported by remote server: wrong token"),
        ("{service}/nothing", TOKEN, "Error authenticating: Not Found"),
    ],
)
def test_activation_tests_the_credentials_first(
    base_url: str, token: str, message: str, okta: OktaClient, service: Service
) -> None:
    path = f"/api/v1/apps/{okta.ok('POST', '/api/v1/apps', ZSCALER)['id']}/connections/default"
    profile = {"authScheme": "TOKEN", "token": token}
    okta.ok("POST", path, {"baseUrl": base_url.format(service=service.base_url), "profile": profile})
    status, code, (cause,) = okta.refused("POST", f"{path}/lifecycle/activate")
    assert (status, code) == (400, "E0000001")
    assert cause.startswith(message)
    assert okta.ok("GET", path)["status"] == "DISABLED"


def test_the_credentials_are_tested_by_asking_for_two_people(okta: OktaClient, service: Service) -> None:
    okta.connect(okta.ok("POST", "/api/v1/apps", ZSCALER)["id"], service.base_url)
    assert service.requests == [("GET", "/Users?startIndex=1&count=2", None)]


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (CONNECTION | {"profile": {"authScheme": "TOKEN"}}, "token: The field cannot be left blank"),
        ({"profile": CONNECTION["profile"]}, "baseUrl: The field cannot be left blank"),
        (CONNECTION | {"profile": {"authScheme": "OAUTH2"}}, "authScheme: 'OAUTH2' is not supported by zscalerbyz"),
    ],
)
def test_a_connection_that_lacks_something_is_refused(body: Json, cause: str, okta: OktaClient) -> None:
    app = okta.ok("POST", "/api/v1/apps", ZSCALER)["id"]
    refusal = okta.refused("POST", f"/api/v1/apps/{app}/connections/default", body)
    assert refusal == (400, "E0000001", [cause])


def test_every_capability_comes_back_also_those_never_set(okta: OktaClient, zscaler: str) -> None:
    (feature,) = okta.ok("GET", f"/api/v1/apps/{zscaler}/features")
    assert feature["capabilities"] == {
        "create": {"lifecycleCreate": {"status": "ENABLED"}},
        "update": {
            "lifecycleDeactivate": {"status": "ENABLED"},
            "profile": {"status": "DISABLED"},
            "password": {"status": "DISABLED", "seed": "RANDOM", "change": "KEEP_EXISTING"},
        },
    }


def test_zscaler_has_no_inbound_provisioning(okta: OktaClient, zscaler: str) -> None:
    assert okta.refused("GET", f"/api/v1/apps/{zscaler}/features/INBOUND_PROVISIONING")[0] == 404


@pytest.fixture
def inbound(okta: OktaClient) -> str:
    """Give the path of INBOUND_PROVISIONING of a connected app that has it."""
    app = okta.ok("POST", "/api/v1/apps", {"name": "slack", "label": "Slack", "signOnMode": "SAML_2_0"})["id"]
    connection = f"/api/v1/apps/{app}/connections/default"
    okta.ok("POST", f"{connection}?activate=true", {"profile": {"authScheme": "OAUTH2"}})
    return f"/api/v1/apps/{app}/features/INBOUND_PROVISIONING"


def test_import_rules_keep_what_was_set(okta: OktaClient, inbound: str) -> None:
    rules = {"userCreateAndMatch": {"autoConfirmExactMatch": True, "autoActivateNewUsers": True}}
    okta.ok("PUT", inbound, {"importRules": rules, "importSettings": {"username": {"usernameFormat": "EMAIL"}}})
    kept = okta.ok("GET", inbound)["capabilities"]
    assert kept["importRules"]["userCreateAndMatch"] == {
        "exactMatchCriteria": "EMAIL",
        "allowPartialMatch": False,
        "autoConfirmPartialMatch": False,
        "autoConfirmExactMatch": True,
        "autoConfirmNewUsers": False,
        "autoActivateNewUsers": True,
    }
    assert kept["importSettings"]["username"]["userNameFormat"] == "EMAIL"


def test_the_import_rules_of_the_api_are_those_that_imports_go_by(okta: OktaClient, inbound: str) -> None:
    matching = {"exactMatchCriteria": "USERNAME", "allowPartialMatch": True, "autoConfirmNewUsers": True}
    username = {"usernameFormat": "CUSTOM", "userNameExpression": "${source.userName}"}
    okta.ok(
        "PUT",
        inbound,
        {"importRules": {"userCreateAndMatch": matching}, "importSettings": {"username": username}},
    )
    with okta.org.store.reading() as session:
        rules = import_rules_of(session, find_app(session, inbound.split("/")[4]))
    assert rules == ImportRules(
        MatchOn.USERNAME, allow_partial=True, auto_confirm_new=True, username_template="${source.userName}"
    )


def test_a_match_by_expression_is_the_consoles_and_ends_when_the_api_sets_a_criterion(
    okta: OktaClient, inbound: str
) -> None:
    app_id = inbound.split("/")[4]
    rules = ImportRules(MatchOn.EXPRESSION, match_expression="${source.userName}")
    with okta.org.store.writing() as session:
        set_import_rules(session, find_app(session, app_id), rules)
    shown = okta.ok("GET", inbound)["capabilities"]["importRules"]
    assert list(shown) == ["userCreateAndMatch"]
    assert "exactMatchCriteria" not in shown["userCreateAndMatch"]
    okta.ok("PUT", inbound, {"importRules": {"userCreateAndMatch": {"exactMatchCriteria": "EMAIL"}}})
    with okta.org.store.reading() as session:
        assert import_rules_of(session, find_app(session, app_id)).match_on is MatchOn.EMAIL


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (
            {"importRules": {"userCreateAndMatch": {"exactMatchCriteria": "NAME"}}},
            "exactMatchCriteria: The field must be EMAIL or USERNAME",
        ),
        (
            {"importRules": {"userCreateAndMatch": {"autoConfirmNewUsers": "yes"}}},
            "autoConfirmNewUsers: The field must be true or false",
        ),
        (
            {"importSettings": {"username": {"usernameFormat": "LOGIN"}}},
            "usernameFormat: The field must be EMAIL or CUSTOM",
        ),
        (
            {"importSettings": {"username": {"usernameFormat": "CUSTOM", "userNameExpression": "${1 + 1}"}}},
            "template: cannot evaluate '1 + 1'",
        ),
        ({"importRules": {"userCreateAndMatch": "all"}}, "userCreateAndMatch: The field must be an object"),
    ],
)
def test_import_rules_that_okta_would_not_take_are_refused(
    body: dict[str, object], cause: str, okta: OktaClient, inbound: str
) -> None:
    before = okta.ok("GET", inbound)
    assert okta.refused("PUT", inbound, body) == (400, "E0000001", [cause])
    assert okta.ok("GET", inbound) == before


def test_an_updated_app_keeps_its_provisioning(okta: OktaClient, zscaler: str) -> None:
    before = okta.ok("GET", f"/api/v1/apps/{zscaler}")
    after = okta.ok("PUT", f"/api/v1/apps/{zscaler}", ZSCALER | {"label": "Renamed"})
    assert after["label"] == "Renamed"
    assert after["features"] == before["features"] == ["PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION", "REACTIVATE_USERS"]
    assert okta.ok("GET", f"/api/v1/apps/{zscaler}/connections/default")["status"] == "ENABLED"


@pytest.mark.parametrize(
    ("authorization", "hint"),
    [
        (TOKEN, "does it need the word Bearer before it?"),
        (f"Bearer Bearer {TOKEN}", "enter the token alone"),
    ],
)
def test_a_wrong_prefix_is_pointed_out(authorization: str, hint: str, service: Service) -> None:
    with pytest.raises(CredentialsRefused, match=re.escape(hint)) as refusal:
        verify(service.base_url, authorization)
    assert TOKEN not in str(refusal.value)


def test_a_service_that_is_not_there_fails_the_test_of_credentials() -> None:
    with pytest.raises(CredentialsRefused, match="could not be reached"):
        verify("http://127.0.0.1:9", "Bearer x")
