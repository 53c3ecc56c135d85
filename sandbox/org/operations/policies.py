"""Policies and their rules: kept and shown as sent, never enforced."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sandbox.org.errors import OktaError, invalid, not_found
from sandbox.org.identifiers import new_id, now
from sandbox.org.operations.system_log import record, target
from sandbox.org.tables import App, Policy, PolicyRule

ACCESS: Final = "ACCESS_POLICY"
_TYPES: Final = {
    ACCESS: "rst",
    "PROFILE_ENROLLMENT": "rst",
    "POST_AUTH_SESSION": "rst",
    "IDP_DISCOVERY": "00p",
    "MFA_ENROLL": "00p",
    "OKTA_SIGN_ON": "00p",
    "PASSWORD": "00p",
}
_KEPT: Final = ("conditions", "settings")
_LAST_PRIORITY: Final = 99


def find_policy(session: Session, policy_id: str) -> Policy:
    """Find a policy by its id."""
    found = session.get(Policy, policy_id)
    if found is None:
        raise not_found("Policy", policy_id)
    return found


def create_policy(session: Session, sent: Mapping[str, Any], *, active: bool = True) -> Policy:
    """Add a policy of one of Okta's types."""
    kind = sent.get("type")
    if not isinstance(kind, str) or kind not in _TYPES:
        raise invalid(
            "type", "type: The field cannot be left blank" if not kind else f"type: '{kind}' is not supported"
        )
    policy = Policy(
        id=new_id(_TYPES[kind]),
        type=kind,
        name=_name_of(session, sent, kind),
        description=_description(sent),
        system=False,
        created=now(),
        status="ACTIVE" if active else "INACTIVE",
        priority=_priority(sent, 1),
        body={name: sent[name] for name in _KEPT if sent.get(name) is not None},
        last_updated=now(),
    )
    session.add(policy)
    session.flush()
    record(session, "policy.lifecycle.create", "Create policy", _target(policy))
    return policy


def replace_policy(session: Session, policy: Policy, sent: Mapping[str, Any]) -> None:
    """Replace what can be changed of a policy; its type cannot."""
    if sent.get("type", policy.type) != policy.type:
        raise invalid("type", "type: The type of a policy cannot be changed")
    policy.name = _name_of(session, sent, policy.type, policy)
    policy.description, policy.priority = _description(sent), _priority(sent, policy.priority)
    policy.body = {name: sent[name] for name in _KEPT if sent.get(name) is not None}
    policy.last_updated = now()
    record(session, "policy.lifecycle.update", "Update policy", _target(policy))


def clone_policy(session: Session, policy: Policy) -> Policy:
    """Add a copy of an authentication policy and of its rules."""
    if policy.type != ACCESS:
        raise invalid("policy", "Only authentication policies can be cloned")
    number = 1
    while session.scalar(select(Policy.id).where(Policy.name == f"[cloned {number}] {policy.name}")) is not None:
        number += 1
    sent = {"type": policy.type, "name": f"[cloned {number}] {policy.name}", "description": policy.description}
    copy = create_policy(session, sent | policy.body)
    for rule in rules_of(session, policy):
        if not rule.system:
            create_rule(session, copy, {"name": rule.name, "priority": rule.priority, "type": policy.type} | rule.body)
    return copy


def set_policy_status(session: Session, policy: Policy, status: str) -> None:
    """Activate or deactivate a policy; Okta's own stay active."""
    if policy.system:
        raise _system()
    policy.status, policy.last_updated = status, now()
    verb = "activate" if status == "ACTIVE" else "deactivate"
    record(session, f"policy.lifecycle.{verb}", f"{verb.capitalize()} policy", _target(policy))


def delete_policy(session: Session, policy: Policy) -> None:
    """Delete a policy; apps that had it get the default one."""
    if policy.system:
        raise _system()
    default = session.scalar(select(Policy.id).where(Policy.type == ACCESS, Policy.system))
    session.execute(update(App).where(App.access_policy_id == policy.id).values(access_policy_id=default))
    record(session, "policy.lifecycle.delete", "Delete policy", _target(policy))
    session.delete(policy)


def rules_of(session: Session, policy: Policy) -> list[PolicyRule]:
    """List a policy's rules by priority; every authentication policy ends with one that catches the rest."""
    kept = select(PolicyRule).where(PolicyRule.policy_id == policy.id).order_by(PolicyRule.priority, PolicyRule.id)
    rules = list(session.scalars(kept))
    if policy.type == ACCESS and not any(rule.system for rule in rules):
        rules.append(_catch_all(policy))
    return rules


