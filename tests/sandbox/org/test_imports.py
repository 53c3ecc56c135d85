"""Imports read a service's people: how they ask, and what becomes of those who changed or are gone."""

import pytest

from sandbox.org.errors import OktaError
from sandbox.org.import_tables import ImportKind, ImportState, Match
from sandbox.org.operations import imports
from sandbox.org.operations.apps import find_app
from sandbox.org.operations.assignments import find_app_user
from sandbox.org.operations.imports import suggested
from tests.sandbox.org.conftest import CUSTOM_SAML, OktaClient, assign, switch_on
from tests.sandbox.org.importing import ADA, NEWCOMER, at_service, decide, hire, id_at, run_import, waiting
from tests.sandbox.org.service import Fault, Service


def test_an_import_asks_for_a_hundred_people_a_page_and_then_for_the_groups(
    okta: OktaClient, invision: str, service: Service
) -> None:
    hire(service, ADA, NEWCOMER)
    run = run_import(okta, invision)
    assert [path for _, path, _ in service.requests] == [
        "/Users?startIndex=1&count=100",
        "/Groups?startIndex=1&count=100",
    ]
    assert (run.state, run.seen, run.total, run.new) == (ImportState.DONE, 2, 2, 2)


def test_people_wait_for_confirmation_with_the_okta_user_of_the_same_email(
    okta: OktaClient, invision: str, service: Service
) -> None:
    hire(service, ADA, NEWCOMER)
    run_import(okta, invision)
    ada, hedy = waiting(okta, invision)
    assert (ada.match, ada.user_id) == (Match.EXACT, okta.user_id("ada@corp.example"))
    assert (hedy.match, hedy.user_id, hedy.active) == (Match.NONE, None, True)


def test_people_whom_okta_pushed_are_known_and_not_offered(okta: OktaClient, invision: str, service: Service) -> None:
    switch_on(okta, invision, service, create=True)
    assign(okta, invision, "Contractors")
    okta.settle()
    assert run_import(okta, invision).new == 0
    assert waiting(okta, invision) == []


def test_a_changed_profile_reaches_the_assignment_and_not_the_okta_user(
    okta: OktaClient, invision: str, service: Service
) -> None:
    hire(service, ADA)
    run_import(okta, invision)
    decide(okta, invision, [(person, suggested(person)) for person in waiting(okta, invision)])
    patch = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "value": {"name": {"givenName": "Ada", "familyName": "King"}}}],
    }
    at_service(service, "PATCH", f"/Users/{id_at(service, ADA[0])}", patch)
    assert run_import(okta, invision).updated == 1
    (assigned,) = okta.ok("GET", f"/api/v1/apps/{invision}/users")
    assert assigned["profile"]["lastName"] == "King"
    assert okta.ok("GET", "/api/v1/users/ada@corp.example")["profile"]["lastName"] == "Lovelace"


@pytest.mark.parametrize("how", ["deleted", "inactive"])
def test_whoever_is_gone_or_inactive_at_the_service_loses_the_assignment_and_nothing_is_pushed(
    how: str, okta: OktaClient, invision: str, service: Service
) -> None:
    switch_on(okta, invision, service, deactivate=True)
    hire(service, ADA)
    run_import(okta, invision)
    decide(okta, invision, [(person, suggested(person)) for person in waiting(okta, invision)])
    path = f"/Users/{id_at(service, ADA[0])}"
    if how == "deleted":
        at_service(service, "DELETE", path)
    else:
        patch = [{"op": "replace", "value": {"active": False}}]
        schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
        at_service(service, "PATCH", path, {"schemas": schemas, "Operations": patch})
    service.requests.clear()
    with okta.org.store.writing() as session:
        app_user = find_app_user(session, find_app(session, invision), okta.user_id("ada@corp.example"))
        app_user.last_sync = "2020-01-01T00:00:00.000Z"
    assert run_import(okta, invision).removed == 1
    assert okta.ok("GET", f"/api/v1/apps/{invision}/users") == []
    assert {method for method, _, _ in service.requests} == {"GET"}
    assert okta.ok("GET", "/api/v1/users/ada@corp.example")["status"] == "ACTIVE"


def test_inactive_people_are_not_offered(okta: OktaClient, invision: str, service: Service) -> None:
    hire(service, NEWCOMER)
    patch = [{"op": "replace", "value": {"active": False}}]
    schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
    at_service(service, "PATCH", f"/Users/{id_at(service, NEWCOMER[0])}", {"schemas": schemas, "Operations": patch})
    run_import(okta, invision)
    assert waiting(okta, invision) == []


def test_an_incremental_import_asks_for_what_changed_since_the_last_one(
    okta: OktaClient, invision: str, service: Service
) -> None:
    hire(service, ADA)
    assert run_import(okta, invision, incremental=True).kind is ImportKind.FULL
    started = run_import(okta, invision).started
    service.requests.clear()
    run = run_import(okta, invision, incremental=True)
    assert (run.kind, run.removed) == (ImportKind.INCREMENTAL, 0)
    assert started is not None
    asked = service.requests[0][1]
    assert "filter=meta.lastModified" in asked
    assert started.split(".")[0].replace(":", "%3A") in asked


def test_an_incremental_import_reads_everybody_where_the_service_refuses_the_filter(
    okta: OktaClient, invision: str, service: Service
) -> None:
    hire(service, ADA)
    run_import(okta, invision)
    service.faults.append(Fault(400))
    run = run_import(okta, invision, incremental=True)
    assert (run.state, run.seen, run.unchanged) == (ImportState.DONE, 1, 1)


def test_a_service_that_is_away_is_asked_again(okta: OktaClient, invision: str, service: Service) -> None:
    hire(service, ADA)
    service.faults.extend([Fault(503), Fault(429, {"Retry-After": "0"})])
    assert run_import(okta, invision).state is ImportState.DONE
    assert len(waiting(okta, invision)) == 1


def test_a_refused_import_fails_with_its_reason_and_nobody_counts_as_gone(
    okta: OktaClient, invision: str, service: Service
) -> None:
    service.faults.append(Fault(401))
    run = run_import(okta, invision)
    assert (run.state, run.reason) == (ImportState.FAILED, "Unauthorized")
    (event,) = okta.ok("GET", '/api/v1/logs?filter=eventType eq "system.import.complete"')
    assert event["outcome"] == {"result": "FAILURE", "reason": "Unauthorized"}


def test_an_import_is_in_the_system_log(okta: OktaClient, invision: str, service: Service) -> None:
    hire(service, ADA)
    run_import(okta, invision)
    decide(okta, invision, [(person, suggested(person)) for person in waiting(okta, invision)])
    events = okta.ok("GET", '/api/v1/logs?filter=eventType sw "system.import"&limit=1000')
    assert [event["eventType"] for event in events] == [
        "system.import.start",
        "system.import.user.create",
        "system.import.complete",
        "system.import.user_match.confirm",
    ]


def test_an_app_without_a_connection_imports_nobody(okta: OktaClient) -> None:
    app_id = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"]
    with pytest.raises(OktaError, match="Provisioning is not enabled"), okta.org.store.writing() as session:
        imports.start_import(session, find_app(session, app_id))


def test_an_import_that_is_under_way_is_not_started_twice(okta: OktaClient, invision: str) -> None:
    okta.org.worker.stop()
    with okta.org.store.writing() as session:
        app = find_app(session, invision)
        assert imports.start_import(session, app).id == imports.start_import(session, app).id
