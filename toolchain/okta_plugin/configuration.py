"""The provider's configuration: what the program gives, completed by the environment."""

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from .errors import CheckFailure, NotCarried, NotConfigured, PluginError
from .schema import Field, Kind
from .values import UNKNOWN, Properties, Secret

# A set value excludes the names in `conflicts`, as in the plugin's own schema.
FIELDS: Final = (
    Field("orgName"),
    Field("accessToken", secret=True, conflicts=("apiToken", "clientId", "scopes", "privateKey")),
    Field("apiToken", secret=True, conflicts=("accessToken", "clientId", "scopes", "privateKey")),
    Field("clientId", conflicts=("accessToken", "apiToken")),
    Field("scopes", Kind.STRING_SET, conflicts=("accessToken", "apiToken")),
    Field("privateKey", secret=True, conflicts=("accessToken", "apiToken")),
    Field("privateKeyId", conflicts=("apiToken",)),
    Field("baseUrl"),
    Field("httpProxy"),
    Field("backoff", Kind.BOOLEAN),
    Field("minWaitSeconds", Kind.INTEGER),
    Field("maxWaitSeconds", Kind.INTEGER),
    Field("maxRetries", Kind.INTEGER, maximum=100),
    Field("parallelism", Kind.INTEGER),
    Field("logLevel", Kind.INTEGER, minimum=1, maximum=5),
    Field("maxApiCapacity", Kind.INTEGER, minimum=1, maximum=100),
    Field("requestTimeout", Kind.INTEGER, minimum=0, maximum=300),
)

_ENVIRONMENT: Final = {
    "orgName": "OKTA_ORG_NAME",
    "baseUrl": "OKTA_BASE_URL",
    "apiToken": "OKTA_API_TOKEN",
    "accessToken": "OKTA_ACCESS_TOKEN",
    "privateKey": "OKTA_API_PRIVATE_KEY",
    "httpProxy": "OKTA_HTTP_PROXY",
}

_NO_CREDENTIALS: Final = (
    "[ERROR] no Okta credentials provided. Please set one of the following: 'api_token' (or OKTA_API_TOKEN env "
    "var), 'access_token' (or OKTA_ACCESS_TOKEN env var), or 'private_key' + 'client_id' (or "
    "OKTA_API_PRIVATE_KEY + OKTA_API_CLIENT_ID env vars)."
)


@dataclass(frozen=True)
class Configuration:
    """Where to ask, as whom, and how patiently; built by `read`."""

    target: str
    through_proxy: bool
    authorization: str = field(repr=False)
    verifies_token: bool
    retries: int
    minimum_wait: int
    maximum_wait: int
    timeout: int


def unfold(arguments: Properties) -> Properties:
    """Read the engine's provider inputs, in which everything but strings is JSON text."""
    kinds = {row.name: row.kind for row in FIELDS}
    return {
        name: json.loads(value) if isinstance(value, str) and value and kinds.get(name, Kind.STRING) is not Kind.STRING
        else value
        for name, value in arguments.items()
        if value is not None
    }  # fmt: skip


def check(name: str, news: Properties) -> tuple[Properties, list[CheckFailure]]:
    """Refuse unknown, contradicting and excessive provider inputs; mark the secret ones."""
    rows = {row.name: row for row in FIELDS}
    values = unfold(news)
    failures = []
    for key in sorted(values):
        if key in rows:
            failures += [_failure(name, at, text) for at, text in _wrong(rows[key], rows, values)]
        elif key not in ("version", "pluginDownloadURL"):
            failures.append(_unknown_key(name, key))
    return {key: _folded(rows.get(key), value) for key, value in news.items()}, failures


def _folded(row: Field | None, value: object) -> object:
    if row is None or value is UNKNOWN:
        return value
    text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
    return Secret(text) if row.secret else text


