"""Imports bring a service's people to Okta: found page by page, matched, confirmed, activated."""

from collections.abc import Sequence

import httpx2
import pytest

from sandbox.org.errors import OktaError
from sandbox.org.import_tables import ImportedPerson, ImportKind, ImportRun, ImportState, Match
from sandbox.org.operations import imports
from sandbox.org.operations.apps import find_app
from sandbox.org.operations.assignments import find_app_user
from sandbox.org.operations.import_rules import ImportRules, MatchOn, set_import_rules
from sandbox.org.operations.imports import IGNORE, NEW, Decision, existing, suggested
from sandbox.org.operations.people import activate_people, people_to_activate
from tests.sandbox.org.conftest import CUSTOM_SAML, OktaClient, assign, switch_on
from tests.sandbox.org.service import TOKEN, Fault, Service

ADA = ("ada.lovelace@example.com", "Ada", "Lovelace")
NEWCOMER = ("hedy.lamarr@example.com", "Hedy", "Lamarr")


@pytest.fixture
def invision(okta: OktaClient, service: Service) -> str:
    """Give the id of a custom SAML app that is connected to `service` and creates nobody there yet."""
    app_id = str(okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"])
    switch_on(okta, app_id, service)
    return app_id


def hire(service: Service, *people: tuple[str, str, str]) -> None:
    """Have the service itself make people, as its own administrators do."""
    for user_name, given, family in people:
        body = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": user_name,
            "name": {"givenName": given, "familyName": family},
            "emails": [{"value": user_name, "primary": True}],
            "active": True,
        }
        at_service(service, "POST", "/Users", body)
    service.requests.clear()


def at_service(service: Service, method: str, path: str, body: object = None) -> None:
    answer = httpx2.request(
        method, service.base_url + path, json=body, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False
    )
    assert answer.is_success, answer.text


def id_at(service: Service, user_name: str) -> str:
    return str(service.people()[user_name]["id"])


def run_import(okta: OktaClient, app_id: str, *, incremental: bool = False) -> ImportRun:
    """Import and wait for the end."""
    with okta.org.store.writing() as session:
        imports.start_import(session, find_app(session, app_id), incremental=incremental)
    okta.settle()
    with okta.org.store.reading() as session:
        run = imports.latest_import(session, find_app(session, app_id))
    assert run is not None
    return run


def waiting(okta: OktaClient, app_id: str) -> list[ImportedPerson]:
    with okta.org.store.reading() as session:
        found = imports.imported_people(session, find_app(session, app_id))
    # The services of these tests list people in no order.
    return sorted(found, key=lambda person: person.user_name)


def set_rules(okta: OktaClient, app_id: str, rules: ImportRules) -> None:
    with okta.org.store.writing() as session:
        set_import_rules(session, find_app(session, app_id), rules)


def decide(okta: OktaClient, app_id: str, decisions: Sequence[tuple[ImportedPerson, Decision]]) -> list[ImportedPerson]:
    """Confirm assignments, and give those that could not be."""
    with okta.org.store.writing() as session:
        app = find_app(session, app_id)
        return imports.confirm_assignments(session, app, {person.id: choice for person, choice in decisions})[1]


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


def test_a_confirmed_match_is_assigned_and_linked_and_nothing_is_pushed(
    okta: OktaClient, invision: str, service: Service
) -> None:
    hire(service, ADA)
    run_import(okta, invision)
    service.requests.clear()
    decide(okta, invision, [(person, suggested(person)) for person in waiting(okta, invision)])
    assert okta.settle() == []
    assert service.requests == []
    (assigned,) = okta.ok("GET", f"/api/v1/apps/{invision}/users")
    assert assigned["id"] == okta.user_id("ada@corp.example")
    assert (assigned["externalId"], assigned["scope"]) == (id_at(service, ADA[0]), "USER")
    assert (assigned["status"], assigned["syncState"]) == ("ACTIVE", "SYNCHRONIZED")
    assert waiting(okta, invision) == []


def test_a_confirmed_newcomer_is_staged_until_activated(okta: OktaClient, invision: str, service: Service) -> None:
    hire(service, NEWCOMER)
    run_import(okta, invision)
    decide(okta, invision, [(person, NEW) for person in waiting(okta, invision)])
    with okta.org.store.writing() as session:
        assert [user.login for user in people_to_activate(session)] == [NEWCOMER[0]]
        assert [user.status for user in activate_people(session)] == ["ACTIVE"]
        assert people_to_activate(session) == []
    assert okta.settle() == []
    user = okta.ok("GET", f"/api/v1/users/{NEWCOMER[0]}")
    assert (user["status"], user["profile"]["firstName"]) == ("ACTIVE", "Hedy")


def test_people_are_activated_one_by_one(okta: OktaClient, invision: str, service: Service) -> None:
    hire(service, NEWCOMER, ("joan.clarke@example.com", "Joan", "Clarke"))
    run_import(okta, invision)
    decide(okta, invision, [(person, NEW) for person in waiting(okta, invision)])
    with okta.org.store.writing() as session:
        first, second = people_to_activate(session)
        activate_people(session, [first.id])
        assert people_to_activate(session) == [second]


def test_an_imported_person_can_be_said_to_be_another_okta_user(
    okta: OktaClient, invision: str, service: Service
) -> None:
    hire(service, ("g.hopper@navy.example", "Grace", "Hopper"))
    run_import(okta, invision)
    (grace,) = waiting(okta, invision)
    decide(okta, invision, [(grace, existing(okta.user_id("grace@corp.example")))])
    (assigned,) = okta.ok("GET", f"/api/v1/apps/{invision}/users")
    assert assigned["id"] == okta.user_id("grace@corp.example")
    assert assigned["credentials"]["userName"] == "g.hopper@navy.example"


