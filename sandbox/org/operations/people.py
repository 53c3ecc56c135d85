"""People: their profiles and their lifecycle."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sandbox.org.errors import OktaError, invalid, not_found
from sandbox.org.identifiers import new_id, now
from sandbox.org.operations import assignments, group_rules, profile_schemas, tasks
from sandbox.org.operations.attribute_values import problems
from sandbox.org.operations.profile_schemas import USERS
from sandbox.org.operations.system_log import record, user_target
from sandbox.org.tables import App, AppUser, Group, Membership, User

_REQUIRED: Final = ("login", "email", "firstName", "lastName")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")


def find_user(session: Session, key: str) -> User:
    """Find a person by id, login or, where it is the only one, the login's part before the @."""
    # Okta knows people by their login in any case, and the indexes on its lower case serve both questions.
    login, wanted = func.lower(User.login), key.lower()
    found = session.get(User, key) or session.scalar(select(User).where(login == wanted))
    if found is None and "@" not in key:
        # "A" is what follows "@".
        short = list(session.scalars(select(User).where(login >= f"{wanted}@", login < f"{wanted}A").limit(2)))
        found = short[0] if len(short) == 1 else None
    if found is None:
        raise not_found("User", key)
    return found


def create_user(
    session: Session,
    profile: Mapping[str, Any],
    *,
    status: str = "STAGED",
    identifier: str | None = None,
    groups: tuple[Group, ...] = (),
) -> User:
    """Add a person; everybody belongs to Everyone from the start."""
    complete = dict(profile)
    _check(session, complete, "newUser")
    time = now()
    user = User(
        id=identifier or new_id("00u"),
        status=status,
        login=complete["login"],
        email=complete["email"],
        first_name=complete["firstName"],
        last_name=complete["lastName"],
        profile=complete,
        created=time,
        activated=None if status == "STAGED" else time,
        status_changed=None if status == "STAGED" else time,
        last_updated=time,
    )
    session.add(user)
    session.flush()
    record(session, "user.lifecycle.create", "Create Okta user", user_target(user))
    everyone = session.scalars(select(Group).where(Group.type == "BUILT_IN"))
    for group in (*everyone, *groups):
        assignments.join(session, group, user)
    group_rules.apply_rules(session, user)
    return user


def update_profile(session: Session, user: User, changes: Mapping[str, Any], *, replace: bool = False) -> None:
    """Change a person's profile, wholly or in part, and tell the apps that take profile updates."""
    complete = dict(changes) if replace else {**user.profile, **changes}
    _check(session, complete, "user", user)
    if complete == user.profile:
        return
    user.profile = complete
    user.login, user.email = complete["login"], complete["email"]
    user.first_name, user.last_name = complete["firstName"], complete["lastName"]
    user.last_updated = now()
    record(session, "user.account.update_profile", "Update user profile for Okta", user_target(user))
    pairs = select(App, AppUser).join(AppUser, AppUser.app_id == App.id).where(AppUser.user_id == user.id)
    for app, app_user in session.execute(pairs):
        tasks.queue_update(session, app, user, app_user)
    group_rules.apply_rules(session, user)


def activate_user(session: Session, user: User, *, status: str = "ACTIVE") -> None:
    """Make a staged or deactivated person active: the apps of their groups then get them.

    `status` is PROVISIONED for one who has yet to choose a password; Okta provisions them to apps all the same.
    """
    if tasks.is_active(user):
        raise OktaError(
            403, "E0000016", "Activation failed because the user is already active", "user is already active"
        )
    _set_status(user, status)
    user.activated = user.status_changed
    record(session, "user.lifecycle.activate", "Activate Okta user", user_target(user))
    group_rules.apply_rules(session, user)
    assignments.catch_up(session, user)


def people_to_activate(session: Session, most: int | None = None) -> list[User]:
    """List those who wait for their activation, as imported people do, in the order in which they came."""
    return list(session.scalars(select(User).where(User.status == "STAGED").order_by(User.id).limit(most)))


def count_people_to_activate(session: Session) -> int:
    """Count those who wait for their activation."""
    return session.scalar(select(func.count()).select_from(User).where(User.status == "STAGED")) or 0


def activate_people(session: Session, user_ids: Collection[str] | None = None) -> list[User]:
    """Activate these of the people who wait for it, or all of them, and give those who became active."""
    waiting = [user for user in people_to_activate(session) if user_ids is None or user.id in user_ids]
    for user in waiting:
        activate_user(session, user)
    return waiting


def deactivate_user(session: Session, user: User) -> None:
    """End a person's access: every assignment goes and each app that deactivates people is told."""
    if user.status == "DEPROVISIONED":
        return
    _set_status(user, "DEPROVISIONED")
    record(session, "user.lifecycle.deactivate", "Deactivate Okta user", user_target(user))
    assignments.withdraw_everywhere(session, user)


def delete_user(session: Session, user: User) -> None:
    """Delete a deactivated person; an active one is only deactivated, as Okta does at the first DELETE."""
    if user.status != "DEPROVISIONED":
        deactivate_user(session, user)
        return
    record(session, "user.lifecycle.delete.initiated", "Delete Okta user", user_target(user))
    session.delete(user)


def groups_of(session: Session, user: User) -> list[Group]:
    """List the groups a person is in."""
    joined = select(Group).join(Membership, Membership.group_id == Group.id)
    return list(session.scalars(joined.where(Membership.user_id == user.id).order_by(Group.id)))


def _set_status(user: User, status: str) -> None:
    user.status = status
    user.status_changed = user.last_updated = now()


def _check(session: Session, profile: Mapping[str, Any], what: str, user: User | None = None) -> None:
    for name in _REQUIRED:
        if not isinstance(profile.get(name), str) or not profile[name].strip():
            raise invalid(name, f"{name}: The field cannot be left blank")
    for name, called in (("login", "Username"), ("email", "Email")):
        if not _EMAIL.fullmatch(profile[name]):
            raise invalid(name, f"{name}: {called} must be in the form of an email address")
    base, custom = profile_schemas.attributes(USERS, profile_schemas.changes_of(session, USERS))
    unknown = [name for name, value in profile.items() if value is not None and name not in base | custom]
    if unknown:
        raise invalid(what, *(f"Property name '{name}' is not defined in profile" for name in unknown))
    if wrong := list(problems(base | custom, profile)):
        raise invalid(what, *wrong)
    for name, row in custom.items():
        if row.get("unique") and profile.get(name) is not None:
            _refuse_taken(session, name, profile[name], user)
    same = select(User.id).where(func.lower(User.login) == profile["login"].lower())
    if user is not None:
        same = same.where(User.id != user.id)
    if session.scalar(same) is not None:
        raise invalid("login", "login: An object with this field already exists in the current organization")


def _refuse_taken(session: Session, name: str, value: object, user: User | None) -> None:
    """Refuse a value that another person has of a unique attribute; Okta allows texts and numbers to be unique."""
    same = select(User.id).where(User.profile[name].as_string() == str(value))
    if user is not None:
        same = same.where(User.id != user.id)
    if session.scalar(same.limit(1)) is not None:
        raise invalid(name, f"{name}: An object with this field already exists in the current organization")
