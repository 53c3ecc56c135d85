"""Parts of what a client sent, or a refusal that names the part which is of another type."""

from collections.abc import Mapping
from typing import Any

from sandbox.org.errors import invalid


def object_at(sent: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Give the object of this name; missing or null is an empty one."""
    found = sent.get(name)
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise invalid(name, f"{name}: The field must be an object")
    return dict(found)


def objects_at(sent: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """Give an object whose values are objects; those that are null are left out."""
    found = object_at(sent, name)
    return {inner: object_at(found, inner) for inner, value in found.items() if value is not None}


def profile_of(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Give the profile, which must be there."""
    if not isinstance(sent.get("profile"), Mapping):
        raise invalid("profile", "profile: The field cannot be left blank")
    return dict(sent["profile"])


def text_at(sent: Mapping[str, Any], name: str) -> str | None:
    """Give the text of this name, or None for one that is missing or null."""
    found = sent.get(name)
    if found is not None and not isinstance(found, str):
        raise invalid(name, f"{name}: The field must be a text")
    return found


def list_at(sent: Mapping[str, Any], name: str) -> list[Any]:
    """Give the list of this name; missing or null is an empty one."""
    found = sent.get(name)
    if found is None:
        return []
    if not isinstance(found, list | tuple):
        raise invalid(name, f"{name}: The field must be a list")
    return list(found)
