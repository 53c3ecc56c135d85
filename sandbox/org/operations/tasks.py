"""Putting provisioning work on the durable queue."""

from collections.abc import Container, Iterator
from contextlib import contextmanager

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from sandbox.org.errors import invalid, not_found
from sandbox.org.group_push_tables import GroupPushMapping
from sandbox.org.identifiers import now
from sandbox.org.operations.batches import add, batch
from sandbox.org.tables import App, AppUser, Group, Operation, Provisioning, Task, TaskState, User

_UNFINISHED = (TaskState.QUEUED, TaskState.RUNNING)


def queue_push(session: Session, app: App, user: User, app_user: AppUser) -> None:
    """Queue the creation of a new assignment's person, if the app does that and the person is active."""
    if not _provisions(session, app, "create_users"):
        return
    app_user.status = "STAGED"
    app_user.sync_state = "OUT_OF_SYNC"
    if is_active(user):
        _add_for(session, app, user, app_user, Operation.PUSH)


def note_failed_push(session: Session, app: App, user: User, reason: str) -> None:
    """Show on the Tasks page why a person could not be given an app that creates people at its service."""
    if _provisions(session, app, "create_users"):
        _add(session, app, Operation.PUSH, user.id, user.login, user.display_name, None, failure=reason)


def queue_update(session: Session, app: App, user: User, app_user: AppUser) -> None:
    """Queue a changed profile; a person that Okta never created or linked there has nothing to update.

    For one who is not active the assignment stays OUT_OF_SYNC, and their activation queues it.
    """
    if not _provisions(session, app, "update_profile"):
        return
    if app_user.external_id is not None or _has_unfinished(session, app_user):
        app_user.sync_state = "OUT_OF_SYNC"
        if is_active(user):
            _add_for(session, app, user, app_user, Operation.UPDATE)


def queue_deactivation(
    session: Session, app: App, user: User, app_user: AppUser, being_pushed: Container[str] | None = None
) -> None:
    """Queue the deactivation of a person whose assignment ends; Okta never deletes at the service.

    `being_pushed` are the app's people with unfinished tasks, for a caller who has asked for all at once.
    """
    if not _provisions(session, app, "deactivate_users"):
        return
    # A push still under way may create the person after this; the deactivation then finds them by name.
    if app_user.external_id is not None or (
        _has_unfinished(session, app_user) if being_pushed is None else user.id in being_pushed
    ):
        _add_for(session, app, user, app_user, Operation.DEACTIVATE)


def queue_group(session: Session, app: App, mapping: GroupPushMapping, operation: Operation) -> None:
    """Queue work on a pushed group; one push that waits already will find all that has changed by then."""
    waiting = select(Task.id).where(
        Task.app_id == app.id,
        Task.user_id == mapping.source_group_id,
        Task.operation == operation,
        Task.state == TaskState.QUEUED,
    )
    if session.scalar(waiting.limit(1)) is None:
        group = session.get_one(Group, mapping.source_group_id)
        _add(session, app, operation, group.id, mapping.target_name, group.name, mapping.external_id)


def retry_task(session: Session, task_id: int) -> Task:
    """Queue a failed task again, as a person does on the Tasks page; its attempts are counted anew."""
    task = session.get(Task, task_id)
    if task is None:
        raise not_found("Task", str(task_id))
    if task.state is not TaskState.FAILED:
        raise invalid("task", f"Task {task_id} has not failed, so there is nothing to repeat")
    later = select(Task.id).where(Task.app_id == task.app_id, Task.user_id == task.user_id, Task.id > task.id)
    if session.scalar(later.limit(1)) is not None:
        raise invalid("task", f"Okta has had other work for {task.person} since; repeat the latest task instead")
    task.state, task.attempts, task.not_before, task.finished = TaskState.QUEUED, 0, 0.0, None
    return task


@contextmanager
def many(session: Session, app: App) -> Iterator[Container[str]]:
    """Queue work for many people of one app in a batch; gives the ids of those who have unfinished tasks."""
    unfinished = select(Task.user_id).where(Task.app_id == app.id, Task.state.in_(_UNFINISHED))
    being_pushed = set(session.scalars(unfinished))
    # The session holds what it has read by weak references: this one spares a query for each person.
    _settings = session.get(Provisioning, app.id)
    with batch(session):
        yield being_pushed


def is_active(user: User) -> bool:
    """Whether Okta pushes this person to apps: not before activation, not after deactivation."""
    return user.status not in ("STAGED", "DEPROVISIONED", "SUSPENDED")


def count_by_state(session: Session) -> dict[str, int]:
    """Count the tasks of each state, the states without any included."""
    found = session.execute(select(Task.state, func.count()).group_by(Task.state)).all()
    return {state.value: 0 for state in TaskState} | dict(found)


def forget_app(session: Session, app: App) -> None:
    """Drop the unfinished tasks of an app that is deleted."""
    session.execute(delete(Task).where(Task.app_id == app.id, Task.state == TaskState.QUEUED))


def _provisions(session: Session, app: App, capability: str) -> bool:
    settings = session.get(Provisioning, app.id)
    return settings is not None and app.status == "ACTIVE" and settings.enabled and bool(getattr(settings, capability))


def _has_unfinished(session: Session, app_user: AppUser) -> bool:
    found = select(Task.id).where(
        Task.app_id == app_user.app_id, Task.user_id == app_user.user_id, Task.state.in_(_UNFINISHED)
    )
    return session.scalar(found.limit(1)) is not None


def _add_for(session: Session, app: App, user: User, app_user: AppUser, operation: Operation) -> None:
    _add(session, app, operation, user.id, app_user.user_name, user.display_name, app_user.external_id)


def _add(
    session: Session,
    app: App,
    operation: Operation,
    subject: str,
    user_name: str,
    shown: str,
    external_id: str | None,
    failure: str | None = None,
) -> None:
    add(
        session,
        Task,
        app_id=app.id,
        app_label=app.label,
        user_id=subject,
        user_name=user_name,
        person=shown,
        external_id=external_id,
        operation=operation,
        sent_names=[],
        state=TaskState.QUEUED if failure is None else TaskState.FAILED,
        attempts=0,
        not_before=0.0,
        performed=None,
        reason=failure,
        created=now(),
        finished=None if failure is None else now(),
    )
