"""App integrations: creating, replacing, switching on and off."""

import re
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sandbox.org.app_shapes import Shape, completed, merged, shape_of
from sandbox.org.catalogue import entry_of
from sandbox.org.certificates import new_app_key
from sandbox.org.errors import OktaError, invalid, not_found
from sandbox.org.identifiers import new_id, now
from sandbox.org.objects import object_at, text_at
from sandbox.org.operations import clients, connections, tasks
from sandbox.org.operations.policies import find_policy
from sandbox.org.operations.system_log import app_target, record
from sandbox.org.secrets import Secrets
from sandbox.org.tables import App, AppKey, Policy
from sandbox.org.usernames import DEFAULT_TEMPLATE, check_template

# The org's part of a custom app's name, as in `oie-00_testacc826687444_13`.
_ORG_NAME: Final = "sandbox-org"
_CUSTOM_MODES: Final = ("SAML_2_0", "SAML_1_1", "AUTO_LOGIN")
_COPIED: Final = ("certificate", "created", "expires_at")
_OIDC: Final = "OPENID_CONNECT"


def find_app(session: Session, app_id: str) -> App:
    """Find an app by its id."""
    found = session.get(App, app_id)
    if found is None:
        raise not_found("App", app_id)
    return found


def create_app(
    session: Session,
    secrets: Secrets,
    sent: Mapping[str, Any],
    *,
    activate: bool = True,
    identifier: str | None = None,
) -> App:
    """Add an app as `POST /api/v1/apps` describes it; one without a catalogue name is a custom app."""
    label = _label_of(sent)
    mode = sent.get("signOnMode")
    name = sent.get("name")
    if not isinstance(mode, str) or not mode:
        raise invalid("signOnMode", "signOnMode: The field cannot be left blank")
    if name is None and mode == _OIDC:
        name = "oidc_client"
    if name is not None and not re.fullmatch(r"[A-Za-z0-9_-]+", str(name)):
        raise invalid("name", f"name: '{name}' is not the name of an app in the catalogue")
    custom = name is None
    # An app of the catalogue fills its form in by the browser plugin.
    mode = "BROWSER_PLUGIN" if mode == "AUTO_LOGIN" and not custom else mode
    if custom and mode not in _CUSTOM_MODES:
        raise invalid("name", "name: The field cannot be left blank")
    time, app_id = now(), identifier or new_id("0oa")
    app = App(
        id=app_id,
        name=_custom_name(session, label) if name is None else str(name).lower(),
        label=label,
        status="ACTIVE" if activate else "INACTIVE",
        sign_on_mode=mode,
        custom=custom,
        body={},
        username_template=DEFAULT_TEMPLATE,
        username_template_type="BUILT_IN",
        username_suffix=None,
        external_key=new_id("exk"),
        link_id=new_id("aln"),
        kid="",
        access_policy_id=_default_policy(session),
        created=time,
        last_updated=time,
    )
    _keep(app, sent)
    key = new_app_key(session, secrets, app_id)
    app.kid = key.kid
    session.add(app)
    session.flush()
    session.add(key)
    clients.begin(session, secrets, app, sent)
    connections.begin(session, app)
    record(session, "application.lifecycle.create", "Create application", app_target(app))
    return app


def replace_app(session: Session, secrets: Secrets, app: App, sent: Mapping[str, Any]) -> None:
    """Replace an app's settings as `PUT /api/v1/apps/{id}` does; its provisioning stays as it is."""
    app.label = _label_of(sent)
    mode = sent.get("signOnMode", app.sign_on_mode)
    if mode != app.sign_on_mode and (mode, app.sign_on_mode) != ("AUTO_LOGIN", "BROWSER_PLUGIN"):
        raise invalid("signOnMode", "signOnMode: The sign-on mode of an app cannot be changed here")
    if app.custom and app.sign_on_mode == "AUTO_LOGIN" and app.status != "ACTIVE":
        text = "his operation on app metadata is not yet supported"
        raise OktaError(400, "E0000024", f"Bad request. T{text}.", f"T{text}: No active instances.")
    kept: dict[str, Any] = {name: app.body[name] for name in ("oauth", "idToken") if name in app.body}
    _keep(app, sent)
    app.body = {**app.body, **kept}
    if "oauth" in kept:
        clients.change(session, secrets, app, sent)
    kid = _at(sent, "credentials", "signing", "kid")
    if kid is not None:
        app.kid = find_key(session, app, str(kid)).kid
    app.last_updated = now()
    record(session, "application.lifecycle.update", "Update application", app_target(app))


def set_username_format(
    session: Session, app: App, template: str, kind: str = "BUILT_IN", suffix: str | None = None
) -> None:
    """Set the Application username format; people who have the app already keep their user name."""
    check_template(template, kind)
    app.username_template, app.username_template_type, app.username_suffix = template, kind, suffix
    app.last_updated = now()
    record(session, "application.lifecycle.update", "Update application", app_target(app))


