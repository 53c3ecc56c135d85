"""What a new org begins with, out of a YAML table."""

from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.org.identifiers import now, seeded_id
from sandbox.org.operations import assignments, groups, people
from sandbox.org.store import Store
from sandbox.org.tables import Policy, Setting, User

SEED_FILE: Final = Path(__file__).with_name("seed.yaml")
_ORG_ID: Final = "org id"
_ADMINISTRATOR: Final = "administrator"


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonRow(_Row):
    """A person; all start ACTIVE."""

    login: str
    email: str
    firstName: str
    lastName: str


class GroupRow(_Row):
    """A group and the logins of its members."""

    name: str
    description: str | None = None
    type: str = "OKTA_GROUP"
    members: tuple[str, ...] = ()


class PolicyRow(_Row):
    """A policy; one ACCESS_POLICY must be `system`, the default of new apps."""

    type: str
    name: str
    system: bool
    description: str | None = None


class Seed(_Row):
    """The whole table."""

    org: str
    administrator: PersonRow
    people: tuple[PersonRow, ...]
    groups: tuple[GroupRow, ...]
    policies: tuple[PolicyRow, ...]


def load_seed(file: Path = SEED_FILE) -> Seed:
    """Read a seed table."""
    return Seed.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


def plant(store: Store, seed: Seed | None = None) -> str:
    """Fill an org that is new, from `seed.yaml` unless told otherwise, leave one that is not, and give its id."""
    with store.writing() as session:
        found = session.get(Setting, _ORG_ID)
        if found is not None:
            return found.value
        seed = seed or load_seed()
        org_id = seeded_id("00o", seed.org)
        session.add(Setting(name=_ORG_ID, value=org_id))
        _plant(session, seed)
    return org_id


def administrator_of(session: Session) -> User:
    """Find the person to whom the API token belongs."""
    login = session.get_one(Setting, _ADMINISTRATOR).value
    return session.scalars(select(User).where(User.login == login)).one()


def _plant(session: Session, seed: Seed) -> None:
    for policy in seed.policies:
        session.add(
            Policy(id=seeded_id("rst", policy.name), created=now(), **policy.model_dump()),
        )
    planted = {}
    for row in seed.groups:
        profile = {"name": row.name, "description": row.description}
        planted[row.name] = groups.create_group(session, profile, kind=row.type, identifier=seeded_id("00g", row.name))
    session.add(Setting(name=_ADMINISTRATOR, value=seed.administrator.login))
    users = {}
    for person in (seed.administrator, *seed.people):
        users[person.login] = people.create_user(
            session, person.model_dump(), status="ACTIVE", identifier=seeded_id("00u", person.login)
        )
    for row in seed.groups:
        for login in row.members:
            assignments.join(session, planted[row.name], users[login])
