"""Imports read everybody once and come to an end, however a service pages and counts."""

import pytest
from sqlalchemy import func, select

from sandbox.org.import_tables import ImportedPerson, ImportRun, ImportState
from sandbox.org.operations import connections, imports
from sandbox.org.operations.apps import find_app
from sandbox.org.operations.import_rules import ImportRules
from sandbox.org.provisioning import importing
from sandbox.org.tables import AppUser
from tests.sandbox.org import listing
from tests.sandbox.org.conftest import CUSTOM_SAML, OktaClient, switch_on
from tests.sandbox.org.importing import run_import, set_rules
from tests.sandbox.org.listing import MANY, Listing, Lists
from tests.sandbox.org.service import ServiceServer


def import_from(okta: OktaClient, base_url: str) -> ImportRun:
    """Import from a service, and give the run when it has ended."""
    return run_import(okta, connected_app(okta, base_url))


def connected_app(okta: OktaClient, base_url: str) -> str:
    app_id = str(okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"])
    switch_on(okta, app_id, base_url)
    return app_id


def people_kept(okta: OktaClient) -> int:
    with okta.org.store.reading() as session:
        return session.scalar(select(func.count()).select_from(ImportedPerson)) or 0


@pytest.mark.parametrize(
    ("lists", "requests"),
    [
        (listing.everybody, 3),
        (listing.ignores_count, 1),
        (listing.ten_at_most, 25),
        (listing.claims_too_few, 4),
        (listing.claims_nobody, 4),
        (listing.pages_overlap, 4),
        (listing.counts_what_is_left, 4),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_everybody_is_read_once(lists: Lists, requests: int, okta: OktaClient, services: ServiceServer) -> None:
    service = Listing(lists)
    run = import_from(okta, services.mount(service))
    assert (run.state, run.seen, run.new) == (ImportState.DONE, MANY, MANY)
    assert people_kept(okta) == MANY
    assert service.asked == requests


@pytest.mark.parametrize(
    ("lists", "requests", "reason"),
    [
        (listing.ignores_start, 2, "The service announced 250 people and gave 100; nobody was unassigned"),
        (listing.claims_too_many, 4, "The service announced 1000000 people and gave 250; nobody was unassigned"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_an_import_that_gets_fewer_people_than_announced_fails(
    lists: Lists, requests: int, reason: str, okta: OktaClient, services: ServiceServer
) -> None:
    service = Listing(lists)
    run = import_from(okta, services.mount(service))
    assert (run.state, run.reason) == (ImportState.FAILED, reason)
    assert service.asked == requests


def test_who_comes_while_pages_are_read_is_imported_too(okta: OktaClient, services: ServiceServer) -> None:
    run = import_from(okta, services.mount(Listing(listing.gains_one_meanwhile)))
    assert (run.state, run.seen) == (ImportState.DONE, MANY + 1)


def test_who_moves_to_a_page_that_was_read_before_is_not_taken_for_gone(
    okta: OktaClient, services: ServiceServer
) -> None:
    service = Listing(listing.everybody)
    app_id = connected_app(okta, services.mount(service))
    run_import(okta, app_id)
    service.lists = listing.loses_one_meanwhile
    run = run_import(okta, app_id)
    assert (run.state, run.seen) == (ImportState.DONE, MANY - 1)
    assert run.reason == "The service had 250 people at first and 249 at last, so nobody was unassigned"
    assert people_kept(okta) == MANY


def test_a_short_page_takes_the_app_from_nobody(okta: OktaClient, services: ServiceServer) -> None:
    service = Listing(listing.everybody)
    app_id = connected_app(okta, services.mount(service))
    set_rules(okta, app_id, ImportRules(auto_confirm_new=True))
    assert run_import(okta, app_id).seen == MANY
    service.lists = listing.loses_the_last_page
    assert run_import(okta, app_id).state is ImportState.FAILED
    with okta.org.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(AppUser)) == MANY


def test_a_filter_that_is_refused_on_a_later_page_has_everybody_read_from_the_start(
    okta: OktaClient, services: ServiceServer
) -> None:
    service = Listing(listing.everybody)
    app_id = connected_app(okta, services.mount(service))
    run_import(okta, app_id)
    service.filters = False
    run = run_import(okta, app_id, incremental=True)
    assert (run.state, run.seen) == (ImportState.DONE, MANY)


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
