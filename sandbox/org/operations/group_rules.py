"""Group rules: people put into groups because of what their profile says."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sandbox.org.directory_tables import GroupRule, RuleMembership
from sandbox.org.errors import OktaError, invalid, not_found
from sandbox.org.identifiers import new_id, now
from sandbox.org.objects import list_at, object_at
from sandbox.org.okta_expressions import NotUnderstood, Subject, check, matches
from sandbox.org.operations import assignments
from sandbox.org.operations.groups import find_group
from sandbox.org.operations.system_log import record, target
from sandbox.org.tables import Group, Membership, User

_LONGEST_NAME: Final = 50


def find_rule(session: Session, rule_id: str) -> GroupRule:
    """Find a rule by its id."""
    found = session.get(GroupRule, rule_id)
    if found is None:
        raise not_found("GroupRule", rule_id)
    return found


def create_rule(session: Session, sent: Mapping[str, Any]) -> GroupRule:
    """Add a rule, which is INACTIVE and puts nobody anywhere until it is activated."""
    rule = GroupRule(id=new_id("0pr"), status="INACTIVE", created=now(), last_updated=now(), **_read(session, sent))
    session.add(rule)
    session.flush()
    record(session, "group.rule.create", "Create group rule", _target(rule))
    return rule


def replace_rule(session: Session, rule: GroupRule, sent: Mapping[str, Any]) -> None:
    """Change a rule, which must be inactive; Okta never takes other groups for a rule that exists."""
    if rule.status == "ACTIVE":
        raise invalid("GroupRule", "Cannot update an active rule. Deactivate the rule first.")
    changes = _read(session, sent)
    if changes["group_ids"] != rule.group_ids:
        raise invalid("actions", "actions: The groups of a rule cannot be changed")
    for name, value in changes.items():
        setattr(rule, name, value)
    rule.last_updated = now()
    record(session, "group.rule.update", "Update group rule", _target(rule))


def activate_rule(session: Session, rule: GroupRule) -> None:
    """Switch a rule on: everybody who matches joins its groups at once."""
    if rule.status == "ACTIVE":
        return
    if not any(session.get(Group, group_id) for group_id in rule.group_ids):
        rule.status = "INVALID"
        return
    rule.status, rule.last_updated = "ACTIVE", now()
    record(session, "group.rule.activate", "Activate group rule", _target(rule))
    for user in session.scalars(select(User).order_by(User.id)).all():
        _apply(session, rule, user)


def deactivate_rule(session: Session, rule: GroupRule) -> None:
    """Switch a rule off: those whom it put into a group stay there."""
    if rule.status == "INACTIVE":
        return
    rule.status, rule.last_updated = "INACTIVE", now()
    record(session, "group.rule.deactivate", "Deactivate group rule", _target(rule))


def delete_rule(session: Session, rule: GroupRule, *, remove_users: bool = False) -> None:
    """Delete a rule, and with `remove_users` the memberships that it brought about."""
    if remove_users:
        for group_id, user_id in session.execute(
            select(RuleMembership.group_id, RuleMembership.user_id).where(RuleMembership.rule_id == rule.id)
        ).all():
            _withdraw(session, rule, group_id, session.get_one(User, user_id))
    record(session, "group.rule.delete", "Delete group rule", _target(rule))
    session.delete(rule)


def apply_rules(session: Session, user: User) -> None:
    """Bring a person's groups in line with all active rules, after the profile or a group has changed."""
    for rule in session.scalars(select(GroupRule).where(GroupRule.status == "ACTIVE").order_by(GroupRule.id)).all():
        _apply(session, rule, user)


def _apply(session: Session, rule: GroupRule, user: User) -> None:
    wanted = user.status != "DEPROVISIONED" and user.id not in rule.excluded_users
    wanted = wanted and _matches(session, rule, user)
    for group_id in rule.group_ids:
        group = session.get(Group, group_id)
        if group is None:
            continue
        brought = session.get(RuleMembership, (rule.id, group_id, user.id))
        if wanted and brought is None and session.get(Membership, (group_id, user.id)) is None:
            assignments.join(session, group, user)
            session.add(RuleMembership(rule_id=rule.id, group_id=group_id, user_id=user.id))
        elif not wanted and brought is not None:
            _withdraw(session, rule, group_id, user)
    session.flush()


def _matches(session: Session, rule: GroupRule, user: User) -> bool:
    try:
        return matches(rule.expression, _subject(session, user))
    except NotUnderstood:
        # Of this person alone, say by a group's name that is their regular expression: others must not suffer.
        return False


def _withdraw(session: Session, rule: GroupRule, group_id: str, user: User) -> None:
    session.execute(
        delete(RuleMembership).where(
            RuleMembership.rule_id == rule.id,
            RuleMembership.group_id == group_id,
            RuleMembership.user_id == user.id,
        )
    )
    others = select(RuleMembership.rule_id).where(
        RuleMembership.group_id == group_id, RuleMembership.user_id == user.id
    )
    if session.scalar(others.limit(1)) is None:
        assignments.leave(session, session.get_one(Group, group_id), user)


def _subject(session: Session, user: User) -> Subject:
    joined = select(Group.id, Group.name).join(Membership, Membership.group_id == Group.id)
    groups = {row.id: row.name for row in session.execute(joined.where(Membership.user_id == user.id))}
    return Subject(user.profile, groups)


def _read(session: Session, sent: Mapping[str, Any]) -> dict[str, Any]:
    name = sent.get("name")
    if not isinstance(name, str) or not name.strip():
        raise invalid("name", "name: The field cannot be left blank")
    if len(name) > _LONGEST_NAME:
        raise invalid("name", f"name: The field is too long, max length {_LONGEST_NAME}")
    if sent.get("type", "group_rule") != "group_rule":
        raise invalid("type", "type: The only type is group_rule")
    conditions, actions = object_at(sent, "conditions"), object_at(sent, "actions")
    expression = object_at(conditions, "expression").get("value")
    if not isinstance(expression, str) or not expression.strip():
        raise invalid("conditions", "expression: The field cannot be left blank")
    try:
        check(expression)
    except NotUnderstood as error:
        raise OktaError(400, "E0000001", "Api validation failed: groupRule", f"Invalid expression: {error}") from None
    group_ids = list_at(object_at(actions, "assignUserToGroups"), "groupIds")
    if not group_ids:
        raise invalid("actions", "groupIds: The field cannot be left blank")
    for group_id in group_ids:
        if find_group(session, str(group_id)).type != "OKTA_GROUP":
            raise invalid("actions", "groupIds: Only groups of type OKTA_GROUP can be assigned by a rule")
    users = object_at(object_at(conditions, "people"), "users")
    return {
        "name": name,
        "expression": expression,
        "group_ids": [str(group_id) for group_id in group_ids],
        "excluded_users": [str(user_id) for user_id in list_at(users, "exclude")],
    }


def _target(rule: GroupRule) -> dict[str, Any]:
    return target("GroupRule", rule.id, "unknown", rule.name)
