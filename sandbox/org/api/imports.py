"""`/sandbox/apps/{id}/imports` and what follows it: Okta has these in its Admin Console only."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict

from sandbox.org.dependencies import BaseUrl, Reading, RowId, Writing
from sandbox.org.import_tables import ImportedPerson, ImportRun, Match
from sandbox.org.operations import apps, imports, people
from sandbox.org.operations.imports import IGNORE, NEW, Decision
from sandbox.org.representations.people import user_json
from sandbox.org.tables import User

router = APIRouter(prefix="/sandbox")

_DECISIONS: Final = {"NEW": NEW, "IGNORE": IGNORE}


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ImportRequest(_Body):
    """Import Now: everybody, or those changed since the last import."""

    incremental: bool = False


class DecisionRow(_Body):
    """A decision of a person: `user` is NEW, IGNORE or the id of an Okta user."""

    id: RowId
    user: str


class ConfirmRequest(_Body):
    """Confirm Assignments: people one by one, or all of these matches as the import suggests them."""

    decisions: tuple[DecisionRow, ...] = ()
    matches: tuple[Match, ...] = ()


class ActivateRequest(_Body):
    """Activate people by their ids, or all when there are none."""

    users: tuple[str, ...] | None = None


@router.post("/apps/{app_id}/imports")
def start_import(session: Writing, app_id: str, body: Annotated[ImportRequest | None, Body()] = None) -> dict[str, Any]:
    """Start an import; it goes on by itself."""
    app = apps.find_app(session, app_id)
    return _run_json(imports.start_import(session, app, incremental=body is not None and body.incremental))


@router.get("/apps/{app_id}/imports")
def list_imports(session: Reading, app_id: str) -> list[dict[str, Any]]:
    """List an app's imports, the latest first, with how far they are."""
    return [_run_json(run) for run in imports.imports_of(session, apps.find_app(session, app_id))]


@router.get("/apps/{app_id}/imported-people")
def list_imported_people(session: Reading, app_id: str) -> list[dict[str, Any]]:
    """List the people who wait for confirmation; `assignAgain`: they have the app in Okta, linked to nobody."""
    app = apps.find_app(session, app_id)
    again = imports.to_assign_again(session, app)
    return [
        _person_json(person) | {"assignAgain": person.user_id in again}
        for person in imports.imported_people(session, app)
    ]


@router.post("/apps/{app_id}/imported-people/confirm")
def confirm_assignments(session: Writing, app_id: str, body: ConfirmRequest) -> dict[str, Any]:
    """Confirm people; those who cannot be confirmed come back under `refused` with the reason."""
    app = apps.find_app(session, app_id)
    decisions: dict[int, Decision] = {
        person.id: imports.suggested(person)
        for person in imports.imported_people(session, app)
        if person.match in body.matches
    }
    for row in body.decisions:
        decisions[row.id] = _DECISIONS.get(row.user) or imports.existing(row.user)
    confirmed, refused = imports.confirm_assignments(session, app, decisions)
    return {
        "confirmed": [_person_json(person) for person in confirmed],
        "refused": [_person_json(person) | {"problem": person.problem} for person in refused],
    }


@router.get("/people-to-activate")
def list_people_to_activate(session: Reading, base: BaseUrl) -> list[dict[str, Any]]:
    """List the people who need their account activated."""
    return [user_json(user, base) for user in people.people_to_activate(session)]


@router.post("/people-to-activate/activate")
def activate_people(
    session: Writing, base: BaseUrl, body: Annotated[ActivateRequest | None, Body()] = None
) -> list[dict[str, Any]]:
    """Activate All, or the given ones of those who need it."""
    activated: list[User] = people.activate_people(session, None if body is None else body.users)
    return [user_json(user, base) for user in activated]


def _run_json(run: ImportRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "app": run.app_label,
        "kind": run.kind,
        "state": run.state,
        "seen": run.seen,
        "total": run.total,
        "new": run.new,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "removed": run.removed,
        "groups": run.groups,
        "reason": run.reason,
        "created": run.created,
        "started": run.started,
        "finished": run.finished,
    }


def _person_json(person: ImportedPerson) -> dict[str, Any]:
    return {
        "id": person.id,
        "serviceId": person.service_id,
        "userName": person.user_name,
        "email": person.email,
        "firstName": person.given_name,
        "lastName": person.family_name,
        "match": person.match,
        "user": person.user.login if person.user is not None else None,
    }
