"""Group Push: groups that Okta makes at an app's service, and whose members it keeps in step there."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.org.catalogue import entry_of
from sandbox.org.errors import invalid, not_found
from sandbox.org.group_push_tables import GroupPushMapping, MappingStatus
from sandbox.org.identifiers import new_id, now
from sandbox.org.operations import connections, tasks
from sandbox.org.operations.system_log import Target, app_target, group_target, record, target
from sandbox.org.tables import App, AppUser, Group, Membership, Operation

# Beyond these a push of all groups costs less than to ask whose they are.
_FEW: Final = 500
PUSHED: Final = (MappingStatus.ACTIVE, MappingStatus.ERROR)


def find_mapping(session: Session, app: App, mapping_id: str) -> GroupPushMapping:
    """Find one of an app's mappings by its id."""
    found = session.get(GroupPushMapping, mapping_id)
    if found is None or found.app_id != app.id:
        raise not_found("GroupPushMapping", mapping_id)
    return found


def mappings_of(session: Session, app: App) -> list[GroupPushMapping]:
    """List an app's mappings in the order in which they were made."""
    found = select(GroupPushMapping).where(GroupPushMapping.app_id == app.id)
    return list(session.scalars(found.order_by(GroupPushMapping.id)))


def push_group(
    session: Session, app: App, group: Group, *, target_name: str | None = None, active: bool = True
) -> GroupPushMapping:
    """Map a group to one of the same or another name at the service, which is created or, if it is there, linked.

    Of an app of the catalogue Okta takes a mapping before the app is connected too.
    """
    if app.custom:
        connections.require_enabled(session, app)
    if not entry_of(app).scim:
        raise invalid("appId", f"The sandbox pushes by SCIM only, and {app.name} has an API of its own")
    same = select(GroupPushMapping.id).where(
        GroupPushMapping.app_id == app.id, GroupPushMapping.source_group_id == group.id
    )
    if session.scalar(same) is not None:
        raise invalid("sourceGroupId", f"sourceGroupId: {group.name} is pushed to {app.label} already")
    time = now()
    mapping = GroupPushMapping(
        id=new_id("gPm"),
        app_id=app.id,
        source_group_id=group.id,
        target_group_id=new_id("00g"),
        target_name=target_name or group.name,
        external_id=None,
        status=MappingStatus.ACTIVE if active else MappingStatus.INACTIVE,
        error_summary=None,
        created=time,
        last_updated=time,
        last_push=None,
    )
    session.add(mapping)
    session.flush()
    _log(session, "mapping.created", "A new mapping has been created", app, group, mapping)
    _queue(session, app, mapping)
    return mapping


def set_mapping_status(session: Session, app: App, mapping: GroupPushMapping, status: MappingStatus) -> None:
    """Switch a mapping off, or on, which pushes the group again."""
    group = session.get_one(Group, mapping.source_group_id)
    mapping.status, mapping.error_summary, mapping.last_updated = status, None, now()
    if status is MappingStatus.INACTIVE:
        _log(session, "deactivate_mapping", "Group push deactivated mappings", app, group, mapping)
    else:
        _log(session, "activate_mapping", "Group push activated mappings", app, group, mapping)
        _queue(session, app, mapping)


def unpush_group(session: Session, app: App, mapping: GroupPushMapping, *, delete_target: bool) -> None:
    """Remove a mapping that is off; the service's group stays, or goes too."""
    if mapping.status is not MappingStatus.INACTIVE:
        raise invalid("mappingId", "The group push mapping must be INACTIVE before it can be deleted")
    group = session.get_one(Group, mapping.source_group_id)
    if delete_target:
        tasks.queue_group(session, app, mapping, Operation.GROUP_DELETE)
    _log(session, "removed", "A group was removed from an app", app, group, mapping)
    session.delete(mapping)


def follow_group(session: Session, group: Group) -> None:
    """Queue the pushes of a group whose members have changed."""
    found = select(App, GroupPushMapping).join(GroupPushMapping, GroupPushMapping.app_id == App.id)
    for app, mapping in session.execute(found.where(GroupPushMapping.source_group_id == group.id)).all():
        _queue(session, app, mapping)


def follow_people(session: Session, app: App, user_ids: Collection[str]) -> None:
    """Queue the pushes of people's groups to an app, once the people are at the service or no longer assigned."""
    found = select(GroupPushMapping).where(GroupPushMapping.app_id == app.id)
    if len(user_ids) <= _FEW:
        found = found.join(Membership, Membership.group_id == GroupPushMapping.source_group_id)
        found = found.where(Membership.user_id.in_(user_ids)).distinct()
    for mapping in session.scalars(found).all():
        _queue(session, app, mapping)


def rename_target(session: Session, group: Group, old_name: str) -> None:
    """Let groups that have this group's name at a service follow its new one."""
    for mapping in session.scalars(select(GroupPushMapping).where(GroupPushMapping.source_group_id == group.id)):
        if mapping.target_name == old_name:
            mapping.target_name, mapping.last_updated = group.name, now()
    follow_group(session, group)


def members_at_service(session: Session, mapping: GroupPushMapping) -> tuple[str, ...]:
    """Give the service's ids of the members to push: those who are assigned to the app and known there."""
    found = select(AppUser.external_id).join(Membership, Membership.user_id == AppUser.user_id)
    found = found.where(
        AppUser.app_id == mapping.app_id,
        Membership.group_id == mapping.source_group_id,
        AppUser.external_id.is_not(None),
    )
    return tuple(str(external_id) for external_id in session.scalars(found.order_by(AppUser.user_id)))


def mapping_target(mapping: GroupPushMapping) -> Target:
    """Describe a mapping as the target of an event."""
    return target("GroupPushMapping", mapping.id, "unknown", mapping.target_name)


def _queue(session: Session, app: App, mapping: GroupPushMapping) -> None:
    settings = connections.provisioning_of(session, app)
    if mapping.status in PUSHED and app.status == "ACTIVE" and settings.enabled:
        tasks.queue_group(session, app, mapping, Operation.GROUP_PUSH)


def _log(session: Session, event: str, message: str, app: App, group: Group, mapping: GroupPushMapping) -> None:
    event_type = f"application.provision.group_push.{event}"
    record(session, event_type, message, group_target(group), app_target(app), mapping_target(mapping))
