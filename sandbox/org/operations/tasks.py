"""Putting provisioning work on the durable queue."""

from collections.abc import Container, Iterator
from contextlib import contextmanager

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from sandbox.org.identifiers import now
from sandbox.org.operations.batches import add, batch
from sandbox.org.tables import App, AppUser, Operation, Provisioning, Task, TaskState, User

_UNFINISHED = (TaskState.QUEUED, TaskState.RUNNING)


def queue_push(session: Session, app: App, user: User, app_user: AppUser) -> None:
    """Queue the creation of a new assignment's person, if the app does that and the person is active."""
    if not _provisions(session, app, "create_users"):
        return
    app_user.status = "STAGED"
    app_user.sync_state = "OUT_OF_SYNC"
    if is_active(user):
        _add(session, app, user, app_user, Operation.PUSH)


def queue_update(session: Session, app: App, user: User, app_user: AppUser) -> None:
    """Queue a changed profile; a person that Okta never created or linked there has nothing to update."""
    if not _provisions(session, app, "update_profile"):
        return
    if app_user.external_id is not None or _has_unfinished(session, app_user):
        app_user.sync_state = "OUT_OF_SYNC"
        _add(session, app, user, app_user, Operation.UPDATE)


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
        _add(session, app, user, app_user, Operation.DEACTIVATE)


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


def _add(session: Session, app: App, user: User, app_user: AppUser, operation: Operation) -> None:
    add(
        session,
        Task,
        app_id=app.id,
        app_label=app.label,
        user_id=user.id,
        user_name=app_user.user_name,
        person=user.display_name,
        external_id=app_user.external_id,
        operation=operation,
        state=TaskState.QUEUED,
        attempts=0,
        not_before=0.0,
        performed=None,
        reason=None,
        created=now(),
        finished=None,
    )
