"""Whom in Okta an imported person is: an exact match by the app's rule, a partial one by name, or nobody."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from sandbox.org.import_tables import ImportedPerson, Match
from sandbox.org.operations.import_rules import ImportRules, MatchOn
from sandbox.org.tables import AppUser, User
from sandbox.org.usernames import evaluate


def find_match(session: Session, person: ImportedPerson, rules: ImportRules) -> tuple[Match, User | None]:
    """Find the Okta user; deactivated ones and those linked to another of the app's people do not count."""
    found = _first(session, person, _is_exact(person, rules))
    if found is not None:
        return Match.EXACT, found
    if rules.allow_partial:
        found = _first(session, person, _has_same_name(person))
        if found is not None:
            return Match.PARTIAL, found
    return Match.NONE, None


def okta_username(person: ImportedPerson, rules: ImportRules) -> str:
    """Give the Okta username that the app's rules make of an imported person."""
    return evaluate(rules.username_template, _source(person)) if rules.username_template else person.email


def _is_exact(person: ImportedPerson, rules: ImportRules) -> ColumnElement[bool]:
    if rules.match_on is MatchOn.EMAIL:
        return func.lower(User.email) == person.email.lower()
    if rules.match_on is MatchOn.USERNAME:
        return func.lower(User.login) == okta_username(person, rules).lower()
    return func.lower(User.login) == evaluate(rules.match_expression, _source(person)).lower()


def _has_same_name(person: ImportedPerson) -> ColumnElement[bool]:
    return (func.lower(User.first_name) == person.given_name.lower()) & (
        func.lower(User.last_name) == person.family_name.lower()
    )


def _first(session: Session, person: ImportedPerson, condition: ColumnElement[bool]) -> User | None:
    linked = select(AppUser.user_id).where(
        AppUser.app_id == person.app_id,
        AppUser.user_id == User.id,
        AppUser.external_id.is_not(None),
        AppUser.external_id != person.service_id,
    )
    users = select(User).where(condition, User.status != "DEPROVISIONED", ~linked.exists())
    return session.scalar(users.order_by(User.id).limit(1))


def _source(person: ImportedPerson) -> dict[str, str]:
    return {
        "userName": person.user_name,
        "email": person.email,
        "firstName": person.given_name,
        "lastName": person.family_name,
        "externalId": person.service_id,
    }
