"""`/api/v1/users`."""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from sandbox.org.api.expressions import begins_with, condition
from sandbox.org.api.paging import Page
from sandbox.org.api.sorting import Sorted
from sandbox.org.dependencies import BaseUrl, JsonBody, Reading, Writing
from sandbox.org.errors import OktaError
from sandbox.org.objects import list_at, object_at, profile_of
from sandbox.org.operations import credentials, groups, people
from sandbox.org.representations.groups import group_json
from sandbox.org.representations.people import user_in_list_json, user_json
from sandbox.org.seed import administrator_of
from sandbox.org.tables import User

router = APIRouter(prefix="/api/v1/users")
IfMatch = Annotated[str | None, Header(alias="If-Match")]

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
    sorting: Sorted,
    q: Annotated[str | None, Query()] = None,
    filter_: Annotated[str | None, Query(alias="filter")] = None,
    search: Annotated[str | None, Query()] = None,
) -> list[dict[str, Any]]:
    """List people; without `filter` or `search` the deactivated ones are left out."""
    found = select(User).options(selectinload(User.credentials))
    if q:
        names = (User.first_name, User.last_name, User.email, User.login)
        found = found.where(or_(*(begins_with(name, q) for name in names)))
    for expression in (filter_, search):
        if expression:
            found = found.where(condition(expression, _COLUMNS, User.profile))
    if not filter_ and not search:
        found = found.where(User.status != "DEPROVISIONED")
    found = sorting.apply(found, _COLUMNS, User.profile, page.after, searching=bool(search))
    size = page.size(10 if q else 200, 200)
    rows = list(session.scalars(found.limit(size + 1)))
    return [user_in_list_json(user, base) for user in page.links(rows, size, lambda user: user.id)]


@router.post("")
def create_user(
    session: Writing,
    base: BaseUrl,
    body: JsonBody,
    activate: Annotated[bool, Query()] = True,
) -> dict[str, Any]:
    """Add a person; one with a password starts ACTIVE, one without PROVISIONED, until they choose one."""
    sent = object_at(body, "credentials")
    password = object_at(sent, "password")
    has_password = bool(password.get("value") or password.get("hash"))
    status = ("ACTIVE" if has_password else "PROVISIONED") if activate else "STAGED"
    joined = tuple(groups.find_group(session, str(group_id)) for group_id in list_at(body, "groupIds"))
    user = people.create_user(session, profile_of(body), status=status, groups=joined)
    credentials.set_credentials(user, sent)
    return user_json(user, base)


@router.get("/{user_id}")
def get_user(
    session: Reading,
    base: BaseUrl,
    response: Response,
    user_id: str,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Any:  # noqa: ANN401 - an object, or an answer without one
    """Show a person by id, login or short login; `me` is the token's owner, the seeded administrator."""
    user = administrator_of(session) if user_id == "me" else people.find_user(session, user_id)
    tag = _tag_of(user)
    if if_none_match is not None and _names(if_none_match, tag):
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return user_json(user, base)


@router.post("/{user_id}")
def update_user(session: Writing, base: BaseUrl, user_id: str, body: JsonBody, match: IfMatch = None) -> dict[str, Any]:
    """Change the given attributes of a person's profile, and their credentials."""
    user = _expected(session, user_id, match)
    if body.get("profile") is not None:
        people.update_profile(session, user, profile_of(body))
    credentials.set_credentials(user, object_at(body, "credentials"))
    return user_json(user, base)


@router.put("/{user_id}")
def replace_user(
    session: Writing, base: BaseUrl, user_id: str, body: JsonBody, match: IfMatch = None
) -> dict[str, Any]:
    """Replace a person's profile; credentials that are not sent stay."""
    user = _expected(session, user_id, match)
    if body.get("profile") is not None:
        people.update_profile(session, user, profile_of(body), replace=True)
    credentials.set_credentials(user, object_at(body, "credentials"))
    return user_json(user, base)


@router.delete("/{user_id}", status_code=204)
def delete_user(session: Writing, user_id: str) -> Response:
    """Deactivate a person; a second time, delete them."""
    people.delete_user(session, people.find_user(session, user_id))
    return Response(status_code=204)


@router.get("/{user_id}/groups")
def list_user_groups(session: Reading, base: BaseUrl, page: Page, user_id: str) -> list[dict[str, Any]]:
    """List the groups a person is in, all on one page."""
    rows = people.groups_of(session, people.find_user(session, user_id))
    return [group_json(group, base) for group in page.links(rows, len(rows), lambda group: group.id)]


def _expected(session: Session, user_id: str, match: str | None) -> User:
    user = people.find_user(session, user_id)
    if match is not None and not _names(match, _tag_of(user)):
        raise OktaError(412, "E0000109", "The resource has been changed since it was read.")
    return user


def _names(header: str, tag: str) -> bool:
    """Say whether a list of entity tags has this one; weak and strong ones are compared alike, as Okta's are weak."""
    tags = {named.strip().removeprefix("W/") for named in header.split(",")}
    return "*" in tags or tag.removeprefix("W/") in tags


def _tag_of(user: User) -> str:
    text = f"{user.id} {user.status} {user.last_updated} {user.profile}"
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()}"'
