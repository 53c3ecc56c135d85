"""okta:app/groupAssignment:GroupAssignment and okta:index/appGroupAssignments:AppGroupAssignments."""

from typing import Final

from . import json_text
from .client import ApiError
from .errors import ClassicError
from .resource import Session, failing, failing_bare
from .schema import Field, Flavor, Kind, Schema
from .values import Json, Properties

_TIMEOUTS: Final = ("create", "read", "update")


class GroupAssignment:
    """Assigns one group to one app and minds no other."""

    schema = Schema(
        "okta:app/groupAssignment:GroupAssignment",
        Flavor.CLASSIC,
        (
            Field("appId", required=True, replaces=True),
            Field("groupId", required=True, replaces=True),
            Field("priority", Kind.INTEGER, keeps_when_unset=True, zero_is_unset=False),
            Field("profile", Kind.JSON, keeps_when_unset=True),
            Field("retainAssignment", Kind.BOOLEAN, default=False),
        ),
        timeouts=_TIMEOUTS,
    )

    def create(self, session: Session, planned: Properties) -> tuple[str, Properties]:
        """Assign and read back."""
        with failing("failed to create application group assignment"):
            answer = session.client.call("PUT", _path(planned), _body(planned)).body
        identifier = str(answer["id"])
        return identifier, self.read(session, identifier, planned) or planned

    def read(self, session: Session, identifier: str, state: Properties) -> Properties | None:
        """Read priority and profile."""
        try:
            answer = session.client.get(_path(state)).body
        except ApiError as error:
            if error.not_found:
                return None
            raise ClassicError(f"failed to get application group assignment: {error.with_status}") from None
        result = state | {"profile": json_text.dump(answer.get("profile"))}
        return result | ({"priority": answer["priority"]} if answer.get("priority") is not None else {})

    def update(self, session: Session, identifier: str, old: Properties, planned: Properties) -> Properties:
        """Assign again."""
        with failing("failed to update application group assignment"):
            session.client.call("PUT", _path(planned), _body(planned))
        return self.read(session, identifier, planned) or planned

    def delete(self, session: Session, identifier: str, state: Properties) -> None:
        """Take the group off the app, unless it is to stay."""
        if state.get("retainAssignment"):
            return
        with failing("failed to delete application group assignment"):
            session.client.call("DELETE", _path(state))

    def adopt(self, session: Session, identifier: str) -> tuple[str, Properties]:
        """Take `app id/group id`; the id kept is the group's."""
        parts = identifier.split("/")
        if len(parts) != 2:
            raise ClassicError("invalid resource import specifier. Use: terraform import <app_id>/<group_id>")
        state = {"appId": parts[0], "groupId": parts[1], "retainAssignment": False}
        with failing_bare():
            return str(session.client.get(_path(state)).body["id"]), state


def _path(state: Properties) -> str:
    return f"/api/v1/apps/{state.get('appId')}/groups/{state.get('groupId')}"


def _body(planned: Properties) -> Properties:
    body: Properties = {}
    if planned.get("priority"):
        body["priority"] = planned["priority"]
    profile = json_text.parse(planned.get("profile"))
    return body | ({"profile": profile} if profile is not None else {})


