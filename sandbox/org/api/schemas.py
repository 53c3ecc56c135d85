"""`/api/v1/meta`: the schemas of users, groups and app users, and the one type of user."""

from typing import Any

from fastapi import APIRouter

from sandbox.org.dependencies import BaseUrl, JsonBody, Reading, Writing
from sandbox.org.errors import not_found
from sandbox.org.operations import apps, profile_schemas
from sandbox.org.operations.profile_schemas import GROUPS, USERS
from sandbox.org.representations.people import USER_SCHEMA, USER_TYPE
from sandbox.org.representations.schemas import app_user_schema_json, group_schema_json, user_schema_json
from sandbox.org.seed import administrator_of

router = APIRouter(prefix="/api/v1/meta")


@router.get("/schemas/user/{schema_id}")
def get_user_schema(session: Reading, base: BaseUrl, schema_id: str) -> dict[str, Any]:
    """Show the schema of users; `default` and the id that users link to are the same one."""
    _require(schema_id, USER_SCHEMA, "Schema")
    return user_schema_json(session, base)


@router.post("/schemas/user/{schema_id}")
def change_user_schema(session: Writing, base: BaseUrl, schema_id: str, body: JsonBody) -> dict[str, Any]:
    """Add, change and remove attributes of users."""
    _require(schema_id, USER_SCHEMA, "Schema")
    profile_schemas.change_schema(session, USERS, USERS, body)
    return user_schema_json(session, base)


@router.get("/schemas/group/default")
def get_group_schema(session: Reading, base: BaseUrl) -> dict[str, Any]:
    """Show the schema of groups."""
    return group_schema_json(session, base)


@router.post("/schemas/group/default")
def change_group_schema(session: Writing, base: BaseUrl, body: JsonBody) -> dict[str, Any]:
    """Add, change and remove attributes of groups."""
    profile_schemas.change_schema(session, GROUPS, GROUPS, body)
    return group_schema_json(session, base)


@router.get("/schemas/apps/{app_id}/default")
def get_app_user_schema(session: Reading, base: BaseUrl, app_id: str) -> dict[str, Any]:
    """Show the schema of an app's users."""
    return app_user_schema_json(session, apps.find_app(session, app_id), base)


@router.post("/schemas/apps/{app_id}/default")
def change_app_user_schema(session: Writing, base: BaseUrl, app_id: str, body: JsonBody) -> dict[str, Any]:
    """Add, change and remove attributes of an app's users."""
    app = apps.find_app(session, app_id)
    profile_schemas.change_schema(session, app.id, profile_schemas.kind_of(app), body)
    return app_user_schema_json(session, app, base)


@router.get("/types/user")
def list_user_types(session: Reading, base: BaseUrl) -> list[dict[str, Any]]:
    """List the types of users; the sandbox has the default one only."""
    return [get_user_type(session, base, USER_TYPE)]


@router.get("/types/user/{type_id}")
def get_user_type(session: Reading, base: BaseUrl, type_id: str) -> dict[str, Any]:
    """Show the default type of users, by its id or as `default`."""
    _require(type_id, USER_TYPE, "UserType")
    author = administrator_of(session)
    return {
        "id": USER_TYPE,
        "displayName": "User",
        "name": "user",
        "description": "Okta user profile template with default permission settings",
        "createdBy": author.id,
        "lastUpdatedBy": author.id,
        "created": author.created,
        "lastUpdated": author.created,
        "default": True,
        "_links": {
            "schema": {
                "rel": "schema",
                "href": f"{base}/api/v1/meta/schemas/user/{USER_SCHEMA}",
                "method": "GET",
            },
            "self": {"rel": "self", "href": f"{base}/api/v1/meta/types/user/{USER_TYPE}", "method": "GET"},
        },
    }


def _require(asked: str, known: str, kind: str) -> None:
    if asked not in ("default", known):
        raise not_found(kind, asked)
