"""What an update would change of a resource, in words that hold no secret."""

from collections.abc import Mapping
from typing import Any

from commands.engine_run import Step

# How the engine marks a secret in its events.
_SECRET = "4dabf18193072939515e22adb298388d"  # noqa: S105 - the mark, not a secret
# ... and a value that is known after the update only.
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def changes_of(step: Step) -> str:
    """A step's properties, each with its value in Okta and the one declared."""
    return "; ".join(f"{path}: {shown(now)!r} → {shown(wanted)!r}" for path, (now, wanted) in step.changes.items())


def shown(value: Any) -> Any:  # noqa: ANN401 - a property is anything
    """A property's value as it may be shown."""
    if value == _UNKNOWN:
        return "[unknown]"
    if isinstance(value, Mapping):
        return "[secret]" if _SECRET in value else {key: shown(item) for key, item in value.items()}
    return [shown(item) for item in value] if isinstance(value, list) else value
