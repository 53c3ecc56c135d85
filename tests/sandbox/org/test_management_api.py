"""The Management API: tokens, errors, paging, and what each resource does."""

from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from starlette.testclient import TestClient

from sandbox.org.app import create_app
from tests.sandbox.org.conftest import CUSTOM_SAML, ZSCALER, OktaClient

UNKNOWN = "0oa1gjh63g214q0Hq0g4"


@pytest.mark.parametrize("scheme", ["SSWS", "Bearer"])
def test_the_api_token_is_taken_as(scheme: str, okta: OktaClient) -> None:
    headers = {"Authorization": f"{scheme} {okta.org.secrets.api_token}"}
    assert okta.http.get("/api/v1/users/me", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/users/me", "/api/v1/apps", "/api/v1/logs", "/sandbox/status"])
def test_a_wrong_token_gets_401_e0000011(path: str, okta: OktaClient) -> None:
    answer = okta.http.get(path, headers={"Authorization": "SSWS wrong"})
    assert (answer.status_code, answer.json()["errorCode"]) == (401, "E0000011")
    assert answer.json()["errorSummary"] == "Invalid token provided"


def test_no_token_gets_401_e0000005(okta: OktaClient) -> None:
    answer = okta.http.get("/api/v1/users/me", headers={"Authorization": ""})
    assert (answer.status_code, answer.json()["errorCode"]) == (401, "E0000005")


def test_the_organization_is_described_without_a_token(okta: OktaClient) -> None:
    answer = okta.http.get("/.well-known/okta-organization", headers={"Authorization": ""})
    assert answer.json()["id"] == okta.org.identifier
    assert answer.json()["_links"]["organization"]["href"] == "http://127.0.0.1"


def test_the_token_belongs_to_the_seeded_administrator(okta: OktaClient) -> None:
    assert okta.ok("GET", "/api/v1/users/me")["profile"]["login"] == "admin@corp.example"


@pytest.mark.parametrize(
    ("path", "summary"),
    [
        (f"/api/v1/apps/{UNKNOWN}", f"Not found: Resource not found: {UNKNOWN} (AppInstance)"),
        ("/api/v1/users/nobody", "Not found: Resource not found: nobody (User)"),
        ("/api/v1/groups/00gnone", "Not found: Resource not found: 00gnone (UserGroup)"),
    ],
)
def test_what_is_not_there_gets_404_e0000007(path: str, summary: str, okta: OktaClient) -> None:
    answer = okta.http.get(path)
    assert (answer.status_code, answer.json()["errorCode"]) == (404, "E0000007")
    assert answer.json()["errorSummary"] == summary


def test_a_body_that_is_not_json_gets_400_e0000003(okta: OktaClient) -> None:
    answer = okta.http.post("/api/v1/groups", content=b'{"profile": ')
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "E0000003")


def test_a_refused_body_is_not_repeated_in_the_answer(okta: OktaClient) -> None:
    answer = okta.http.post(f"/api/v1/apps/{UNKNOWN}/connections/default", content=b'"my-secret"')
    assert answer.status_code == 400
    assert "my-secret" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "body", "causes"),
    [
        ("POST", "/api/v1/groups", {"profile": {}}, ["name: The field cannot be left blank"]),
        (
            "POST",
            "/api/v1/groups",
            {"profile": {"name": "Design"}},
            ["name: An object with this field already exists in the current organization"],
        ),
        (
            "POST",
            "/api/v1/users",
            {"profile": {"email": "a@example.com", "firstName": "A", "lastName": "B"}},
            ["login: The field cannot be left blank"],
        ),
        ("POST", "/api/v1/apps", {"signOnMode": "SAML_2_0"}, ["label: The field cannot be left blank"]),
        (
            "POST",
            "/api/v1/apps",
            ZSCALER | {"credentials": {"userNameTemplate": {"template": "${source.mail}"}}},
            ["template: '${source.mail}' is not one of the built-in username templates"],
        ),
    ],
)
def test_what_fails_validation_gets_400_e0000001_with_its_causes(
    method: str, path: str, body: dict[str, Any], causes: list[str], okta: OktaClient
) -> None:
    assert okta.refused(method, path, body) == (400, "E0000001", causes)


@pytest.mark.parametrize(
    ("method", "path", "limit"),
    [
        ("GET", f"/api/v1/apps/{UNKNOWN}/connections/default", "50"),
        ("PUT", f"/api/v1/apps/{UNKNOWN}/features/USER_PROVISIONING", "50"),
        ("PUT", f"/api/v1/apps/{UNKNOWN}", "250"),
    ],
)
def test_every_answer_tells_the_rate_limit_of_its_endpoint(
    method: str, path: str, limit: str, okta: OktaClient
) -> None:
    first, second = (okta.http.request(method, path, json={}).headers for _ in range(2))
    assert first["X-Rate-Limit-Limit"] == limit
    assert int(first["X-Rate-Limit-Reset"]) % 60 == 0
    # A minute that begins between the two starts a new budget.
    if first["X-Rate-Limit-Reset"] == second["X-Rate-Limit-Reset"]:
        used = int(first["X-Rate-Limit-Remaining"]) - int(second["X-Rate-Limit-Remaining"])
        assert used == 1


