"""What Okta asks of a SCIM server before it lists an app, and what it does to a person there, step by step."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sandbox.scim.app import create_app
from tests.sandbox.org.conftest import ZSCALER, OktaClient, switch_on
from tests.sandbox.org.service import Service

MESSAGES = "urn:ietf:params:scim:api:messages:2.0"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PERSON = {
    "schemas": [USER],
    "userName": "mira.holm@example.com",
    "name": {"givenName": "Mira", "familyName": "Holm"},
    "emails": [{"primary": True, "value": "mira.holm@example.com", "type": "work"}],
    "displayName": "Mira Holm",
    "active": True,
}
ELSE = {"Content-Type": "application/json", "Accept": "application/scim+json; charset=utf-8"}


class TestTheServer:
    @pytest.fixture
    def http(self, tmp_path: Path) -> TestClient:
        app = create_app(tmp_path, {"acme": partial(tuple, ["t"])})
        okta = {
            "Authorization": "Bearer t",
            "Accept": "application/scim+json",
            "Accept-Charset": "utf-8",
            "Content-Type": "application/scim+json; charset=utf-8",
            "User-Agent": "Okta SCIM Client 1.0.0",
        }
        return TestClient(app, "http://127.0.0.1/acme/scim/v2", headers=okta)

    @pytest.fixture
    def created(self, http: TestClient) -> dict[str, Any]:
        answer = http.post("/Users", json=PERSON, headers=ELSE)
        assert answer.status_code == 201
        body: dict[str, Any] = answer.json()
        return body

    def found(self, http: TestClient, user_name: str) -> dict[str, Any]:
        answer = http.get("/Users", params={"filter": f'userName eq "{user_name}"'})
        assert answer.status_code == 200
        body: dict[str, Any] = answer.json()
        assert body["schemas"] == [f"{MESSAGES}:ListResponse"]
        return body

    def test_a_page_of_one_has_its_numbers_and_a_whole_person(self, http: TestClient, created: dict[str, Any]) -> None:
        page = http.get("/Users?count=1&startIndex=1").json()

        assert page["schemas"] == [f"{MESSAGES}:ListResponse"]
        assert (page["itemsPerPage"], page["startIndex"], page["totalResults"]) == (1, 1, 1)
        assert page["Resources"][0].items() >= {"id": created["id"], **PERSON}.items()

    def test_a_person_is_read_by_id_as_they_were_created(self, http: TestClient, created: dict[str, Any]) -> None:
        read = http.get(f"/Users/{created['id']}")

        assert (read.status_code, read.json()) == (200, created)
        assert created.items() >= PERSON.items()

    def test_nobody_is_found_where_nobody_is(self, http: TestClient) -> None:
        assert self.found(http, "nobody@example.com")["totalResults"] == 0

    def test_a_person_is_found_in_capitals(self, http: TestClient, created: dict[str, Any]) -> None:
        assert self.found(http, "MIRA.HOLM@EXAMPLE.COM")["Resources"][0]["id"] == created["id"]

    def test_the_same_person_twice_is_a_conflict(self, http: TestClient, created: dict[str, Any]) -> None:
        assert http.post("/Users", json=PERSON, headers=ELSE).status_code == 409

    def test_groups_are_listed(self, http: TestClient) -> None:
        answer = http.get("/Groups")

        assert (answer.status_code, answer.json()["totalResults"]) == (200, 0)

    @pytest.mark.parametrize(
        ("path", "authorization", "status"),
        [("/Users/00000000", "Bearer t", 404), ("/Users", "wrong", 401)],
        ids=["an unknown id", "a wrong token"],
    )
    def test_a_refusal_is_a_scim_error_with_a_reason(
        self, path: str, authorization: str, status: int, http: TestClient
    ) -> None:
        answer = http.get(path, headers={"Authorization": authorization})

        body = answer.json()
        assert (answer.status_code, body["status"], body["schemas"]) == (status, str(status), [f"{MESSAGES}:Error"])
        assert body["detail"]


@pytest.fixture
def app(okta: OktaClient, service: Service) -> str:
    """An app that creates, updates and deactivates people at the service."""
    identifier: str = okta.ok("POST", "/api/v1/apps", ZSCALER)["id"]
    switch_on(okta, identifier, service, create=True, profile=True, deactivate=True)
    return identifier


def new_person(okta: OktaClient, email: str) -> str:
    profile = {"firstName": "Mira", "lastName": "Holm", "email": email, "login": email}
    identifier: str = okta.ok("POST", "/api/v1/users?activate=true", {"profile": profile})["id"]
    return identifier


@pytest.mark.parametrize("email", ["mira.holm@corp.local", "mira.holm@intranet"])
def test_an_email_address_of_no_public_domain_is_pushed_and_read_like_any(
    email: str, okta: OktaClient, service: Service, app: str
) -> None:
    user = new_person(okta, email)

    okta.ok("POST", f"/api/v1/apps/{app}/users", {"id": user})
    okta.settle()
    okta.http.delete(f"/api/v1/apps/{app}/users/{user}")

    assert [push["outcome"] for push in okta.settle()] == ["done", "done"]
    assert service.people()[email]["active"] is False


def test_a_person_comes_changes_goes_returns_and_leaves(okta: OktaClient, service: Service, app: str) -> None:
    """The course of Okta's test of an integration: create, update, deactivate, reactivate, unassign."""
    login = "mira.holm@example.com"
    user = new_person(okta, login)
    assignment = {"id": user, "scope": "USER", "credentials": {"userName": login}}

    def at_service() -> dict[str, Any]:
        okta.settle()
        return service.people()[login]

    okta.ok("POST", f"/api/v1/apps/{app}/users", assignment)
    created = at_service()
    assert (created["name"], created["active"]) == ({"givenName": "Mira", "familyName": "Holm"}, True)
    assert created["emails"][0]["value"] == login

    okta.ok("POST", f"/api/v1/users/{user}", {"profile": {"firstName": "Mirabel"}})
    assert at_service()["name"]["givenName"] == "Mirabel"

    okta.ok("POST", f"/api/v1/users/{user}/lifecycle/deactivate")
    assert at_service()["active"] is False

    okta.ok("POST", f"/api/v1/users/{user}/lifecycle/activate")
    okta.ok("POST", f"/api/v1/apps/{app}/users", assignment)
    returned = at_service()
    assert (returned["active"], returned["id"]) == (True, created["id"])

    okta.http.delete(f"/api/v1/apps/{app}/users/{user}")
    assert at_service()["active"] is False
