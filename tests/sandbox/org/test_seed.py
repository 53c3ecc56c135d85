"""What a new org begins with."""

from pathlib import Path

import pytest

from sandbox.org.organisation import open_org
from sandbox.org.seed import load_seed
from sandbox.org.tables import User
from tests.sandbox.org.conftest import OktaClient


def test_every_login_differs_from_the_email_so_that_the_username_format_shows() -> None:
    seed = load_seed()
    assert len(seed.people) == 8
    assert all(person.login != person.email for person in seed.people)


@pytest.mark.parametrize(("name", "members"), [("Design", 3), ("Engineering", 3), ("Contractors", 1), ("Everyone", 9)])
def test_the_groups_have_their_members(name: str, members: int, okta: OktaClient) -> None:
    assert len(okta.ok("GET", f"/api/v1/groups/{okta.group_id(name)}/users")) == members


def test_every_new_org_has_the_same_ids_and_keeps_what_it_has(tmp_path: Path) -> None:
    def people(directory: Path) -> dict[str, str]:
        org = open_org(directory)
        with org.store.reading() as session:
            found = {user.login: user.id for user in session.query(User)}
        org.store.close()
        return found

    first = people(tmp_path / "one")
    assert people(tmp_path / "one") == people(tmp_path / "other") == first
