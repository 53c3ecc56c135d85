"""Policies and their rules as the Management API shows them."""

from typing import Any, Final

from sandbox.org.app_shapes import merged
from sandbox.org.objects import list_at, object_at
from sandbox.org.operations.policies import ACCESS
from sandbox.org.tables import Policy, PolicyRule

# What Okta adds to the rule of an authentication policy that is sent with less.
_CONDITIONS: Final = {
    "people": {"users": {"exclude": []}},
    "network": {"connection": "ANYWHERE"},
    "riskScore": {"level": "ANY"},
    "userType": {"include": [], "exclude": []},
}
_SIDES: Final = ("include", "exclude")
_ACTIONS: Final = {
    "appSignOn": {
        "access": "ALLOW",
        "verificationMethod": {"factorMode": "2FA", "type": "ASSURANCE", "reauthenticateIn": "PT12H"},
        "keepMeSignedIn": {"postAuth": "NOT_ALLOWED"},
    }
}


def policy_json(policy: Policy, base: str) -> dict[str, Any]:
    """Show a policy."""
    own = f"{base}/api/v1/policies/{policy.id}"
    links: dict[str, Any] = {
        "self": {"href": own, "hints": {"allow": ["GET", "PUT"] + ([] if policy.system else ["DELETE"])}},
        "rules": {"href": f"{own}/rules", "hints": {"allow": ["GET", "POST"]}},
    }
    if not policy.system:
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
    # A rule that names no platform is for all of them, and Okta shows none.
    platforms = object_at({"platform": shown.pop("platform", None)}, "platform")
    if any(platforms.values()):
        shown["platform"] = {side: [_platform(row) for row in list_at(platforms, side)] for side in _SIDES}
    return shown


def _platform(sent: object) -> dict[str, Any]:
    row = dict(sent) if isinstance(sent, dict) else {}
    system = {name: value for name, value in object_at(row, "os").items() if value is not None}
    return row | ({"os": system} if system else {})


def _actions(policy: Policy, rule: PolicyRule) -> dict[str, Any]:
    actions: dict[str, Any] = rule.body.get("actions") or {}
    if policy.type != ACCESS:
        return actions
    method = object_at(object_at(actions, "appSignOn"), "verificationMethod")
    shown = merged(_ACTIONS, actions)
    if method.get("type") == "AUTH_METHOD_CHAIN":
        # A chain says itself what is asked for, and has only the keys that it was given.
        method = {name: value for name, value in method.items() if name not in ("factorMode", "inactivityPeriod")}
    else:
        method = object_at(object_at(shown, "appSignOn"), "verificationMethod")
        if isinstance(method.get("constraints"), list):
            method |= {"constraints": [_constraint(row) for row in method["constraints"]]}
    return shown | {"appSignOn": shown["appSignOn"] | {"verificationMethod": method}}


def _constraint(sent: object) -> dict[str, Any]:
    kept = sent if isinstance(sent, dict) else {}
    return {name: value for name, value in kept.items() if name in ("knowledge", "possession")}


def _switch(own: str, status: str) -> dict[str, Any]:
    verb = "deactivate" if status == "ACTIVE" else "activate"
    return {verb: {"href": f"{own}/lifecycle/{verb}", "hints": {"allow": ["POST"]}}}