class AppGroupAssignments:
    """Owns all groups of an app: what others assigned shows up as a difference."""

    schema = Schema(
        "okta:index/appGroupAssignments:AppGroupAssignments",
        Flavor.CLASSIC,
        (
            Field("appId", required=True, replaces=True),
            Field(
                "groups",
                Kind.OBJECTS,
                bridged="group",
                fields=(
                    Field("id", required=True),
                    Field("priority", Kind.INTEGER, keeps_when_unset=True),
                    Field("profile", Kind.JSON, required=True, default="{}", keeps_when_unset=True),
                ),
            ),
        ),
        timeouts=_TIMEOUTS,
    )

    def create(self, session: Session, planned: Properties) -> tuple[str, Properties]:
        """Assign one after the other, then read them all."""
        app = str(planned["appId"])
        for group in planned.get("groups") or []:
            with failing("failed to create application group assignment"):
                session.client.call("PUT", f"/api/v1/apps/{app}/groups/{group['id']}", _group_body(group))
        return app, self.read(session, app, planned) or planned

    def read(self, session: Session, identifier: str, state: Properties) -> Properties | None:
        """Keep the known ones in their order, then add what else Okta has."""
        app = state.get("appId") or identifier
        try:
            found = session.client.pages(f"/api/v1/apps/{app}/groups", {"limit": "200"})
        except ApiError as error:
            if error.not_found:
                return None
            raise ClassicError(f"failed to fetch group assignments: {error.with_status}") from None
        known = state.get("groups") or []
        if not known:
            groups = [_adopted(answer) for answer in found]
        else:
            by_id = {answer["id"]: answer for answer in found}
            groups = [_known(group, by_id[group["id"]]) for group in known if group["id"] in by_id]
            names = {group["id"] for group in known}
            groups += [_foreign(answer) for answer in found if answer["id"] not in names]
        return state | {"appId": app, "groups": groups}

    def update(self, session: Session, identifier: str, old: Properties, planned: Properties) -> Properties:
        """Remove what is no longer wanted, then assign everything anew."""
        app, wanted = str(planned["appId"]), planned.get("groups") or []
        names = {group["id"] for group in wanted}
        for group in old.get("groups") or []:
            if group["id"] not in names:
                self._remove(session, app, str(group["id"]), "failed to delete group assignment: could not delete "
                             f"assignment for group {group['id']}, to application {app}")  # fmt: skip
        for group in wanted:
            with failing("failed to add/update group assignment"):
                session.client.call("PUT", f"/api/v1/apps/{app}/groups/{group['id']}", _group_body(group, always=True))
        return self.read(session, identifier, planned) or planned

    def delete(self, session: Session, identifier: str, state: Properties) -> None:
        """Take every known group off the app."""
        for group in state.get("groups") or []:
            what = "failed to delete application group assignment"
            self._remove(session, str(state["appId"]), str(group["id"]), what)

    def adopt(self, session: Session, identifier: str) -> tuple[str, Properties]:
        """Take the app's id."""
        return identifier, {"appId": identifier}

    @staticmethod
    def _remove(session: Session, app: str, group: str, what: str) -> None:
        try:
            session.client.call("DELETE", f"/api/v1/apps/{app}/groups/{group}")
        except ApiError as error:
            if not error.not_found:
                raise ClassicError(f"{what}: {error.with_status}") from None


def _group_body(group: Properties, *, always: bool = False) -> Properties:
    body: Properties = {"id": group["id"]}
    # An update sends a priority of 0 where a creation sends none.
    if group.get("priority") or always:
        body["priority"] = group.get("priority") or 0
    profile = json_text.parse(group.get("profile"))
    return body | ({"profile": profile} if profile is not None else {})


def _known(group: Properties, answer: Properties) -> Properties:
    profile = json_text.parse(group.get("profile"))
    found = answer.get("profile")
    text = ""
    if isinstance(profile, dict) and isinstance(found, dict):
        # Only the attributes that the program names are compared.
        text = json_text.dump(
            profile | {key: value for key, value in found.items() if key in profile and value is not None}
        )
    return {"id": group["id"], "priority": _priority(answer), "profile": text}


def _foreign(answer: Properties) -> Properties:
    return {"id": answer["id"], "priority": _priority(answer), "profile": ""}


def _adopted(answer: Properties) -> Properties:
    return {"id": answer["id"], "priority": _priority(answer), "profile": json_text.dump(answer.get("profile"))}


def _priority(answer: Properties) -> Json:
    priority = answer.get("priority")
    return priority if priority is not None and priority >= 0 else 0
