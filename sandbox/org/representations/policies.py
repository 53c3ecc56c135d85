"""Policies and their rules as the Management API shows them."""

from typing import Any, Final

from sandbox.org.app_shapes import merged
from sandbox.org.operations.policies import ACCESS
from sandbox.org.tables import Policy, PolicyRule

# What Okta adds to the rule of an authentication policy that is sent with less.
_CONDITIONS: Final = {
    "people": {"users": {"exclude": []}},
    "network": {"connection": "ANYWHERE"},
    "riskScore": {"level": "ANY"},
    "userType": {"include": [], "exclude": []},
}


def policy_json(policy: Policy, base: str) -> dict[str, Any]:
    """Show a policy."""
    own = f"{base}/api/v1/policies/{policy.id}"
    links: dict[str, Any] = {
        "self": {"href": own, "hints": {"allow": ["GET", "PUT"] + ([] if policy.system else ["DELETE"])}},
        "rules": {"href": f"{own}/rules", "hints": {"allow": ["GET", "POST"]}},
    }
    if not policy.system:
        if policy.type == ACCESS:
            links["mappings"] = {"href": f"{own}/mappings", "hints": {"allow": ["GET", "POST"]}}
        links |= _switch(own, policy.status)
    return {
        "id": policy.id,
        "status": policy.status,
        "name": policy.name,
        **({} if policy.description is None else {"description": policy.description}),
        "priority": policy.priority,
        "system": policy.system,
        "conditions": None,
        "created": policy.created,
        "lastUpdated": policy.last_updated or policy.created,
        **policy.body,
        "_links": links,
        "type": policy.type,
    }


def policy_rule_json(policy: Policy, rule: PolicyRule, base: str) -> dict[str, Any]:
    """Show a rule of a policy."""
    own = f"{base}/api/v1/policies/{policy.id}/rules/{rule.id}"
    allowed = ["GET", "PUT"] + ([] if rule.system else ["DELETE"])
    return {
        "id": rule.id,
        "status": rule.status,
        "name": rule.name,
        "priority": rule.priority,
        "created": rule.created,
        "lastUpdated": rule.last_updated,
        "system": rule.system,
        "conditions": None if rule.system else _conditions(policy, rule),
        "actions": _actions(policy, rule),
        "_links": {
            "self": {"href": own, "hints": {"allow": allowed}},
            **({} if rule.system else _switch(own, rule.status)),
        },
        "type": policy.type,
    }


def _conditions(policy: Policy, rule: PolicyRule) -> dict[str, Any]:
    sent: dict[str, Any] = rule.body.get("conditions") or {}
    if policy.type != ACCESS:
        return sent
    shown = merged(_CONDITIONS, sent)
    if "platform" in shown:
        shown["platform"] = {"include": [], "exclude": []} | shown["platform"]
    return shown


def _actions(policy: Policy, rule: PolicyRule) -> dict[str, Any]:
    actions: dict[str, Any] = rule.body.get("actions") or {}
    if policy.type == ACCESS:
        return merged({"appSignOn": {"access": "ALLOW", "keepMeSignedIn": {"postAuth": "NOT_ALLOWED"}}}, actions)
    return actions


def _switch(own: str, status: str) -> dict[str, Any]:
    verb = "deactivate" if status == "ACTIVE" else "activate"
    return {verb: {"href": f"{own}/lifecycle/{verb}", "hints": {"allow": ["POST"]}}}