def test_an_enforced_rate_limit_answers_429_e0000047(org_directory: Path) -> None:
    application = create_app(org_directory, start_worker=False)
    application.state.org.faults.set({"api": {"rate_limits": True}})
    http = TestClient(application, base_url="http://127.0.0.1")
    answers = [http.get(f"/api/v1/apps/{UNKNOWN}/connections/default") for _ in range(102)]
    over = [answer for answer in answers if answer.status_code == 429]
    assert 2 <= len(over) <= 52
    assert over[0].json()["errorCode"] == "E0000047"
    assert over[0].headers["X-Rate-Limit-Remaining"] == "0"


def test_lists_are_paged_by_link_headers(okta: OktaClient) -> None:
    seen: list[str] = []
    address = "/api/v1/users?limit=4"
    while address:
        answer = okta.http.get(address)
        seen += [user["profile"]["login"] for user in answer.json()]
        address = answer.links.get("next", {}).get("url", "")
    assert len(seen) == len(set(seen)) == 9


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_a_search_is_paged_in_the_order_that_is_asked_for(order: str, okta: OktaClient) -> None:
    names: list[str] = []
    address = f'/api/v1/users?search=status eq "ACTIVE"&sortBy=profile.lastName&sortOrder={order}&limit=2'
    while address:
        answer = okta.http.get(address)
        names += [user["profile"]["lastName"] for user in answer.json()]
        address = answer.links.get("next", {}).get("url", "")
    assert names == sorted(names, reverse=order == "desc")
    assert len(names) == 9


def test_an_order_by_what_is_no_attribute_is_refused(okta: OktaClient) -> None:
    refusal = okta.refused("GET", '/api/v1/groups?search=type eq "OKTA_GROUP"&sortBy=nothing')
    assert refusal[:2] == (400, "E0000001")


def test_groups_of_an_app_are_paged_by_priority(okta: OktaClient) -> None:
    app = okta.ok("POST", "/api/v1/apps", ZSCALER)["id"]
    expected: list[str] = []
    for number in range(25):
        group = okta.ok("POST", "/api/v1/groups", {"profile": {"name": f"Team {number}"}})["id"]
        okta.ok("PUT", f"/api/v1/apps/{app}/groups/{group}", {"priority": 25 - number})
        expected.insert(0, group)
    first = okta.http.get(f"/api/v1/apps/{app}/groups?limit=20")
    second = okta.http.get(first.links["next"]["url"])
    assert [item["id"] for item in first.json() + second.json()] == expected
    assert "next" not in second.links


@pytest.mark.parametrize(
    ("query", "logins"),
    [
        ("q=gra", ["grace"]),
        ('search=profile.lastName eq "hopper"', ["grace"]),
        ('filter=profile.email eq "ada.lovelace@example.com"', ["ada"]),
        ('search=profile.firstName sw "a" and not (profile.lastName eq "Turing")', ["ada"]),
        ('search=profile.login sw "ada" or profile.login sw "alan"', ["ada", "alan"]),
        ('search=status eq "STAGED"', []),
    ],
)
def test_people_are_found_by(query: str, logins: list[str], okta: OktaClient) -> None:
    found = okta.ok("GET", f"/api/v1/users?{query}")
    assert sorted(user["profile"]["login"].partition("@")[0] for user in found) == logins


@pytest.mark.parametrize("expression", ["status", "status eq", "secret eq 1", '(status eq "A"', "1; drop"])
def test_an_expression_that_makes_no_sense_is_refused(expression: str, okta: OktaClient) -> None:
    assert okta.refused("GET", f"/api/v1/users?search={expression}")[:2] == (400, "E0000031")


@pytest.mark.parametrize("query", ["q=Desi", 'search=profile.name eq "Design"', 'search=profile.name sw "des"'])
def test_groups_are_found_by(query: str, okta: OktaClient) -> None:
    assert [group["profile"]["name"] for group in okta.ok("GET", f"/api/v1/groups?{query}")] == ["Design"]


@pytest.mark.parametrize("query", ["q=invision", 'filter=name eq "{name}"', 'filter=status eq "ACTIVE"&q=Inv'])
def test_apps_are_found_by(query: str, okta: OktaClient) -> None:
    app = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)
    okta.ok("POST", "/api/v1/apps", ZSCALER)
    found = okta.ok("GET", f"/api/v1/apps?{query.format(name=app['name'])}")
    assert [item["id"] for item in found] == [app["id"]]


