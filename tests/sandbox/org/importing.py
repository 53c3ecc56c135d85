"""What tests of imports do at the service and in Okta."""

from collections.abc import Sequence

import httpx2

from sandbox.org.import_tables import ImportedPerson, ImportRun
from sandbox.org.operations import imports
from sandbox.org.operations.apps import find_app
from sandbox.org.operations.import_rules import ImportRules, set_import_rules
from sandbox.org.operations.imports import Decision
from tests.sandbox.org.conftest import OktaClient
from tests.sandbox.org.service import TOKEN, Service

ADA = ("ada.lovelace@example.com", "Ada", "Lovelace")
NEWCOMER = ("hedy.lamarr@example.com", "Hedy", "Lamarr")


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
