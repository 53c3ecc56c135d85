"""The Import tab: Import Now, whom it found, and Confirm Assignments."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.console import app_page
from sandbox.console.pages import ConsoleRoute, page, see_other
from sandbox.org.errors import OktaError
from sandbox.org.import_tables import Confirmation, ImportedPerson, Match
from sandbox.org.operations import imports
from sandbox.org.operations.connections import features_of
from sandbox.org.operations.imports import IGNORE, NEW, Decision, existing
from sandbox.org.operations.people import find_user
from sandbox.org.tables import App, Provisioning, User

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

TAB: Final = "tab-import"
# Three fields a person stay well below the thousand that a form may have.
SHOWN: Final = 200
# What a match is called on the page, the style of its badge.
MATCHES: Final = {
    Match.EXACT: ("Exact match", "good"),
    Match.PARTIAL: ("Partial match", "warn"),
    Match.NONE: ("No match", ""),
}
_EXISTING: Final = "EXISTING:"


async def form_fields(request: Request) -> dict[str, str]:
    """Read the fields whose names have a person's id in them, which no signature can list."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(form_fields)]


def view(store: Session, app: App, settings: Provisioning) -> dict[str, Any]:
    """Give the latest import, and up to a page of the people who wait for confirmation."""
    run = imports.latest_import(store, app)
    is_running = run is not None and run.state in imports.UNFINISHED
    # While an import runs, only its progress is shown, and asked for every second.
    waiting = [] if is_running else imports.imported_people(store, app, SHOWN)
    ignored = select(ImportedPerson).where(
        ImportedPerson.app_id == app.id, ImportedPerson.state == Confirmation.IGNORED
    )
    return {
        "can_import": "IMPORT_NEW_USERS" in features_of(app, settings),
        "run": run,
        "is_running": is_running,
        "people": [
            {"person": person, "match": MATCHES[person.match], "existing": _EXISTING + (person.user_id or "")}
            for person in waiting
        ],
        "total": imports.count_imported_people(store, app),
        "ignored": store.scalars(ignored.order_by(ImportedPerson.id).limit(SHOWN)).all(),
    }


@router.post(app_page.PATH + "/import")
def import_now(form: app_page.Filled, kind: Annotated[str, Form(alias="importType")] = "FULL") -> Response:
    """Start an import; the worker carries it out while the tab shows its progress."""
    with form.org.store.writing() as store:
        app = form.find(store)
        try:
            imports.start_import(store, app, incremental=kind == "INCREMENTAL")
        except OktaError as error:
            return form.refused(app, TAB, error)
    return see_other(app_page.app_path(app, TAB))


@router.post(app_page.PATH + "/import/confirm-assignments")
def confirm_assignments(request: Request, form: app_page.Filled, fields: Fields) -> Response:
    """Ask once more, with all that is going to happen; nothing is changed yet."""
    with form.org.store.reading() as store:
        app = form.find(store)
        try:
            decided = _decided(store, app, fields)
        except OktaError as error:
            return form.refused(app, TAB, error)
        if not decided:
            return form.refused(app, TAB, "Select the people whose assignments are to be confirmed")
        users = {key: store.get(User, key) for key in {decision.user_id for _, decision in decided} if key}
    return page(
        request,
        "confirm_assignments.html",
        title="Confirm Assignments",
        app=app,
        at=app_page.app_path(app).rstrip("/"),
        numbers={
            "assigned to existing Okta users": sum(decision.user_id is not None for _, decision in decided),
            "created as new Okta users": sum(decision == NEW for _, decision in decided),
            "ignored": sum(decision == IGNORE for _, decision in decided),
        },
        rows=[
            {
                "person": person,
                "decision": decision,
                "value": _value(decision),
                "user": users.get(decision.user_id or ""),
            }
            for person, decision in decided[:SHOWN]
        ],
        total=len(decided),
        reviewed=" ".join(str(person.id) for person, _ in decided),
    )


@router.post(app_page.PATH + "/import/confirm")
def confirm(form: app_page.Filled, fields: Fields) -> Response:
    """Confirm what was decided; whoever cannot be confirmed stays on the list, with the reason."""
    with form.org.store.writing() as store:
        app = form.find(store)
        try:
            decided = _decided(store, app, fields)
            confirmed, refused = imports.confirm_assignments(
                store, app, {person.id: decision for person, decision in decided}
            )
        except OktaError as error:
            return form.refused(app, TAB, error)
    if refused:
        return form.refused(
            app, TAB, f"{len(confirmed)} confirmed, {len(refused)} not: the reasons are beside their names"
        )
    return form.done(app, TAB, f"Assignments confirmed: {len(confirmed)}")


@router.post(app_page.PATH + "/import/restore")
def restore(form: app_page.Filled, person_id: Annotated[int, Form()]) -> Response:
    """Have an ignored person wait for confirmation again."""
    with form.org.store.writing() as store:
        app = form.find(store)
        imports.restore_ignored(store, app, [person_id])
    return form.done(app, TAB, "Waits for confirmation again")


def _decided(store: Session, app: App, fields: Mapping[str, str]) -> list[tuple[ImportedPerson, Decision]]:
    """Give who was selected, in the order of the list: `all` stands also for those whom the page did not show.

    Once they are reviewed nobody is added to them, whoever an import has found in the meantime.
    """
    waiting = imports.imported_people(store, app)
    if "reviewed" in fields:
        reviewed = set(fields["reviewed"].split())
        chosen = [person for person in waiting if str(person.id) in reviewed]
    else:
        chosen = [person for person in waiting if "all" in fields or f"person-{person.id}" in fields]
    return [(person, _decision(store, fields, person)) for person in chosen]


def _decision(store: Session, fields: Mapping[str, str], person: ImportedPerson) -> Decision:
    login = fields.get(f"login-{person.id}", "").strip()
    if login:
        return existing(find_user(store, login).id)
    chosen = fields.get(f"decision-{person.id}", "")
    if chosen.startswith(_EXISTING):
        return existing(chosen.removeprefix(_EXISTING))
    return {"NEW": NEW, "IGNORE": IGNORE}.get(chosen) or imports.suggested(person)


def _value(decision: Decision) -> str:
    return decision.kind if decision.user_id is None else _EXISTING + decision.user_id
