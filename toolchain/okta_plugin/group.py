"""okta:group/group:Group and okta:index/groupMemberships:GroupMemberships."""

from typing import Any, Final

from . import json_text
from .client import ApiError
from .errors import ClassicError
from .resource import Session, failing, failing_bare, in_set_order, retry
from .schema import Field, Flavor, Kind, Schema
from .values import Properties

_NO_EFFECT: Final = "Because users has been removed, this attribute is a no op and will be removed"
_PAGE: Final = {"limit": "200"}


class Group:
    """Creates, reads, updates and deletes Okta groups."""

    schema = Schema(
        "okta:group/group:Group",
        Flavor.CLASSIC,
        (
            Field("customProfileAttributes", Kind.JSON, keeps_when_unset=True, same_as_absent=None),
            Field("description"),
            Field("name", required=True, maximum=255),
            Field("skipUsers", Kind.BOOLEAN, default=False, deprecated=_NO_EFFECT),
        ),
        autonamed="name",
    )

    def create(self, session: Session, planned: Properties) -> tuple[str, Properties]:
        """Make the group, wait until Okta shows it, and read it."""
        client = session.client
        with failing("failed to create group"):
            identifier = str(client.call("POST", "/api/v1/groups", _body(planned)).body["id"])
        with failing_bare():
            _wait_for(session, identifier)
        return identifier, self.read(session, identifier, planned) or planned

    def read(self, session: Session, identifier: str, state: Properties) -> Properties | None:
        """Read name, description and the other profile attributes."""
        try:
            body = session.client.get(f"/api/v1/groups/{identifier}").body
        except ApiError as error:
            if error.not_found:
                return None
            raise ClassicError(f"failed to get group: {error.with_status}") from None
        return state | group_state(body)

    def update(self, session: Session, identifier: str, old: Properties, planned: Properties) -> Properties:
        """Replace the profile."""
        with failing("failed to update group"):
            session.client.call("PUT", f"/api/v1/groups/{identifier}", _body(planned))
        return self.read(session, identifier, planned) or planned

    def delete(self, session: Session, identifier: str, state: Properties) -> None:
        """Delete it; one that is gone already is an error."""
        with failing("failed to delete group"):
            session.client.call("DELETE", f"/api/v1/groups/{identifier}")

    def adopt(self, session: Session, identifier: str) -> tuple[str, Properties]:
        """Take the group's id, `/skip_users` after it allowed."""
        identifier, *flags = identifier.split("/")
        if len(flags) > 1:
            raise ClassicError("invalid format used for import ID, format must be 'group_id' or 'group_id/skip_users'")
        return identifier, {"skipUsers": True} if flags == ["skip_users"] else {}


def _wait_for(session: Session, identifier: str) -> None:
    retry(session, lambda: session.client.get(f"/api/v1/groups/{identifier}"), 10)


def group_state(body: Properties) -> Properties:
    """Split a group's profile into name, description and the rest."""
    profile = dict(body.get("profile") or {})
    return {
        "name": profile.pop("name", ""),
        "description": profile.pop("description", None) or "",
        "customProfileAttributes": json_text.dump(profile),
    }


def _body(planned: Properties) -> Properties:
    attributes = json_text.parse(planned.get("customProfileAttributes"))
    custom = {name: value for name, value in attributes.items() if value is not None} if isinstance(
        attributes, dict
    ) else {}  # fmt: skip
    profile: Properties = {"name": planned.get("name") or "", "description": planned.get("description") or ""}
    if custom:
        profile = custom | {name: value for name, value in profile.items() if value}
    return {"profile": profile}


class GroupMemberships:
    """Keeps people in a group; by default it minds only those that it put there."""

    schema = Schema(
        "okta:index/groupMemberships:GroupMemberships",
        Flavor.CLASSIC,
        (
            Field("groupId", required=True, replaces=True),
            Field("trackAllUsers", Kind.BOOLEAN, default=False),
            Field("users", Kind.STRING_SET, required=True),
        ),
    )

    def create(self, session: Session, planned: Properties) -> tuple[str, Properties]:
        """Add each person and wait until the group has somebody."""
        group, users = str(planned["groupId"]), planned.get("users") or []
        if users:
            _add(session, group, users)
            with failing_bare():
                _members(session, group)
        # Nobody to put there is stored as null.
        return group, planned | {"users": users or None}

    def read(self, session: Session, identifier: str, state: Properties) -> Properties | None:
        """Take over all members if so asked, else drop those who left."""
        group, known = str(state.get("groupId", identifier)), list(state.get("users") or [])
        if not known and not state.get("trackAllUsers"):
            return state
        with failing(f"An error occurred checking user ids for group {group!r}, error"):
            members = _members(session, group)
        if state.get("trackAllUsers"):
            return state | ({"users": members} if sorted(members) != sorted(known) else {})
        return state | {"users": [user for user in known if user in members]}

    def update(self, session: Session, identifier: str, old: Properties, planned: Properties) -> Properties:
        """Add the new, then remove the old."""
        before, after = old.get("users") or [], planned.get("users") or []
        group = str(planned["groupId"])
        _add(session, group, [user for user in after if user not in before])
        _remove(session, group, [user for user in before if user not in after])
        return planned

    def delete(self, session: Session, identifier: str, state: Properties) -> None:
        """Remove those that it put there."""
        _remove(session, str(state["groupId"]), state.get("users") or [])

    def adopt(self, session: Session, identifier: str) -> tuple[str, Properties]:
        """Take the group's id and all its members."""
        group, *flags = identifier.split("/")
        if len(flags) > 1:
            raise ClassicError("invalid format used for import ID, format must be 'group_id' or 'group_id/true'")
        with failing("error fetching group users during import"):
            users = _members(session, group)
        return group, {"groupId": group, "users": users} | ({"trackAllUsers": flags == ["true"]} if flags else {})


def _members(session: Session, group: str) -> list[Any]:
    try:
        return [user["id"] for user in session.client.pages(f"/api/v1/groups/{group}/users", _PAGE)]
    except ApiError as error:
        if error.not_found:
            return []
        raise


def _add(session: Session, group: str, users: list[Any]) -> None:
    for user in in_set_order(users):
        with failing(f"failed to add user ({user}) to group ({group})"):
            session.client.call("PUT", f"/api/v1/groups/{group}/users/{user}")


def _remove(session: Session, group: str, users: list[Any]) -> None:
    for user in in_set_order(users):
        try:
            session.client.call("DELETE", f"/api/v1/groups/{group}/users/{user}")
        except ApiError as error:
            if not error.not_found:
                raise ClassicError(
                    f"failed to remove user ({user}) from group ({group}): {error.with_status}"
                ) from None
