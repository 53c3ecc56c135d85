"""`/api/v1/users`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import or_, select

from sandbox.org.api.expressions import begins_with, condition
from sandbox.org.api.paging import Page
from sandbox.org.dependencies import BaseUrl, JsonBody, Reading, Writing
from sandbox.org.errors import invalid
from sandbox.org.operations import groups, people
from sandbox.org.representations.people import group_json, user_json
from sandbox.org.seed import administrator_of
from sandbox.org.tables import User

router = APIRouter(prefix="/api/v1/users")

_COLUMNS = {
    "id": User.id,
    "status": User.status,
    "created": User.created,
    "activated": User.activated,
    "statusChanged": User.status_changed,
    "lastUpdated": User.last_updated,
    "profile.login": User.login,
    "profile.email": User.email,
    "profile.firstName": User.first_name,
    "profile.lastName": User.last_name,
}


@router.get("")
def list_users(
    session: Reading,
    base: BaseUrl,
    page: Page,
    q: Annotated[str | None, Query()] = None,
    filter_: Annotated[str | None, Query(alias="filter")] = None,
    search: Annotated[str | None, Query()] = None,
) -> list[dict[str, Any]]:
    """List people; without `filter` or `search` the deactivated ones are left out."""
    found = select(User).order_by(User.id)
    if q:
        names = (User.first_name, User.last_name, User.email, User.login)
        found = found.where(or_(*(begins_with(name, q) for name in names)))
    for expression in (filter_, search):
        if expression:
            found = found.where(condition(expression, _COLUMNS, User.profile))
    if not filter_ and not search:
        found = found.where(User.status != "DEPROVISIONED")
    if page.after:
        found = found.where(User.id > page.after)
    size = page.size(10 if q else 200, 200)
    rows = list(session.scalars(found.limit(size + 1)))
    return [user_json(user, base) for user in page.links(rows, size, lambda user: user.id)]


@router.post("")
def create_user(
    session: Writing,
    base: BaseUrl,
    body: JsonBody,
    activate: Annotated[bool, Query()] = True,
) -> dict[str, Any]:
    """Add a person; one with a password starts ACTIVE, one without PROVISIONED, until they choose one."""
    profile = body.get("profile")
    if not isinstance(profile, dict):
        raise invalid("profile", "profile: The field cannot be left blank")
    has_password = bool((body.get("credentials") or {}).get("password"))
    status = ("ACTIVE" if has_password else "PROVISIONED") if activate else "STAGED"
    joined = tuple(groups.find_group(session, group_id) for group_id in body.get("groupIds") or ())
    return user_json(people.create_user(session, profile, status=status, groups=joined), base)


@router.get("/{user_id}")
def get_user(session: Reading, base: BaseUrl, user_id: str) -> dict[str, Any]:
    """Show a person by id, login or short login; `me` is the token's owner, the seeded administrator."""
    if user_id == "me":
        return user_json(administrator_of(session), base)
    return user_json(people.find_user(session, user_id), base)


@router.post("/{user_id}")
def update_user(session: Writing, base: BaseUrl, user_id: str, body: JsonBody) -> dict[str, Any]:
    """Change the given attributes of a person's profile."""
    user = people.find_user(session, user_id)
    people.update_profile(session, user, body.get("profile") or {})
    return user_json(user, base)


@router.put("/{user_id}")
def replace_user(session: Writing, base: BaseUrl, user_id: str, body: JsonBody) -> dict[str, Any]:
    """Replace a person's profile."""
    user = people.find_user(session, user_id)
    people.update_profile(session, user, body.get("profile") or {}, replace=True)
    return user_json(user, base)


@router.delete("/{user_id}", status_code=204)
def delete_user(session: Writing, user_id: str) -> Response:
    """Deactivate a person; a second time, delete them."""
    people.delete_user(session, people.find_user(session, user_id))
    return Response(status_code=204)


@router.get("/{user_id}/groups")
def list_user_groups(session: Reading, base: BaseUrl, user_id: str) -> list[dict[str, Any]]:
    """List the groups a person is in."""
    user = people.find_user(session, user_id)
    return [group_json(group, base) for group in people.groups_of(session, user)]


@router.post("/{user_id}/lifecycle/activate")
def activate_user(session: Writing, user_id: str) -> dict[str, Any]:
    """Make a staged or deactivated person active at once: no activation mail goes out."""
    people.activate_user(session, people.find_user(session, user_id))
    return {}


@router.post("/{user_id}/lifecycle/deactivate")
def deactivate_user(session: Writing, user_id: str) -> dict[str, Any]:
    """Deactivate a person, which ends all their assignments."""
    people.deactivate_user(session, people.find_user(session, user_id))
    return {}
