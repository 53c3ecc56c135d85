"""Writing down how tasks on pushed groups ended: in the mapping and in the System Log."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.org.group_push_tables import GroupPushMapping, MappingStatus
from sandbox.org.identifiers import now
from sandbox.org.operations.group_push import mapping_target
from sandbox.org.operations.system_log import record, target
from sandbox.org.provisioning.outcomes import Done
from sandbox.org.tables import Operation, Task

OPERATIONS: Final = (Operation.GROUP_PUSH, Operation.GROUP_DELETE)
_PREFIX: Final = "application.provision.group_push"
_EVENTS: Final = {
    "create group": ("pushed", "A group was pushed to an app"),
    "link group": ("pushed", "A group was pushed to an app"),
    "update group": ("updated", "A group was updated in an app"),
    "delete group": ("delete_appgroup", "Group push deleted application group"),
}
_FAILED: Final = ("mapping.update.or.delete.failed.with.error", "Group push mapping change failed")


def mapping_of(session: Session, task: Task) -> GroupPushMapping | None:
    """Find the mapping that a task is about, if the group is still pushed to the app."""
    found = select(GroupPushMapping).where(
        GroupPushMapping.app_id == task.app_id, GroupPushMapping.source_group_id == task.user_id
    )
    return session.scalar(found)


def note_done(session: Session, task: Task, done: Done) -> None:
    """Keep what was done to a group."""
    mapping = mapping_of(session, task)
    if mapping is not None and task.operation is Operation.GROUP_PUSH and done.external_id:
        mapping.external_id, mapping.last_push = done.external_id, now()
        mapping.error_summary, mapping.last_updated = None, now()
        if mapping.status is MappingStatus.ERROR:
            mapping.status = MappingStatus.ACTIVE
    if done.performed in _EVENTS:
        _log(session, task, mapping, *_EVENTS[done.performed], failure=None)


def note_failure(session: Session, task: Task, reason: str) -> None:
    """Keep why a group could not be brought in step."""
    mapping = mapping_of(session, task)
    if mapping is not None and task.operation is Operation.GROUP_PUSH and mapping.status is MappingStatus.ACTIVE:
        mapping.status, mapping.error_summary, mapping.last_updated = MappingStatus.ERROR, reason, now()
    _log(session, task, mapping, *_FAILED, failure=reason)


def _log(
    session: Session, task: Task, mapping: GroupPushMapping | None, event: str, message: str, *, failure: str | None
) -> None:
    targets = [
        target("UserGroup", task.user_id, "unknown", task.person),
        target("AppInstance", task.app_id, task.app_label, task.app_label),
        target("AppGroup", task.external_id or "unknown", "unknown", task.user_name),
    ]
    if mapping is not None:
        targets.append(mapping_target(mapping))
    record(session, f"{_PREFIX}.{event}", message, *targets, failure=failure)
