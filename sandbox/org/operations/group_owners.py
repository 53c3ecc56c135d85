"""Who owns a group: people, or other groups."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.org.directory_tables import GroupOwner
from sandbox.org.errors import invalid, not_found
from sandbox.org.identifiers import now
from sandbox.org.operations.groups import find_group
from sandbox.org.operations.people import find_user
from sandbox.org.tables import Group


def owners_of(session: Session, group: Group) -> list[GroupOwner]:
    """List a group's owners."""
    return list(session.scalars(select(GroupOwner).where(GroupOwner.group_id == group.id).order_by("owner_id")))


def add_owner(session: Session, group: Group, owner_id: object, kind: object) -> GroupOwner:
    """Make a person or a group the owner of a group; who owns it already is refused."""
    if kind not in ("USER", "GROUP"):
        raise invalid("type", "type: The field must be USER or GROUP")
    if not isinstance(owner_id, str):
        raise invalid("id", "id: The field cannot be left blank")
    found = find_user(session, owner_id) if kind == "USER" else find_group(session, owner_id)
    if session.get(GroupOwner, (group.id, found.id)) is not None:
        raise invalid("owner", "Provided owner is already assigned to this group")
    owner = GroupOwner(group_id=group.id, owner_id=found.id, type=str(kind), last_updated=now())
    session.add(owner)
    return owner


def remove_owner(session: Session, group: Group, owner_id: str) -> None:
    """Take an owner from a group."""
    owner = session.get(GroupOwner, (group.id, owner_id))
    if owner is None:
        raise not_found("LinkedObject", owner_id)
    session.delete(owner)
