"""Importing an app's people to Okta: starting an import, and confirming whom it found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from sandbox.org.catalogue import entry_of
from sandbox.org.errors import OktaError, invalid, not_found
from sandbox.org.identifiers import now
from sandbox.org.import_tables import Confirmation, ImportedPerson, ImportKind, ImportRun, ImportState, Match
from sandbox.org.operations import assignments, connections, group_push, people, tasks
from sandbox.org.operations.import_rules import ImportRules, import_rules_of
from sandbox.org.operations.matching import okta_username
from sandbox.org.operations.system_log import app_target, record, target, user_target
from sandbox.org.tables import App, AppUser, User

UNFINISHED: Final = (ImportState.QUEUED, ImportState.RUNNING)


@dataclass(frozen=True)
class Decision:
    """What a person decides of an imported one: a new user, an existing user by id, or neither for now."""

    kind: str
    user_id: str | None = None


NEW: Final = Decision("NEW")
IGNORE: Final = Decision("IGNORE")


def existing(user_id: str) -> Decision:
    """Decide that an imported person is this Okta user."""
    return Decision("EXISTING", user_id)


def start_import(session: Session, app: App, *, incremental: bool = False) -> ImportRun:
    """Queue an import, which the worker performs page by page; one that is under way already is given back.

    The first import of an app is a full one, whatever is asked for.
    """
    settings = connections.require_enabled(session, app)
    if app.status != "ACTIVE":
        raise invalid("import", f"{app.label} is inactive, and an inactive app imports nobody")
    if "IMPORT_NEW_USERS" not in connections.features_of(app, settings):
        raise invalid("import", f"{app.label} does not support importing users")
    if not entry_of(app).scim:
        raise invalid("import", f"The sandbox imports by SCIM only, and {app.name} has an API of its own")
    latest = latest_import(session, app)
    if latest is not None and latest.state in UNFINISHED:
        return latest
    since = _last_start(session, app) if incremental else None
    run = ImportRun(
        app_id=app.id,
        app_label=app.label,
        kind=ImportKind.FULL if since is None else ImportKind.INCREMENTAL,
        state=ImportState.QUEUED,
        since=since,
        filtered=since is not None,
        next_index=1,
        pages=0,
        attempts=0,
        not_before=0.0,
        total=None,
        seen=0,
        new=0,
        updated=0,
        unchanged=0,
        removed=0,
        groups=0,
        reason=None,
        created=now(),
        started=None,
        finished=None,
    )
    session.add(run)
    session.flush()
    record(session, "system.import.start", "Import started", app_target(app))
    return run


def is_idle(session: Session) -> bool:
    """Whether all work with the services is at rest: no task and no import is queued or under way."""
    counts = tasks.count_by_state(session)
    under_way = select(ImportRun.id).where(ImportRun.state.in_(UNFINISHED)).limit(1)
    return counts["QUEUED"] + counts["RUNNING"] == 0 and session.scalar(under_way) is None


def imports_of(session: Session, app: App, most: int = 100) -> list[ImportRun]:
    """List an app's imports, the latest first."""
    runs = select(ImportRun).where(ImportRun.app_id == app.id).order_by(ImportRun.id.desc())
    return list(session.scalars(runs.limit(most)))


def latest_import(session: Session, app: App) -> ImportRun | None:
    """Give an app's latest import, finished or not."""
    return next(iter(imports_of(session, app, 1)), None)


def imported_people(session: Session, app: App, most: int | None = None) -> list[ImportedPerson]:
    """List those who wait for confirmation, in the order in which they were found first.

    Whom a push has linked since they were found waits for nothing any more.
    """
    return list(session.scalars(_waiting(app).order_by(ImportedPerson.id).limit(most)))


def count_imported_people(session: Session, app: App) -> int:
    """Count those who wait for confirmation."""
    return session.scalar(_waiting(app).with_only_columns(func.count())) or 0


def to_assign_again(session: Session, app: App) -> set[str]:
    """Give the ids of the users who had the app before it was connected and whom an import has found at the service.

    Their assignment is linked to nobody there, so neither changes nor its end are pushed, until it is confirmed or
    made again. Okta's documents do not say how such an app user looks; MATCHED is what AppUserStatus has for it.
    """
    found = select(AppUser.user_id).where(
        AppUser.app_id == app.id, AppUser.status == "MATCHED", AppUser.external_id.is_(None)
    )
    return set(session.scalars(found))


