"""`/api/v1/policies`: reading the authentication policies."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import select

from sandbox.org.api.paging import Page
from sandbox.org.dependencies import BaseUrl, Reading
from sandbox.org.errors import OktaError, not_found
from sandbox.org.tables import Policy

router = APIRouter(prefix="/api/v1/policies")


@router.get("")
def list_policies(
    session: Reading, base: BaseUrl, page: Page, type_: Annotated[str | None, Query(alias="type")] = None
) -> list[dict[str, Any]]:
    """List the policies of a type."""
    if type_ is None:
        raise OktaError(400, "E0000028", "The request is missing a required parameter.", "type")
    found = select(Policy).where(Policy.type == type_).order_by(Policy.id)
    rows = list(session.scalars(found))
    return [_policy_json(policy, base) for policy in page.links(rows, len(rows), lambda row: row.id)]


@router.get("/{policy_id}")
def get_policy(session: Reading, base: BaseUrl, policy_id: str) -> dict[str, Any]:
    """Show a policy."""
    policy = session.get(Policy, policy_id)
    if policy is None:
        raise not_found("Policy", policy_id)
    return _policy_json(policy, base)


def _policy_json(policy: Policy, base: str) -> dict[str, Any]:
    own = f"{base}/api/v1/policies/{policy.id}"
    links: dict[str, Any] = {
        "self": {"href": own, "hints": {"allow": ["GET", "PUT"] + ([] if policy.system else ["DELETE"])}},
        "rules": {"href": f"{own}/rules", "hints": {"allow": ["GET", "POST"]}},
    }
    if not policy.system:
        links["mappings"] = {"href": f"{own}/mappings", "hints": {"allow": ["GET", "POST"]}}
        links["deactivate"] = {"href": f"{own}/lifecycle/deactivate", "hints": {"allow": ["POST"]}}
    return {
        "id": policy.id,
        "status": "ACTIVE",
        "name": policy.name,
        **({} if policy.description is None else {"description": policy.description}),
        "priority": 1,
        "system": policy.system,
        "conditions": None,
        "created": policy.created,
        "lastUpdated": policy.created,
        "_links": links,
        "_embedded": {"resourceType": "APP"},
        "type": policy.type,
    }
