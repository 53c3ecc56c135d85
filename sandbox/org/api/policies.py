"""`/api/v1/policies`: policies, which apps have them, and their lifecycle."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import select

from sandbox.org.api.paging import Page
from sandbox.org.dependencies import BaseUrl, CurrentOrg, JsonBody, Reading, Writing
from sandbox.org.errors import OktaError
from sandbox.org.operations import policies
from sandbox.org.operations.connections import provisioning_of
from sandbox.org.representations.apps import app_json
from sandbox.org.representations.policies import policy_json
from sandbox.org.tables import App, Policy

router = APIRouter(prefix="/api/v1/policies")


@router.get("")
def list_policies(
    session: Reading,
    base: BaseUrl,
    page: Page,
    type_: Annotated[str | None, Query(alias="type")] = None,
    status: Annotated[str | None, Query()] = None,
    q: Annotated[str | None, Query()] = None,
) -> list[dict[str, Any]]:
    """List the policies of a type; `q` is the beginning of a name."""
    if type_ is None:
        raise OktaError(400, "E0000028", "The request is missing a required parameter.", "type")
    found = select(Policy).where(Policy.type == type_).order_by(Policy.id)
    if status:
        found = found.where(Policy.status == status)
    if q:
        found = found.where(Policy.name.istartswith(q, autoescape=True))
    if page.after:
        found = found.where(Policy.id > page.after)
    size = page.size(200, 200)
    rows = list(session.scalars(found.limit(size + 1)))
    shown = page.links(rows, size, lambda row: row.id)
    return [policy_json(policy, base) | {"_embedded": {"resourceType": "APP"}} for policy in shown]


@router.post("")
def create_policy(
    session: Writing, base: BaseUrl, body: JsonBody, activate: Annotated[bool, Query()] = True
) -> dict[str, Any]:
    """Add a policy."""
    return policy_json(policies.create_policy(session, body, active=activate), base)


@router.get("/{policy_id}")
def get_policy(session: Reading, base: BaseUrl, policy_id: str) -> dict[str, Any]:
    """Show a policy."""
    return policy_json(policies.find_policy(session, policy_id), base)


@router.put("/{policy_id}")
def replace_policy(session: Writing, base: BaseUrl, policy_id: str, body: JsonBody) -> dict[str, Any]:
    """Replace a policy's settings."""
    policy = policies.find_policy(session, policy_id)
    policies.replace_policy(session, policy, body)
    return policy_json(policy, base)


@router.delete("/{policy_id}", status_code=204)
def delete_policy(session: Writing, policy_id: str) -> Response:
    """Delete a policy."""
    policies.delete_policy(session, policies.find_policy(session, policy_id))
    return Response(status_code=204)


@router.get("/{policy_id}/app")
def list_policy_apps(session: Reading, base: BaseUrl, org: CurrentOrg, policy_id: str) -> list[dict[str, Any]]:
    """List the apps that have an authentication policy."""
    policy = policies.find_policy(session, policy_id)
    found = select(App).where(App.access_policy_id == policy.id).order_by(App.id)
    return [app_json(app, provisioning_of(session, app), base, org.identifier) for app in session.scalars(found).all()]


@router.post("/{policy_id}/clone")
def clone_policy(session: Writing, base: BaseUrl, policy_id: str) -> dict[str, Any]:
    """Copy an authentication policy with its rules."""
    return policy_json(policies.clone_policy(session, policies.find_policy(session, policy_id)), base)


@router.post("/{policy_id}/lifecycle/activate", status_code=204)
def activate_policy(session: Writing, policy_id: str) -> Response:
    """Activate a policy."""
    policies.set_policy_status(session, policies.find_policy(session, policy_id), "ACTIVE")
    return Response(status_code=204)


@router.post("/{policy_id}/lifecycle/deactivate", status_code=204)
def deactivate_policy(session: Writing, policy_id: str) -> Response:
    """Deactivate a policy."""
    policies.set_policy_status(session, policies.find_policy(session, policy_id), "INACTIVE")
    return Response(status_code=204)
