"""`/api/v1/apps/{id}/users`: which people have an app."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import or_, select

from sandbox.org.api.expressions import begins_with
from sandbox.org.api.paging import Page
from sandbox.org.dependencies import BaseUrl, JsonBody, Reading, Writing
from sandbox.org.errors import invalid
from sandbox.org.objects import object_at, text_at
from sandbox.org.operations import apps, assignments, people
from sandbox.org.representations.assignments import app_user_json
from sandbox.org.representations.people import user_json
from sandbox.org.tables import AppUser, User

router = APIRouter(prefix="/api/v1/apps/{app_id}/users")


@router.get("")
def list_app_users(
    session: Reading,
    base: BaseUrl,
    page: Page,
    app_id: str,
    q: Annotated[str | None, Query()] = None,
    expand: Annotated[str | None, Query()] = None,
) -> list[dict[str, Any]]:
    """List the people who have an app, directly or by a group."""
    app = apps.find_app(session, app_id)
    found = select(AppUser, User).join(User, User.id == AppUser.user_id)
    found = found.where(AppUser.app_id == app.id).order_by(AppUser.user_id)
    if q:
        names = (AppUser.user_name, User.first_name, User.last_name, User.email)
        found = found.where(or_(*(begins_with(name, q) for name in names)))
    if page.after:
        found = found.where(AppUser.user_id > page.after)
    size = page.size(50, 500)
    rows = list(session.execute(found.limit(size + 1)))
    return [
        app_user_json(app_user, base) | ({"_embedded": {"user": user_json(user, base)}} if expand == "user" else {})
        for app_user, user in page.links(rows, size, lambda row: row[0].user_id)
    ]


@router.post("")
def assign_user(session: Writing, base: BaseUrl, app_id: str, body: JsonBody) -> dict[str, Any]:
    """Assign a person directly; without credentials the username format makes the user name."""
    app = apps.find_app(session, app_id)
    if not isinstance(body.get("id"), str):
        raise invalid("id", "id: The field cannot be left blank")
    user = people.find_user(session, body["id"])
    return app_user_json(
        assignments.assign_user(
            session,
            app,
            user,
            user_name=text_at(object_at(body, "credentials"), "userName"),
            profile=object_at(body, "profile"),
        ),
        base,
    )


@router.get("/{user_id}")
def get_app_user(
    session: Reading,
    base: BaseUrl,
    app_id: str,
    user_id: str,
    expand: Annotated[str | None, Query()] = None,
) -> dict[str, Any]:
    """Show a person's assignment and how its provisioning went."""
    app = apps.find_app(session, app_id)
    shown = app_user_json(assignments.find_app_user(session, app, user_id), base)
    if expand == "user":
        shown["_embedded"] = {"user": user_json(people.find_user(session, user_id), base)}
    return shown


@router.post("/{user_id}")
def change_app_user(session: Writing, base: BaseUrl, app_id: str, user_id: str, body: JsonBody) -> dict[str, Any]:
    """Change user name or profile of an assignment, which makes it a direct one."""
    app = apps.find_app(session, app_id)
    assignments.find_app_user(session, app, user_id)
    return app_user_json(
        assignments.assign_user(
            session,
            app,
            people.find_user(session, user_id),
            user_name=text_at(object_at(body, "credentials"), "userName"),
            profile=object_at(body, "profile"),
        ),
        base,
    )


@router.delete("/{user_id}", status_code=204)
def unassign_user(session: Writing, app_id: str, user_id: str) -> Response:
    """End a person's direct assignment."""
    app = apps.find_app(session, app_id)
    assignments.find_app_user(session, app, user_id)
    assignments.unassign_user(session, app, people.find_user(session, user_id))
    return Response(status_code=204)
