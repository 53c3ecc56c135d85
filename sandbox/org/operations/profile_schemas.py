"""Profile schemas: which attributes users, groups and the users of an app have."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from sqlalchemy.orm import Session

from sandbox.org.app_shapes import merged
from sandbox.org.directory_tables import ProfileSchema
from sandbox.org.errors import invalid
from sandbox.org.identifiers import now
from sandbox.org.objects import list_at, object_at, objects_at
from sandbox.org.operations.attribute_values import TYPES, problems
from sandbox.org.operations.system_log import record, target
from sandbox.org.tables import App, User

USERS: Final = "user"
GROUPS: Final = "group"
# Columns of the table that are the sandbox's own, not Okta's.
_OWN: Final = ("self", "from", "otherwise")


def kind_of(app: App) -> str:
    """Say which rows of the table an app's users have."""
    return "oidc" if app.sign_on_mode == "OPENID_CONNECT" else "app"


def changes_of(session: Session, subject: str) -> ProfileSchema | None:
    """Find what was changed of a schema; `subject` is an app's id, `user` or `group`."""
    return session.get(ProfileSchema, subject)


def change_schema(session: Session, subject: str, kind: str, sent: Mapping[str, Any]) -> None:
    """Add, change and (by null) remove custom attributes, and change base ones, as a POST of the schema does."""
    definitions = object_at(sent, "definitions")
    properties = object_at(object_at(definitions, "custom"), "properties")
    added = objects_at({"properties": properties}, "properties")
    custom = {name: added.get(name) for name in properties}
    base = objects_at(object_at(definitions, "base"), "properties")
    kept = session.get(ProfileSchema, subject)
    if kept is None:
        kept = ProfileSchema(subject=subject, custom={}, base={}, last_updated=now())
        session.add(kept)
    known = table(kind)
    for name in custom:
        if name in known:
            raise invalid("definitions", f"{name}: A base attribute of this name exists")
    for name in base:
        if name not in known:
            raise invalid("definitions", f"{name}: There is no base attribute of this name")
    for name, row in added.items():
        if row.get("type", "string") not in TYPES:
            raise invalid("definitions", f"{name}: type must be one of {', '.join(TYPES)}")
        if object_at(row, "items").get("type", "string") not in TYPES:
            raise invalid("definitions", f"{name}: items.type must be one of {', '.join(TYPES)}")
        for values in (row, object_at(row, "items")):
            list_at(values, "enum")
    for name, row in (base | added).items():
        for limit in ("minLength", "maxLength"):
            if not isinstance(row.get(limit), int | None):
                raise invalid("definitions", f"{name}: {limit} must be a whole number")
    kept.custom = {name: row for name, row in {**kept.custom, **custom}.items() if row is not None}
    kept.base = merged(kept.base, base)
    kept.last_updated = now()
    record(session, "system.directory.schema.update", "Update schema", target("Schema", subject, "unknown", subject))


def attributes(kind: str, changes: ProfileSchema | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the base and the custom attributes of a schema as Okta shows them."""
    base = {
        name: _shown(kind, merged(_base(kind, row), {} if changes is None else changes.base.get(name, {})))
        for name, row in table(kind).items()
    }
    custom = {} if changes is None else {name: _shown(kind, row) for name, row in changes.custom.items()}
    return base, custom


def require_fitting(session: Session, app: App, profile: Mapping[str, Any], *, whole: bool) -> None:
    """Refuse values that do not fit in an app user's profile, or in that of a group's assignment, which is not `whole`.

    Attributes that the app's schema lacks are taken: what Okta's catalogue gives an app is not known here.
    """
    base, custom = attributes(kind_of(app), changes_of(session, app.id))
    rows = {name: row for name, row in (base | custom).items() if name in profile or (whole and name in custom)}
    if wrong := list(problems(rows, profile)):
        raise invalid("appUser", *wrong)


def app_profile(app: App, user: User) -> dict[str, Any]:
    """Make the app's own profile of a person who is assigned."""
    profile = {"displayName": user.display_name} | {k: v for k, v in user.profile.items() if v is not None}
    return {
        name: profile.get(row.get("from", ""), row.get("otherwise"))
        for name, row in table(kind_of(app)).items()
        if name != "userName"
    }


@cache
def table(kind: str) -> dict[str, dict[str, Any]]:
    """Read the rows of a kind."""
    text = Path(__file__).parents[1].joinpath("profile_schemas.yaml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(text)
    return rows[kind]


def _base(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {"title": row["title"], "type": "string"}
    shown |= {name: value for name, value in row.items() if name not in _OWN}
    if kind in (USERS, GROUPS):
        shown["permissions"] = [{"principal": "SELF", "action": row["self"]}]
        shown["master"] = {"type": "PROFILE_MASTER"}
    return shown


def _shown(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    dropped: tuple[str, ...] = ()
    shown: dict[str, Any] = {"scope": "NONE"}
    if kind in (USERS, GROUPS):
        shown |= {"mutability": "READ_WRITE"}
    else:
        # `union` says how lists of several groups are joined.
        dropped = ("permissions", "master") + (() if row.get("type") == "array" else ("union",))
    shown |= {name: value for name, value in row.items() if name not in dropped and value is not None}
    if object_at(shown, "items").get("type") == "object":
        shown["items"] = {"additionalProperties": True} | shown["items"]
    if not shown.get("required"):
        shown.pop("required", None)
    return shown
