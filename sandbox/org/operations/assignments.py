"""Who has which app: direct assignments, groups, and what follows from joining and leaving."""

from collections.abc import Container, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sandbox.org.errors import OktaError, invalid, not_found
from sandbox.org.identifiers import now
from sandbox.org.operations import group_push, tasks
from sandbox.org.operations.profile_schemas import app_profile, require_fitting
from sandbox.org.operations.system_log import app_target, group_target, record, user_target
from sandbox.org.tables import App, AppGroup, AppUser, Group, Membership, User
from sandbox.org.usernames import evaluate

# Up to here it is quicker to ask for these people alone than for all that an app has.
_FEW: Final = 500
_ADDED: Final = ("application.user_membership.add", "Add user to application membership")
_GROUP_ADDED: Final = ("group.application_assignment.add", "Add assigned application to group")
_GROUP_REMOVED: Final = ("group.application_assignment.remove", "Remove assigned application from group")
_JOINED: Final = ("group.user_membership.add", "Add user to group membership")
_LEFT: Final = ("group.user_membership.remove", "Remove user from group membership")
_REMOVED: Final = ("application.user_membership.remove", "Remove user's application membership")


def find_app_user(session: Session, app: App, user_id: str) -> AppUser:
    """Find a person's assignment to an app."""
    found = session.get(AppUser, (app.id, user_id))
    if found is None:
        raise not_found("AppUser", user_id)
    return found


def find_app_group(session: Session, app: App, group_id: str) -> AppGroup:
    """Find a group's assignment to an app."""
    found = session.get(AppGroup, (app.id, group_id))
    if found is None:
        raise not_found("AppGroup", group_id)
    return found


def assign_user(
    session: Session,
    app: App,
    user: User,
    *,
    user_name: str | None = None,
    profile: Mapping[str, Any] | None = None,
    external_id: str | None = None,
) -> AppUser:
    """Assign a person directly; one who has the app by a group keeps it when leaving the group.

    `external_id` is the service's id of one who is known to be there, and who is not pushed therefore.
    """
    if user.status == "DEPROVISIONED":
        raise OktaError(400, "E0000001", "Api validation failed: id", "id: Deactivated users cannot be assigned")
    app_user = session.get(AppUser, (app.id, user.id))
    if external_id is None:
        own = app_profile(app, user) if app_user is None else app_user.profile
        require_fitting(session, app, {**own, **(profile or {})}, whole=True)
    if app_user is None:
        named = _user_name(app, user) if user_name is None else user_name
        _refuse_blank(named)
        return _grant(session, app, user, "USER", named, profile, external_id)
    app_user.scope = "USER"
    app_user.profile = {**app_user.profile, **(profile or {})}
    app_user.last_updated = now()
    if user_name is not None and user_name != app_user.user_name:
        _refuse_blank(user_name)
        app_user.user_name = user_name
        if external_id is None:
            tasks.queue_update(session, app, user, app_user)
    return app_user


def withdraw_gone(session: Session, app: App, user: User, app_user: AppUser) -> None:
    """End the assignment of a person whom the service no longer has; there is nobody left to deactivate."""
    app_user.external_id = None
    _withdraw(session, app, user, app_user)
    group_push.follow_people(session, app, [user.id])


def unassign_user(session: Session, app: App, user: User) -> None:
    """End a direct assignment; a person who also has the app by a group keeps it by the group."""
    app_user = find_app_user(session, app, user.id)
    if _has_by_group(session, app, user):
        app_user.scope = "GROUP"
        app_user.last_updated = now()
    else:
        _withdraw(session, app, user, app_user)
        group_push.follow_people(session, app, [user.id])