def test_a_persons_apps_are_listed_with_their_assignments(okta: OktaClient) -> None:
    app, ada = okta.ok("POST", "/api/v1/apps", ZSCALER)["id"], okta.user_id("ada@corp.example")
    okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)
    okta.ok("POST", f"/api/v1/apps/{app}/users", {"id": ada})
    (listed,) = okta.ok("GET", f'/api/v1/apps?filter=user.id eq "{ada}"&expand=user/{ada}')
    assert (listed["id"], listed["_embedded"]["user"]["id"]) == (app, ada)


def test_ids_look_like_oktas(okta: OktaClient) -> None:
    app = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)
    for identifier, prefix in (
        (app["id"], "0oa"),
        (okta.group_id("Design"), "00g"),
        (okta.user_id("ada@corp.example"), "00u"),
    ):
        assert identifier.startswith(prefix)
        assert len(identifier) == 20


def test_a_custom_app_is_named_after_org_and_label(okta: OktaClient) -> None:
    names = [okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["name"] for _ in range(2)]
    assert names == ["sandbox-org_invisionv7_1", "sandbox-org_invisionv7_2"]


def test_a_custom_saml_app_without_its_addresses_is_refused_by_name(okta: OktaClient) -> None:
    status, code, causes = okta.refused("POST", "/api/v1/apps", CUSTOM_SAML | {"settings": {"signOn": {}}})
    assert (status, code) == (400, "E0000001")
    assert "ssoAcsUrl: The field cannot be left blank" in causes


def test_an_app_must_be_deactivated_before_it_is_deleted(okta: OktaClient) -> None:
    app = okta.ok("POST", "/api/v1/apps", ZSCALER)["id"]
    assert okta.refused("DELETE", f"/api/v1/apps/{app}")[:2] == (403, "E0000056")
    assert okta.ok("POST", f"/api/v1/apps/{app}/lifecycle/deactivate") == {}
    okta.ok("DELETE", f"/api/v1/apps/{app}")
    assert okta.refused("GET", f"/api/v1/apps/{app}")[0] == 404


def test_the_metadata_holds_the_certificate_that_the_keys_list(okta: OktaClient) -> None:
    app = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)
    kid = app["credentials"]["signing"]["kid"]
    (key,) = okta.ok("GET", f"/api/v1/apps/{app['id']}/credentials/keys")
    metadata = okta.http.get(f"/api/v1/apps/{app['id']}/sso/saml/metadata?kid={kid}")
    assert key["kid"] == kid
    assert key["x5c"][0] in metadata.text.replace("\n", "")
    assert metadata.headers["Content-Type"].startswith("application/xml")
    certificate = x509.load_pem_x509_certificate(
        f"-----BEGIN CERTIFICATE-----\n{key['x5c'][0]}\n-----END CERTIFICATE-----\n".encode()
    )
    certificate.verify_directly_issued_by(certificate)


def test_a_group_keeps_its_profile_and_priority_by_put_and_patch(okta: OktaClient) -> None:
    app = okta.ok("POST", "/api/v1/apps", ZSCALER)["id"]
    path = f"/api/v1/apps/{app}/groups/{okta.group_id('Design')}"
    assert okta.ok("PUT", path, {"priority": 3, "profile": {"role": "editor"}})["priority"] == 3
    patched = okta.ok("PATCH", path, [{"op": "replace", "path": "/profile/role", "value": "viewer"}])
    assert (patched["priority"], patched["profile"]) == (3, {"role": "viewer"})


def test_everyone_is_not_changed_by_hand(okta: OktaClient) -> None:
    everyone = okta.group_id("Everyone")
    assert okta.refused("DELETE", f"/api/v1/groups/{everyone}")[0] == 501


def test_a_deactivated_person_is_deleted_at_the_second_delete(okta: OktaClient) -> None:
    path = f"/api/v1/users/{okta.user_id('alan@corp.example')}"
    okta.ok("DELETE", path)
    assert okta.ok("GET", path)["status"] == "DEPROVISIONED"
    okta.ok("DELETE", path)
    assert okta.refused("GET", path)[0] == 404


def test_the_consoles_own_endpoints_show_provisioning_of_any_app(okta: OktaClient) -> None:
    app = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"]
    general = okta.ok("GET", f"/api/v1/internal/apps/instance/{app}/settings/user-mgmt-general")
    assert general["enabled"] is False
    rules = okta.ok("GET", f"/api/v1/internal/apps/{app}/settings/importMatchRules")
    assert [rule["priorityOrder"] for rule in rules] == [1, 9999]
    assert rules[0]["conditions"]["expression"]["value"] == "EMAIL"
