"""Groups, their rules and their owners as the Management API shows them."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sandbox.org.directory_tables import GroupOwner, GroupRule
from sandbox.org.tables import AppGroup, Group, Membership, User

_LOGO = "https://op3static.oktacdn.com/assets/img/logos/groups/odyssey/okta-{size}.png"


def group_json(group: Group, base: str) -> dict[str, Any]:
    """Show a group."""
    own = f"{base}/api/v1/groups/{group.id}"
    return {
        "id": group.id,
        "created": group.created,
        "lastUpdated": group.last_updated,
        "lastMembershipUpdated": group.last_membership_updated,
        "objectClass": ["okta:user_group"],
        "type": group.type,
        "profile": {name: value for name, value in group.profile.items() if value is not None},
        "_links": {
            "logo": [
                {"name": size, "href": _LOGO.format(size=size), "type": "image/png"} for size in ("medium", "large")
            ],
            "owners": {"href": f"{own}/owners"},
            "users": {"href": f"{own}/users"},
            "apps": {"href": f"{own}/apps"},
        },
    }


def embedded_in_group(session: Session, group: Group, expand: str | None) -> dict[str, Any]:
    """Give what `expand=stats` embeds; other names embed nothing here."""
    if "stats" not in (expand or "").split(","):
        return {}
    users = session.scalar(select(func.count()).select_from(Membership).where(Membership.group_id == group.id))
    apps = session.scalar(select(func.count()).select_from(AppGroup).where(AppGroup.group_id == group.id))
    return {
        "_embedded": {
            "stats": {
                "usersCount": users,
                "appsCount": apps,
                "groupPushMappingsCount": 0,
                "hasAdminPrivilege": False,
            }
        }
    }


def rule_json(session: Session, rule: GroupRule, expand: str | None = None) -> dict[str, Any]:
    """Show a rule; `expand=groupIdToGroupNameMap` adds the names of its groups."""
    names = {
        row.id: row.name for row in session.execute(select(Group.id, Group.name).where(Group.id.in_(rule.group_ids)))
    }
    return {
        "type": "group_rule",
        "id": rule.id,
        "status": rule.status,
        "name": rule.name,
        "created": rule.created,
        "lastUpdated": rule.last_updated,
        "conditions": {
            "people": {"users": {"exclude": rule.excluded_users}, "groups": {"exclude": []}},
            "expression": {"value": rule.expression, "type": "urn:okta:expression:1.0"},
        },
        "actions": {"assignUserToGroups": {"groupIds": rule.group_ids}},
        "allGroupsValid": len(names) == len(rule.group_ids),
        **({"_embedded": {"groupIdToGroupNameMap": names}} if expand == "groupIdToGroupNameMap" else {}),
    }


def owner_json(session: Session, owner: GroupOwner) -> dict[str, Any]:
    """Show an owner of a group."""
    if owner.type == "USER":
        user = session.get(User, owner.owner_id)
        name = "" if user is None else user.display_name
    else:
        group = session.get(Group, owner.owner_id)
        name = "" if group is None else group.name
    return {
        "id": owner.owner_id,
        "type": owner.type,
        "resolved": True,
        "originId": None,
        "originType": "OKTA_DIRECTORY",
        "displayName": name,
        "lastUpdated": owner.last_updated,
    }
