"""`/api/v1/apps/{id}/connections/default`: the API's way to switch provisioning on, for few apps."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from sandbox.org.catalogue import entry_of
from sandbox.org.certificates import key_credential
from sandbox.org.dependencies import BaseUrl, CurrentOrg, JsonBody, Reading, Writing
from sandbox.org.errors import invalid
from sandbox.org.objects import object_at, text_at
from sandbox.org.operations import apps, connections
from sandbox.org.organisation import Org
from sandbox.org.provisioning.verification import CredentialsRefused, verify
from sandbox.org.representations.assignments import connection_json
from sandbox.org.tables import App

router = APIRouter(prefix="/api/v1/apps/{app_id}/connections/default")


@router.get("")
def get_connection(session: Reading, base: BaseUrl, app_id: str) -> dict[str, Any]:
    """Show an app's connection, never its token."""
    app = apps.find_app(session, app_id)
    return connection_json(app, connections.provisioning_of(session, app), base)


@router.post("")
def set_connection(
    org: CurrentOrg,
    base: BaseUrl,
    app_id: str,
    body: JsonBody,
    activate: Annotated[bool, Query()] = False,
) -> dict[str, Any]:
    """Keep a connection; on an app that the API cannot provision nothing is kept, and the answer is 200."""
    with org.store.writing() as session:
        app = apps.find_app(session, app_id)
        if entry_of(app).connects_by_api:
            _keep(session, org, app, body)
    if activate:
        _activate(org, app_id)
    with org.store.reading() as session:
        return connection_json(app, connections.provisioning_of(session, app), base)


@router.get("/jwks")
def list_signing_keys(session: Reading, app_id: str) -> dict[str, Any]:
    """List the public keys with which Okta signs in to the service; only an OAuth 2.0 connection has one."""
    app = apps.find_app(session, app_id)
    if connections.provisioning_of(session, app).auth_scheme != "OAUTH2":
        raise invalid("connection", "The connection does not use OAuth 2.0")
    shown = key_credential(apps.find_key(session, app, app.kid))
    key = {name: shown[name] for name in ("kty", "kid", "use", "e", "n", "created", "lastUpdated", "expiresAt")}
    return {"jwks": {"keys": [key | {"alg": "RS256", "status": "ACTIVE"}]}}


@router.post("/lifecycle/activate", status_code=204)
def activate_connection(org: CurrentOrg, app_id: str) -> Response:
    """Test the credentials and switch provisioning on; a refusal leaves what was kept."""
    _activate(org, app_id)
    return Response(status_code=204)


@router.post("/lifecycle/deactivate", status_code=204)
def deactivate_connection(session: Writing, app_id: str) -> Response:
    """Switch provisioning off."""
    app = apps.find_app(session, app_id)
    if entry_of(app).connects_by_api:
        connections.disable_provisioning(session, app)
    return Response(status_code=204)


def _keep(session: Session, org: Org, app: App, body: dict[str, Any]) -> None:
    entry = entry_of(app)
    profile = object_at(body, "profile")
    base_url, token = text_at(body, "baseUrl"), text_at(profile, "token")
    # The spec's own example for Org2Org writes OAUTH, its answer OAUTH2.
    sent = text_at(profile, "authScheme")
    scheme = "OAUTH2" if sent == "OAUTH" else sent
    if scheme not in entry.connection:
        raise invalid("authScheme", f"authScheme: '{scheme}' is not supported by {app.name}")
    if scheme == "TOKEN" and entry.scim and not base_url:
        raise invalid("baseUrl", "baseUrl: The field cannot be left blank")
    signing = profile.get("signing")
    if signing is not None and (
        not isinstance(signing, dict) or signing.get("rotationMode", "AUTO") not in ("AUTO", "MANUAL")
    ):
        raise invalid("signing", "signing: The rotationMode must be AUTO or MANUAL")
    text_at(profile, "clientId")
    has_token = connections.provisioning_of(session, app).token is not None
    if scheme == "TOKEN" and entry.scim and not token and not has_token:
        raise invalid("token", "token: The field cannot be left blank")
    connections.set_connection(
        session,
        org.secrets,
        app,
        base_url=base_url,
        token=token,
        auth_scheme=scheme,
        oauth_profile={key: profile[key] for key in ("clientId", "signing") if key in profile},
    )


def _activate(org: Org, app_id: str) -> None:
    with org.store.reading() as session:
        app = apps.find_app(session, app_id)
        settings = connections.provisioning_of(session, app)
    entry = entry_of(app)
    if not entry.connects_by_api:
        return
    # No transaction is open while the service is asked: it may take its time.
    if entry.scim and settings.auth_scheme == "TOKEN" and settings.token is not None:
        try:
            verify(settings.base_url or "", entry.authorization(org.secrets.decrypt(settings.token)))
        except CredentialsRefused as refusal:
            raise invalid("connection", str(refusal)) from refusal
    with org.store.writing() as session:
        connections.enable_provisioning(session, apps.find_app(session, app_id))
