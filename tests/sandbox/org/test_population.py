"""An org with many people: the same ones under one seed, and asked through indexes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Connection, event, select

from sandbox.commands.bench import QUESTIONS
from sandbox.org.errors import OktaError
from sandbox.org.operations.assignments import assign_group, unassign_group
from sandbox.org.organisation import Org, open_org
from sandbox.org.population import Population, settle
from sandbox.org.tables import App, AppUser, Base, Group, LogEvent, Membership, User
from tests.sandbox.org.conftest import OktaClient

SMALL = Population(users=60, groups=6, apps=3, seed=7)
# What a new org of the same seed must share; certificates and the ids inside an app are each sandbox's own.
SAME = {
    User: ("id", "login", "email", "profile"),
    Group: ("id", "name"),
    Membership: ("group_id", "user_id"),
    App: ("id", "label"),
    AppUser: ("app_id", "user_id", "user_name", "profile"),
}


Plans = Callable[[str], list[str]]


def new_org(directory: Path, population: Population = SMALL) -> Org:
    org = open_org(directory)
    settle(org.store, org.secrets, population)
    return org


def rows(org: Org, table: type[Base]) -> list[Any]:
    with org.store.reading() as session:
        return sorted(([getattr(row, name) for name in SAME[table]] for row in session.scalars(select(table))), key=str)


@pytest.mark.parametrize("table", SAME)
def test_two_orgs_of_one_seed_have_the_same(table: type[Base], org_directory: Path, tmp_path: Path) -> None:
    one, other = new_org(org_directory), new_org(tmp_path / "other")

    if table in (User, Group, Membership):
        seeded = 9 if table is User else 4 if table is Group else 16
        assert len(rows(one, table)) > seeded
    assert rows(one, table) == rows(other, table)


def test_another_seed_makes_other_people(org_directory: Path) -> None:
    org = new_org(org_directory)
    settle(org.store, org.secrets, Population(users=60, groups=6, apps=3, seed=8))

    with org.store.reading() as session:
        logins = set(session.scalars(select(User.login).where(User.login.like("%@corp.example"))))
    assert len(logins) == 9 + 60 + 60


def test_more_groups_leave_the_people_as_they_were(org_directory: Path, tmp_path: Path) -> None:
    few, many = new_org(org_directory), new_org(tmp_path / "many", Population(users=60, groups=12, apps=0, seed=7))

    assert rows(few, User) == rows(many, User)


def test_the_same_seed_twice_is_refused_and_adds_nobody(org_directory: Path) -> None:
    org = new_org(org_directory)
    before = rows(org, User)

    with pytest.raises(OktaError, match="has the people of seed 7 already"):
        settle(org.store, org.secrets, SMALL)

    assert rows(org, User) == before


def test_a_large_group_gets_an_app_by_a_statement_for_each_table_and_loses_it_so(okta: OktaClient) -> None:
    settle(okta.org.store, okta.org.secrets, SMALL)
    members = len(SMALL.members[0])

    def count(operation: Any) -> int:
        """Count the statements that write; `executemany` counts as one."""
        written: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            written.extend([statement] if statement.startswith(("INSERT", "DELETE", "UPDATE")) else [])

        with okta.org.store.writing() as session:
            app, group = session.get_one(App, SMALL.app_id(0)), session.get_one(Group, SMALL.group_id(0))
            event.listen(session.connection(), "before_cursor_execute", note)
            operation(session, app, group)
        return len(written)

    def granted() -> int:
        with okta.org.store.reading() as session:
            found = select(AppUser).join(Membership, Membership.user_id == AppUser.user_id)
            found = found.where(AppUser.app_id == SMALL.app_id(0), Membership.group_id == SMALL.group_id(0))
            return len(session.scalars(found).all())

    before = granted()
    assert members >= 12
    assert count(assign_group) <= 4
    assert granted() == members
    assert count(unassign_group) <= 4
    assert granted() == before
    with okta.org.store.reading() as session:
        told = select(LogEvent).where(LogEvent.event_type == "application.user_membership.add")
        assert len(session.scalars(told).all()) == members - before


class TestQueryPlans:
    @pytest.fixture
    def plans(self, okta: OktaClient) -> Plans:
        settle(okta.org.store, okta.org.secrets, SMALL)
        names = {
            "user": SMALL.user_ids[3],
            "login": rows(okta.org, User)[0][1],
            "app": SMALL.app_id(1),
            "largest": SMALL.group_id(0),
            "seed": "7",
        }

        def plans_of(path: str) -> list[str]:
            """Ask, and give the steps of SQLite's plan for each query that was made."""
            asked: list[tuple[str, Any]] = []

            def note(_connection: Connection, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
                if statement.startswith("SELECT"):
                    asked.append((statement, values))

            engine = okta.org.store._engine
            event.listen(engine, "before_cursor_execute", note)
            try:
                okta.ok("GET", quote(path.format_map(names), safe="/?&="))
            finally:
                event.remove(engine, "before_cursor_execute", note)
            with engine.connect() as connection:
                return [
                    str(step[3])
                    for statement, values in asked
                    for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                ]

        return plans_of

    def test_no_table_is_read_but_through_an_index(self, plans: Plans) -> None:
        steps = {question: plans(path) for question, path in QUESTIONS.items() if "no index" not in question}

        assert all(steps.values())
        # A table that is read in the order in which it grew needs no index.
        scans = {step for plan in steps.values() for step in plan if step.startswith("SCAN")} - {"SCAN log_events"}
        tables = {step for step in scans if not step.startswith(("SCAN (subquery", "SCAN CONSTANT ROW"))}
        assert {step for step in tables if "INDEX" not in step} == set()

    def test_a_search_reads_only_the_part_of_an_index_that_it_needs(self, plans: Plans) -> None:
        searches = [question for question in QUESTIONS if question.startswith(("search", "filter", "q"))]

        steps = {question: plans(QUESTIONS[question]) for question in searches if "no index" not in question}

        users = {step for plan in steps.values() for step in plan if " users " in step}
        assert len(users) >= 5
        assert {step for step in users if not step.startswith(("SEARCH", "INDEX"))} == set()


def test_the_database_writes_ahead_so_that_readers_never_wait_for_a_writer(okta: OktaClient) -> None:
    with okta.org.store.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