def test_two_people_of_a_service_cannot_be_one_okta_user(okta: OktaClient, invision: str, service: Service) -> None:
    hire(service, ADA, ("ada@old.example", "Ada", "King"))
    run_import(okta, invision)
    ada, king = waiting(okta, invision)
    refused = decide(okta, invision, [(ada, suggested(ada)), (king, existing(okta.user_id("ada@corp.example")))])
    assert [person.problem for person in refused] == [
        "ada@corp.example is linked to another person of InVision V7 already"
    ]
    assert [person.id for person in waiting(okta, invision)] == [king.id]


def test_an_ignored_person_is_not_offered_again(okta: OktaClient, invision: str, service: Service) -> None:
    hire(service, NEWCOMER)
    run_import(okta, invision)
    (hedy,) = waiting(okta, invision)
    decide(okta, invision, [(hedy, IGNORE)])
    assert run_import(okta, invision).unchanged == 1
    assert waiting(okta, invision) == []
    with okta.org.store.writing() as session:
        imports.restore_ignored(session, find_app(session, invision), [hedy.id])
    assert [person.id for person in waiting(okta, invision)] == [hedy.id]


@pytest.mark.parametrize(
    ("rules", "person"),
    [
        (ImportRules(match_on=MatchOn.EMAIL), ("ADA.Lovelace@example.com", "A", "L")),
        (ImportRules(match_on=MatchOn.USERNAME), ("ada@corp.example", "A", "L")),
        (
            ImportRules(
                match_on=MatchOn.EXPRESSION,
                match_expression='${fn:substringBefore(source.userName, ".")}@corp.example',
            ),
            ("ada.lovelace@elsewhere.example", "A", "L"),
        ),
        (
            ImportRules(
                match_on=MatchOn.USERNAME, username_template="${fn:toLowerCase(source.firstName)}@corp.example"
            ),
            ("al@elsewhere.example", "Ada", "L"),
        ),
    ],
)
def test_a_person_is_matched_by_the_apps_rule(
    rules: ImportRules, person: tuple[str, str, str], okta: OktaClient, invision: str, service: Service
) -> None:
    set_rules(okta, invision, rules)
    hire(service, person)
    run_import(okta, invision)
    (found,) = waiting(okta, invision)
    assert (found.match, found.user_id) == (Match.EXACT, okta.user_id("ada@corp.example"))


@pytest.mark.parametrize(("allowed", "match"), [(True, Match.PARTIAL), (False, Match.NONE)])
def test_the_same_first_and_last_name_are_a_partial_match_where_that_is_allowed(
    allowed: bool, match: Match, okta: OktaClient, invision: str, service: Service
) -> None:
    set_rules(okta, invision, ImportRules(allow_partial=allowed))
    hire(service, ("countess@elsewhere.example", "ada", "LOVELACE"))
    run_import(okta, invision)
    (found,) = waiting(okta, invision)
    assert found.match is match


def test_rules_can_confirm_and_activate_everybody_by_themselves(
    okta: OktaClient, invision: str, service: Service
) -> None:
    set_rules(okta, invision, ImportRules(auto_confirm_exact=True, auto_confirm_new=True, auto_activate_new=True))
    hire(service, ADA, NEWCOMER)
    run_import(okta, invision)
    assert waiting(okta, invision) == []
    assert len(okta.ok("GET", f"/api/v1/apps/{invision}/users")) == 2
    assert okta.ok("GET", f"/api/v1/users/{NEWCOMER[0]}")["status"] == "ACTIVE"


def test_only_exact_matches_confirm_themselves_where_only_those_are_allowed_to(
    okta: OktaClient, invision: str, service: Service
) -> None:
    set_rules(okta, invision, ImportRules(auto_confirm_exact=True))
    hire(service, ADA, NEWCOMER)
    run_import(okta, invision)
    assert [person.user_name for person in waiting(okta, invision)] == [NEWCOMER[0]]


def test_an_expression_that_okta_would_not_take_is_refused(okta: OktaClient, invision: str) -> None:
    with pytest.raises(OktaError, match="cannot evaluate"):
        set_rules(okta, invision, ImportRules(match_on=MatchOn.EXPRESSION, match_expression="${1 + 1}"))


def test_people_assigned_before_provisioning_was_on_need_their_assignment_again(
    okta: OktaClient, invision: str, service: Service
) -> None:
    """What the guide warns of: to confirm the imported person, or to assign anew, is what links them."""
    ada = okta.user_id("ada@corp.example")
    okta.ok("POST", f"/api/v1/apps/{invision}/users", {"id": ada})
    hire(service, ADA)
    run_import(okta, invision)
    before = okta.ok("GET", f"/api/v1/apps/{invision}/users/{ada}")
    assert (before["status"], before["externalId"]) == ("MATCHED", None)
    decide(okta, invision, [(person, suggested(person)) for person in waiting(okta, invision)])
    after = okta.ok("GET", f"/api/v1/apps/{invision}/users/{ada}")
    assert (after["status"], after["externalId"]) == ("ACTIVE", id_at(service, ADA[0]))


def test_assigned_anew_instead_of_confirmed_a_person_waits_no_more(
    okta: OktaClient, invision: str, service: Service
) -> None:
    ada = okta.user_id("ada@corp.example")
    okta.ok("POST", f"/api/v1/apps/{invision}/users", {"id": ada})
    hire(service, ADA)
    run_import(okta, invision)
    switch_on(okta, invision, service, create=True)
    okta.ok("DELETE", f"/api/v1/apps/{invision}/users/{ada}")
    okta.ok("POST", f"/api/v1/apps/{invision}/users", {"id": ada})
    assert [push["operation"] for push in okta.settle()] == ["link"]
    assert waiting(okta, invision) == []


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
