"""OAuth 2.0 clients: what an OpenID Connect app proves itself with, secrets and keys."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.org.client_tables import ClientKey, ClientSecret
from sandbox.org.errors import invalid, not_found
from sandbox.org.identifiers import new_id, now, random_text
from sandbox.org.objects import list_at, object_at
from sandbox.org.secrets import Secrets
from sandbox.org.tables import App

_METHODS: Final = ("client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none")
_WITHOUT_SECRET: Final = ("private_key_jwt", "none")
_CIBA: Final = "urn:openid:params:grant-type:ciba"
_MOST_SECRETS: Final = 2
_SHORTEST: Final = 14
_LONGEST: Final = 100
_ACTIVE: Final = "ACTIVE"
# What Okta calls the object of a refusal.
_SECRET: Final = "OAuth2ClientSecretMediated"  # noqa: S105
_KEY: Final = "JsonWebKey"


def begin(session: Session, secrets: Secrets, app: App, sent: Mapping[str, Any]) -> None:
    """Give a new app its client; apps of the catalogue have theirs made by the service and show none."""
    if app.name != "oidc_client":
        return
    change(session, secrets, app, sent)
    client = app.body["oauth"]
    if client["token_endpoint_auth_method"] not in _WITHOUT_SECRET and secret_of(session, secrets, app) is None:
        add_secret(session, secrets, app, None)


def change(session: Session, secrets: Secrets, app: App, sent: Mapping[str, Any]) -> None:
    """Keep what was sent of a client; its id never changes, its secret only where one is sent."""
    given = object_at(object_at(sent, "credentials"), "oauthClient")
    before = app.body.get("oauth", {})
    method = given.get("token_endpoint_auth_method", before.get("token_endpoint_auth_method", _METHODS[0]))
    if method not in _METHODS:
        raise invalid("credentials.oauthClient", f"token_endpoint_auth_method: '{method}' is not supported")
    client_id = before.get("client_id") or given.get("client_id") or app.id
    kept = {
        "autoKeyRotation": given.get("autoKeyRotation", True),
        "client_id": client_id,
        "token_endpoint_auth_method": method,
        "pkce_required": given.get("pkce_required", method == "none"),
    }
    settings = dict(app.body["settings"])
    settings["oauthClient"] = _settings(object_at(settings, "oauthClient"))
    app.body = {**app.body, "oauth": kept, "settings": settings}
    wanted = given.get("client_secret")
    if isinstance(wanted, str) and wanted and wanted != secret_of(session, secrets, app):
        for old in secrets_of(session, app):
            session.delete(old)
        add_secret(session, secrets, app, wanted)
    for key in _sent_keys(settings["oauthClient"]):
        if not any(row.key.get("kid") == key.get("kid") for row in keys_of(session, app)):
            _keep_key(session, app, key)


def secret_of(session: Session, secrets: Secrets, app: App) -> str | None:
    """Give an app's newest active secret in clear, or None for an app that has none."""
    active = [row for row in secrets_of(session, app) if row.status == _ACTIVE]
    return secrets.decrypt(active[-1].secret).strip() if active else None


def secrets_of(session: Session, app: App) -> list[ClientSecret]:
    """List an app's secrets, oldest first."""
    return list(session.scalars(select(ClientSecret).where(ClientSecret.app_id == app.id).order_by(ClientSecret.id)))


def find_secret(session: Session, app: App, secret_id: str) -> ClientSecret:
    """Find a secret of an app."""
    found = session.get(ClientSecret, secret_id)
    if found is None or found.app_id != app.id:
        raise not_found("OAuth2ClientSecret", secret_id)
    return found


def add_secret(session: Session, secrets: Secrets, app: App, wanted: object, status: str = _ACTIVE) -> ClientSecret:
    """Give an app another secret, one of its own choice or a random one; it may have two."""
    if wanted is not None and not isinstance(wanted, str):
        raise invalid("client_secret", "client_secret: The field must be a text")
    if wanted is not None and len(wanted) < _SHORTEST:
        text = f"client_secret: 'client_secret' must be at least '{_SHORTEST}' characters long."
        raise invalid("client_secret", text)
    if wanted is not None and len(wanted) > _LONGEST:
        text = f"client_secret: 'client_secret' can't be more than '{_LONGEST}' characters long."
        raise invalid("client_secret", text)
    if len(secrets_of(session, app)) >= _MOST_SECRETS:
        raise invalid(_SECRET, "You've reached the maximum number of client secrets per client.")
    clear = wanted if isinstance(wanted, str) else random_text(64)
    row = ClientSecret(
        id=new_id("ocs"),
        app_id=app.id,
        secret=secrets.encrypt(clear),
        status=status,
        created=now(),
        last_updated=now(),
    )
    session.add(row)
    session.flush()
    return row


