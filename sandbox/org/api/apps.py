"""`/api/v1/apps`: integrations, their lifecycle, metadata, keys and access policy."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response, UploadFile
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from sandbox.org.api.expressions import Column, Related, begins_with, condition
from sandbox.org.api.paging import Page
from sandbox.org.dependencies import BaseUrl, CurrentOrg, JsonBody, Reading, Writing
from sandbox.org.errors import OktaError, invalid
from sandbox.org.operations import apps, clients
from sandbox.org.operations.connections import provisioning_of, wipe_provisioning
from sandbox.org.organisation import Org
from sandbox.org.representations.apps import app_json, metadata_xml
from sandbox.org.representations.assignments import app_user_json
from sandbox.org.tables import App, AppGroup, AppUser, Provisioning

router = APIRouter(prefix="/api/v1/apps")

_COLUMNS: Final[Mapping[str, Column | Related]] = {
    "id": App.id,
    "status": App.status,
    "name": App.name,
    "label": App.label,
    "credentials.signing.kid": App.kid,
    "user.id": Related(App.id, AppUser.app_id, AppUser.user_id),
    "group.id": Related(App.id, AppGroup.app_id, AppGroup.group_id),
}


@router.get("")
def list_apps(
    session: Reading,
    base: BaseUrl,
    org: CurrentOrg,
    page: Page,
    q: Annotated[str | None, Query()] = None,
    filter_: Annotated[str | None, Query(alias="filter")] = None,
    expand: Annotated[str | None, Query()] = None,
) -> list[dict[str, Any]]:
    """List apps; `q` is the beginning of a name or label, `expand=user/{id}` embeds that person's assignments."""
    found = select(App).order_by(App.id)
    if q:
        found = found.where(or_(begins_with(App.name, q), begins_with(App.label, q)))
    if filter_:
        found = found.where(condition(filter_, _COLUMNS))
    if page.after:
        found = found.where(App.id > page.after)
    size = page.size(20, 200)
    shown = page.links(list(session.scalars(found.limit(size + 1))), size, lambda app: app.id)
    # The session holds what it has read by weak references: this one spares a query for each app.
    _settings = session.scalars(select(Provisioning).where(Provisioning.app_id.in_([app.id for app in shown]))).all()
    return [_show(session, org, base, app) | _embedded(session, base, app, expand) for app in shown]


@router.post("")
def create_app(
    session: Writing,
    base: BaseUrl,
    org: CurrentOrg,
    body: JsonBody,
    activate: Annotated[bool, Query()] = True,
) -> dict[str, Any]:
    """Add an app; with `activate=false` it starts INACTIVE."""
    app = apps.create_app(session, org.secrets, body, activate=activate)
    return _show(session, org, base, app, with_secret=True)


@router.get("/{app_id}")
def get_app(session: Reading, base: BaseUrl, org: CurrentOrg, app_id: str) -> dict[str, Any]:
    """Show an app."""
    return _show(session, org, base, apps.find_app(session, app_id))


@router.put("/{app_id}")
def replace_app(session: Writing, base: BaseUrl, org: CurrentOrg, app_id: str, body: JsonBody) -> dict[str, Any]:
    """Replace an app's settings; connection, boxes and assignments are not touched, unless a fault is rehearsed."""
    app = apps.find_app(session, app_id)
    apps.replace_app(session, org.secrets, app, body)
    if org.faults.plan.wipe_provisioning_on_app_update:
        wipe_provisioning(session, app)
    return _show(session, org, base, app, with_secret=True)


@router.delete("/{app_id}", status_code=204)
def delete_app(session: Writing, app_id: str) -> Response:
    """Delete a deactivated app."""
    apps.delete_app(session, apps.find_app(session, app_id))
    return Response(status_code=204)


@router.post("/{app_id}/lifecycle/activate")
def activate_app(session: Writing, app_id: str) -> dict[str, Any]:
    """Activate an app."""
    apps.set_app_status(session, apps.find_app(session, app_id), "ACTIVE")
    return {}


@router.post("/{app_id}/lifecycle/deactivate")
def deactivate_app(session: Writing, app_id: str) -> dict[str, Any]:
    """Deactivate an app."""
    apps.set_app_status(session, apps.find_app(session, app_id), "INACTIVE")
    return {}


@router.put("/{app_id}/policies/{policy_id}", status_code=204)
def set_access_policy(session: Writing, app_id: str, policy_id: str) -> Response:
    """Give an app its authentication policy."""
    apps.set_access_policy(session, apps.find_app(session, app_id), policy_id)
    return Response(status_code=204)


@router.get("/{app_id}/sso/saml/metadata")
def get_metadata(session: Reading, base: BaseUrl, app_id: str, kid: Annotated[str | None, Query()] = None) -> Response:
    """Give the SAML metadata with the certificate `kid`, the active one by default."""
    app = apps.find_app(session, app_id)
    if app.sign_on_mode not in ("SAML_2_0", "SAML_1_1"):
        raise OktaError(400, "E0000001", "Api validation failed: signOnMode", "The app does not use SAML")
    key = apps.find_key(session, app, kid or app.kid)
    return Response(metadata_xml(app, key, base), headers={"Content-Type": "application/xml;charset=ISO-8859-1"})


@router.post("/{app_id}/logo", status_code=201)
def upload_logo(session: Reading, base: BaseUrl, app_id: str, file: UploadFile) -> Response:
    """Take a logo and throw it away: all apps look alike here."""
    app = apps.find_app(session, app_id)
    if file.size == 0:
        raise invalid("file", "file: The logo is empty")
    return Response(status_code=201, headers={"Location": f"{base}/fs/bco/4/fs0{app.id[3:]}"})


def _embedded(session: Session, base: str, app: App, expand: str | None) -> dict[str, Any]:
    app_user = session.get(AppUser, (app.id, (expand or "").removeprefix("user/")))
    return {} if app_user is None else {"_embedded": {"user": app_user_json(app_user, base)}}


def _show(session: Session, org: Org, base: str, app: App, *, with_secret: bool = False) -> dict[str, Any]:
    secret = clients.secret_of(session, org.secrets, app) if with_secret else None
    return app_json(app, provisioning_of(session, app), base, org.identifier, client_secret=secret)
