"""`/api/v1/apps/{id}/credentials/secrets` and `/jwks`: what OAuth 2.0 clients prove themselves with."""

from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from sandbox.org.dependencies import BaseUrl, CurrentOrg, JsonBody, OptionalJsonBody, Reading, Writing
from sandbox.org.errors import not_found
from sandbox.org.operations import clients
from sandbox.org.operations.apps import find_app
from sandbox.org.tables import App

router = APIRouter(prefix="/api/v1/apps/{app_id}/credentials")


@router.get("/secrets")
def list_secrets(session: Reading, org: CurrentOrg, base: BaseUrl, app_id: str) -> list[dict[str, Any]]:
    """List an app's secrets, in clear as Okta does."""
    app = _client(session, app_id)
    return [clients.secret_json(row, org.secrets, base) for row in clients.secrets_of(session, app)]


@router.post("/secrets", status_code=201)
def create_secret(
    session: Writing, org: CurrentOrg, base: BaseUrl, app_id: str, body: OptionalJsonBody = None
) -> dict[str, Any]:
    """Add a secret, the one that is sent or a random one."""
    sent = body or {}
    status = "INACTIVE" if sent.get("status") == "INACTIVE" else "ACTIVE"
    row = clients.add_secret(session, org.secrets, _client(session, app_id), sent.get("client_secret"), status)
    return clients.secret_json(row, org.secrets, base)


@router.get("/secrets/{secret_id}")
def get_secret(session: Reading, org: CurrentOrg, base: BaseUrl, app_id: str, secret_id: str) -> dict[str, Any]:
    """Show a secret."""
    row = clients.find_secret(session, _client(session, app_id), secret_id)
    return clients.secret_json(row, org.secrets, base)


@router.delete("/secrets/{secret_id}", status_code=204)
def delete_secret(session: Writing, app_id: str, secret_id: str) -> Response:
    """Delete an inactive secret."""
    clients.delete_secret(session, clients.find_secret(session, _client(session, app_id), secret_id))
    return Response(status_code=204)


@router.post("/secrets/{secret_id}/lifecycle/activate")
def activate_secret(session: Writing, org: CurrentOrg, base: BaseUrl, app_id: str, secret_id: str) -> dict[str, Any]:
    """Activate a secret."""
    app = _client(session, app_id)
    row = clients.find_secret(session, app, secret_id)
    clients.set_secret_status(session, app, row, "ACTIVE")
    return clients.secret_json(row, org.secrets, base)


@router.post("/secrets/{secret_id}/lifecycle/deactivate")
def deactivate_secret(session: Writing, org: CurrentOrg, base: BaseUrl, app_id: str, secret_id: str) -> dict[str, Any]:
    """Deactivate a secret."""
    app = _client(session, app_id)
    row = clients.find_secret(session, app, secret_id)
    clients.set_secret_status(session, app, row, "INACTIVE")
    return clients.secret_json(row, org.secrets, base)


@router.get("/jwks")
def list_keys(session: Reading, base: BaseUrl, app_id: str) -> list[dict[str, Any]]:
    """List an app's public keys."""
    return [clients.key_json(row, base) for row in clients.keys_of(session, _client(session, app_id))]


@router.post("/jwks", status_code=201)
def add_key(session: Writing, base: BaseUrl, app_id: str, body: JsonBody) -> dict[str, Any]:
    """Add a public key."""
    return clients.key_json(clients.add_key(session, _client(session, app_id), body), base)


@router.get("/jwks/{key_id}")
def get_key(session: Reading, base: BaseUrl, app_id: str, key_id: str) -> dict[str, Any]:
    """Show a public key."""
    return clients.key_json(clients.find_key(session, _client(session, app_id), key_id), base)


@router.delete("/jwks/{key_id}", status_code=204)
def delete_key(session: Writing, app_id: str, key_id: str) -> Response:
    """Delete an inactive public key."""
    clients.delete_key(session, clients.find_key(session, _client(session, app_id), key_id))
    return Response(status_code=204)


@router.post("/jwks/{key_id}/lifecycle/activate")
def activate_key(session: Writing, base: BaseUrl, app_id: str, key_id: str) -> dict[str, Any]:
    """Activate a public key."""
    row = clients.find_key(session, _client(session, app_id), key_id)
    clients.set_key_status(row, "ACTIVE")
    return clients.key_json(row, base)


@router.post("/jwks/{key_id}/lifecycle/deactivate")
def deactivate_key(session: Writing, base: BaseUrl, app_id: str, key_id: str) -> dict[str, Any]:
    """Deactivate a public key."""
    row = clients.find_key(session, _client(session, app_id), key_id)
    clients.set_key_status(row, "INACTIVE")
    return clients.key_json(row, base)


def _client(session: Session, app_id: str) -> App:
    app = find_app(session, app_id)
    if app.name != "oidc_client":
        raise not_found("OAuth2AppInstance", app_id)
    return app
