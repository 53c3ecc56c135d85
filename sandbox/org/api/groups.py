"""`/api/v1/groups`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from sandbox.org.api.expressions import begins_with, condition
from sandbox.org.api.paging import Page
from sandbox.org.api.sorting import Sorted
from sandbox.org.dependencies import BaseUrl, CurrentOrg, JsonBody, Reading, Writing
from sandbox.org.objects import profile_of
from sandbox.org.operations import groups, people
from sandbox.org.operations.connections import provisioning_of
from sandbox.org.representations.apps import app_json
from sandbox.org.representations.groups import embedded_in_group, group_json
from sandbox.org.representations.people import user_in_list_json
from sandbox.org.tables import App, AppGroup, Group, Membership, User

router = APIRouter(prefix="/api/v1/groups")

_COLUMNS = {
    "id": Group.id,
    "type": Group.type,
    "created": Group.created,
    "lastUpdated": Group.last_updated,
    "lastMembershipUpdated": Group.last_membership_updated,
    "profile.name": Group.name,
}


@router.get("")
def list_groups(
    session: Reading,
    base: BaseUrl,
    page: Page,
    sorting: Sorted,
    q: Annotated[str | None, Query()] = None,
    filter_: Annotated[str | None, Query(alias="filter")] = None,
    search: Annotated[str | None, Query()] = None,
    expand: Annotated[str | None, Query()] = None,
) -> list[dict[str, Any]]:
    """List groups; `q` finds those whose name begins with it, not only the one called so."""
    found = select(Group)
    if q:
        found = found.where(begins_with(Group.name, q))
    for expression in (filter_, search):
        if expression:
            found = found.where(condition(expression, _COLUMNS, Group.profile))
    found = sorting.apply(found, _COLUMNS, Group.profile, page.after, searching=bool(search))
    size = page.size(300 if q else 10000, 10000)
    rows = list(session.scalars(found.limit(size + 1)))
    return [
        group_json(group, base) | embedded_in_group(session, group, expand)
        for group in page.links(rows, size, lambda group: group.id, listed_whole=bool(q))
    ]


@router.post("")
def create_group(session: Writing, base: BaseUrl, body: JsonBody) -> dict[str, Any]:
    """Add a group."""
    return group_json(groups.create_group(session, profile_of(body)), base)


@router.get("/{group_id}")
def get_group(session: Reading, base: BaseUrl, group_id: str) -> dict[str, Any]:
    """Show a group."""
    return group_json(groups.find_group(session, group_id), base)


@router.put("/{group_id}")
def replace_group(session: Writing, base: BaseUrl, group_id: str, body: JsonBody) -> dict[str, Any]:
    """Replace a group's profile."""
    group = groups.find_group(session, group_id)
    groups.update_group(session, group, profile_of(body))
    return group_json(group, base)


@router.delete("/{group_id}", status_code=204)
def delete_group(session: Writing, group_id: str) -> Response:
    """Delete a group."""
    groups.delete_group(session, groups.find_group(session, group_id))
    return Response(status_code=204)


@router.get("/{group_id}/users")
def list_members(session: Reading, base: BaseUrl, page: Page, group_id: str) -> list[dict[str, Any]]:
    """List a group's members."""
    group = groups.find_group(session, group_id)
    found = select(User).options(selectinload(User.credentials)).join(Membership, Membership.user_id == User.id)
    found = found.where(Membership.group_id == group.id).order_by(User.id)
    if page.after:
        found = found.where(User.id > page.after)
    size = page.size(1000, 1000)
    rows = list(session.scalars(found.limit(size + 1)))
    return [user_in_list_json(user, base) for user in page.links(rows, size, lambda user: user.id)]


@router.put("/{group_id}/users/{user_id}", status_code=204)
def add_member(session: Writing, group_id: str, user_id: str) -> Response:
    """Put a person into a group."""
    groups.add_member(session, groups.find_group(session, group_id), people.find_user(session, user_id))
    return Response(status_code=204)


@router.delete("/{group_id}/users/{user_id}", status_code=204)
def remove_member(session: Writing, group_id: str, user_id: str) -> Response:
    """Take a person out of a group."""
    groups.remove_member(session, groups.find_group(session, group_id), people.find_user(session, user_id))
    return Response(status_code=204)


@router.get("/{group_id}/apps")
def list_group_apps(
    session: Reading, base: BaseUrl, org: CurrentOrg, page: Page, group_id: str
) -> list[dict[str, Any]]:
    """List the apps a group is assigned to."""
    group = groups.find_group(session, group_id)
    found = select(App).join(AppGroup, AppGroup.app_id == App.id).where(AppGroup.group_id == group.id)
    if page.after:
        found = found.where(App.id > page.after)
    size = page.size(20, 200)
    rows = list(session.scalars(found.order_by(App.id).limit(size + 1)))
    return [
        app_json(app, provisioning_of(session, app), base, org.identifier)
        for app in page.links(rows, size, lambda app: app.id)
    ]