def secret_json(row: ClientSecret, secrets: Secrets, base: str) -> dict[str, Any]:
    """Show a secret; Okta shows it in clear to who may read the app."""
    clear = secrets.decrypt(row.secret)
    own = f"{base}/api/v1/apps/{row.app_id}/credentials/secrets/{row.id}"
    return {
        "id": row.id,
        "created": row.created,
        "lastUpdated": row.last_updated,
        "status": row.status,
        "client_secret": clear,
        "secret_hash": base64.urlsafe_b64encode(hashlib.sha256(clear.encode()).digest()[:16]).decode().rstrip("="),
        "_links": _links(own, row.status),
    }


def keys_of(session: Session, app: App) -> list[ClientKey]:
    """List an app's public keys, oldest first."""
    return list(session.scalars(select(ClientKey).where(ClientKey.app_id == app.id).order_by(ClientKey.id)))


def find_key(session: Session, app: App, key_id: str) -> ClientKey:
    """Find a public key of an app."""
    found = session.get(ClientKey, key_id)
    if found is None or found.app_id != app.id:
        raise not_found("JsonWebKey", key_id)
    return found


def add_key(session: Session, app: App, sent: Mapping[str, Any]) -> ClientKey:
    """Give an app another public key; a `kid` may stand once."""
    if sent.get("kty") not in ("RSA", "EC"):
        raise invalid("kty", "kty: The field must be RSA or EC")
    if sent.get("kty") == "RSA" and not (isinstance(sent.get("n"), str) and isinstance(sent.get("e"), str)):
        raise invalid("n", "RSA key must have n and e")
    if any(row.key.get("kid") == sent.get("kid") for row in keys_of(session, app)):
        raise invalid(_KEY, "Each key should have a unique kid.")
    return _keep_key(session, app, {"use": "sig"} | dict(sent))


def key_json(row: ClientKey, base: str) -> dict[str, Any]:
    """Show a public key."""
    own = f"{base}/api/v1/apps/{row.app_id}/credentials/jwks/{row.id}"
    return {
        "id": row.id,
        **{name: value for name, value in row.key.items() if name not in ("id", "status", "created", "lastUpdated")},
        "status": row.status,
        "created": row.created,
        "lastUpdated": row.last_updated,
        "_links": _links(own, row.status),
    }


def set_secret_status(session: Session, app: App, row: ClientSecret, status: str) -> None:
    """Activate or deactivate a secret; the only active one stays so."""
    others = [other for other in secrets_of(session, app) if other.status == _ACTIVE and other.id != row.id]
    if status != _ACTIVE and not others:
        raise invalid(_SECRET, "You can't deactivate the only active client secret.")
    row.status, row.last_updated = status, now()


def set_key_status(row: ClientKey, status: str) -> None:
    """Activate or deactivate a public key."""
    row.status, row.last_updated = status, now()


def delete_secret(session: Session, row: ClientSecret) -> None:
    """Delete an inactive secret."""
    if row.status == _ACTIVE:
        raise invalid(_SECRET, "You can't delete an active client secret. Deactivate the secret before deleting it.")
    session.delete(row)


def delete_key(session: Session, row: ClientKey) -> None:
    """Delete an inactive public key."""
    if row.status == _ACTIVE:
        raise invalid(_KEY, "You can't delete an active JSON Web Key. Deactivate the key before deleting it.")
    session.delete(row)


def _keep_key(session: Session, app: App, sent: Mapping[str, Any]) -> ClientKey:
    row = ClientKey(id=new_id("pks"), app_id=app.id, key=dict(sent), status=_ACTIVE, created=now(), last_updated=now())
    session.add(row)
    session.flush()
    return row


def _sent_keys(settings: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    keys = list_at(object_at(settings, "jwks"), "keys")
    if not all(isinstance(key, Mapping) for key in keys):
        raise invalid("jwks", "jwks: The keys must be a list of JSON Web Keys")
    return keys


def _settings(sent: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in sent.items() if value is not None or name.endswith("_uri")}
    refresh = kept.get("refresh_token")
    if isinstance(refresh, Mapping) and refresh.get("rotation_type") == "STATIC":
        kept["refresh_token"] = {"rotation_type": "STATIC"}
    if _CIBA in list_at(kept, "grant_types"):
        kept.setdefault("backchannel_token_delivery_mode", "poll")
    if kept.get("frontchannel_logout_uri"):
        kept.setdefault("frontchannel_logout_session_required", False)
    if "jwks" in kept:
        kept["jwks"] = {"keys": [_complete(key) for key in _sent_keys(kept)]}
    return kept


def _complete(key: Mapping[str, Any]) -> dict[str, Any]:
    curve = {"crv": None} if key.get("kty") == "EC" else {}
    return {"id": new_id("pks"), "status": _ACTIVE, "use": None} | curve | dict(key)


def _links(own: str, status: str) -> dict[str, Any]:
    verb = "deactivate" if status == _ACTIVE else "activate"
    links = {verb: {"href": f"{own}/lifecycle/{verb}", "hints": {"allow": ["POST"]}}}
    return links if status == _ACTIVE else links | {"delete": {"href": own, "hints": {"allow": ["DELETE"]}}}
