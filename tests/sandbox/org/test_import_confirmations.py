"""Imported people are matched by rule, confirmed one by one, all or by themselves, and then activated."""

import pytest

from sandbox.org.errors import OktaError
from sandbox.org.import_tables import Match
from sandbox.org.operations import imports
from sandbox.org.operations.apps import find_app
from sandbox.org.operations.import_rules import ImportRules, MatchOn
from sandbox.org.operations.imports import IGNORE, NEW, existing, suggested
from sandbox.org.operations.people import activate_people, people_to_activate
from tests.sandbox.org.conftest import OktaClient, switch_on
from tests.sandbox.org.importing import ADA, NEWCOMER, decide, hire, id_at, run_import, set_rules, waiting
from tests.sandbox.org.service import Service


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
    (found,) = okta.ok("GET", f"/sandbox/apps/{invision}/imported-people")
    assert (found["user"], found["assignAgain"]) == ("ada@corp.example", True)
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
