"""Endpoints of the Admin Console that Okta does not support; they show, and but for idToken they do not change."""

from typing import Any, Final

from fastapi import APIRouter

from sandbox.org.dependencies import BaseUrl, JsonBody, Reading, Writing
from sandbox.org.errors import not_found
from sandbox.org.operations import connections
from sandbox.org.operations.apps import find_app
from sandbox.org.operations.import_rules import import_rules_of
from sandbox.org.tables import App

router = APIRouter(prefix="/api/v1/internal/apps")
_SETTINGS: Final = ("issuerMode", "name", "value", "valueType", "groupFilterType")


@router.get("/instance/{app_id}/settings/user-mgmt-general")
def get_user_management(session: Reading, app_id: str) -> dict[str, Any]:
    """Show whether provisioning is on, and how imported people are named, of any app."""
    app = find_app(session, app_id)
    settings = connections.provisioning_of(session, app)
    schedule = settings.import_settings.get("schedule") or {}
    return {
        "enabled": settings.enabled,
        "importUserNameTemplate": {"template": app.username_template, "type": app.username_template_type},
        "importInterval": None if schedule.get("status") != "ENABLED" else schedule,
    }


@router.get("/{app_id}/settings/importMatchRules")
def list_match_rules(session: Reading, app_id: str) -> list[dict[str, Any]]:
    """List how imported people are matched: 1 exactly, 2 in part, 9999 new people."""
    rules = import_rules_of(session, find_app(session, app_id))
    criteria = rules.match_expression or rules.match_on.value
    partial = ((2, "PARTIAL", rules.auto_confirm_partial, False),) if rules.allow_partial else ()
    steps = (
        (1, criteria, rules.auto_confirm_exact, False),
        *partial,
        (9999, "NEW", rules.auto_confirm_new, rules.auto_activate_new),
    )
    return [
        {
            "priorityOrder": order,
            "conditions": {"expression": {"value": value, "type": "urn:okta:expression:1.0"}},
            "postMatchActions": {"autoConfirm": confirm, "autoActivate": activate},
        }
        for order, value, confirm, activate in steps
    ]


@router.get("/{app_id}/settings/oauth/idToken")
def get_id_token_settings(session: Reading, base: BaseUrl, app_id: str) -> dict[str, Any]:
    """Show who issues an OpenID Connect app's ID tokens; clients of the catalogue are not known here."""
    app = _client(find_app(session, app_id))
    return _id_token(app) | {"issuer": base, "audience": app.id}


@router.post("/{app_id}/settings/oauth/idToken")
def set_id_token_settings(session: Writing, app_id: str, body: JsonBody) -> dict[str, Any]:
    """Set who issues an OpenID Connect app's ID tokens, and which groups they tell."""
    app = _client(find_app(session, app_id))
    app.body = {**app.body, "idToken": {name: body[name] for name in _SETTINGS if name in body}}
    return _id_token(app)


def _id_token(app: App) -> dict[str, Any]:
    empty = dict.fromkeys(("issuer", "orgUrl", "customUrl", "audience"))
    return {**empty, "issuerMode": "ORG_URL", **app.body.get("idToken", {})}


def _client(app: App) -> App:
    if app.name != "oidc_client":
        raise not_found("OAuth2AppInstance", app.id)
    return app