def assign_group(
    session: Session,
    app: App,
    group: Group,
    *,
    priority: int | None = None,
    profile: Mapping[str, Any] | None = None,
) -> AppGroup:
    """Assign a group, or change its priority and profile; its members who lack the app get it."""
    require_fitting(session, app, profile or {}, whole=False)
    app_group = session.get(AppGroup, (app.id, group.id))
    if app_group is None:
        taken = session.scalar(select(func.max(AppGroup.priority)).where(AppGroup.app_id == app.id))
        app_group = AppGroup(
            app_id=app.id,
            group_id=group.id,
            priority=-1 if taken is None else taken,
            profile={},
            last_updated=now(),
        )
        app_group.priority += 1
        session.add(app_group)
        session.flush()
        record(session, *_GROUP_ADDED, group_target(group), app_target(app))
    app_group.priority = app_group.priority if priority is None else priority
    app_group.profile = app_group.profile if profile is None else dict(profile)
    app_group.last_updated = now()
    lacking = _members_without(session, app, group)
    with tasks.many(session, app):
        for user in lacking:
            _grant_by_group(session, app, user)
    return app_group


def unassign_group(session: Session, app: App, group: Group) -> None:
    """End a group's assignment; its members lose the app unless they have it in another way."""
    session.delete(find_app_group(session, app, group.id))
    session.flush()
    record(session, *_GROUP_REMOVED, group_target(group), app_target(app))
    _withdraw_lost(session, app, _members(session, group))


def join(session: Session, group: Group, user: User) -> None:
    """Put a person into a group, which gives them the group's apps; twice is once."""
    if session.get(Membership, (group.id, user.id)) is not None:
        return
    session.add(Membership(group_id=group.id, user_id=user.id))
    group.last_membership_updated = now()
    session.flush()
    if group.type != "BUILT_IN":
        record(session, *_JOINED, user_target(user), group_target(group))
    group_push.follow_group(session, group)
    if tasks.is_active(user):
        for app in _apps_of(session, group):
            if session.get(AppUser, (app.id, user.id)) is None:
                _grant_by_group(session, app, user)


def leave(session: Session, group: Group, user: User) -> None:
    """Take a person out of a group, and with it the apps they have by this group alone."""
    membership = session.get(Membership, (group.id, user.id))
    if membership is None:
        return
    session.delete(membership)
    group.last_membership_updated = now()
    session.flush()
    record(session, *_LEFT, user_target(user), group_target(group))
    group_push.follow_group(session, group)
    for app in _apps_of(session, group):
        _withdraw_lost(session, app, [user])


def dissolve(session: Session, group: Group) -> None:
    """Delete a group; its members lose the apps they have by this group alone."""
    members, apps = list(_members(session, group)), list(_apps_of(session, group))
    session.delete(group)
    session.flush()
    for app in apps:
        _withdraw_lost(session, app, members)


def catch_up(session: Session, user: User) -> None:
    """Give a person who has become active the apps of their groups and push what waited for it."""
    waiting = select(App, AppUser).join(AppUser, AppUser.app_id == App.id)
    for app, app_user in session.execute(waiting.where(AppUser.user_id == user.id)):
        if app_user.status == "STAGED":
            tasks.queue_push(session, app, user, app_user)
        elif app_user.sync_state == "OUT_OF_SYNC":
            tasks.queue_update(session, app, user, app_user)
    by_group = select(App).join(AppGroup, AppGroup.app_id == App.id)
    by_group = by_group.join(Membership, Membership.group_id == AppGroup.group_id).distinct()
    for app in session.scalars(by_group.where(Membership.user_id == user.id)).all():
        if session.get(AppUser, (app.id, user.id)) is None:
            _grant_by_group(session, app, user)


def withdraw_everywhere(session: Session, user: User) -> None:
    """End all assignments of a person, direct ones and those by group."""
    pairs = select(App, AppUser).join(AppUser, AppUser.app_id == App.id).where(AppUser.user_id == user.id)
    for app, app_user in session.execute(pairs).all():
        _withdraw(session, app, user, app_user)
        group_push.follow_people(session, app, [user.id])


