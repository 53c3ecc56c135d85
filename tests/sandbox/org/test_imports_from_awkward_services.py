"""Imports read everybody once and come to an end, however a service pages and counts."""

import pytest
from sqlalchemy import func, select

from sandbox.org.import_tables import ImportedPerson, ImportRun, ImportState
from sandbox.org.operations import connections, imports
from sandbox.org.operations.apps import find_app
from sandbox.org.provisioning import importing
from tests.sandbox.org import listing
from tests.sandbox.org.conftest import CUSTOM_SAML, OktaClient, switch_on
from tests.sandbox.org.listing import MANY, Listing, Lists
from tests.sandbox.org.service import ServiceServer


def import_from(okta: OktaClient, base_url: str) -> ImportRun:
    """Import from a service, and give the run when it has ended."""
    app_id = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"]
    switch_on(okta, app_id, base_url)
    with okta.org.store.writing() as session:
        imports.start_import(session, find_app(session, app_id))
    okta.settle()
    with okta.org.store.reading() as session:
        run = imports.latest_import(session, find_app(session, app_id))
    assert run is not None
    return run


def people_kept(okta: OktaClient) -> int:
    with okta.org.store.reading() as session:
        return session.scalar(select(func.count()).select_from(ImportedPerson)) or 0


@pytest.mark.parametrize(
    ("lists", "requests"),
    [
        (listing.everybody, 3),
        (listing.ignores_count, 1),
        (listing.ten_at_most, 25),
        (listing.claims_too_many, 4),
        (listing.claims_too_few, 4),
        (listing.claims_nobody, 4),
        (listing.pages_overlap, 4),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_everybody_is_read_once(lists: Lists, requests: int, okta: OktaClient, services: ServiceServer) -> None:
    service = Listing(lists)
    run = import_from(okta, services.mount(service))
    assert (run.state, run.seen, run.new) == (ImportState.DONE, MANY, MANY)
    assert people_kept(okta) == MANY
    assert service.asked == requests


def test_a_service_that_always_gives_the_same_page_is_asked_twice(okta: OktaClient, services: ServiceServer) -> None:
    service = Listing(listing.ignores_start)
    assert import_from(okta, services.mount(service)).seen == 100
    assert service.asked == 2


def test_a_service_that_never_ends_is_given_up(
    okta: OktaClient, services: ServiceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_PAGES", 3)
    run = import_from(okta, services.mount(Listing(lambda start, count: (range(start, start + count), start + 1_000))))
    assert (run.state, run.reason) == (ImportState.FAILED, "The service has more than 3 pages of people")


def test_an_import_ends_when_provisioning_is_switched_off(okta: OktaClient, services: ServiceServer) -> None:
    app_id = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"]
    switch_on(okta, app_id, services.mount(Listing(listing.everybody)))
    with okta.org.store.writing() as session:
        app = find_app(session, app_id)
        imports.start_import(session, app)
        connections.disable_provisioning(session, app)
    okta.settle()
    with okta.org.store.reading() as session:
        run = imports.latest_import(session, find_app(session, app_id))
    assert run is not None
    assert (run.state, run.reason) == (ImportState.FAILED, "Provisioning was switched off before the import was done")
