"""okta:app/connection:Connection, the provisioning connection of an app.

It keeps the plugin's traps: ENABLED is reported whatever Okta said, deleting only warns, the token is never read back.
"""

from typing import Final

from .client import ApiError
from .errors import FrameworkError
from .resource import Session, dig
from .schema import Field, Flavor, Kind, Schema
from .values import UNKNOWN, Properties

FIELDS: Final = (
    Field(
        "action",
        required=True,
        choices=("activate", "deactivate"),
        description=("The action to perform on the connection. Valid values are `activate` or `deactivate`."),
    ),
    Field("baseUrl", required=True, description="The base URL for the provisioning connection."),
    Field("idProperty", bridged="id", required=True, description="The application ID."),
    Field(
        "profile",
        Kind.OBJECT,
        fields=(
            Field(
                "authScheme",
                required=True,
                choices=("TOKEN", "OAUTH2"),
                description="Authentication scheme. Valid values are TOKEN or OAUTH2.",
            ),
            Field("clientId"),
            Field("settings", Kind.OBJECT, fields=(Field("adminPassword", secret=True), Field("adminUsername"))),
            Field("signing", Kind.OBJECT, fields=(Field("rotationMode", choices=("AUTO", "MANUAL")),)),
            Field("token", secret=True),
        ),
    ),
    Field("status", read_only=True),
)
_ACTIONS: Final = {"ENABLED": "activate", "DISABLED": "deactivate"}
_OUTCOMES: Final = {"activate": "ENABLED", "deactivate": "DISABLED"}


class Connection:
    """Sets and activates the connection of one app."""

    schema = Schema("okta:app/connection:Connection", Flavor.FRAMEWORK, FIELDS)

    def create(self, session: Session, planned: Properties) -> tuple[str, Properties]:
        """Set it and, if so asked, activate it; without activation `status` stays unknown for ever."""
        app = str(planned["idProperty"])
        answer = _set(session, app, planned, "Creating")
        status: object = UNKNOWN
        if planned.get("action") == "activate":
            status = _switch(session, app, "activate")
        return app, _state(planned | {"status": status}, answer)

    def update(self, session: Session, identifier: str, old: Properties, planned: Properties) -> Properties:
        """Set it again on the app named now, and switch it as asked."""
        app, action = str(planned["idProperty"]), str(planned.get("action"))
        answer = _set(session, app, planned, "Updating")
        return _state(planned | {"status": _switch(session, app, action)}, answer)

    def read(self, session: Session, identifier: str, state: Properties) -> Properties | None:
        """Ask Okta for base URL, scheme and status; a deleted app is an error here."""
        app = str(state.get("idProperty", identifier))
        try:
            answer = session.client.get(f"/api/v1/apps/{app}/connections/default").body or {}
        except ApiError as error:
            raise FrameworkError(
                "Error Reading App Connection",
                f"Could not read app connection for application ID {app}: {error.status_line}",
            ) from None
        status = answer.get("status") or "UNKNOWN"
        return _state(state, answer) | {"status": status, "action": _ACTIONS.get(status, "")}

    def delete(self, session: Session, identifier: str, state: Properties) -> None:
        """Warn that nothing is deleted."""
        session.warn(
            "[WARNING] This resource cannot be deleted via Terraform. App connections are managed through the "
            "application lifecycle.: Delete Not Supported"
        )

    def adopt(self, session: Session, identifier: str) -> tuple[str, Properties]:
        """Take the app's id."""
        return identifier, {"idProperty": identifier}


def _set(session: Session, app: str, planned: Properties, doing: str) -> Properties:
    path = f"/api/v1/apps/{app}/connections/default"
    try:
        answer = session.client.call("POST", path, _body(planned)).body
    except ApiError as error:
        raise FrameworkError(
            f"Error {doing} App Connection",
            f"Could not {'create' if doing == 'Creating' else 'update'} app connection for application ID {app}: "
            f"{error.status_line}",
        ) from None
    return answer if isinstance(answer, dict) else {}


def _switch(session: Session, app: str, action: str) -> str:
    try:
        session.client.call("POST", f"/api/v1/apps/{app}/connections/default/lifecycle/{action}")
    except ApiError as error:
        summary, verb = ("Activating", "create") if action == "activate" else ("Deactivating", "deactivate")
        raise FrameworkError(
            f"Error {summary} App Connection",
            f"Could not {verb} app connection for application ID {app}: {error.status_line}",
        ) from None
    return _OUTCOMES[action]


def _body(planned: Properties) -> Properties:
    given = planned.get("profile")
    if not isinstance(given, dict):
        raise _crash()
    profile: Properties = {"authScheme": given.get("authScheme")}
    if given.get("authScheme") == "TOKEN":
        if given.get("token") is not None:
            profile["token"] = given["token"]
        return {"baseUrl": planned.get("baseUrl"), "profile": profile}
    if given.get("clientId") is not None:
        profile["clientId"] = given["clientId"]
    if given.get("settings") is not None:
        raise _crash()
    return {"profile": profile}


def _crash() -> FrameworkError:
    # The plugin sets fields of an object that it never made; its own text goes on with a stack trace.
    return FrameworkError(
        "Provider Crash in Create operation of resource appConnections",
        "The Terraform Provider Okta crashed during the Create operation of resource appConnections.\n\n"
        "Error: runtime error: invalid memory address or nil pointer dereference",
    )


def _state(state: Properties, answer: Properties) -> Properties:
    scheme = dig(answer, "profile.authScheme") or ""
    return state | {
        "baseUrl": answer.get("baseUrl") or "",
        "profile": (state.get("profile") or {}) | {"authScheme": scheme},
    }
