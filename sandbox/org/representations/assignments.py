"""Assignments, connections and features as the Management API shows them."""

from typing import Any

from sandbox.org.catalogue import entry_of
from sandbox.org.operations.import_rules import shown_rules
from sandbox.org.tables import App, AppGroup, AppUser, Provisioning

_DESCRIPTIONS = {
    "USER_PROVISIONING": "User provisioning settings from Okta to a downstream application",
    "INBOUND_PROVISIONING": "In-bound provisioning settings from an application to Okta",
}


def app_group_json(app_group: AppGroup, base: str) -> dict[str, Any]:
    """Show a group's assignment."""
    app = f"{base}/api/v1/apps/{app_group.app_id}"
    return {
        "id": app_group.group_id,
        "lastUpdated": app_group.last_updated,
        "priority": app_group.priority,
        "profile": app_group.profile,
        "_links": {
            "app": {"href": app},
            "self": {"href": f"{app}/groups/{app_group.group_id}"},
            "group": {"href": f"{base}/api/v1/groups/{app_group.group_id}"},
        },
    }


def app_user_json(app_user: AppUser, base: str) -> dict[str, Any]:
    """Show a person's assignment; externalId, syncState and lastSync tell how provisioning went."""
    return {
        "id": app_user.user_id,
        "externalId": app_user.external_id,
        "created": app_user.created,
        "lastUpdated": app_user.last_updated,
        "scope": app_user.scope,
        "status": app_user.status,
        "statusChanged": app_user.status_changed,
        "passwordChanged": None,
        "syncState": app_user.sync_state,
        # Okta leaves the key out of an app user that was never synchronised.
        **({} if app_user.last_sync is None else {"lastSync": app_user.last_sync}),
        "credentials": {"userName": app_user.user_name},
        "profile": app_user.profile,
        "_links": {
            "app": {"href": f"{base}/api/v1/apps/{app_user.app_id}"},
            "user": {"href": f"{base}/api/v1/users/{app_user.user_id}"},
        },
    }


def connection_json(app: App, settings: Provisioning, base: str) -> dict[str, Any]:
    """Show an app's connection; an app that the API cannot provision shows UNKNOWN, even when it is on."""
    own = f"{base}/api/v1/apps/{app.id}/connections/default"
    links: dict[str, Any] = {"self": {"href": own, "hints": {"allow": ["POST", "GET"]}}}
    if not entry_of(app).connects_by_api or settings.auth_scheme == "UNKNOWN":
        return {
            "authScheme": "UNKNOWN",
            "status": "UNKNOWN",
            "profile": {"authScheme": "UNKNOWN"},
            "_links": links,
        }
    verb = "deactivate" if settings.enabled else "activate"
    links[verb] = {"href": f"{own}/lifecycle/{verb}", "hints": {"allow": ["POST"]}}
    return {
        # Okta's OpenAPI file: only returned for TOKEN; the profile has it always.
        **({"authScheme": "TOKEN"} if settings.auth_scheme == "TOKEN" else {}),
        "status": "ENABLED" if settings.enabled else "DISABLED",
        **({} if settings.base_url is None else {"baseUrl": settings.base_url}),
        "profile": {"authScheme": settings.auth_scheme, **settings.oauth_profile},
        "_links": links,
    }


def feature_json(app: App, settings: Provisioning, name: str, base: str) -> dict[str, Any]:
    """Show one of an app's features with all its capabilities."""
    capabilities = _outbound(settings) if name == "USER_PROVISIONING" else _inbound(settings)
    return {
        "name": name,
        "status": "ENABLED",
        "description": _DESCRIPTIONS[name],
        "capabilities": capabilities,
        "_links": {
            "self": {
                "href": f"{base}/api/v1/apps/{app.id}/features/{name}",
                "hints": {"allow": ["GET", "PUT"]},
            }
        },
    }


def _outbound(settings: Provisioning) -> dict[str, Any]:
    return {
        "create": {"lifecycleCreate": _status(settings.create_users)},
        "update": {
            "profile": _status(settings.update_profile),
            "lifecycleDeactivate": _status(settings.deactivate_users),
            "password": _status(settings.push_password)
            | {"seed": settings.password_seed, "change": settings.password_change},
        },
    }


def _inbound(settings: Provisioning) -> dict[str, Any]:
    return {"importSettings": settings.import_settings, "importRules": shown_rules(settings)}


def _status(on: bool) -> dict[str, Any]:
    return {"status": "ENABLED" if on else "DISABLED"}
