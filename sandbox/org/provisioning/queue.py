"""Taking tasks from the durable queue and writing down how they ended."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import Session, aliased

from sandbox.org.group_push_tables import GroupPushMapping
from sandbox.org.identifiers import now
from sandbox.org.import_tables import ImportRun, ImportState
from sandbox.org.operations import group_push
from sandbox.org.operations.system_log import record, target
from sandbox.org.provisioning import group_outcomes
from sandbox.org.provisioning.outcomes import Done, held_by
from sandbox.org.store import Store
from sandbox.org.tables import App, AppUser, Operation, Provisioning, Task, TaskState, User

UNFINISHED: Final = (TaskState.QUEUED, TaskState.RUNNING)
_EVENTS: Final = {
    "create": ("application.provision.user.push", "Push new user to external application"),
    "link": ("application.provision.user.push", "Push new user to external application"),
    "reactivate": ("application.provision.user.reactivate", "Push user reactivation in external application"),
    "update": ("application.provision.user.push_profile", "Push user's profile to external application"),
    "deactivate": ("application.provision.user.deactivate", "Push user deactivation to external application"),
}
_LINKING: Final = (Operation.PUSH, Operation.UPDATE)
# The event under which a task is logged that fails before anything was done.
_ATTEMPTED: Final = {
    Operation.PUSH: "create",
    Operation.UPDATE: "update",
    Operation.DEACTIVATE: "deactivate",
}


@dataclass(frozen=True)
class Job:
    """A task in hand, with what the org holds of its app, and of its person or group, at this moment."""

    task: Task
    app: App | None
    settings: Provisioning | None
    user: User | None
    app_user: AppUser | None
    # The person's or group's id at the service, as far as Okta ever learned it.
    external_id: str | None
    # Under which user names earlier attempts may have made the person without Okta ever hearing of it.
    sent_names: tuple[str, ...] = ()
    mapping: GroupPushMapping | None = None
    # The service's ids of those who belong into a pushed group.
    members: tuple[str, ...] = ()


def put_back(store: Store, busy: Collection[str] = ()) -> None:
    """Queue again what was cut off, by the end of the process or a locked database; `busy` apps are still worked on."""
    with store.writing() as session:
        cut_off = update(Task).where(Task.state == TaskState.RUNNING, Task.app_id.not_in(busy))
        session.execute(cut_off.values(state=TaskState.QUEUED))


def claim(store: Store, busy: Collection[str] = ()) -> Job | None:
    """Take the oldest task that is due, of an app that is not `busy`.

    Of one person's tasks for an app, never a later before an earlier.
    """
    with store.reading() as session:
        waiting = _waiting_apps(session, busy)
        first = [session.scalar(_DUE, {"app_id": app_id, "time": time.time()}) for app_id in waiting]
    oldest = min((task_id for task_id in first if task_id is not None), default=None)
    if oldest is None:
        return None
    with store.writing() as session:
        return _take(session, session.get(Task, oldest))


def claim_next(store: Store, app_id: str) -> Job | None:
    """Take the oldest task of this app that is due, for whoever works on the app already."""
    with store.writing() as session:
        due = session.scalar(_DUE, {"app_id": app_id, "time": time.time()})
        return None if due is None else _take(session, session.get(Task, due))


def holder_of(store: Store, job: Job, external_id: str) -> str | None:
    """Name the other person whom the task's app has linked to this id at the service, if there is one."""
    with store.reading() as session:
        return _holder(session, job.task, external_id)


