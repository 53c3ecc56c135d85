"""The form in which Okta keeps an app: what it adds to what was sent, and what it leaves out."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from sandbox.org.errors import invalid
from sandbox.org.objects import object_at


class Shape(BaseModel):
    """A row of `app_defaults.yaml`, for one way of signing on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    body: dict[str, Any]
    only: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    credentials: dict[str, Any] = {}
    signs: bool = False
    help: str | None = None


def shape_of(sign_on_mode: str, *, custom: bool, name: str) -> Shape:
    """Find the shape of an app; a way of signing on without a row is kept as it was sent."""
    table = _table()
    general = f"{'custom' if custom else 'catalogue'} {sign_on_mode}"
    row = table.get(f"{name} {sign_on_mode}") or table.get(general) or {"body": {}}
    return Shape.model_validate(row | {"body": merged(table["all"]["body"], row["body"])})


def completed(shape: Shape, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Give the body to keep for what was sent; a missing setting that Okta requires is refused by name."""
    given = {key: sent[key] for key in sent if key not in _KEPT_ELSEWHERE}
    _check(shape.body, given)
    body = merged(shape.body, given)
    for setting in shape.without:
        body["settings"].pop(setting, None)
    sign_on = body["settings"].get("signOn")
    if sign_on is not None:
        missing = [name for name in shape.required if not sign_on.get(name)]
        if missing:
            raise invalid(
                f"settings.signOn.{missing[0]}",
                *(f"{name}: The field cannot be left blank" for name in missing),
            )
        body["settings"]["signOn"] = {
            name: (value or None) if value == "" and shape.only else value
            for name, value in sign_on.items()
            if name not in shape.dropped and (not shape.only or name in shape.only)
        }
        slo = object_at(sign_on, "slo")
        if "spIssuer" in body["settings"]["signOn"] and slo.get("enabled"):
            body["settings"]["signOn"]["spIssuer"] = slo.get("issuer")
    return body


def merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lay `over` on `under`, object by object; lists and plain values replace, null leaves an object as it is."""
    result = dict(under)
    for key, value in over.items():
        below = result.get(key)
        if isinstance(below, dict) and isinstance(value, dict | None):
            result[key] = merged(below, value or {})
        else:
            result[key] = value
    return result


def _check(known: Mapping[str, Any], given: Mapping[str, Any], place: str = "") -> None:
    """Refuse values of another type than Okta's own have; what Okta shows as null is a text."""
    for name, value in given.items():
        if name not in known or value is None:
            continue
        default, where = known[name], f"{place}{name}"
        kind = str if default is None else type(default)
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            raise invalid(where, f"{where}: The field must be {_KINDS[kind]}")
        if isinstance(value, Mapping):
            _check(default, value, f"{where}.")


_KINDS = {bool: "true or false", dict: "an object", list: "a list", str: "a text", int: "a whole number"}
# Columns of their own in the store, or Okta's to set.
_KEPT_ELSEWHERE = frozenset(
    {
        "id",
        "orn",
        "name",
        "label",
        "status",
        "created",
        "lastUpdated",
        "features",
        "signOnMode",
        "credentials",
        "universalLogout",
    }
    | {"_links", "_embedded"}
)


@cache
def _table() -> dict[str, Any]:
    text = Path(__file__).with_name("app_defaults.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
