"""Profile schemas as the Management API shows them."""

from typing import Any, Final

from sqlalchemy.orm import Session

from sandbox.org.operations.profile_schemas import GROUPS, USERS, attributes, changes_of, kind_of
from sandbox.org.representations.people import USER_SCHEMA, USER_TYPE
from sandbox.org.seed import administrator_of
from sandbox.org.tables import App

_DRAFT: Final = "http://json-schema.org/draft-04/schema#"


def user_schema_json(session: Session, base: str) -> dict[str, Any]:
    """Show the schema of users."""
    return {
        **_schema(session, base, USERS, USERS, "user/default", administrator_of(session).created),
        "name": "user",
        "title": "User",
        "description": "Okta user profile template with default permission settings",
        "_links": {
            "self": {"rel": "self", "href": f"{base}/api/v1/meta/schemas/user/{USER_SCHEMA}", "method": "GET"},
            "type": {"rel": "type", "href": f"{base}/api/v1/meta/types/user/{USER_TYPE}", "method": "GET"},
        },
    }


def group_schema_json(session: Session, base: str) -> dict[str, Any]:
    """Show the schema of groups."""
    return {
        **_schema(session, base, GROUPS, GROUPS, "group/default", administrator_of(session).created),
        "name": "group",
        "title": "Okta group",
        "description": "Okta group profile template with default permission settings",
        "_links": {"self": {"rel": "self", "href": f"{base}/api/v1/meta/schemas/group/default", "method": "GET"}},
    }


def app_user_schema_json(session: Session, app: App, base: str) -> dict[str, Any]:
    """Show the schema of an app's users."""
    return {
        **_schema(session, base, app.id, kind_of(app), f"apps/{app.id}/default", app.created),
        "name": app.name,
        "title": f"{app.label} User",
    }


def _schema(session: Session, base: str, subject: str, kind: str, path: str, created: str) -> dict[str, Any]:
    changes = changes_of(session, subject)
    standard, custom = attributes(kind, changes)
    return {
        "id": f"{base}/meta/schemas/{path}",
        "$schema": _DRAFT,
        "lastUpdated": created if changes is None else changes.last_updated,
        "created": created,
        "definitions": {
            # Okta leaves `required` out where there is no attribute.
            "custom": _part("custom", custom) if custom else {"id": "#custom", "type": "object", "properties": {}},
            "base": _part("base", standard),
        },
        "type": "object",
        "properties": {"profile": {"allOf": [{"$ref": "#/definitions/custom"}, {"$ref": "#/definitions/base"}]}},
    }


def _part(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    required = [attribute for attribute, row in properties.items() if row.get("required")]
    return {"id": f"#{name}", "type": "object", "properties": properties, "required": required}
