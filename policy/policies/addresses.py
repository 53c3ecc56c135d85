"""Addresses that tokens and people's data go to."""

import ipaddress
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from .policy import TEXTS, Options, Policy
from .resource import COMPONENT, Resource


def _not_https(url: str, options: Options) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and not (options["loopback"] and _is_loopback(parts.hostname or ""))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _addresses(resource: Resource, options: Options) -> Iterator[str]:
    if resource.of_okta:
        for path, name, text in resource.texts():
            if name in options["properties"] and _not_https(text, options):
                yield f"{path} is {text}, not https."


def _entered_addresses(resources: Sequence[Resource], options: Options) -> Iterator[tuple[Resource, str]]:
    for resource in resources:
        url = resource.get("declared.baseUrl") if resource.type == COMPONENT else None
        if isinstance(url, str) and resource.get("method") == "console" and _not_https(url, options):
            yield resource, f"the base URL to enter in the Admin Console is {url}, not https."


HTTPS = Policy(
    name="https",
    reason="Everything goes by https: over http the token and the people's data can be read on the way.",
    remedy="give the address with https://; for a server without it, have its owner set it up first.",
    options={
        "properties": {
            **TEXTS,
            "default": [
                "baseUrl",
                "ssoUrl",
                "recipient",
                "destination",
                "url",
                "httpProxy",
                "redirectUris",
                "postLogoutRedirectUris",
            ],
            "description": "Names of the properties that are addresses, at any depth of an Okta resource.",
        },
        "loopback": {
            "type": "boolean",
            "default": True,
            "description": "Whether http is fine for this very machine, as the sandbox has it.",
        },
    },
    of_resource=_addresses,
    of_stack=_entered_addresses,
)
