"""Killed without warning and restarted, the org loses no task, creates nobody twice and imports nobody twice."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from sandbox.org.import_tables import ImportState
from sandbox.org.operations import imports
from sandbox.org.operations.apps import find_app
from sandbox.org.tables import Task, TaskState
from tests.sandbox.org import listing
from tests.sandbox.org.conftest import CUSTOM_SAML, OktaClient, queue_assignment, switch_on
from tests.sandbox.org.listing import MANY, Listing
from tests.sandbox.org.org_process import Killer, run_with_kills
from tests.sandbox.org.service import Service, ServiceServer

GROUPS = ("Design", "Engineering", "Contractors")
# Margaret, the one contractor, is unassigned before she could be pushed.
PEOPLE = 6


@pytest.mark.parametrize("seed", range(4))
def test_killed_while_it_pushes_it_creates_everybody_once_and_loses_no_task(
    seed: int, okta: OktaClient, org_directory: Path, zscaler: str, service: Service
) -> None:
    okta.org.worker.stop()
    for group in GROUPS:
        queue_assignment(okta, zscaler, group)
        body = {"sourceGroupId": okta.group_id(group), "targetGroupName": group}
        okta.ok("POST", f"/api/v1/apps/{zscaler}/group-push/mappings", body)
    okta.ok("DELETE", f"/api/v1/apps/{zscaler}/groups/{okta.group_id('Contractors')}")
    service.requests.clear()
    killer = Killer(seed)
    service.at_each_moment = killer.tick
    run_with_kills(org_directory, killer, okta.is_idle, times=4, within=7)
    assert killer.kills == 4
    people = service.people()
    assert len(people) == PEOPLE
    assert all(person["active"] for person in people.values())
    creations = [body for method, _, body in service.requests if method == "POST"]
    created = Counter(body.get("userName", body.get("displayName")) for body in creations)
    assert created == dict.fromkeys([*people, *GROUPS], 1)
    assert {name: len(group.get("members", [])) for name, group in service.groups().items()} == {
        "Design": 3,
        "Engineering": 3,
        "Contractors": 0,
    }
    with okta.org.store.reading() as session:
        assert set(session.scalars(select(Task.state))) == {TaskState.SUCCEEDED}
    assigned = okta.ok("GET", f"/api/v1/apps/{zscaler}/users")
    assert {user["externalId"] for user in assigned} == {person["id"] for person in people.values()}


@pytest.mark.parametrize("seed", range(2))
def test_killed_while_it_imports_it_goes_on_and_finds_everybody_once(
    seed: int, okta: OktaClient, org_directory: Path, services: ServiceServer
) -> None:
    service = Listing(listing.ten_at_most)
    app_id = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"]
    switch_on(okta, app_id, services.mount(service))
    okta.org.worker.stop()
    with okta.org.store.writing() as session:
        imports.start_import(session, find_app(session, app_id))
    killer = Killer(seed)
    service.at_each_moment = killer.tick
    run_with_kills(org_directory, killer, okta.is_idle, times=3, within=15)
    with okta.org.store.reading() as session:
        app = find_app(session, app_id)
        run = imports.latest_import(session, app)
        names = [person.user_name for person in imports.imported_people(session, app)]
    assert run is not None
    assert (run.state, run.seen, run.new, run.removed) == (ImportState.DONE, MANY, MANY, 0)
    assert len(names) == len(set(names)) == MANY
    # No page is asked for more than once for each time that it was cut off.
    assert MANY / 10 <= service.asked <= MANY / 10 + 3
