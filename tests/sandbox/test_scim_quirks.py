"""A SCIM server that departs from the RFCs on purpose, one way at a time, while it runs."""

import time
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from sandbox.faults.file import Faults
from sandbox.scim.app import create_app
from sandbox.scim.tokens import IssuedTokens

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ADA = {"schemas": [USER], "userName": "ada@example.com", "active": True}
PATCH = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    "Operations": [{"op": "replace", "value": {"active": False}}],
}


class Server:
    """A tenant's server, and its faults."""

    def __init__(self, directory: Path) -> None:
        app = create_app(directory, {"acme": partial(tuple, ["t"])})
        self.http = TestClient(app, "http://127.0.0.1/acme/scim/v2", headers={"Authorization": "Bearer t"})
        self.faults = Faults(directory)

    def be(self, **faults: Any) -> None:
        self.faults.set({"scim": {"acme": faults}})

    def add(self, user_name: str) -> httpx2.Response:
        return self.http.post("/Users", json={**ADA, "userName": user_name})

    def found(self, **query: Any) -> list[str]:
        body = self.http.get("/Users", params=query).json()
        names = [user["userName"] for user in body["Resources"]]
        assert body["totalResults"] >= len(names) == body["itemsPerPage"]
        return names


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def test_a_case_sensitive_filter_finds_the_same_case_only(server: Server) -> None:
    server.add("ada@example.com")
    server.be(filter_is_case_sensitive=True)

    assert server.found(filter='userName eq "Ada@example.com"') == []
    assert server.found(filter='userName eq "ada@example.com"') == ["ada@example.com"]
    assert server.found() == ["ada@example.com"]


def test_a_server_without_patch_refuses_it_and_says_so_in_its_configuration(server: Server) -> None:
    created = server.add("ada@example.com").json()
    server.be(no_patch=True)

    refused = server.http.patch(f"/Users/{created['id']}", json=PATCH)

    assert (refused.status_code, refused.json()["status"]) == (501, "501")
    assert server.http.get("/ServiceProviderConfig").json()["patch"] == {"supported": False}
    assert server.http.get(f"/Users/{created['id']}").json()["active"] is True
    assert server.http.put(f"/Users/{created['id']}", json={**ADA, "active": False}).json()["active"] is False


def test_answers_are_said_to_be_of_another_type(server: Server) -> None:
    server.be(content_type="text/html")

    assert server.http.get("/Users").headers["content-type"] == "text/html"


def test_a_creation_is_answered_with_200(server: Server) -> None:
    server.be(create_answers_200=True)

    assert server.add("ada@example.com").status_code == 200
    assert server.add("ada@example.com").status_code == 409


def test_count_is_ignored_and_the_start_is_not(server: Server) -> None:
    names = [f"person{number}@example.com" for number in range(5)]
    for name in names:
        server.add(name)
    server.be(ignores_count=True)

    assert server.found(startIndex=1, count=2) == names
    assert server.found(startIndex=4, count=2) == names[3:]


def test_quirks_come_and_go_while_the_server_runs(server: Server) -> None:
    server.be(create_answers_200=True)
    quirky = server.add("ada@example.com")
    server.be()

    assert (quirky.status_code, server.add("eve@example.com").status_code) == (200, 201)


@pytest.mark.parametrize(("status", "retry_after"), [(429, "1"), (503, None)])
def test_a_refusal_is_a_scim_error(server: Server, status: int, retry_after: str | None) -> None:
    server.be(error_rate=1, error_status=status)

    answer = server.http.get("/Users")

    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, retry_after)
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]


def test_a_slow_answer_comes_when_the_work_is_done(server: Server) -> None:
    server.be(slow_rate=1, slow_seconds=0.1)

    began = time.perf_counter()
    assert server.add("ada@example.com").status_code == 201
    assert time.perf_counter() - began >= 0.1


def test_a_changed_token_leaves_those_that_were_issued_as_they_were(server: Server, tmp_path: Path) -> None:
    tokens = IssuedTokens(tmp_path, "acme")
    tokens.issue()
    before = tokens.accepted()

    server.be(token_changed=True)
    assert set(tokens.accepted()).isdisjoint(before)
    assert tokens.accepted() == (tokens.current(),)

    server.be()
    assert tokens.accepted() == before