def find_rule(session: Session, policy: Policy, rule_id: str) -> PolicyRule:
    """Find a rule of a policy."""
    for rule in rules_of(session, policy):
        if rule.id == rule_id:
            return rule
    raise not_found("PolicyRule", rule_id)


def create_rule(session: Session, policy: Policy, sent: Mapping[str, Any], *, active: bool = True) -> PolicyRule:
    """Add a rule to a policy."""
    rule = PolicyRule(
        id=new_id("rul" if _TYPES[policy.type] == "rst" else "0pr"),
        policy_id=policy.id,
        name=_rule_name(sent),
        status="ACTIVE" if active else "INACTIVE",
        priority=_priority(sent, len(rules_of(session, policy))),
        system=False,
        body=_rule_body(policy, sent),
        created=now(),
        last_updated=now(),
    )
    session.add(rule)
    session.flush()
    record(session, "policy.rule.add", "Add policy rule", _target(policy))
    return rule


def replace_rule(session: Session, policy: Policy, rule: PolicyRule, sent: Mapping[str, Any]) -> None:
    """Replace a rule; the one that catches the rest keeps its name and place."""
    if not rule.system:
        rule.name, rule.priority = _rule_name(sent), _priority(sent, rule.priority)
    rule.body, rule.last_updated = _rule_body(policy, sent), now()
    session.add(rule)
    record(session, "policy.rule.update", "Update policy rule", _target(policy))


def set_rule_status(session: Session, policy: Policy, rule: PolicyRule, status: str) -> None:
    """Activate or deactivate a rule."""
    if rule.system:
        raise _system()
    rule.status, rule.last_updated = status, now()
    record(session, "policy.rule.update", "Update policy rule", _target(policy))


def delete_rule(session: Session, policy: Policy, rule: PolicyRule) -> None:
    """Delete a rule."""
    if rule.system:
        raise _system()
    record(session, "policy.rule.delete", "Delete policy rule", _target(policy))
    session.delete(rule)


def _catch_all(policy: Policy) -> PolicyRule:
    return PolicyRule(
        id=f"rul{policy.id[3:]}",
        policy_id=policy.id,
        name="Catch-all Rule",
        status="ACTIVE",
        priority=_LAST_PRIORITY,
        system=True,
        body={
            "actions": {
                "appSignOn": {
                    "access": "ALLOW",
                    "verificationMethod": {
                        "factorMode": "2FA",
                        "type": "ASSURANCE",
                        "reauthenticateIn": "PT12H",
                        "constraints": [{"possession": {"required": True, "deviceBound": "REQUIRED"}}],
                    },
                }
            }
        },
        created=policy.created,
        last_updated=policy.created,
    )


def _rule_body(policy: Policy, sent: Mapping[str, Any]) -> dict[str, Any]:
    if sent.get("type", policy.type) != policy.type:
        raise invalid("type", f"type: The rules of this policy are of type {policy.type}")
    for name in ("conditions", "actions"):
        if sent.get(name) is not None and not isinstance(sent[name], Mapping):
            raise invalid(name, f"{name}: The field must be an object")
    return {name: sent[name] for name in ("conditions", "actions") if sent.get(name) is not None}


def _rule_name(sent: Mapping[str, Any]) -> str:
    name = sent.get("name")
    if not isinstance(name, str) or not name.strip():
        raise invalid("name", "name: The field cannot be left blank")
    return name


def _name_of(session: Session, sent: Mapping[str, Any], kind: str, policy: Policy | None = None) -> str:
    name = _rule_name(sent)
    same = session.scalar(select(Policy.id).where(Policy.name == name, Policy.type == kind))
    if same is not None and (policy is None or same != policy.id):
        raise invalid("name", "name: Policy name already in use.")
    return name


def _description(sent: Mapping[str, Any]) -> str | None:
    text = sent.get("description")
    return text if isinstance(text, str) else None


def _priority(sent: Mapping[str, Any], otherwise: int) -> int:
    number = sent.get("priority")
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**31 else otherwise


def _target(policy: Policy) -> dict[str, Any]:
    return target("PolicyEntity", policy.id, "unknown", policy.name)


def _system() -> OktaError:
    return OktaError(403, "E0000006", "You do not have permission to perform the requested action")
