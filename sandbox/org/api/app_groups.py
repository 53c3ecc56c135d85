"""`/api/v1/apps/{id}/groups`: which groups have an app."""

from typing import Annotated, Any, TypeGuard

from fastapi import APIRouter, Query, Response
from sqlalchemy import select, tuple_

from sandbox.org.api.expressions import begins_with
from sandbox.org.api.paging import Page
from sandbox.org.dependencies import BaseUrl, JsonListBody, OptionalJsonBody, Reading, Writing
from sandbox.org.errors import invalid
from sandbox.org.objects import object_at
from sandbox.org.operations import apps, assignments, groups
from sandbox.org.representations.assignments import app_group_json
from sandbox.org.representations.groups import group_json
from sandbox.org.tables import AppGroup, Group

router = APIRouter(prefix="/api/v1/apps/{app_id}/groups")


@router.get("")
def list_app_groups(
    session: Reading,
    base: BaseUrl,
    page: Page,
    app_id: str,
    q: Annotated[str | None, Query()] = None,
    expand: Annotated[str | None, Query()] = None,
) -> list[dict[str, Any]]:
    """List an app's groups by priority; the lowest limit that Okta takes is 20."""
    app = apps.find_app(session, app_id)
    found = select(AppGroup, Group).join(Group, Group.id == AppGroup.group_id)
    found = found.where(AppGroup.app_id == app.id).order_by(AppGroup.priority, AppGroup.group_id)
    if q:
        found = found.where(begins_with(Group.name, q))
    if page.after:
        last = assignments.find_app_group(session, app, page.after)
        place = tuple_(AppGroup.priority, AppGroup.group_id)
        found = found.where(place > (last.priority, last.group_id))
    size = max(page.size(20, 200), 20)
    rows = list(session.execute(found.limit(size + 1)))
    return [
        app_group_json(app_group, base)
        | ({"_embedded": {"group": group_json(group, base)}} if expand == "group" else {})
        for app_group, group in page.links(rows, size, lambda row: row[0].group_id)
    ]


@router.get("/{group_id}")
def get_app_group(session: Reading, base: BaseUrl, app_id: str, group_id: str) -> dict[str, Any]:
    """Show a group's assignment."""
    app = apps.find_app(session, app_id)
    return app_group_json(assignments.find_app_group(session, app, group_id), base)


@router.put("/{group_id}")
def assign_group(
    session: Writing, base: BaseUrl, app_id: str, group_id: str, body: OptionalJsonBody = None
) -> dict[str, Any]:
    """Assign a group, or change its priority and profile."""
    app, group = apps.find_app(session, app_id), groups.find_group(session, group_id)
    sent = body or {}
    priority = sent.get("priority")
    profile = object_at(sent, "profile") if sent.get("profile") is not None else None
    if priority is not None and not _is_priority(priority):
        raise invalid("priority", "priority: The field must be a whole number from 0")
    assigned = assignments.assign_group(session, app, group, priority=priority, profile=profile)
    return app_group_json(assigned, base)


@router.patch("/{group_id}")
def change_app_group(
    session: Writing,
    base: BaseUrl,
    app_id: str,
    group_id: str,
    body: JsonListBody,
) -> dict[str, Any]:
    """Change priority or single profile attributes by JSON Patch: add, replace and remove."""
    app = apps.find_app(session, app_id)
    app_group = assignments.find_app_group(session, app, group_id)
    priority, profile = app_group.priority, dict(app_group.profile)
    for step in body:
        operation, path, value = step.get("op"), str(step.get("path")), step.get("value")
        attribute = path.removeprefix("/profile/")
        if path == "/priority" and operation in ("add", "replace") and _is_priority(value):
            priority = value
        elif path != attribute and operation in ("add", "replace"):
            profile[attribute] = value
        elif path != attribute and operation == "remove":
            profile.pop(attribute, None)
        else:
            raise invalid("patch", f"{operation} of {path} is not supported")
    group = groups.find_group(session, group_id)
    assigned = assignments.assign_group(session, app, group, priority=priority, profile=profile)
    return app_group_json(assigned, base)


@router.delete("/{group_id}", status_code=204)
def unassign_group(session: Writing, app_id: str, group_id: str) -> Response:
    """End a group's assignment."""
    app = apps.find_app(session, app_id)
    assignments.find_app_group(session, app, group_id)
    assignments.unassign_group(session, app, groups.find_group(session, group_id))
    return Response(status_code=204)


def _is_priority(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