def set_app_status(session: Session, app: App, status: str) -> None:
    """Activate or deactivate an app; an inactive app pushes nobody."""
    if app.status == status:
        return
    app.status, app.last_updated = status, now()
    verb = "activate" if status == "ACTIVE" else "deactivate"
    record(session, f"application.lifecycle.{verb}", f"{verb.capitalize()} application", app_target(app))


def set_access_policy(session: Session, app: App, policy_id: str) -> None:
    """Give an app its authentication policy."""
    find_policy(session, policy_id)
    app.access_policy_id = policy_id


def delete_app(session: Session, app: App) -> None:
    """Delete an inactive app; nobody is deactivated at the service for it."""
    if app.status == "ACTIVE":
        raise OktaError(
            403,
            "E0000056",
            "Delete application forbidden.",
            "The application must be deactivated before deletion.",
        )
    tasks.forget_app(session, app)
    record(session, "application.lifecycle.delete", "Delete application", app_target(app))
    session.delete(app)


def keys_of(session: Session, app: App) -> list[AppKey]:
    """List an app's signing certificates."""
    return list(session.scalars(select(AppKey).where(AppKey.app_id == app.id).order_by(AppKey.created)))


def find_key(session: Session, app: App, kid: str) -> AppKey:
    """Find a signing certificate of an app."""
    found = session.get(AppKey, (app.id, kid))
    if found is None:
        raise not_found("AppKey", kid)
    return found


def generate_key(session: Session, secrets: Secrets, app: App, years: int) -> AppKey:
    """Add a signing certificate, valid 2 to 10 years; the app goes on signing with the one it has."""
    if not 2 <= years <= 10:
        raise invalid("generateKey", "Validity years out of range. It should be 2 - 10 years.")
    key = new_app_key(session, secrets, app.id, years)
    session.add(key)
    session.flush()
    return key


def clone_key(session: Session, app: App, kid: str, target_id: str) -> AppKey:
    """Share an app's signing certificate with another app."""
    key, other = find_key(session, app, kid), find_app(session, target_id)
    if session.get(AppKey, (other.id, kid)) is not None:
        raise invalid("cloneKey", "Key already exists in the list of key credentials for the target app.")
    clone = AppKey(app_id=other.id, kid=kid, **{name: getattr(key, name) for name in _COPIED})
    session.add(clone)
    session.flush()
    return clone


def _keep(app: App, sent: Mapping[str, Any]) -> None:
    entry = entry_of(app)
    given = object_at(object_at(sent, "settings"), "app")
    for refusal in entry.refused:
        if app.sign_on_mode in refusal.modes and all(given.get(key) == value for key, value in refusal.when.items()):
            raise invalid("settings", refusal.because)
    shape = shape_of(app.sign_on_mode, custom=app.custom, name=app.name)
    app.body = completed(shape, sent)
    app.body["settings"]["app"] = {
        name: None if value == "" else value
        for name, value in merged(entry.settings, app.body["settings"]["app"]).items()
    }
    app.body["typed"] = _typed(shape, sent)
    sent_format = object_at(object_at(sent, "credentials"), "userNameTemplate")
    template = text_at(sent_format, "template") or DEFAULT_TEMPLATE
    kind = text_at(sent_format, "type") or "BUILT_IN"
    check_template(template, kind)
    app.username_template, app.username_template_type = template, kind
    app.username_suffix = text_at(sent_format, "userSuffix") or text_at(sent_format, "suffix")


def _typed(shape: Shape, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Give what people type into the app's form, as Okta shows it: of a shared password only that there is one."""
    given = object_at(sent, "credentials")
    kept: dict[str, Any] = {name: given.get(name, value) for name, value in shape.credentials.items()}
    if kept.get("scheme") == "SHARED_USERNAME_AND_PASSWORD":
        kept |= {"userName": given.get("userName"), "password": {}}
    push = _at(sent, "credentials", "userNameTemplate", "pushStatus")
    return kept if push is None else {**kept, "pushStatus": push}


def _label_of(sent: Mapping[str, Any]) -> str:
    label = sent.get("label")
    if not isinstance(label, str) or not label.strip():
        raise invalid("label", "label: The field cannot be left blank")
    if len(label) > 100:
        raise invalid("label", "label: The field is too long")
    return label


def _custom_name(session: Session, label: str) -> str:
    slug = re.sub(r"[^a-z0-9]", "", label.lower()) or "app"
    number = (session.scalar(select(func.count()).select_from(App).where(App.custom)) or 0) + 1
    while session.scalar(select(App.id).where(App.name == f"{_ORG_NAME}_{slug}_{number}")) is not None:
        number += 1
    return f"{_ORG_NAME}_{slug}_{number}"


def _default_policy(session: Session) -> str:
    found = session.scalar(select(Policy.id).where(Policy.type == "ACCESS_POLICY", Policy.system))
    if found is None:
        raise LookupError("the org has no default access policy; its seed data is missing")
    return found


def _at(sent: Mapping[str, Any], *path: str) -> Any:  # noqa: ANN401 - whatever JSON holds there
    found: Any = sent
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found
