"""Users and groups as the Management API shows them."""

from typing import Any

from sandbox.org.tables import Group, User

_LOGO = "https://op3static.oktacdn.com/assets/img/logos/groups/odyssey/okta-{size}.png"


def user_json(user: User, base: str) -> dict[str, Any]:
    """Show a person; `base` is the org's address as the client wrote it."""
    own = f"{base}/api/v1/users/{user.id}"
    return {
        "id": user.id,
        "status": user.status,
        "created": user.created,
        "activated": user.activated,
        "statusChanged": user.status_changed,
        "lastLogin": None,
        "lastUpdated": user.last_updated,
        "passwordChanged": None,
        "type": {"id": "otysandboxdefault5d7"},
        "profile": user.profile,
        "credentials": {"provider": {"type": "OKTA", "name": "OKTA"}},
        "_links": {"self": {"href": own}, **_lifecycle(user, own)},
    }


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
        "profile": group.profile,
        "_links": {
            "logo": [
                {"name": size, "href": _LOGO.format(size=size), "type": "image/png"} for size in ("medium", "large")
            ],
            "owners": {"href": f"{own}/owners"},
            "users": {"href": f"{own}/users"},
            "apps": {"href": f"{own}/apps"},
        },
    }


def _lifecycle(user: User, own: str) -> dict[str, Any]:
    verb = "activate" if user.status in ("STAGED", "DEPROVISIONED") else "deactivate"
    return {verb: {"href": f"{own}/lifecycle/{verb}", "method": "POST"}}
