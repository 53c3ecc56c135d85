"""Services whose answers are not as the RFCs have them: what can be read is read, what cannot is a reason."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from sandbox.org.import_tables import ImportState
from sandbox.org.operations import connections
from sandbox.org.operations.apps import find_app
from sandbox.org.provisioning import service_provider
from tests.sandbox.org.conftest import CUSTOM_SAML, OktaClient, assign, switch_on
from tests.sandbox.org.importing import run_import, waiting
from tests.sandbox.org.service import ServiceServer

MARGARET = "margaret.hamilton@example.com"
Answer = tuple[int, bytes]


class Odd:
    """A service that answers `answer(method, path)`, and what it was sent."""

    def __init__(self, answer: Callable[[str, str], Answer]) -> None:
        self.answer = answer
        self.sent: list[tuple[str, Any]] = []
        self.pause = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = (await receive()).get("body", b"")
        self.sent.append((scope["method"], json.loads(body) if body else None))
        status, content = self.answer(scope["method"], scope["path"])
        await send({"type": "http.response.start", "status": status, "headers": []})
        for place in range(len(content)):
            await send({"type": "http.response.body", "body": content[place : place + 1], "more_body": True})
            time.sleep(self.pause)
        await send({"type": "http.response.body", "body": b""})


def listing(*people: Any) -> bytes:
    return json.dumps({"totalResults": len(people), "Resources": people}).encode()


def connected(okta: OktaClient, services: ServiceServer, odd: Odd) -> str:
    app_id = str(okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"])
    switch_on(okta, app_id, services.mount(odd), create=True, deactivate=True)
    return app_id


def pushed(okta: OktaClient, services: ServiceServer, odd: Odd) -> dict[str, Any]:
    assign(okta, connected(okta, services, odd), "Contractors")
    return okta.settle()[-1]


ODD_PERSON = {
    "id": 4711,
    "USERNAME": "ada.lovelace@example.com",
    "active": "True",
    "name": {"givenName": "Ada", "familyName": "Lovelace", "rank": 5},
    "emails": ["not@used.example", {"value": None}, {"value": "ada.lovelace@example.com", "primary": "true"}],
    "profileUrl": "no URL at all",
    "shoeSize": 38,
    "urn:example:params:scim:schemas:extension:2.0:User": {"badge": 7},
    "meta": {"lastModified": "yesterday"},
}


def test_a_person_with_attributes_of_the_services_own_is_imported(okta: OktaClient, services: ServiceServer) -> None:
    odd = Odd(lambda _method, path: (200, listing(ODD_PERSON) if path.endswith("/Users") else listing()))
    app_id = connected(okta, services, odd)
    run = run_import(okta, app_id)
    assert (run.state, run.new) == (ImportState.DONE, 1)
    (found,) = waiting(okta, app_id)
    assert (found.service_id, found.given_name, found.user_id) == ("4711", "Ada", okta.user_id("ada@corp.example"))


def test_deactivation_by_put_sends_back_what_the_service_has_of_its_own(
    okta: OktaClient, services: ServiceServer
) -> None:
    margaret = ODD_PERSON | {"USERNAME": MARGARET}
    whole = json.dumps(margaret).encode()
    odd = Odd(lambda _method, path: (200, listing(margaret) if path.endswith("/Users") else whole))
    app_id = connected(okta, services, odd)
    assign(okta, app_id, "Contractors")
    okta.ok("DELETE", f"/api/v1/apps/{app_id}/groups/{okta.group_id('Contractors')}")
    assert okta.settle()[-1]["operation"] == "deactivate"
    kept = {name: value for name, value in margaret.items() if name != "meta"}
    assert odd.sent[-1] == ("PUT", kept | {"id": "4711", "active": False})


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ((201, b"<html>Created</html>"), "The service's answer is not JSON"),
        ((201, b""), "The service's answer is not JSON"),
        ((201, b"[]"), "The service's answer is not SCIM 2.0: it is no object"),
        ((201, b"{}"), "The service's answer has no id"),
        ((204, b""), "The service's answer is not JSON"),
        ((302, b""), "Found"),
        ((409, b"{}"), "Conflict"),
    ],
)
def test_a_creation_that_cannot_be_understood_fails_with_the_reason(
    answers: Answer, reason: str, okta: OktaClient, services: ServiceServer
) -> None:
    odd = Odd(lambda method, _path: answers if method == "POST" else (200, listing()))
    push = pushed(okta, services, odd)
    assert (push["outcome"], push["attempts"]) == ("failed", 1)
    assert push["reason"] == f"Error while creating user {MARGARET}: {reason}"


@pytest.mark.parametrize("status", [200, 201])
def test_a_creation_is_known_by_its_id(status: int, okta: OktaClient, services: ServiceServer) -> None:
    odd = Odd(lambda method, _path: (status, b'{"id": 5}') if method == "POST" else (200, listing()))
    assert pushed(okta, services, odd)["operation"] == "create"


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"Resources": 5}', b"null"])
def test_an_answer_that_is_no_list_is_no_proof_that_nobody_is_there(
    body: bytes, okta: OktaClient, services: ServiceServer
) -> None:
    odd = Odd(lambda _method, _path: (200, body))
    push = pushed(okta, services, odd)
    assert push["outcome"] == "failed"
    assert push["reason"].startswith(f"Error while verifying if user {MARGARET} exists: The service's answer is not")
    assert [method for method, _ in odd.sent] == ["GET"]


def test_an_answer_that_trickles_is_given_up(
    okta: OktaClient, services: ServiceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_provider, "_LONGEST_ANSWER_SECONDS", 0.1)
    odd = Odd(lambda _method, _path: (200, b" " * 20))
    odd.pause = 0.02
    push = pushed(okta, services, odd)
    assert "The service did not answer in time; given up after" in push["reason"]


def test_a_token_that_no_header_can_hold_is_not_told(okta: OktaClient, services: ServiceServer) -> None:
    odd = Odd(lambda _method, _path: (200, listing()))
    app_id = connected(okta, services, odd)
    with okta.org.store.writing() as session:
        connections.set_connection(
            session, okta.org.secrets, find_app(session, app_id), base_url=services.mount(odd), token="line\nbreak"
        )
    assign(okta, app_id, "Contractors")
    reason = okta.settle()[-1]["reason"]
    assert "break" not in reason
    assert reason.endswith("The base URL or the token is malformed")