def _grant_by_group(session: Session, app: App, user: User) -> None:
    user_name = _user_name(app, user)
    if user_name.strip():
        _grant(session, app, user, "GROUP", user_name)
        return
    # One person's profile must not keep the others of the group from the app.
    reason = f"{app.label} makes no user name of {app.username_template}: complete the profile and assign again"
    record(session, *_ADDED, user_target(user), app_target(app), failure=reason)
    tasks.note_failed_push(session, app, user, reason)


def _user_name(app: App, user: User) -> str:
    return evaluate(app.username_template, user.profile, app.username_suffix)


def _refuse_blank(user_name: str) -> None:
    if not user_name.strip():
        raise invalid("credentials.userName", "credentials.userName: The field cannot be left blank")


def _grant(
    session: Session,
    app: App,
    user: User,
    scope: str,
    user_name: str,
    profile: Mapping[str, Any] | None = None,
    external_id: str | None = None,
) -> AppUser:
    time = now()
    app_user = AppUser(
        app_id=app.id,
        user_id=user.id,
        scope=scope,
        status="ACTIVE",
        sync_state="DISABLED",
        external_id=external_id,
        user_name=user_name,
        profile=app_profile(app, user) | dict(profile or {}),
        created=time,
        last_updated=time,
        status_changed=time,
        last_sync=None,
    )
    session.add(app_user)
    record(session, *_ADDED, user_target(user), app_target(app))
    if external_id is None:
        tasks.queue_push(session, app, user, app_user)
    return app_user


def _withdraw(
    session: Session, app: App, user: User, app_user: AppUser, being_pushed: Container[str] | None = None
) -> None:
    tasks.queue_deactivation(session, app, user, app_user, being_pushed)
    session.delete(app_user)
    record(session, *_REMOVED, user_target(user), app_target(app))


def _withdraw_lost(session: Session, app: App, users: Sequence[User]) -> None:
    held = select(AppUser).where(AppUser.app_id == app.id, AppUser.scope == "GROUP")
    kept = select(Membership.user_id).join(AppGroup, AppGroup.group_id == Membership.group_id)
    kept = kept.where(AppGroup.app_id == app.id)
    if len(users) <= _FEW:
        identifiers = [user.id for user in users]
        held = held.where(AppUser.user_id.in_(identifiers))
        kept = kept.where(Membership.user_id.in_(identifiers))
    by_id = {app_user.user_id: app_user for app_user in session.scalars(held)}
    keeping = set(session.scalars(kept))
    lost = [user for user in users if user.id in by_id and user.id not in keeping]
    with tasks.many(session, app) as being_pushed:
        for user in lost:
            _withdraw(session, app, user, by_id[user.id], being_pushed)
    group_push.follow_people(session, app, [user.id for user in lost])


def _has_by_group(session: Session, app: App, user: User) -> bool:
    found = select(AppGroup.group_id).join(Membership, Membership.group_id == AppGroup.group_id)
    found = found.where(AppGroup.app_id == app.id, Membership.user_id == user.id)
    return session.scalar(found.limit(1)) is not None


def _members(session: Session, group: Group) -> list[User]:
    joined = select(User).join(Membership, Membership.user_id == User.id)
    return list(session.scalars(joined.where(Membership.group_id == group.id).order_by(User.id)))


def _members_without(session: Session, app: App, group: Group) -> list[User]:
    having = select(AppUser.user_id).where(AppUser.app_id == app.id)
    joined = select(User).join(Membership, Membership.user_id == User.id)
    lacking = joined.where(Membership.group_id == group.id, User.id.not_in(having)).order_by(User.id)
    return [user for user in session.scalars(lacking) if tasks.is_active(user)]


def _apps_of(session: Session, group: Group) -> list[App]:
    joined = select(App).join(AppGroup, AppGroup.app_id == App.id)
    return list(session.scalars(joined.where(AppGroup.group_id == group.id).order_by(App.id)))
