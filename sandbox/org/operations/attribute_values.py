"""What a profile may hold: the values that fit the attributes of its schema."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

# The types of an attribute in Okta's schemas: what JSON has for each, and how a refusal calls it.
_TYPES: Final[Mapping[str, tuple[tuple[type, ...], str]]] = {
    "string": ((str,), "a text"),
    "boolean": ((bool,), "true or false"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "array": ((list,), "a list"),
    "object": ((dict,), "an object"),
}
TYPES: Final = tuple(_TYPES)


def problems(attributes: Mapping[str, Mapping[str, Any]], profile: Mapping[str, Any]) -> Iterator[str]:
    """Say what is wrong with a profile, in the words of Okta's errorCauses; names that no schema has are not looked at.

    An attribute that is missing or null is wrong only where the schema requires it.
    """
    for name, attribute in attributes.items():
        value = profile.get(name)
        if value is not None:
            problem = _problem(attribute, value)
        else:
            problem = "cannot be left blank" if attribute.get("required") is True else None
        if problem is not None:
            yield f"{name}: The field {problem}"


def _problem(attribute: Mapping[str, Any], value: object) -> str | None:
    kinds, called = _TYPES[attribute.get("type", "string")]
    # In Python, not in JSON, true is a whole number.
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        return f"must be {called}"
    if isinstance(value, str):
        if len(value) > (attribute.get("maxLength") or len(value)):
            return "is too long"
        if len(value) < (attribute.get("minLength") or 0):
            return "is too short"
    if isinstance(value, list):
        items = attribute.get("items") or {}
        return next((f"has an item that {problem}" for item in value if (problem := _problem(items, item))), None)
    allowed = attribute.get("enum")
    return f"must be one of {', '.join(map(str, allowed))}" if allowed and value not in allowed else None
