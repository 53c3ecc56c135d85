"""Property values between the engine's wire format and Python."""

from typing import Any, Final, TypeAlias

# Any JSON value, and UNKNOWN or a Secret wherever one may be.
Json: TypeAlias = Any
Properties: TypeAlias = dict[str, Json]

UNKNOWN_SENTINEL: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
# The engine has one sentinel for each type; all mean "not known before the update".
_SENTINELS: Final = frozenset(
    {
        UNKNOWN_SENTINEL,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the engine's public mark, not a secret


class Unknown:
    """The value of an output that only an update will tell."""

    _only: "Unknown | None" = None

    def __new__(cls) -> "Unknown":
        """Give the one instance there is."""
        cls._only = cls._only or super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        """Name it as messages do."""
        return "UNKNOWN"

    def __deepcopy__(self, memo: dict[int, object]) -> "Unknown":
        """Stay the one instance."""
        return self


UNKNOWN: Final = Unknown()


class Secret:
    """A value that the engine is to keep encrypted; never shown by `repr`."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        """Mark `value` for the way out; values that come in are plain."""
        self.value = value

    def __repr__(self) -> str:
        """Hide the value."""
        return "Secret(***)"


def from_wire(value: object) -> Json:
    """Read a wire value: sentinels become UNKNOWN, secrets lose their mark, whole numbers become int."""
    if isinstance(value, dict):
        if value.get(_SIGNATURE) == _SECRET:
            return from_wire(value.get("value"))
        return {name: from_wire(item) for name, item in value.items()}
    if isinstance(value, list):
        return [from_wire(item) for item in value]
    if isinstance(value, str) and value in _SENTINELS:
        return UNKNOWN
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def to_wire(value: object) -> Json:
    """Write a value as the engine expects it, secrets marked."""
    if isinstance(value, Secret):
        return {_SIGNATURE: _SECRET, "value": to_wire(value.value)}
    if value is UNKNOWN:
        return UNKNOWN_SENTINEL
    if isinstance(value, dict):
        return {name: to_wire(item) for name, item in value.items()}
    if isinstance(value, list):
        return [to_wire(item) for item in value]
    return value


def contains_unknown(value: object) -> bool:
    """Tell whether UNKNOWN is anywhere inside."""
    if isinstance(value, dict):
        return any(contains_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(contains_unknown(item) for item in value)
    return value is UNKNOWN


def without_unknowns(value: object) -> Json:
    """Replace every UNKNOWN by None, as the plugin does between plan and update."""
    if isinstance(value, dict):
        return {name: without_unknowns(item) for name, item in value.items()}
    if isinstance(value, list):
        return [without_unknowns(item) for item in value]
    return None if value is UNKNOWN else value


def without_nulls(value: object) -> Json:
    """Drop nulls at every depth, as framework resources do in what they store."""
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value


def is_zero(value: object) -> bool:
    """Tell whether a classic resource would take the value for an unset one."""
    return value is not UNKNOWN and value in (None, "", False, 0, [], {})
