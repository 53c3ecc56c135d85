"""The org pushes people to a real SCIM server, and only as far as an app's capabilities go."""

import pytest

from sandbox.org.operations import connections
from sandbox.org.operations.apps import find_app
from tests.sandbox.org.conftest import (
    CUSTOM_SAML,
    ZSCALER,
    OktaClient,
    assign,
    done,
    queue_assignment,
    switch_on,
)
from tests.sandbox.org.service import Service

EMAILS = {"ada.lovelace@example.com", "grace.hopper@example.com", "radia.perlman@example.com"}


@pytest.fixture
def invision(okta: OktaClient, service: Service) -> str:
    """Give the id of a custom SAML app that creates and deactivates people at `service`."""
    app_id = str(okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"])
    switch_on(okta, app_id, service, create=True, deactivate=True)
    return app_id


def test_the_people_of_an_assigned_group_are_created_with_their_email_as_user_name(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    assign(okta, zscaler, "Design")
    assert done(okta.settle()) == ["create"] * 3
    people = service.people()
    assert set(people) == EMAILS
    ada = people["ada.lovelace@example.com"]
    assert ada["active"] is True
    assert ada["externalId"] == okta.user_id("ada@corp.example")
    assert ada["name"] == {"givenName": "Ada", "familyName": "Lovelace"}
    assert ada["emails"] == [{"value": "ada.lovelace@example.com", "type": "work", "primary": True}]


def test_a_person_is_looked_up_by_user_name_before_they_are_created(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    service.requests.clear()
    assign(okta, zscaler, "Contractors")
    okta.settle()
    (lookup, creation) = service.requests
    assert lookup[:2] == (
        "GET",
        "/Users?filter=userName+eq+%22margaret.hamilton%40example.com%22&startIndex=1&count=100",
    )
    assert creation[:2] == ("POST", "/Users")
    assert "password" not in creation[2]


def test_with_password_push_a_new_person_gets_a_password(okta: OktaClient, zscaler: str, service: Service) -> None:
    okta.set_boxes(zscaler, password=True)
    assign(okta, zscaler, "Contractors")
    okta.settle()
    assert len(service.requests[-1][2]["password"]) > 12


def test_the_assignment_tells_how_provisioning_went(okta: OktaClient, zscaler: str, service: Service) -> None:
    assign(okta, zscaler, "Contractors")
    okta.settle()
    (assigned,) = okta.ok("GET", f"/api/v1/apps/{zscaler}/users")
    assert assigned["status"] == "PROVISIONED"
    assert assigned["syncState"] == "SYNCHRONIZED"
    assert assigned["externalId"] == service.people()["margaret.hamilton@example.com"]["id"]
    assert assigned["lastSync"]


def test_a_push_is_in_the_system_log(okta: OktaClient, zscaler: str) -> None:
    assign(okta, zscaler, "Contractors")
    okta.settle()
    (event,) = okta.ok("GET", '/api/v1/logs?filter=eventType eq "application.provision.user.push"')
    assert event["outcome"]["result"] == "SUCCESS"
    assert [target["type"] for target in event["target"]] == ["User", "AppInstance", "AppUser"]


def test_the_status_says_when_provisioning_has_come_to_rest(okta: OktaClient, zscaler: str) -> None:
    okta.org.worker.stop()
    queue_assignment(okta, zscaler, "Design")
    waiting = okta.ok("GET", "/sandbox/status")
    assert (waiting["idle"], waiting["tasks"]["QUEUED"]) == (False, 3)
    okta.org.worker.start()
    okta.settle()
    assert okta.ok("GET", "/sandbox/status") == {
        "idle": True,
        "tasks": {"QUEUED": 0, "RUNNING": 0, "SUCCEEDED": 3, "FAILED": 0},
    }


def test_people_assigned_before_provisioning_was_on_are_never_pushed(okta: OktaClient, service: Service) -> None:
    app_id = str(okta.ok("POST", "/api/v1/apps", ZSCALER)["id"])
    assign(okta, app_id, "Design")
    okta.connect(app_id, service.base_url)
    okta.set_boxes(app_id, create=True, deactivate=True)
    assign(okta, app_id, "Design")
    assign(okta, app_id, "Contractors")
    okta.settle()
    assert set(service.people()) == {"margaret.hamilton@example.com"}
    states = {person["syncState"] for person in okta.ok("GET", f"/api/v1/apps/{app_id}/users")}
    assert states == {"DISABLED", "SYNCHRONIZED"}


def test_without_create_users_an_assignment_is_not_pushed(okta: OktaClient, zscaler: str, service: Service) -> None:
    okta.set_boxes(zscaler, create=False)
    assign(okta, zscaler, "Design")
    assert okta.settle() == []
    assert service.people() == {}


def test_joining_an_assigned_group_creates_the_person(okta: OktaClient, zscaler: str, service: Service) -> None:
    assign(okta, zscaler, "Contractors")
    okta.ok("PUT", f"/api/v1/groups/{okta.group_id('Contractors')}/users/{okta.user_id('alan@corp.example')}")
    okta.settle()
    assert set(service.people()) == {"margaret.hamilton@example.com", "alan.turing@example.com"}


@pytest.mark.parametrize(
    "leave",
    [
        pytest.param(("DELETE", "/api/v1/groups/{group}/users/{user}"), id="leaving the group"),
        pytest.param(("DELETE", "/api/v1/apps/{app}/groups/{group}"), id="the group losing the app"),
        pytest.param(("DELETE", "/api/v1/groups/{group}"), id="the group being deleted"),
        pytest.param(("POST", "/api/v1/users/{user}/lifecycle/deactivate"), id="being deactivated in Okta"),
    ],
)
def test_losing_the_app_makes_a_person_inactive_by(
    leave: tuple[str, str], okta: OktaClient, zscaler: str, service: Service
) -> None:
    assign(okta, zscaler, "Contractors")
    method, path = leave
    okta.ok(
        method,
        path.format(
            app=zscaler,
            group=okta.group_id("Contractors"),
            user=okta.user_id("margaret@corp.example"),
        ),
    )
    assert done(okta.settle()) == ["create", "deactivate"]
    assert service.people()["margaret.hamilton@example.com"]["active"] is False
    assert "DELETE" not in service.methods


def test_a_person_who_has_the_app_by_two_groups_keeps_it_when_one_loses_it(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    engineering, ada = okta.group_id("Engineering"), okta.user_id("ada@corp.example")
    okta.ok("PUT", f"/api/v1/groups/{engineering}/users/{ada}")
    assign(okta, zscaler, "Design")
    assign(okta, zscaler, "Engineering")
    okta.ok("DELETE", f"/api/v1/apps/{zscaler}/groups/{okta.group_id('Design')}")
    okta.settle()
    active = {name for name, person in service.people().items() if person["active"]}
    assert active == {
        "ada.lovelace@example.com",
        "edsger.dijkstra@example.com",
        "barbara.liskov@example.com",
        "donald.knuth@example.com",
    }


def test_a_direct_assignment_outlives_the_group(okta: OktaClient, zscaler: str, service: Service) -> None:
    assign(okta, zscaler, "Contractors")
    margaret = okta.user_id("margaret@corp.example")
    okta.ok("POST", f"/api/v1/apps/{zscaler}/users", {"id": margaret})
    okta.ok("DELETE", f"/api/v1/apps/{zscaler}/groups/{okta.group_id('Contractors')}")
    okta.settle()
    assert service.people()["margaret.hamilton@example.com"]["active"] is True
    okta.ok("DELETE", f"/api/v1/apps/{zscaler}/users/{margaret}")
    okta.settle()
    assert service.people()["margaret.hamilton@example.com"]["active"] is False


def test_without_deactivate_users_people_stay_active(okta: OktaClient, zscaler: str, service: Service) -> None:
    okta.set_boxes(zscaler, deactivate=False)
    assign(okta, zscaler, "Contractors")
    okta.ok("DELETE", f"/api/v1/apps/{zscaler}/groups/{okta.group_id('Contractors')}")
    assert done(okta.settle()) == ["create"]
    assert service.people()["margaret.hamilton@example.com"]["active"] is True


def test_a_person_assigned_again_is_found_and_made_active(okta: OktaClient, zscaler: str, service: Service) -> None:
    assign(okta, zscaler, "Contractors")
    before = service.people()["margaret.hamilton@example.com"]["id"]
    okta.ok("DELETE", f"/api/v1/apps/{zscaler}/groups/{okta.group_id('Contractors')}")
    assign(okta, zscaler, "Contractors")
    assert done(okta.settle()) == ["create", "deactivate", "reactivate"]
    margaret = service.people()["margaret.hamilton@example.com"]
    assert (margaret["active"], margaret["id"]) == (True, before)


def test_a_reactivated_person_in_okta_gets_the_apps_of_their_groups_back(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    assign(okta, zscaler, "Contractors")
    margaret = okta.user_id("margaret@corp.example")
    okta.ok("POST", f"/api/v1/users/{margaret}/lifecycle/deactivate")
    okta.ok("POST", f"/api/v1/users/{margaret}/lifecycle/activate")
    assert done(okta.settle()) == ["create", "deactivate", "reactivate"]
    assert service.people()["margaret.hamilton@example.com"]["active"] is True


def test_a_staged_person_is_pushed_when_they_are_activated(okta: OktaClient, zscaler: str, service: Service) -> None:
    profile = {"login": "n@corp.example", "email": "new@example.com", "firstName": "N", "lastName": "E"}
    user = okta.ok("POST", "/api/v1/users?activate=false", {"profile": profile})
    okta.ok("POST", f"/api/v1/apps/{zscaler}/users", {"id": user["id"]})
    assert okta.settle() == []
    okta.ok("POST", f"/api/v1/users/{user['id']}/lifecycle/activate")
    assert done(okta.settle()) == ["create"]
    assert "new@example.com" in service.people()


@pytest.mark.parametrize("app", ["zscaler", "invision"])
def test_with_profile_updates_off_a_changed_name_reaches_nobody_not_even_at_deactivation(
    app: str, okta: OktaClient, service: Service, request: pytest.FixtureRequest
) -> None:
    app_id = request.getfixturevalue(app)
    assign(okta, app_id, "Contractors")
    okta.settle()
    margaret = okta.user_id("margaret@corp.example")
    okta.ok("POST", f"/api/v1/users/{margaret}", {"profile": {"lastName": "Heafield"}})
    okta.ok("DELETE", f"/api/v1/apps/{app_id}/groups/{okta.group_id('Contractors')}")
    assert done(okta.settle()) == ["create", "deactivate"]
    person = service.people()["margaret.hamilton@example.com"]
    assert (person["active"], person["name"]["familyName"]) == (False, "Hamilton")


@pytest.mark.parametrize("app", ["zscaler", "invision"])
def test_with_profile_updates_on_a_changed_name_is_pushed(
    app: str, okta: OktaClient, service: Service, request: pytest.FixtureRequest
) -> None:
    app_id = request.getfixturevalue(app)
    with okta.org.store.writing() as session:
        connections.set_capabilities(session, find_app(session, app_id), profile=True)
    assign(okta, app_id, "Contractors")
    margaret = okta.user_id("margaret@corp.example")
    okta.ok("POST", f"/api/v1/users/{margaret}", {"profile": {"lastName": "Heafield"}})
    assert done(okta.settle()) == ["create", "update"]
    assert service.people()["margaret.hamilton@example.com"]["name"]["familyName"] == "Heafield"


def test_a_custom_saml_app_deactivates_by_put_of_what_the_service_has(
    okta: OktaClient, invision: str, service: Service
) -> None:
    assign(okta, invision, "Contractors")
    okta.ok("DELETE", f"/api/v1/apps/{invision}/groups/{okta.group_id('Contractors')}")
    okta.settle()
    assert service.methods == ["GET", "POST", "GET", "PUT"]
    assert service.people()["margaret.hamilton@example.com"]["active"] is False


def test_a_catalogue_app_deactivates_by_patch(okta: OktaClient, zscaler: str, service: Service) -> None:
    assign(okta, zscaler, "Contractors")
    okta.ok("DELETE", f"/api/v1/apps/{zscaler}/groups/{okta.group_id('Contractors')}")
    okta.settle()
    method, _, body = service.requests[-1]
    assert method == "PATCH"
    assert body["Operations"] == [{"op": "replace", "value": {"active": False}}]


def test_a_person_whom_the_service_has_already_is_linked(okta: OktaClient, invision: str, service: Service) -> None:
    assign(okta, invision, "Contractors")
    okta.settle()
    other = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML | {"label": "Another"})["id"]
    switch_on(okta, other, service, create=True)
    assign(okta, other, "Contractors")
    assert done(okta.settle()) == ["create", "link"]
    assert len(service.people()) == 1


def test_an_app_that_is_deleted_deactivates_nobody(okta: OktaClient, zscaler: str, service: Service) -> None:
    assign(okta, zscaler, "Contractors")
    okta.settle()
    okta.ok("POST", f"/api/v1/apps/{zscaler}/lifecycle/deactivate")
    okta.ok("DELETE", f"/api/v1/apps/{zscaler}")
    okta.settle()
    assert service.people()["margaret.hamilton@example.com"]["active"] is True
