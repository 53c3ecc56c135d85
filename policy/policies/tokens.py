"""Tokens and keys."""

from collections.abc import Iterator, Sequence

from .policy import TEXTS, Options, Policy
from .resource import Resource
from .secret import SecretText

_SHORTEST = 8  # shorter ones stand in other texts by chance


def _in_clear(resource: Resource, options: Options) -> Iterator[str]:
    if resource.of_okta:
        for path, name, text in resource.texts():
            if name in options["properties"] and text and not isinstance(text, SecretText):
                yield f"{path} is no secret."


def _elsewhere_in_clear(resources: Sequence[Resource], options: Options) -> Iterator[tuple[Resource, str]]:
    """Outputs in which a token of any resource stands in clear, those of the stack among them."""
    tokens: dict[str, str] = {}
    for resource in resources:
        for path, name, text in resource.texts():
            if resource.of_okta and name in options["properties"] and len(text) >= _SHORTEST:
                tokens.setdefault(str(text), f"{path} of {resource}")
    for resource in resources:
        for path, _, text in resource.texts():
            if not isinstance(text, SecretText):
                for owner in [owner for token, owner in tokens.items() if token in text]:
                    yield resource, f"its output {path} holds {owner} in clear."


TOKEN_SECRET = Policy(
    name="token-secret",
    reason="Tokens and keys are secrets: in clear they stand in the state, in previews and in logs for anybody to use.",
    remedy=(
        "wrap the value in pulumi.Output.secret, or read it by Config.require_secret. One that was stored or shown in "
        "clear has leaked: have a new one issued."
    ),
    options={
        "properties": {
            **TEXTS,
            "default": ["token", "apiToken", "accessToken", "privateKey", "clientSecret", "password"],
            "description": "Names of the properties that are secrets, at any depth of an Okta resource.",
        }
    },
    of_resource=_in_clear,
    of_stack=_elsewhere_in_clear,
)
