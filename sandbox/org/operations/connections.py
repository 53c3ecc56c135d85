"""Provisioning of an app: the connection to its SCIM service and what Okta may do there."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from sandbox.org.catalogue import entry_of
from sandbox.org.errors import OktaError, invalid
from sandbox.org.identifiers import now
from sandbox.org.operations.system_log import app_target, record
from sandbox.org.secrets import Secrets
from sandbox.org.tables import App, Provisioning

_IMPORT_RULES: Final = {
    "userCreateAndMatch": {
        "exactMatchCriteria": "EMAIL",
        "allowPartialMatch": False,
        "autoConfirmPartialMatch": False,
        "autoConfirmExactMatch": False,
        "autoConfirmNewUsers": False,
        "autoActivateNewUsers": False,
    }
}
_IMPORT_SETTINGS: Final = {
    "username": {"usernameFormat": "EMAIL", "userNameFormat": "EMAIL", "userNameExpression": ""},
    "schedule": {"status": "DISABLED", "fullImport": None, "incrementalImport": None},
}
# The names that GET /apps/{id} shows in `features` for each box of the Provisioning tab.
_FEATURES: Final = {
    "create_users": "PUSH_NEW_USERS",
    "deactivate_users": "PUSH_USER_DEACTIVATION",
    "update_profile": "PUSH_PROFILE_UPDATES",
    "push_password": "PUSH_PASSWORD_UPDATES",
}


def begin(session: Session, app: App) -> Provisioning:
    """Give a new app its Provisioning tab, all off; a custom app lacks SCIM until its General tab has it."""
    settings = Provisioning(
        app_id=app.id,
        scim_enabled=not app.custom,
        enabled=False,
        auth_scheme="UNKNOWN",
        base_url=None,
        token=None,
        oauth_profile={},
        create_users=False,
        update_profile=False,
        deactivate_users=False,
        push_password=False,
        password_seed="RANDOM",  # noqa: S106 - a choice of Okta's, no password
        password_change="KEEP_EXISTING",  # noqa: S106
        import_rules=dict(_IMPORT_RULES),
        import_settings=dict(_IMPORT_SETTINGS),
        last_updated=now(),
    )
    session.add(settings)
    return settings


def provisioning_of(session: Session, app: App) -> Provisioning:
    """Find an app's provisioning settings; every app has them."""
    found = session.get(Provisioning, app.id)
    return begin(session, app) if found is None else found


def set_scim_enabled(session: Session, app: App, enabled: bool) -> None:
    """Set the General tab's "Provisioning: SCIM" of a custom app; off takes the connection with it."""
    if not app.custom:
        raise invalid("provisioning", "Only an app made by hand has this setting")
    settings = provisioning_of(session, app)
    settings.scim_enabled = enabled
    if not enabled:
        wipe_provisioning(session, app)
        settings.base_url, settings.token, settings.auth_scheme = None, None, "UNKNOWN"
    settings.last_updated = now()
    record(session, "application.lifecycle.update", "Update application", app_target(app))


def set_connection(
    session: Session,
    secrets: Secrets,
    app: App,
    *,
    base_url: str | None,
    token: str | None = None,
    auth_scheme: str = "TOKEN",
    oauth_profile: Mapping[str, Any] | None = None,
) -> Provisioning:
    """Keep where and with which token to push; no token keeps the one before. It does not switch on."""
    settings = provisioning_of(session, app)
    if not settings.scim_enabled:
        raise invalid("provisioning", "SCIM provisioning is not enabled for this app")
    settings.auth_scheme = auth_scheme
    settings.base_url = base_url.rstrip("/") if base_url else None
    if token:
        settings.token = secrets.encrypt(token)
    settings.oauth_profile = dict(oauth_profile or {})
    settings.last_updated = now()
    record(session, "application.integration.api_config.update", "Update API connection", app_target(app))
    return settings


def enable_provisioning(session: Session, app: App) -> None:
    """Switch provisioning on; the caller has tested the credentials. Nobody assigned earlier is pushed."""
    settings = provisioning_of(session, app)
    if settings.auth_scheme == "UNKNOWN":
        raise invalid("connection", "No API credentials are set up for this app")
    settings.enabled = True
    settings.last_updated = now()
    record(session, "application.integration.api_enable", "Enable API integration", app_target(app))


def disable_provisioning(session: Session, app: App) -> None:
    """Switch provisioning off; token, boxes and people at the service stay as they are."""
    settings = provisioning_of(session, app)
    settings.enabled = False
    settings.last_updated = now()
    record(session, "application.integration.api_disable", "Disable API integration", app_target(app))


def set_capabilities(
    session: Session,
    app: App,
    *,
    create: bool | None = None,
    profile: bool | None = None,
    deactivate: bool | None = None,
    password: bool | None = None,
) -> Provisioning:
    """Set the To App boxes; None leaves a box. They exist once provisioning is enabled."""
    settings = require_enabled(session, app)
    wanted = {
        "create_users": create,
        "update_profile": profile,
        "deactivate_users": deactivate,
        "push_password": password,
    }
    for name, value in wanted.items():
        if value is not None:
            setattr(settings, name, value)
    settings.last_updated = now()
    record(session, "application.provision.settings.update", "Update provisioning settings", app_target(app))
    return settings


def wipe_provisioning(session: Session, app: App) -> None:
    """Disable the connection and take all To App boxes away; base URL and token stay, and nothing is logged."""
    settings = provisioning_of(session, app)
    settings.enabled = False
    settings.create_users = settings.update_profile = False
    settings.deactivate_users = settings.push_password = False
    settings.last_updated = now()


def set_import_rules(
    session: Session, app: App, *, rules: Mapping[str, Any], settings: Mapping[str, Any]
) -> Provisioning:
    """Set the To Okta rules: how imported people are matched, confirmed and activated."""
    kept = require_enabled(session, app)
    kept.import_rules, kept.import_settings, kept.last_updated = dict(rules), dict(settings), now()
    record(session, "application.provision.settings.update", "Update import settings", app_target(app))
    return kept


def require_enabled(session: Session, app: App) -> Provisioning:
    """Give the settings of an app whose provisioning is on, or refuse in Okta's words."""
    settings = provisioning_of(session, app)
    if not settings.enabled:
        raise not_enabled()
    return settings


def not_enabled() -> OktaError:
    """Say what the features endpoints say of an app without a connection."""
    return invalid("feature", "Provisioning is not enabled for the app instance.")


def features_of(app: App, settings: Provisioning) -> list[str]:
    """List what `GET /apps/{id}` shows in `features`: the way to see what a person clicked."""
    if not settings.enabled:
        return []
    features = [feature for name, feature in _FEATURES.items() if getattr(settings, name)]
    # Okta shows this one with deactivation: people who come back are activated, not created again.
    if settings.deactivate_users and settings.create_users:
        features.append("REACTIVATE_USERS")
    # A console app that speaks SCIM can import as soon as it is connected.
    if "INBOUND_PROVISIONING" in entry_of(app).features or not entry_of(app).connects_by_api:
        features.extend(("IMPORT_NEW_USERS", "IMPORT_PROFILE_UPDATES"))
    if app.custom:
        features.append("SCIM_PROVISIONING")
    return features
