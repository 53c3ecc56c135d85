"""The last guard: whatever a person wrote or a service answered, no secret of the stack's settings is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from settings import Settings

_Shown = TypeVar("_Shown")
# A shorter one would be found in words that have nothing to do with it.
_SHORTEST = 8


def without_secrets(shown: _Shown, settings: Settings) -> _Shown:
    """The same structure with `[secret]` wherever a text of it holds a token or key."""
    given = (*settings.tokens.values(), settings.okta.api_token, settings.okta.private_key)
    secrets = [secret.get_secret_value() for secret in given if secret]
    cleaned: _Shown = _clean(shown, [secret for secret in secrets if len(secret) >= _SHORTEST])
    return cleaned


def _clean(value: Any, secrets: Iterable[str]) -> Any:  # noqa: ANN401 - walks any structure
    if isinstance(value, str):
        text = str(value)
        for secret in secrets:
            text = text.replace(secret, "[secret]")
        return value if text == value else text
    if isinstance(value, tuple):
        return tuple(_clean(item, secrets) for item in value)
    if isinstance(value, Mapping):
        return {_clean(key, secrets): _clean(item, secrets) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _clean(getattr(value, field.name), secrets) for field in fields(value)})
    return value
