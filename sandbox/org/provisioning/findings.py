"""What an import makes of the people it finds, and of those it no longer finds."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from sandbox.org.identifiers import now
from sandbox.org.import_tables import Confirmation, ImportedPerson, ImportRun, Match
from sandbox.org.operations import assignments, imports
from sandbox.org.operations.import_rules import ImportRules, import_rules_of
from sandbox.org.operations.matching import find_match
from sandbox.org.operations.system_log import Target, app_target, record, target
from sandbox.org.provisioning.answers import ServicePerson
from sandbox.org.tables import App, AppUser, User

# As Okta's catalogue of event types words them.
_FOUND: Final = ("system.import.user.create", "Create user triggered by import process")
_CHANGED: Final = ("system.import.user.update", "Update user triggered by import process")
_GONE: Final = ("system.import.user.delete", "Delete user triggered by import process")


def note_people(session: Session, app: App, run: ImportRun, people: Sequence[ServicePerson]) -> int:
    """Keep a page's people and give how many of them this import had not seen before."""
    by_id = {person.service_id: person for person in people}
    known = {kept.service_id: kept for kept in session.scalars(_rows(app, tuple(by_id)))}
    linked = _linked(session, app, tuple(by_id))
    rules = import_rules_of(session, app)
    fresh = [person for key, person in by_id.items() if key not in known or known[key].run_id != run.id]
    for person in fresh:
        _note(session, app, run, person, known.get(person.service_id), linked.get(person.service_id), rules)
    return len(fresh)


def note_gone(session: Session, app: App, run: ImportRun) -> None:
    """Forget whom a full import has not seen, and end their assignments; their Okta users stay as they are.

    So Okta treats an app that is no profile source, but for its import safeguard, which stops an import that would
    unassign too many. Who was linked after the import began may have come to be behind the page it was reading.
    """
    session.flush()
    unseen = select(ImportedPerson).where(ImportedPerson.app_id == app.id, ImportedPerson.run_id != run.id)
    for kept in session.scalars(unseen).all():
        session.delete(kept)
    seen = select(ImportedPerson.service_id).where(ImportedPerson.app_id == app.id, ImportedPerson.run_id == run.id)
    gone = (
        select(AppUser, User)
        .join(User, User.id == AppUser.user_id)
        .where(
            AppUser.app_id == app.id,
            AppUser.external_id.is_not(None),
            AppUser.external_id.not_in(seen),
            AppUser.last_sync < run.started,
        )
    )
    for app_user, user in session.execute(gone).all():
        _end(session, app, run, user, app_user)


def _note(
    session: Session,
    app: App,
    run: ImportRun,
    person: ServicePerson,
    kept: ImportedPerson | None,
    link: tuple[AppUser, User] | None,
    rules: ImportRules,
) -> None:
    changed = kept is None or _differs(kept, person)
    kept = kept or _new_row(session, app, person)
    was_waiting = kept.state is Confirmation.WAITING and kept.run_id != 0
    _describe(kept, person)
    kept.run_id = run.id
    if link is not None:
        _note_linked(session, app, run, kept, link)
        return
    if not person.active:
        kept.state, kept.match, kept.user_id = Confirmation.INACTIVE, Match.NONE, None
        run.unchanged += 1
        return
    if kept.state is not Confirmation.IGNORED:
        kept.state = Confirmation.WAITING
    kept.match, user = find_match(session, kept, rules)
    kept.user_id = user.id if user is not None else None
    if was_waiting or kept.state is Confirmation.IGNORED:
        run.updated, run.unchanged = run.updated + changed, run.unchanged + (not changed)
    else:
        run.new += 1
        record(session, *_FOUND, app_target(app), _as_target(kept))
    if kept.state is Confirmation.WAITING:
        _wait_or_confirm(session, app, kept, rules)


def _wait_or_confirm(session: Session, app: App, kept: ImportedPerson, rules: ImportRules) -> None:
    session.flush()
    if imports.confirms_itself(kept, rules) and imports.confirm(session, app, kept, imports.suggested(kept), rules):
        return
    assigned = session.get(AppUser, (app.id, kept.user_id)) if kept.user_id and kept.match is Match.EXACT else None
    if assigned is not None and assigned.status == "ACTIVE" and assigned.external_id is None:
        # Assigned before provisioning was on: the assignment has to be made again, by confirming it or anew.
        assigned.status, assigned.sync_state = "MATCHED", "OUT_OF_SYNC"
        assigned.last_updated = assigned.status_changed = now()


def _note_linked(session: Session, app: App, run: ImportRun, kept: ImportedPerson, link: tuple[AppUser, User]) -> None:
    app_user, user = link
    kept.state, kept.match, kept.user_id, kept.problem = Confirmation.CONFIRMED, Match.EXACT, user.id, None
    if not kept.active:
        kept.state = Confirmation.INACTIVE
        _end(session, app, run, user, app_user)
        return
    profile = {"email": kept.email, "firstName": kept.given_name, "lastName": kept.family_name}
    if app_user.user_name == kept.user_name and app_user.profile == app_user.profile | profile:
        run.unchanged += 1
        return
    app_user.user_name, app_user.profile = kept.user_name, app_user.profile | profile
    app_user.last_updated = now()
    run.updated += 1
    record(session, *_CHANGED, app_target(app), _as_target(kept))


def _end(session: Session, app: App, run: ImportRun, user: User, app_user: AppUser) -> None:
    run.removed += 1
    named = target("AppUser", app_user.external_id or "unknown", app_user.user_name, user.display_name)
    record(session, *_GONE, app_target(app), named)
    assignments.withdraw_gone(session, app, user, app_user)


def _new_row(session: Session, app: App, person: ServicePerson) -> ImportedPerson:
    row = ImportedPerson(
        app_id=app.id,
        service_id=person.service_id,
        state=Confirmation.WAITING,
        match=Match.NONE,
        user_id=None,
        problem=None,
        run_id=0,
    )
    _describe(row, person)
    session.add(row)
    return row


def _describe(row: ImportedPerson, person: ServicePerson) -> None:
    row.user_name, row.email = person.user_name, person.email
    row.given_name, row.family_name, row.active = person.given_name, person.family_name, person.active


def _differs(row: ImportedPerson, person: ServicePerson) -> bool:
    kept = (row.user_name, row.email, row.given_name, row.family_name, row.active)
    return kept != (person.user_name, person.email, person.given_name, person.family_name, person.active)


def _rows(app: App, service_ids: Sequence[str]) -> Select[ImportedPerson]:
    return select(ImportedPerson).where(ImportedPerson.app_id == app.id, ImportedPerson.service_id.in_(service_ids))


def _linked(session: Session, app: App, service_ids: Sequence[str]) -> dict[str, tuple[AppUser, User]]:
    found = select(AppUser, User).join(User, User.id == AppUser.user_id)
    found = found.where(AppUser.app_id == app.id, AppUser.external_id.in_(service_ids))
    return {str(app_user.external_id): (app_user, user) for app_user, user in session.execute(found)}


def _as_target(kept: ImportedPerson) -> Target:
    return target("AppUser", kept.service_id, kept.user_name, kept.display_name)