def succeed(store: Store, job: Job, done: Done) -> None:
    """Write down what was done, also in the assignment if it is still there."""
    with store.writing() as session:
        if job.task.operation in _LINKING and done.external_id:
            # Somebody may have been linked by hand while the service was asked.
            other = _holder(session, job.task, done.external_id)
            if other is not None:
                _fail(session, job, held_by(other))
                return
        task = _settle(session, job, TaskState.SUCCEEDED, done.reason)
        task.performed, task.external_id = done.performed, done.external_id
        if task.operation in group_outcomes.OPERATIONS:
            group_outcomes.note_done(session, task, done)
            return
        app_user = session.get(AppUser, (task.app_id, task.user_id))
        if app_user is not None and task.operation is not Operation.DEACTIVATE and done.external_id:
            time_ = now()
            is_new_there = app_user.external_id != done.external_id
            app_user.external_id, app_user.last_sync = done.external_id, time_
            if app_user.status != "PROVISIONED":
                app_user.status, app_user.status_changed = "PROVISIONED", time_
            app_user.sync_state, app_user.last_updated = "SYNCHRONIZED", time_
            if is_new_there:
                group_push.follow_people(session, session.get_one(App, task.app_id), [task.user_id])
        if done.performed in _EVENTS:
            _log(session, task, done.performed, None)


def fail(store: Store, job: Job, reason: str) -> None:
    """Write down why a task is given up."""
    with store.writing() as session:
        _fail(session, job, reason)


def postpone(store: Store, job: Job, reason: str, wait: float, *, counts: bool = True) -> None:
    """Queue a task again, not to be taken before `wait` seconds have passed; not `counts`: this was no attempt."""
    with store.writing() as session:
        task = session.get_one(Task, job.task.id)
        task.attempts -= not counts
        task.state, task.reason, task.not_before = TaskState.QUEUED, reason, time.time() + wait


def hold_back(store: Store, app_id: str, wait: float) -> None:
    """Ask an app's service for nothing before `wait` seconds have passed: what it said of one request is for all."""
    until = time.time() + wait
    with store.writing() as session:
        tasks = update(Task).where(Task.app_id == app_id, Task.state == TaskState.QUEUED, Task.not_before < until)
        session.execute(tasks.values(not_before=until))
        runs = update(ImportRun).where(
            ImportRun.app_id == app_id, ImportRun.state == ImportState.QUEUED, ImportRun.not_before < until
        )
        session.execute(runs.values(not_before=until))


def seconds_to_next(store: Store, most: float, busy: Collection[str] = ()) -> float:
    """Give the seconds until a task is due that nothing but time holds up, `most` at most."""
    with store.reading() as session:
        due = [session.scalar(_NEXT, {"app_id": app_id}) for app_id in _waiting_apps(session, busy)]
    return min((min(max(time_ - time.time(), 0.01), most) for time_ in due if time_ is not None), default=most)


def _waiting_apps(session: Session, busy: Collection[str]) -> list[str]:
    # One step in the index for each app, however long the queue is.
    found = []
    app_id = session.scalar(_NEXT_APP, {"after": ""})
    while app_id is not None:
        if app_id not in busy:
            found.append(app_id)
        app_id = session.scalar(_NEXT_APP, {"after": app_id})
    return found


def _next_in_line() -> Select[Task]:
    earlier = aliased(Task)
    blocked = select(earlier.id).where(
        earlier.app_id == Task.app_id,
        earlier.user_id == Task.user_id,
        earlier.id < Task.id,
        earlier.state.in_(UNFINISHED),
    )
    return select(Task).where(Task.state == TaskState.QUEUED, Task.app_id == bindparam("app_id"), ~blocked.exists())


# Asked at every turn, and building them takes longer than the answer.
_NEXT_APP: Final = select(func.min(Task.app_id)).where(Task.state == TaskState.QUEUED, Task.app_id > bindparam("after"))
_NEXT: Final = _next_in_line().with_only_columns(func.min(Task.not_before))
_DUE: Final = (
    _next_in_line().with_only_columns(Task.id).where(Task.not_before <= bindparam("time")).order_by(Task.id).limit(1)
)