def _wrong(row: Field, rows: dict[str, Field], values: Properties) -> list[tuple[str, str]]:
    # The real plugin is two providers in one, and each has its say.
    name, texts = row.message_name, []
    for other in row.conflicts:
        if other in values:
            second = rows[other].message_name
            texts.append((row.name, f'Conflicting configuration arguments. "{name}": conflicts with {second}'))
            both = f'Attribute "{second}" cannot be specified when "{name}" is specified'
            texts.append((row.name, f"Invalid Attribute Combination. {both}"))
    value = values[row.name]
    if row.kind is Kind.INTEGER and row.maximum and isinstance(value, int):
        span = f"at most ({row.maximum})" if row.minimum is None else f"in the range ({row.minimum} - {row.maximum})"
        limit = f"at most {row.maximum}" if value > row.maximum else f"at least {row.minimum}"
        if value > row.maximum or (row.minimum is not None and value < row.minimum):
            texts.append((row.name, f"expected [{{{{}} {name}}}] to be {span}, got {value}"))
            texts.append((row.name, f"Invalid Attribute Value. Attribute {name} value must be {limit}, got: {value}"))
    return texts


def _failure(name: str, key: str, text: str) -> CheckFailure:
    look = f"Check `pulumi config get okta:{key}`" if _is_default(name) else f"Examine values at '{name}.{key}'"
    return CheckFailure(f"could not validate provider configuration: {text}. {look}.")


def _unknown_key(name: str, key: str) -> CheckFailure:
    if not _is_default(name):
        return _failure(name, key, "Invalid or unknown key")
    return CheckFailure(
        f"`okta:{key}` is not a valid configuration key for the okta provider. If the referenced key is not "
        "intended for the provider, please choose a different namespace from `okta:`."
    )


def _is_default(name: str) -> bool:
    return name.startswith("default")


def read(arguments: Properties, environment: Mapping[str, str]) -> Configuration:
    """Complete the arguments and refuse what the stand-in may not or cannot do.

    Zero and false count as unset, as in the plugin: `max_retries` 0 means 5.
    """
    given = {name: value for name, value in unfold(arguments).items() if value is not UNKNOWN}
    for name, variable in _ENVIRONMENT.items():
        if not given.get(name) and environment.get(variable):
            given[name] = environment[variable]
    if not any(given.get(name) for name in ("apiToken", "accessToken", "privateKey")):
        raise NotConfigured(_NO_CREDENTIALS)
    if not given.get("apiToken") and not given.get("accessToken"):
        raise NotCarried("sign-in with an OAuth private key")
    proxy = str(given.get("httpProxy") or "").removesuffix("/")
    target = proxy or f"https://{given.get('orgName', '')}.{given.get('baseUrl', '')}"
    refuse_beyond_loopback(target)
    # The v2 SDK prefers an access token over an API token; the check of the token happens for an API token only.
    authorization = f"Bearer {given['accessToken']}" if given.get("accessToken") else f"SSWS {given['apiToken']}"
    return Configuration(
        target=target,
        through_proxy=bool(proxy),
        authorization=authorization,
        verifies_token=bool(given.get("apiToken")),
        retries=int(given.get("maxRetries") or 5),
        minimum_wait=int(given.get("minWaitSeconds") or 30),
        maximum_wait=int(given.get("maxWaitSeconds") or 300),
        timeout=int(given.get("requestTimeout") or 0),
    )


def refuse_beyond_loopback(url: str) -> None:
    """Raise unless the URL's host is this machine: the stand-in never talks to a real org."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return
    try:
        if ipaddress.ip_address(host).is_loopback:
            return
    except ValueError:
        pass
    raise PluginError(
        f"the stand-in Okta plugin refuses {host or url!r}: it talks to loopback addresses only (127.0.0.1, ::1, "
        "localhost). For a real Okta org use the real plugin (`pulumi plugin install resource okta`); for the "
        "sandbox set OKTA_HTTP_PROXY (or the provider's httpProxy) to its address, such as http://127.0.0.1:8470"
    )
