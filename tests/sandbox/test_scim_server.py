"""The SCIM server of a service provider: one per tenant, behind a token, correct by the RFCs."""

from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import Error
from scim2_tester import Status, check_server
from starlette.testclient import TestClient

from sandbox.scim.app import create_app

TOKENS = {"invision": "token-of-invision", "zscaler": "token-of-zscaler"}
ACCEPTED = {tenant: partial(tuple, [token]) for tenant, token in TOKENS.items()}
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ADA = {"schemas": [USER], "userName": "ada@example.com", "active": True, "externalId": "00u1"}


def client(directory: Path, tenant: str = "invision", token: str | None = None) -> TestClient:
    """Return a client of a tenant's server, with the tenant's own token unless told otherwise."""
    token = TOKENS[tenant] if token is None else token
    base = f"http://127.0.0.1:8471/{tenant}/scim/v2"
    return TestClient(create_app(directory, ACCEPTED), base, headers={"Authorization": f"Bearer {token}"})


def names(answer: httpx2.Response) -> list[str]:
    return [user["userName"] for user in answer.json().get("Resources", [])]


def test_the_python_scim_tester_finds_no_fault(tmp_path: Path) -> None:
    with client(tmp_path) as http:
        results = check_server(SyncSCIMClient(http))

    faults = [f"{r.title}: {r.reason}" for r in results if r.status in (Status.ERROR, Status.CRITICAL)]
    assert not faults
    assert sum(result.status == Status.SUCCESS for result in results) > 100


def test_the_python_scim_client_discovers_the_server_and_creates_a_person(tmp_path: Path) -> None:
    scim = SyncSCIMClient(client(tmp_path))
    scim.discover()
    user: Any = scim.get_resource_model("User")

    created: Any = scim.create(user(user_name="ada@example.com", active=True))

    assert scim.query(user, created.id).user_name == "ada@example.com"


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        b"Bearer wrong",
        b"token-of-invision",
        b"Basic token-of-invision",
        b"Bearer token-of-zscaler",
        b"Bearer t\xf6ken",
    ],
    ids=["none", "wrong", "bare", "other scheme", "another tenant's", "not ASCII"],
)
def test_without_the_tenants_bearer_token_the_answer_is_a_scim_error_401(
    tmp_path: Path, authorization: bytes | None
) -> None:
    server = TestClient(create_app(tmp_path, ACCEPTED), "http://127.0.0.1/invision/scim/v2")

    answer = server.get("/Users", headers={b"Authorization": authorization} if authorization else {})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/scim+json"
    assert Error.model_validate(answer.json()).status == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_test_api_credentials_request_is_answered_as_okta_expects(tmp_path: Path) -> None:
    answer = client(tmp_path).get("/Users?startIndex=1&count=2")

    assert answer.status_code == 200
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
    assert answer.json()["totalResults"] == 0


def test_people_are_there_after_a_restart(tmp_path: Path) -> None:
    client(tmp_path).post("/Users", json=ADA)

    assert names(client(tmp_path).get("/Users")) == ["ada@example.com"]


def test_a_tenant_does_not_see_the_people_of_another(tmp_path: Path) -> None:
    client(tmp_path, "invision").post("/Users", json=ADA)

    assert names(client(tmp_path, "zscaler").get("/Users")) == []


def test_an_unknown_tenant_is_not_found(tmp_path: Path) -> None:
    server = TestClient(create_app(tmp_path, ACCEPTED), "http://127.0.0.1")

    assert server.get("/nobody/scim/v2/Users").status_code == 404


def test_a_location_names_the_address_that_the_client_used(tmp_path: Path) -> None:
    answer = client(tmp_path).post("/Users", json=ADA)

    location = f"http://127.0.0.1:8471/invision/scim/v2/Users/{answer.json()['id']}"
    assert answer.headers["location"] == location


def test_a_person_is_found_by_user_name_in_any_case(tmp_path: Path) -> None:
    server = client(tmp_path)
    server.post("/Users", json=ADA)

    found = server.get("/Users", params={"filter": 'userName eq "ADA@EXAMPLE.COM"', "count": 100})

    assert names(found) == ["ada@example.com"]


def test_a_second_person_of_the_same_user_name_is_a_conflict(tmp_path: Path) -> None:
    server = client(tmp_path)
    server.post("/Users", json=ADA)

    answer = server.post("/Users", json={**ADA, "externalId": "00u2"})

    assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")


def test_a_put_with_active_false_deactivates(tmp_path: Path) -> None:
    server = client(tmp_path)
    created = server.post("/Users", json=ADA).json()

    answer = server.put(f"/Users/{created['id']}", json={**ADA, "active": False})

    assert answer.json()["active"] is False


def test_a_patch_with_active_false_deactivates(tmp_path: Path) -> None:
    server = client(tmp_path)
    created = server.post("/Users", json=ADA).json()
    patch = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "value": {"active": False}}],
    }

    server.patch(f"/Users/{created['id']}", json=patch)

    assert server.get(f"/Users/{created['id']}").json()["active"] is False


def test_a_host_name_other_than_loopback_is_refused(tmp_path: Path) -> None:
    answer = client(tmp_path).get("/Users", headers={"Host": "attacker.example"})

    assert answer.status_code == 400


@pytest.mark.parametrize("query", [{"startIndex": "9" * 23, "count": "9" * 23}, {"filter": r'userName eq "\ud800"'}])
def test_what_nobody_can_have_finds_nobody(query: dict[str, str], tmp_path: Path) -> None:
    with client(tmp_path) as http:
        http.post("/Users", json=ADA)
        answer = http.get("/Users", params=query)
    assert (answer.status_code, names(answer)) == (200, [])
