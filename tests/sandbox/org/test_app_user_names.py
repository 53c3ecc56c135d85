"""What a person is called in an app: never nothing, never somebody else's name, and pushed when it changes."""

import pytest

from sandbox.org.operations import connections
from sandbox.org.operations.apps import find_app
from tests.sandbox.org.conftest import OktaClient, assign, done
from tests.sandbox.org.importing import hire
from tests.sandbox.org.service import Service

BLANK = (400, "E0000001", ["credentials.userName: The field cannot be left blank"])


@pytest.fixture
def updating(okta: OktaClient, zscaler: str) -> str:
    """Give the id of an app that also takes profile updates."""
    with okta.org.store.writing() as session:
        connections.set_capabilities(session, find_app(session, zscaler), profile=True)
    return zscaler


def name_by_employee_number(okta: OktaClient, app_id: str) -> None:
    """Take the user names from an attribute that nobody has unless a test gives it to them."""
    with okta.org.store.writing() as session:
        find_app(session, app_id).username_template = "${source.employeeID}"


def test_a_person_whom_the_username_format_gives_no_name_cannot_be_assigned(okta: OktaClient, zscaler: str) -> None:
    name_by_employee_number(okta, zscaler)
    ada = {"id": okta.user_id("ada@corp.example")}
    assert okta.refused("POST", f"/api/v1/apps/{zscaler}/users", ada) == BLANK


@pytest.mark.parametrize("user_name", ["", "  "])
def test_a_user_name_cannot_be_made_blank(user_name: str, okta: OktaClient, zscaler: str) -> None:
    assign(okta, zscaler, "Contractors")
    assigned = f"/api/v1/apps/{zscaler}/users/{okta.user_id('margaret@corp.example')}"
    assert okta.refused("POST", assigned, {"credentials": {"userName": user_name}}) == BLANK


def test_of_an_assigned_group_only_those_without_a_name_fail(okta: OktaClient, zscaler: str, service: Service) -> None:
    ada = okta.user_id("ada@corp.example")
    okta.ok("POST", f"/api/v1/users/{ada}", {"profile": {"employeeNumber": "1815"}})
    name_by_employee_number(okta, zscaler)
    assign(okta, zscaler, "Design")
    pushes = okta.settle()
    assert sorted(push["outcome"] for push in pushes) == ["done", "failed", "failed"]
    assert set(service.people()) == {"1815"}
    assert [assigned["id"] for assigned in okta.ok("GET", f"/api/v1/apps/{zscaler}/users")] == [ada]
    events = okta.ok("GET", '/api/v1/logs?filter=eventType eq "application.user_membership.add"')
    assert sorted(event["outcome"]["result"] for event in events) == ["FAILURE", "FAILURE", "SUCCESS"]


def test_an_account_is_linked_to_one_person_alone_and_left_as_it_is(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    same_name = {"credentials": {"userName": "shared@x.example"}}
    hire(service, ("shared@x.example", "Shared", "Account"))
    for login in ("ada@corp.example", "grace@corp.example"):
        okta.ok("POST", f"/api/v1/apps/{zscaler}/users", {"id": okta.user_id(login)} | same_name)
    (first, second) = okta.settle()
    assert first["operation"] == "link"
    assert second["reason"] == (
        "Error while trying to push profile update for shared@x.example: This account is linked to Ada Lovelace "
        "already; give one of the two another user name"
    )
    assert service.people()["shared@x.example"]["name"]["givenName"] == "Ada"


def test_a_changed_user_name_is_pushed(okta: OktaClient, updating: str, service: Service) -> None:
    assign(okta, updating, "Contractors")
    assigned = f"/api/v1/apps/{updating}/users/{okta.user_id('margaret@corp.example')}"
    okta.ok("POST", assigned, {"credentials": {"userName": "heafield@example.com"}})
    assert done(okta.settle()) == ["create", "update"]
    assert set(service.people()) == {"heafield@example.com"}


def test_a_suspended_person_is_updated_when_they_are_active_again(
    okta: OktaClient, updating: str, service: Service
) -> None:
    assign(okta, updating, "Contractors")
    okta.settle()
    service.requests.clear()
    margaret = f"/api/v1/users/{okta.user_id('margaret@corp.example')}"
    okta.ok("POST", f"{margaret}/lifecycle/suspend")
    okta.ok("POST", margaret, {"profile": {"lastName": "Heafield"}})
    okta.settle()
    assert service.requests == []
    okta.ok("POST", f"{margaret}/lifecycle/unsuspend")
    assert done(okta.settle()) == ["create", "update"]
    assert service.people()["margaret.hamilton@example.com"]["name"]["familyName"] == "Heafield"


def test_what_was_queued_before_a_person_was_suspended_waits_as_well(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    service.requests.clear()
    okta.org.worker.stop()
    ada = okta.user_id("ada@corp.example")
    okta.ok("POST", f"/api/v1/apps/{zscaler}/users", {"id": ada})
    okta.ok("POST", f"/api/v1/users/{ada}/lifecycle/suspend")
    okta.org.worker.start()
    assert done(okta.settle()) == ["nothing"]
    assert service.requests == []
    okta.ok("POST", f"/api/v1/users/{ada}/lifecycle/unsuspend")
    assert done(okta.settle()) == ["nothing", "create"]
