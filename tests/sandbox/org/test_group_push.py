"""Group Push makes groups at the service and keeps their members in step, as far as these are assigned."""

from typing import Any

import pytest

from tests.sandbox.org.conftest import CUSTOM_SAML, OktaClient, assign, done, switch_on
from tests.sandbox.org.service import Fault, Service


@pytest.fixture(params=["zscaler", "invision"])
def app_id(request: pytest.FixtureRequest, okta: OktaClient, service: Service) -> str:
    """Give an app that changes by PATCH, and one that changes by PUT; both create people."""
    found = str(request.getfixturevalue(request.param))
    switch_on(okta, found, service, create=True, deactivate=True)
    return found


def push(okta: OktaClient, app_id: str, group: str, name: str | None = None) -> dict[str, Any]:
    """Push a group, and give its mapping when all is at rest."""
    body = {"sourceGroupId": okta.group_id(group), "targetGroupName": name or group}
    mapping = okta.ok("POST", f"/api/v1/apps/{app_id}/group-push/mappings", body)
    okta.settle()
    return show(okta, app_id, mapping)


def show(okta: OktaClient, app_id: str, mapping: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = okta.ok("GET", f"/api/v1/apps/{app_id}/group-push/mappings/{mapping['id']}")
    return shown


def members(service: Service, group: str) -> set[str]:
    """Give the user names of a group's members at the service."""
    names = {person["id"]: name for name, person in service.people().items()}
    return {names[member["value"]] for member in service.groups()[group].get("members", [])}


def test_a_group_is_created_with_those_of_its_members_who_are_assigned(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    okta.ok("POST", f"/api/v1/apps/{zscaler}/users", {"id": okta.user_id("ada@corp.example")})
    okta.settle()
    mapping = push(okta, zscaler, "Design")
    assert members(service, "Design") == {"ada.lovelace@example.com"}
    assert (mapping["status"], mapping["sourceGroupId"]) == ("ACTIVE", okta.group_id("Design"))
    assert mapping["lastPush"]


def test_a_custom_app_pushes_by_put_and_a_catalogue_app_by_patch(
    okta: OktaClient, invision: str, zscaler: str, service: Service
) -> None:
    switch_on(okta, invision, service, create=True)
    for app, method in ((invision, "PUT"), (zscaler, "PATCH")):
        assign(okta, app, "Contractors")
        okta.settle()
        service.requests.clear()
        push(okta, app, "Contractors", name=method)
        assert service.methods == ["GET", "POST", "GET", method]


def test_members_who_join_and_leave_are_followed(okta: OktaClient, app_id: str, service: Service) -> None:
    assign(okta, app_id, "Design")
    push(okta, app_id, "Design")
    margaret, design = okta.user_id("margaret@corp.example"), okta.group_id("Design")
    okta.ok("PUT", f"/api/v1/groups/{design}/users/{margaret}")
    okta.settle()
    assert "margaret.hamilton@example.com" in members(service, "Design")
    okta.ok("DELETE", f"/api/v1/groups/{design}/users/{margaret}")
    okta.settle()
    assert len(members(service, "Design")) == 3
    assert "margaret.hamilton@example.com" not in members(service, "Design")


def test_a_member_who_is_assigned_later_joins_once_they_exist_at_the_service(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    push(okta, zscaler, "Contractors")
    assert members(service, "Contractors") == set()
    assign(okta, zscaler, "Contractors")
    okta.settle()
    assert members(service, "Contractors") == {"margaret.hamilton@example.com"}


def test_a_member_who_loses_the_app_leaves_the_group(okta: OktaClient, app_id: str, service: Service) -> None:
    assign(okta, app_id, "Contractors")
    push(okta, app_id, "Contractors")
    okta.ok("DELETE", f"/api/v1/apps/{app_id}/groups/{okta.group_id('Contractors')}")
    okta.settle()
    assert members(service, "Contractors") == set()


def test_a_group_of_this_name_is_linked(okta: OktaClient, zscaler: str, service: Service) -> None:
    push(okta, zscaler, "Contractors", "Outside")
    service.requests.clear()
    push(okta, zscaler, "Engineering", "Outside")
    assert "POST" not in service.methods
    assert set(service.groups()) == {"Outside"}


def test_a_conflict_at_creation_becomes_a_link(okta: OktaClient, zscaler: str, service: Service) -> None:
    service.faults.append(Fault(409, method="POST", acts=True))
    push(okta, zscaler, "Contractors")
    assert done(okta.settle())[-1] == "link group"


def test_a_renamed_group_is_renamed_at_the_service(okta: OktaClient, app_id: str, service: Service) -> None:
    push(okta, app_id, "Contractors")
    okta.ok("PUT", f"/api/v1/groups/{okta.group_id('Contractors')}", {"profile": {"name": "Guests"}})
    okta.settle()
    assert set(service.groups()) == {"Guests"}


def test_switched_off_a_mapping_follows_nothing_and_switched_on_it_catches_up(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    mapping = push(okta, zscaler, "Contractors")
    path = f"/api/v1/apps/{zscaler}/group-push/mappings/{mapping['id']}"
    okta.ok("PATCH", path, {"status": "INACTIVE"})
    assign(okta, zscaler, "Contractors")
    okta.settle()
    assert members(service, "Contractors") == set()
    okta.ok("PATCH", path, {"status": "ACTIVE"})
    okta.settle()
    assert members(service, "Contractors") == {"margaret.hamilton@example.com"}


@pytest.mark.parametrize(("delete", "left"), [("true", set()), ("false", {"Contractors"})])
def test_an_unpushed_group_stays_at_the_service_or_goes(
    delete: str, left: set[str], okta: OktaClient, zscaler: str, service: Service
) -> None:
    path = f"/api/v1/apps/{zscaler}/group-push/mappings/{push(okta, zscaler, 'Contractors')['id']}"
    assert okta.refused("DELETE", f"{path}?deleteTargetGroup={delete}")[0] == 400
    okta.ok("PATCH", path, {"status": "INACTIVE"})
    okta.ok("DELETE", f"{path}?deleteTargetGroup={delete}")
    okta.settle()
    assert set(service.groups()) == left
    assert okta.refused("GET", path)[0] == 404


def test_a_group_pushed_anew_after_it_was_deleted_is_created_anew(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    path = f"/api/v1/apps/{zscaler}/group-push/mappings/{push(okta, zscaler, 'Contractors')['id']}"
    okta.ok("PATCH", path, {"status": "INACTIVE"})
    okta.ok("DELETE", f"{path}?deleteTargetGroup=true")
    assert push(okta, zscaler, "Contractors")["status"] == "ACTIVE"
    assert set(service.groups()) == {"Contractors"}


def test_a_group_that_the_service_has_lost_is_an_error_until_it_is_pushed_again(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    mapping = push(okta, zscaler, "Contractors")
    service.faults.append(Fault(404, method="GET"))
    path = f"/api/v1/apps/{zscaler}/group-push/mappings/{mapping['id']}"
    okta.ok("PATCH", path, {"status": "ACTIVE"})
    okta.settle()
    shown = show(okta, zscaler, mapping)
    assert shown["status"] == "ERROR"
    assert "Linked group is missing" in shown["errorSummary"]
    okta.ok("PATCH", path, {"status": "ACTIVE"})
    okta.settle()
    assert "errorSummary" not in show(okta, zscaler, mapping)


def test_group_pushes_are_in_the_system_log(okta: OktaClient, zscaler: str) -> None:
    push(okta, zscaler, "Contractors")
    events = okta.ok("GET", '/api/v1/logs?filter=eventType sw "application.provision.group_push"')
    assert [event["eventType"].removeprefix("application.provision.group_push.") for event in events] == [
        "mapping.created",
        "pushed",
    ]


def test_mappings_are_listed_by_source_group_and_status(okta: OktaClient, zscaler: str) -> None:
    push(okta, zscaler, "Contractors")
    path = f"/api/v1/apps/{zscaler}/group-push/mappings"
    assert len(okta.ok("GET", f"{path}?sourceGroupId={okta.group_id('Contractors')}&status=ACTIVE")) == 1
    assert okta.ok("GET", f"{path}?status=ERROR") == []
    assert okta.ok("GET", f"{path}?lastUpdated=2100-01-01T00:00:00Z") == []


def test_a_group_cannot_be_pushed_twice_or_without_a_connection(okta: OktaClient, zscaler: str) -> None:
    push(okta, zscaler, "Contractors")
    path = f"/api/v1/apps/{zscaler}/group-push/mappings"
    body = {"sourceGroupId": okta.group_id("Contractors"), "targetGroupName": "Twice"}
    assert okta.refused("POST", path, body)[:2] == (400, "E0000001")
    unconnected = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"]
    causes = okta.refused("POST", f"/api/v1/apps/{unconnected}/group-push/mappings", body)[2]
    assert causes == ["Provisioning is not enabled for the app instance."]


def test_an_app_of_the_catalogue_takes_a_mapping_before_it_is_connected(okta: OktaClient) -> None:
    unconnected = okta.ok("POST", "/api/v1/apps", {"name": "deelhr", "label": "HR", "signOnMode": "AUTO_LOGIN"})["id"]
    path = f"/api/v1/apps/{unconnected}/group-push/mappings"
    mapping = okta.http.post(path, json={"sourceGroupId": okta.group_id("Design"), "targetGroupName": "Design"})
    assert (mapping.status_code, mapping.json()["status"]) == (200, "ACTIVE")
    assert ".000Z" not in mapping.json()["created"]
    assert okta.settle() == []
