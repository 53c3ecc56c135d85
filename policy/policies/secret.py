"""Which texts the engine holds as secrets: the policy SDK unwraps them before a policy sees them."""

from collections.abc import Mapping
from typing import Any

# The engine's mark of a secret on the wire (pulumi/sdk, `resource.SecretSig`).
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark, not a secret


class SecretText(str):
    """A text that the engine keeps encrypted and hidden."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "[secret]"


def marked(value: Any, secret: bool = False) -> Any:  # noqa: ANN401 - properties on the wire
    """Properties as they come over the wire, with every text of a secret marked as one, at any depth."""
    if isinstance(value, Mapping):
        if value.get(_SIGNATURE) == _SECRET:
            return marked(value["value"], True)
        return {key: marked(item, secret) for key, item in value.items()}
    if isinstance(value, list):
        return [marked(item, secret) for item in value]
    return SecretText(value) if secret and isinstance(value, str) else value
