"""`/api/v1/apps/{id}/features`: what provisioning does, for the apps that the API can provision."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from sqlalchemy.orm import Session

from sandbox.org.catalogue import entry_of
from sandbox.org.dependencies import BaseUrl, JsonBody, Reading, Writing
from sandbox.org.errors import invalid, not_found
from sandbox.org.objects import object_at, text_at
from sandbox.org.operations import apps, connections
from sandbox.org.operations.import_rules import change_import_rules
from sandbox.org.representations.assignments import feature_json
from sandbox.org.tables import App, Provisioning

router = APIRouter(prefix="/api/v1/apps/{app_id}/features")

_CAPABILITIES: Final = {
    "create": ("create", "lifecycleCreate"),
    "profile": ("update", "profile"),
    "deactivate": ("update", "lifecycleDeactivate"),
    "password": ("update", "password"),
}

_PASSWORDS: Final = {"seed": ("OKTA", "RANDOM"), "change": ("CHANGE", "KEEP_EXISTING")}


@router.get("")
def list_features(session: Reading, base: BaseUrl, app_id: str) -> list[dict[str, Any]]:
    """List an app's features; an app without an enabled connection has none to list."""
    app, settings = _provisioned(session, app_id)
    return [feature_json(app, settings, name, base) for name in entry_of(app).features]


@router.get("/{name}")
def get_feature(session: Reading, base: BaseUrl, app_id: str, name: str) -> dict[str, Any]:
    """Show a feature with every capability, also those never set."""
    app, settings = _provisioned(session, app_id)
    return feature_json(app, settings, _known(app, name), base)


@router.put("/{name}")
def set_feature(session: Writing, base: BaseUrl, app_id: str, name: str, body: JsonBody) -> dict[str, Any]:
    """Set the given capabilities of a feature; those left out keep their value."""
    app, _ = _provisioned(session, app_id)
    if _known(app, name) == "USER_PROVISIONING":
        settings = _set_outbound(session, app, body)
    else:
        settings = change_import_rules(session, app, body)
    return feature_json(app, settings, name, base)


def _provisioned(session: Session, app_id: str) -> tuple[App, Provisioning]:
    app = apps.find_app(session, app_id)
    # A console app answers as if it were off even when it is on: Okta has no features API for it.
    if not entry_of(app).connects_by_api:
        raise connections.not_enabled()
    return app, connections.require_enabled(session, app)


def _known(app: App, name: str) -> str:
    if name not in entry_of(app).features:
        raise not_found("ApplicationFeature", name)
    return name


def _set_outbound(session: Session, app: App, body: Mapping[str, Any]) -> Provisioning:
    wanted = {
        name: _status(object_at(object_at(body, block), capability), capability)
        for name, (block, capability) in _CAPABILITIES.items()
    }
    settings = connections.set_capabilities(session, app, **wanted)
    password = object_at(object_at(body, "update"), "password")
    settings.password_seed = _choice(password, "seed", settings.password_seed)
    settings.password_change = _choice(password, "change", settings.password_change)
    return settings


def _choice(password: Mapping[str, Any], name: str, otherwise: str) -> str:
    chosen = text_at(password, name) or otherwise
    if chosen not in _PASSWORDS[name]:
        raise invalid("password", f"{name}: The field must be {' or '.join(_PASSWORDS[name])}")
    return chosen


def _status(block: Mapping[str, Any], capability: str) -> bool | None:
    if "status" not in block:
        return None
    if block["status"] not in ("ENABLED", "DISABLED"):
        raise invalid(capability, "status: The field must be ENABLED or DISABLED")
    return bool(block["status"] == "ENABLED")
