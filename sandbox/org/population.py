"""Made-up people, groups and apps in any number, the same ones under one seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.org.errors import invalid
from sandbox.org.identifiers import seeded_id
from sandbox.org.operations.apps import create_app
from sandbox.org.operations.batches import add, batch
from sandbox.org.secrets import Secrets
from sandbox.org.store import Store
from sandbox.org.tables import AppGroup, AppUser, Group, Membership, Setting, User

# The largest group has this share of the people, the n-th an n-th of that: a few large groups, many small ones.
LARGEST_SHARE: Final = 0.2
_SMALLEST: Final = 2
_MOST_GROUPS_OF_AN_APP: Final = 2
_FIRST_DAY: Final = datetime(2024, 1, 1, tzinfo=UTC)
_ADDRESS: Final = "https://service.example/saml"
_SIGN_ON: Final = {
    **dict.fromkeys(("ssoAcsUrl", "audience", "recipient", "destination"), _ADDRESS),
    "subjectNameIdTemplate": "${user.userName}",
    "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    "signatureAlgorithm": "RSA_SHA256",
    "digestAlgorithm": "SHA256",
    "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
}


@dataclass(frozen=True)
class Population:
    """How many of each; the same numbers and seed make the same people in the same groups and apps."""

    users: int
    groups: int
    apps: int
    seed: int = 0

    @property
    def label(self) -> str:
        """The name under which an org remembers that it has these."""
        return f"population {self.seed}"

    def group_id(self, number: int) -> str:
        """Give the id of a group; number 0 is the largest."""
        return seeded_id("00g", f"{self.label}/{number}")

    def app_id(self, number: int) -> str:
        """Give the id of an app."""
        return seeded_id("0oa", f"{self.label}/{number}")

    @cached_property
    def user_ids(self) -> list[str]:
        """The ids of all people, in the order in which they were made up."""
        return [seeded_id("00u", f"{self.label}/{number}") for number in range(self.users)]

    @cached_property
    def members(self) -> list[list[int]]:
        """The numbers of each group's people."""
        chance = self.chance("members")
        sizes = (max(_SMALLEST, int(self.users * LARGEST_SHARE / (n + 1))) for n in range(self.groups))
        return [sorted(chance.sample(range(self.users), min(size, self.users))) for size in sizes]

    def chance(self, purpose: str) -> random.Random:
        """Give a source of numbers for one purpose, so that more groups do not make other people."""
        return random.Random(f"{self.seed}/{purpose}")  # noqa: S311 (nothing secret)


def settle(store: Store, secrets: Secrets, population: Population) -> None:
    """Add a population to an org; one seed can be settled once. No System Log tells of it, and nobody is pushed."""
    with store.writing() as session:
        if session.get(Setting, population.label) is not None:
            raise invalid("seed", f"The org has the people of seed {population.seed} already; choose another seed")
        session.add(Setting(name=population.label, value=repr(population)))
        with batch(session):
            people = list(_add_people(session, population))
        with batch(session):
            _add_groups(session, population)
        _add_apps(session, secrets, population)
        with batch(session):
            _add_assignments(session, population, people)


def _add_people(session: Session, population: Population) -> Iterator[dict[str, Any]]:
    names, chance = _names(), population.chance("people")
    everyone = session.scalars(select(Group.id).where(Group.type == "BUILT_IN")).all()
    for number, identifier in enumerate(population.user_ids):
        given, family = chance.choice(names["given"]), chance.choice(names["family"])
        account = f"{given}.{family}.{population.seed}{number:06}".lower()
        profile = {
            "login": f"{account}@corp.example",
            "email": f"{account}@example.com",
            "firstName": given,
            "lastName": family,
            "department": chance.choice(names["departments"]),
            "city": chance.choice(names["places"]),
            "mobilePhone": None,
            "secondEmail": None,
        }
        time = _time(chance)
        add(
            session,
            User,
            id=identifier,
            status="ACTIVE",
            login=profile["login"],
            email=profile["email"],
            first_name=given,
            last_name=family,
            profile=profile,
            **dict.fromkeys(("created", "activated", "status_changed", "last_updated"), time),
        )
        for group_id in everyone:
            add(session, Membership, group_id=group_id, user_id=identifier)
        yield profile


def _add_groups(session: Session, population: Population) -> None:
    names, chance = _names(), population.chance("groups")
    for number, members in enumerate(population.members):
        name = f"{chance.choice(names['departments'])} {chance.choice(names['places'])} {population.seed}-{number:04}"
        identifier = population.group_id(number)
        add(
            session,
            Group,
            id=identifier,
            type="OKTA_GROUP",
            name=name,
            profile={"name": name, "description": None},
            **dict.fromkeys(("created", "last_updated", "last_membership_updated"), _time(chance)),
        )
        for member in members:
            add(session, Membership, group_id=identifier, user_id=population.user_ids[member])


def _add_apps(session: Session, secrets: Secrets, population: Population) -> None:
    names, chance = _names(), population.chance("apps")
    for number in range(population.apps):
        sent = {
            "label": f"{chance.choice(names['apps'])} {population.seed}-{number:04}",
            "signOnMode": "SAML_2_0",
            "credentials": {"userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"}},
            "settings": {"signOn": _SIGN_ON},
        }
        create_app(session, secrets, sent, identifier=population.app_id(number))


def _add_assignments(session: Session, population: Population, people: list[dict[str, Any]]) -> None:
    chance = population.chance("assignments")
    # The largest groups stay free, to be assigned by whoever tries that.
    free = range(max(1, population.groups // 100), population.groups)
    for number in range(population.apps):
        app_id, time = population.app_id(number), _time(chance)
        groups = chance.sample(free, min(chance.randint(1, _MOST_GROUPS_OF_AN_APP), len(free)))
        for priority, group in enumerate(groups):
            add(
                session,
                AppGroup,
                app_id=app_id,
                group_id=population.group_id(group),
                priority=priority,
                profile={},
                last_updated=time,
            )
        for member in sorted({member for group in groups for member in population.members[group]}):
            person = people[member]
            add(
                session,
                AppUser,
                app_id=app_id,
                user_id=population.user_ids[member],
                scope="GROUP",
                status="ACTIVE",
                sync_state="DISABLED",
                external_id=None,
                user_name=person["email"],
                profile={name: person[name] for name in ("email", "firstName", "lastName")},
                last_sync=None,
                **dict.fromkeys(("created", "last_updated", "status_changed"), time),
            )


def _names() -> dict[str, list[str]]:
    names: dict[str, list[str]] = yaml.safe_load(_NAMES_FILE.read_text(encoding="utf-8"))
    return names


def _time(chance: random.Random) -> str:
    time = _FIRST_DAY + timedelta(seconds=chance.randrange(365 * 24 * 3600))
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z")


_NAMES_FILE: Final = Path(__file__).with_name("population.yaml")
