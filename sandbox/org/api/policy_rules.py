"""`/api/v1/policies/{id}/rules`: kept and shown, never enforced: nobody signs in to the sandbox's apps."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from sandbox.org.dependencies import BaseUrl, JsonBody, Reading, Writing
from sandbox.org.operations import policies
from sandbox.org.representations.policies import policy_rule_json

router = APIRouter(prefix="/api/v1/policies/{policy_id}/rules")


@router.get("")
def list_rules(session: Reading, base: BaseUrl, policy_id: str) -> list[dict[str, Any]]:
    """List a policy's rules by priority."""
    policy = policies.find_policy(session, policy_id)
    return [policy_rule_json(policy, rule, base) for rule in policies.rules_of(session, policy)]


@router.post("")
def create_rule(
    session: Writing, base: BaseUrl, policy_id: str, body: JsonBody, activate: Annotated[bool, Query()] = True
) -> dict[str, Any]:
    """Add a rule."""
    policy = policies.find_policy(session, policy_id)
    return policy_rule_json(policy, policies.create_rule(session, policy, body, active=activate), base)


@router.get("/{rule_id}")
def get_rule(session: Reading, base: BaseUrl, policy_id: str, rule_id: str) -> dict[str, Any]:
    """Show a rule."""
    policy = policies.find_policy(session, policy_id)
    return policy_rule_json(policy, policies.find_rule(session, policy, rule_id), base)


@router.put("/{rule_id}")
def replace_rule(session: Writing, base: BaseUrl, policy_id: str, rule_id: str, body: JsonBody) -> dict[str, Any]:
    """Replace a rule."""
    policy = policies.find_policy(session, policy_id)
    rule = policies.find_rule(session, policy, rule_id)
    policies.replace_rule(session, policy, rule, body)
    return policy_rule_json(policy, rule, base)


@router.delete("/{rule_id}", status_code=204)
def delete_rule(session: Writing, policy_id: str, rule_id: str) -> Response:
    """Delete a rule."""
    policy = policies.find_policy(session, policy_id)
    policies.delete_rule(session, policy, policies.find_rule(session, policy, rule_id))
    return Response(status_code=204)


@router.post("/{rule_id}/lifecycle/activate", status_code=204)
def activate_rule(session: Writing, policy_id: str, rule_id: str) -> Response:
    """Activate a rule."""
    policy = policies.find_policy(session, policy_id)
    policies.set_rule_status(session, policy, policies.find_rule(session, policy, rule_id), "ACTIVE")
    return Response(status_code=204)


@router.post("/{rule_id}/lifecycle/deactivate", status_code=204)
def deactivate_rule(session: Writing, policy_id: str, rule_id: str) -> Response:
    """Deactivate a rule."""
    policy = policies.find_policy(session, policy_id)
    policies.set_rule_status(session, policy, policies.find_rule(session, policy, rule_id), "INACTIVE")
    return Response(status_code=204)
