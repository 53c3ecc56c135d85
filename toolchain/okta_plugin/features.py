"""okta:app/features:Features, what provisioning may do in one direction."""

from typing import Any, Final

from .client import ApiError
from .errors import FrameworkError
from .resource import Session
from .schema import Field, Flavor, Kind, Schema
from .values import Properties, without_nulls

_SWITCH: Final = ("DISABLED", "ENABLED")


def _group(name: str, *fields: Field) -> Field:
    return Field(name, Kind.OBJECT, fields=fields)


_STATUS: Final = Field("status", choices=_SWITCH, okta="status")
_TIMES: Final = (Field("expression", okta="expression"), Field("timezone", okta="timezone"))

# `okta` is the name within the enclosing object; an empty one means the same name.
CAPABILITIES: Final = (
    _group("create", _group("lifecycleCreate", _STATUS)),
    _group(
        "importRules",
        _group(
            "userCreateAndMatch",
            Field("allowPartialMatch", Kind.BOOLEAN),
            Field("autoActivateNewUsers", Kind.BOOLEAN),
            Field("autoconfirmExactMatch", Kind.BOOLEAN, okta="autoConfirmExactMatch"),
            Field("autoconfirmNewUsers", Kind.BOOLEAN, okta="autoConfirmNewUsers"),
            Field("autoconfirmPartialMatch", Kind.BOOLEAN, okta="autoConfirmPartialMatch"),
            Field("exactMatchCriteria"),
        ),
    ),
    _group(
        "importSettings",
        _group("schedule", _group("fullImport", *_TIMES), _group("incrementalImport", *_TIMES), _STATUS),
        _group("username", Field("usernameExpression", okta="userNameExpression"), Field("usernameFormat")),
    ),
    _group(
        "update",
        _group("lifecycleDeactivate", _STATUS),
        _group(
            "password",
            Field("change", choices=("CHANGE", "KEEP_EXISTING")),
            Field("seed", choices=("OKTA", "RANDOM")),
            _STATUS,
        ),
        _group("profile", _STATUS),
    ),
)
_OUTBOUND: Final = ("create", "update")
_INBOUND: Final = ("importRules", "importSettings")
# Objects that come back whole once their parent does, with empty texts.
_ALWAYS_COMPLETE: Final = ("fullImport", "incrementalImport")
# Sent even when empty, where their object is sent.
_ALWAYS_SENT: Final = ("usernameFormat", "expression")

FIELDS: Final = (
    Field("appId", required=True, description="`app_id` used to specify the app ID"),
    Field("capabilities", Kind.OBJECT, fields=CAPABILITIES),
    Field("description"),
    Field("id", read_only=True),
    Field(
        "name",
        required=True,
        choices=("USER_PROVISIONING", "INBOUND_PROVISIONING"),
        description="Key name of the feature.",
    ),
    Field("status", choices=_SWITCH),
)


class Features:
    """Sets the capabilities of one feature of one app."""

    schema = Schema("okta:app/features:Features", Flavor.FRAMEWORK, FIELDS, autonamed="name")

    def create(self, session: Session, planned: Properties) -> tuple[str, Properties]:
        """Send the capabilities; `status` is never sent."""
        state = _send(session, planned, "creating", "create")
        return str(state["id"]), state

    def update(self, session: Session, identifier: str, old: Properties, planned: Properties) -> Properties:
        """Send the capabilities again."""
        return _send(session, planned, "updating", "update")

    def read(self, session: Session, identifier: str, state: Properties) -> Properties | None:
        """Ask Okta; an app without provisioning is an error here."""
        return read(session, state)

    def delete(self, session: Session, identifier: str, state: Properties) -> None:
        """Warn that nothing is deleted."""
        session.warn("[WARNING] This resource cannot be deleted via Terraform.: Delete Not Supported")

    def adopt(self, session: Session, identifier: str) -> tuple[str, Properties]:
        """Take `app id/feature name`."""
        parts = identifier.split("/")
        if len(parts) != 2:
            raise FrameworkError("Invalid import ID", "Expected format: resource_id/sequence_id")
        return identifier, {"appId": parts[0], "name": parts[1]}


def read(session: Session, state: Properties) -> Properties:
    """Read the feature that `appId` and `name` mean into `state`; the function `getFeatures` does the same."""
    try:
        answer = session.client.get(f"/api/v1/apps/{state['appId']}/features/{state['name']}").body
    except ApiError as error:
        raise FrameworkError(
            "Error reading app features", f"Could not read app feature, unexpected error: {error.status_line}"
        ) from None
    return _state(state, answer)


def _send(session: Session, planned: Properties, doing: str, verb: str) -> Properties:
    path = f"/api/v1/apps/{planned['appId']}/features/{planned['name']}"
    try:
        answer = session.client.call("PUT", path, body_of(planned.get("capabilities") or {})).body
    except ApiError as error:
        raise FrameworkError(
            f"Error {doing} app features", f"Could not {verb} app feature, unexpected error: {error.status_line}"
        ) from None
    return _state(planned, answer)


def body_of(capabilities: Properties) -> Properties:
    """Build the request: the outbound part is dropped as soon as there is an inbound one."""
    parts = _INBOUND if any(capabilities.get(name) is not None for name in _INBOUND) else _OUTBOUND
    body: Properties = {}
    for field in CAPABILITIES:
        if field.name in parts and (field.name in capabilities or parts is _INBOUND):
            body[field.name] = _sent(field, capabilities.get(field.name) or {})
    if body.get("create") == {}:
        del body["create"]
    return body


def _sent(field: Field, values: Properties) -> Properties:
    body: Properties = {}
    for nested in field.fields:
        value = values.get(nested.name)
        if nested.kind is Kind.OBJECT:
            if value is not None:
                body[nested.name] = _sent(nested, value)
        elif value is not None or nested.name in _ALWAYS_SENT:
            body[nested.okta or nested.name] = "" if value is None else value
    return body


def _state(state: Properties, answer: object) -> Properties:
    answer = answer if isinstance(answer, dict) else {}
    result = state | {"id": f"{state['appId']}/{state['name']}"}
    inbound = answer.get("name") == "INBOUND_PROVISIONING"
    parts = _INBOUND if inbound else _OUTBOUND if answer.get("name") == "USER_PROVISIONING" else ()
    capabilities = dict(state.get("capabilities") or {})
    for field in CAPABILITIES:
        if field.name in parts:
            found = (answer.get("capabilities") or {}).get(field.name) or {}
            capabilities[field.name] = (capabilities.get(field.name) or {}) | _received(field, found)
    result["capabilities"] = capabilities
    if parts:
        result |= {"status": answer.get("status") or "", "name": answer.get("name")}
    if inbound:
        result["description"] = answer.get("description") or ""
    known: Properties = without_nulls(result)
    return known


def _received(field: Field, values: Properties) -> Properties:
    # Okta's documents and answers write userNameFormat both ways; the plugin's decoder takes either.
    names = {name.lower(): name for name in values}
    state: Properties = {}
    for nested in field.fields:
        value: Any = values.get(names.get((nested.okta or nested.name).lower(), ""))
        if nested.kind is not Kind.OBJECT:
            state[nested.name] = value or (False if nested.kind is Kind.BOOLEAN else "")
        elif value is not None or nested.name in _ALWAYS_COMPLETE:
            state[nested.name] = _received(nested, value or {})
    return state
