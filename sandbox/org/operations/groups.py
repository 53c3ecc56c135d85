"""Groups: making, changing and deleting them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.org.errors import OktaError, invalid, not_found
from sandbox.org.identifiers import new_id, now
from sandbox.org.operations import assignments, group_push, profile_schemas
from sandbox.org.operations.attribute_values import problems
from sandbox.org.operations.profile_schemas import GROUPS
from sandbox.org.operations.system_log import group_target, record
from sandbox.org.tables import Group, User


def find_group(session: Session, group_id: str) -> Group:
    """Find a group by its id."""
    found = session.get(Group, group_id)
    if found is None:
        raise not_found("Group", group_id)
    return found


def create_group(
    session: Session,
    profile: Mapping[str, Any],
    *,
    kind: str = "OKTA_GROUP",
    identifier: str | None = None,
) -> Group:
    """Add a group; its name must be new in the org."""
    complete = {"description": None, **profile}
    _check(session, complete)
    time = now()
    group = Group(
        id=identifier or new_id("00g"),
        type=kind,
        name=complete["name"],
        profile=complete,
        created=time,
        last_updated=time,
        last_membership_updated=time,
    )
    session.add(group)
    session.flush()
    record(session, "group.lifecycle.create", "Create okta group", group_target(group))
    return group


def update_group(session: Session, group: Group, profile: Mapping[str, Any]) -> None:
    """Replace a group's profile."""
    _refuse_built_in(group)
    complete = {"description": None, **profile}
    _check(session, complete, group)
    old_name = group.name
    group.name, group.profile, group.last_updated = complete["name"], complete, now()
    if group.name != old_name:
        group_push.rename_target(session, group, old_name)


def delete_group(session: Session, group: Group) -> None:
    """Delete a group, which takes its apps from those who have them by it alone."""
    _refuse_built_in(group)
    record(session, "group.lifecycle.delete", "Delete group", group_target(group))
    assignments.dissolve(session, group)


def add_member(session: Session, group: Group, user: User) -> None:
    """Put a person into a group made by hand."""
    _refuse_built_in(group)
    assignments.join(session, group, user)


def remove_member(session: Session, group: Group, user: User) -> None:
    """Take a person out of a group made by hand."""
    _refuse_built_in(group)
    assignments.leave(session, group, user)


def _refuse_built_in(group: Group) -> None:
    if group.type == "BUILT_IN":
        raise OktaError(501, "E0000060", "Unsupported operation.", "Everyone is managed by Okta")


def _check(session: Session, profile: Mapping[str, Any], group: Group | None = None) -> None:
    name = profile.get("name")
    if not isinstance(name, str) or not name.strip():
        raise invalid("profile", "name: The field cannot be left blank")
    base, custom = profile_schemas.attributes(GROUPS, profile_schemas.changes_of(session, GROUPS))
    if wrong := list(problems(base | custom, profile)):
        raise invalid("profile", *wrong)
    same = select(Group.id).where(Group.name == name)
    if group is not None:
        same = same.where(Group.id != group.id)
    if session.scalar(same) is not None:
        raise invalid("name", "name: An object with this field already exists in the current organization")