def suggested(person: ImportedPerson) -> Decision:
    """Give the decision that the Import tab has chosen already: the matching user, else a new one."""
    return NEW if person.user_id is None else existing(person.user_id)


def confirm_assignments(
    session: Session, app: App, decisions: Mapping[int, Decision]
) -> tuple[list[ImportedPerson], list[ImportedPerson]]:
    """Confirm people by their ids, and give those who are confirmed and those who are not.

    Who cannot be confirmed keeps waiting, with the reason in `problem`; the others are confirmed all the same.
    """
    waiting = {person.id: person for person in imported_people(session, app)}
    for person_id in decisions:
        if person_id not in waiting:
            raise not_found("ImportedPerson", str(person_id))
    rules = import_rules_of(session, app)
    confirmed, refused = [], []
    for person_id, decision in decisions.items():
        person = waiting[person_id]
        if decision == IGNORE:
            person.state = Confirmation.IGNORED
        elif confirm(session, app, person, decision, rules):
            confirmed.append(person)
        else:
            refused.append(person)
    return confirmed, refused


def confirm(session: Session, app: App, person: ImportedPerson, decision: Decision, rules: ImportRules) -> bool:
    """Confirm one person by these rules; where that cannot be, say why in `problem` and give False."""
    try:
        if decision.user_id is None:
            user = _create(session, person, rules)
        else:
            user = _find_free(session, app, person, decision.user_id)
    except OktaError as error:
        person.problem = str(error)
        return False
    _link(session, app, person, user)
    person.state, person.user_id, person.problem = Confirmation.CONFIRMED, user.id, None
    record(
        session,
        "system.import.user_match.confirm",
        "Confirm imported user",
        user_target(user),
        app_target(app),
        target("AppUser", person.service_id, person.user_name, person.display_name),
    )
    if decision.user_id is None and rules.auto_activate_new:
        people.activate_user(session, user)
    return True


def confirms_itself(person: ImportedPerson, rules: ImportRules) -> bool:
    """Whether the app's rules confirm a person of this match without anybody's help."""
    return {
        Match.EXACT: rules.auto_confirm_exact,
        Match.PARTIAL: rules.auto_confirm_partial,
        Match.NONE: rules.auto_confirm_new,
    }[person.match]


def restore_ignored(session: Session, app: App, person_ids: Iterable[int]) -> None:
    """Have ignored people wait for confirmation again."""
    for person_id in person_ids:
        person = session.get(ImportedPerson, person_id)
        if person is None or person.app_id != app.id or person.state is not Confirmation.IGNORED:
            raise not_found("ImportedPerson", str(person_id))
        person.state = Confirmation.WAITING


def _waiting(app: App) -> Select[ImportedPerson]:
    linked = select(AppUser.external_id).where(AppUser.app_id == app.id, AppUser.external_id.is_not(None))
    return select(ImportedPerson).where(
        ImportedPerson.app_id == app.id,
        ImportedPerson.state == Confirmation.WAITING,
        ImportedPerson.service_id.not_in(linked),
    )


def _last_start(session: Session, app: App) -> str | None:
    done = select(ImportRun.started).where(ImportRun.app_id == app.id, ImportRun.state == ImportState.DONE)
    return session.scalar(done.order_by(ImportRun.id.desc()).limit(1))


def _create(session: Session, person: ImportedPerson, rules: ImportRules) -> User:
    profile = {
        "login": okta_username(person, rules),
        "email": person.email,
        "firstName": person.given_name,
        "lastName": person.family_name,
    }
    return people.create_user(session, profile)


def _link(session: Session, app: App, person: ImportedPerson, user: User) -> None:
    linked = assignments.assign_user(session, app, user, user_name=person.user_name, external_id=person.service_id)
    linked.external_id, linked.last_sync = person.service_id, now()
    # What Okta's AppUserStatus says of a confirmed import.
    linked.status, linked.sync_state, linked.status_changed = "ACTIVE", "SYNCHRONIZED", now()
    session.flush()
    group_push.follow_people(session, app, [user.id])


def _find_free(session: Session, app: App, person: ImportedPerson, user_id: str) -> User:
    user = people.find_user(session, user_id)
    if user.status == "DEPROVISIONED":
        raise invalid("id", f"{user.login} is deactivated in Okta, and deactivated users cannot be assigned")
    app_user = session.get(AppUser, (app.id, user.id))
    if app_user is not None and app_user.external_id not in (None, person.service_id):
        raise invalid("id", f"{user.login} is linked to another person of {app.label} already")
    return user