def _take(session: Session, task: Task | None) -> Job | None:
    if task is None or task.state is not TaskState.QUEUED:
        return None
    task.state = TaskState.RUNNING
    task.attempts += 1
    if task.operation in group_outcomes.OPERATIONS:
        return _group_job(session, task)
    app_user = session.get(AppUser, (task.app_id, task.user_id))
    sent_names = _sent_names(session, task)
    if task.operation is Operation.PUSH and app_user is not None and app_user.user_name not in task.sent_names:
        task.sent_names = [*task.sent_names, app_user.user_name]
    return Job(
        task=task,
        app=session.get(App, task.app_id),
        settings=session.get(Provisioning, task.app_id),
        user=session.get(User, task.user_id),
        app_user=app_user,
        external_id=_external_id(session, task, app_user),
        sent_names=sent_names,
    )


def _settle(session: Session, job: Job, state: TaskState, reason: str | None) -> Task:
    task = session.get_one(Task, job.task.id)
    task.state, task.reason, task.finished = state, reason, now()
    return task


def _fail(session: Session, job: Job, reason: str) -> None:
    task = _settle(session, job, TaskState.FAILED, reason)
    if task.operation in group_outcomes.OPERATIONS:
        group_outcomes.note_failure(session, task, reason)
        return
    app_user = session.get(AppUser, (task.app_id, task.user_id))
    if app_user is not None and task.operation is not Operation.DEACTIVATE:
        app_user.sync_state, app_user.last_updated = "ERROR", now()
    _log(session, task, _ATTEMPTED[task.operation], reason)


def _holder(session: Session, task: Task, external_id: str) -> str | None:
    other = select(User).join(AppUser, AppUser.user_id == User.id)
    other = other.where(
        AppUser.app_id == task.app_id, AppUser.external_id == external_id, AppUser.user_id != task.user_id
    )
    found = session.scalar(other.limit(1))
    return None if found is None else found.display_name


def _group_job(session: Session, task: Task) -> Job:
    mapping = group_outcomes.mapping_of(session, task)
    if task.operation is Operation.GROUP_DELETE:
        external_id = _external_id(session, task, None)
    else:
        external_id = mapping.external_id if mapping is not None else None
    return Job(
        task=task,
        app=session.get(App, task.app_id),
        settings=session.get(Provisioning, task.app_id),
        user=None,
        app_user=None,
        external_id=external_id,
        mapping=mapping,
        members=() if mapping is None else group_push.members_at_service(session, mapping),
    )


def _external_id(session: Session, task: Task, app_user: AppUser | None) -> str | None:
    if task.external_id is not None or (app_user is not None and app_user.external_id is not None):
        return task.external_id or (app_user.external_id if app_user is not None else None)
    # The assignment may have ended while its push was under way: the push's own record then knows.
    earlier = select(Task.external_id).where(
        Task.app_id == task.app_id,
        Task.user_id == task.user_id,
        Task.id < task.id,
        Task.external_id.is_not(None),
    )
    return session.scalar(earlier.order_by(Task.id.desc()).limit(1))


def _sent_names(session: Session, task: Task) -> tuple[str, ...]:
    # Names of this task's own attempts and of the pushes before it, back to the last one that Okta knows the end of.
    earlier = select(Task.sent_names, Task.external_id).where(
        Task.app_id == task.app_id, Task.user_id == task.user_id, Task.id < task.id
    )
    names = list(task.sent_names)
    for sent, external_id in session.execute(earlier.order_by(Task.id.desc())):
        if external_id is not None:
            break
        names.extend(sent)
    return tuple(dict.fromkeys(names))


def _log(session: Session, task: Task, performed: str, failure: str | None) -> None:
    event_type, message = _EVENTS[performed]
    record(
        session,
        event_type,
        message,
        target("User", task.user_id, task.user_name, task.person),
        target("AppInstance", task.app_id, task.app_label, task.app_label),
        target("AppUser", task.external_id or "unknown", task.user_name, task.person),
        failure=failure,
    )
