"""okta:user/user:User, as far as the sandbox needs it: profile, password and status."""

from typing import Final

from . import json_text
from .client import ApiError
from .errors import ClassicError
from .resource import AfterCreation, Session, failing, failing_bare
from .schema import Field, Flavor, Kind, Schema
from .values import Properties

_REQUIRED: Final = ("firstName", "lastName", "login", "email")
_OPTIONAL: Final = (
    "city", "costCenter", "countryCode", "department", "displayName", "division", "employeeNumber",
    "honorificPrefix", "honorificSuffix", "locale", "manager", "managerId", "middleName", "mobilePhone", "nickName",
    "organization", "postalAddress", "preferredLanguage", "primaryPhone", "profileUrl", "secondEmail", "state",
    "streetAddress", "timezone", "title", "userType", "zipCode",
)  # fmt: skip
_TIMES: Final = ("activated", "created", "lastLogin", "lastUpdated", "passwordChanged", "statusChanged")
_NO_EFFECT: Final = "Because admin_roles has been removed, this attribute is a no op and will be removed"
_NOT_CARRIED: Final = ("oldPassword", "passwordInlineHook", "recoveryQuestion", "recoveryAnswer")
_LIKE_ACTIVE: Final = ("PASSWORD_EXPIRED", "RECOVERY")

FIELDS: Final = (
    *(Field(name, required=True) for name in _REQUIRED),
    *(Field(name) for name in _OPTIONAL),
    *(Field(name, read_only=True) for name in (*_TIMES, "rawStatus")),
    *(Field(name, carried=False, secret=name in ("oldPassword", "recoveryAnswer")) for name in _NOT_CARRIED),
    Field("realmId", carried=False, computed=True),
    Field("customProfileAttributes", Kind.JSON, computed=True, keeps_when_unset=True),
    Field("customProfileAttributesToIgnores", Kind.STRING_SET, carried=False),
    Field("expirePasswordOnCreate", Kind.BOOLEAN, default=False, carried=False),
    Field("password", secret=True),
    Field("passwordHash", Kind.OBJECT, carried=False),
    Field("skipRoles", Kind.BOOLEAN, default=False, deprecated=_NO_EFFECT),
    Field("status", default="ACTIVE"),
    Field("type", Kind.OBJECT, computed=True, fields=(Field("id", required=True),)),
)


class User:
    """Creates, reads, updates and deletes people."""

    schema = Schema("okta:user/user:User", Flavor.CLASSIC, FIELDS)

    def create(self, session: Session, planned: Properties) -> tuple[str, Properties]:
        """Make the person, STAGED if so asked, and switch to another status after."""
        status = planned.get("status")
        query = "?activate=false" if status == "STAGED" else ""
        body = _body(planned) | {"credentials": {"password": _password(planned)}}
        with failing("failed to create user"):
            identifier = str(session.client.call("POST", f"/api/v1/users{query}", body).body["id"])
        try:
            if status in ("SUSPENDED", "DEPROVISIONED"):
                _switch(session, identifier, str(status))
            state = self.read(session, identifier, planned)
        except ClassicError as error:
            raise AfterCreation(identifier, error) from None
        return identifier, state or planned

    def read(self, session: Session, identifier: str, state: Properties) -> Properties | None:
        """Read status, times and profile."""
        try:
            answer = session.client.get(f"/api/v1/users/{identifier}").body
        except ApiError as error:
            if error.not_found:
                return None
            raise ClassicError(f"failed to get user: {error.with_status}") from None
        profile = {name: value for name, value in (answer.get("profile") or {}).items() if value is not None}
        known = {name: profile.pop(name) for name in (*_REQUIRED, *_OPTIONAL) if name in profile}
        status = answer.get("status", "")
        result = state | known | {name: _time(answer[name]) for name in _TIMES if answer.get(name)}
        result |= {
            "customProfileAttributes": json_text.dump(profile),
            "rawStatus": status,
            "status": "ACTIVE" if status in _LIKE_ACTIVE else status,
        }
        return result | ({"type": {"id": answer["type"].get("id", "")}} if answer.get("type") else {})

    def update(self, session: Session, identifier: str, old: Properties, planned: Properties) -> Properties:
        """Switch the status first, then send the profile, then the password."""
        changed = {field.name for field in FIELDS if old.get(field.name) != planned.get(field.name)}
        status = str(planned.get("status"))
        if "password" in changed:
            _refuse_half_made(session, identifier)
        if "status" in changed and status == "STAGED":
            raise ClassicError(
                "Okta will not allow a user to be updated to STAGED. Can set to STAGED on user creation only"
            )
        if "status" in changed:
            _switch(session, identifier, status)
        if changed & {*_REQUIRED, *_OPTIONAL, "customProfileAttributes", "type", "password"}:
            with failing("failed to update user"):
                session.client.call("PUT", f"/api/v1/users/{identifier}", _body(planned))
        if "password" in changed:
            with failing("failed to set user's password"):
                body = {"credentials": {"password": _password(planned)}}
                session.client.call("PUT", f"/api/v1/users/{identifier}", body)
        return self.read(session, identifier, planned) or planned

    def delete(self, session: Session, identifier: str, state: Properties) -> None:
        """Deactivate, then delete: Okta takes two calls for it."""
        with failing("failed to deprovision or delete user from Okta"):
            for _ in range(1 if state.get("status") == "DEPROVISIONED" else 2):
                session.client.call("DELETE", f"/api/v1/users/{identifier}")

    def adopt(self, session: Session, identifier: str) -> tuple[str, Properties]:
        """Take an id or a login."""
        with failing_bare():
            return str(session.client.get(f"/api/v1/users/{identifier}").body["id"]), {}


def _body(planned: Properties) -> Properties:
    custom = json_text.parse(planned.get("customProfileAttributes"))
    profile: Properties = dict(custom) if isinstance(custom, dict) else {}
    profile |= {name: planned.get(name) or "" for name in _REQUIRED}
    profile |= {name: planned[name] for name in _OPTIONAL if planned.get(name)}
    # Sent as null when unset, for a fault of Okta's that the plugin works around.
    profile.setdefault("postalAddress", None)
    kind = planned.get("type")
    return {"profile": profile} | ({"type": {"id": kind["id"]}} if isinstance(kind, dict) and kind.get("id") else {})


def _password(planned: Properties) -> Properties:
    return {"value": planned["password"]} if planned.get("password") else {}


def _refuse_half_made(session: Session, identifier: str) -> None:
    with failing("failed to get user"):
        status = session.client.get(f"/api/v1/users/{identifier}").body.get("status")
    if status == "PROVISIONED":
        raise ClassicError(
            "can not change password for provisioned user, the activation workflow should be finished first"
        )


def _switch(session: Session, identifier: str, status: str) -> None:
    calls = {"SUSPENDED": "suspend", "DEPROVISIONED": "deactivate"}
    with failing("failed to update user status"):
        current = session.client.get(f"/api/v1/users/{identifier}").body.get("status")
        from_here = {"SUSPENDED": "unsuspend", "LOCKED_OUT": "unlock"}
        call = calls.get(status) or from_here.get(str(current), "activate")
        if current != "PASSWORD_EXPIRED" or status in calls:
            session.client.call("POST", f"/api/v1/users/{identifier}/lifecycle/{call}")


def _time(text: object) -> str:
    # Go's RFC 3339 has no fractions.
    whole, _, rest = str(text).partition(".")
    return f"{whole}Z" if rest else whole
