"""The Okta org: who signs in, and where. Keys and environment variables are the Okta provider's own."""

import json
import os
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import pulumi
import pulumi_okta as okta
from pydantic import Field, SecretStr, StringConstraints
from pydantic_core import PydanticCustomError

from components.preflight import is_loopback
from settings.values import HttpsUrl, Name, Section, mistake

OrgName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$")]


class OktaOrg(Section):
    """The `okta:` part of the configuration; one way of signing in, the environment included."""

    org_name: OrgName = Field(examples=["acme"])
    base_url: Name = Field(default="okta.com", examples=["okta.com"])
    api_token: SecretStr | None = Field(default=None, examples=["(pulumi config set --secret okta:apiToken)"])
    client_id: Name | None = Field(default=None, examples=["0oa1gjh63g214q0Hq0g4"])
    private_key: SecretStr | None = Field(
        default=None, examples=["(pulumi config set --secret okta:privateKey < key.pem)"]
    )
    private_key_id: Name | None = Field(default=None, examples=["kid of the key"])
    scopes: list[str] = Field(default_factory=list, examples=['["okta.apps.manage", "okta.groups.manage"]'])
    http_proxy: HttpsUrl | None = Field(default=None, examples=["http://127.0.0.1:8470"])

    max_retries: int | None = Field(default=None, ge=1, examples=["5"])
    min_wait_seconds: int | None = Field(default=None, ge=1, examples=["30"])
    max_wait_seconds: int | None = Field(default=None, ge=1, examples=["300"])
    max_api_capacity: int | None = Field(default=None, ge=1, le=100, examples=["50"])

    @classmethod
    def whole(cls, given: Mapping[str, Any]) -> Iterator[PydanticCustomError]:
        """One way of signing in, whole."""
        if ("api_token" in given) == ("private_key" in given):
            found = "both are set" if "api_token" in given else "none is set"
            yield mistake(
                f"needs exactly one of apiToken and privateKey ({found}; OKTA_API_TOKEN and OKTA_API_PRIVATE_KEY "
                "count)",
                "(pulumi config set --secret okta:apiToken)",
            )
        if "private_key" in given and not (given.get("client_id") and given.get("scopes")):
            yield mistake("needs clientId and scopes with privateKey", "okta:clientId: 0oa1gjh63g214q0Hq0g4")

    @property
    def admin_console_url(self) -> str:
        """The org's Admin Console, as Okta hosts it."""
        return f"https://{self.org_name}-admin.{self.base_url}"


# The provider reads the same variables; read here, they are checked and take part in the one sign-in rule.
ENVIRONMENT = {
    "orgName": "OKTA_ORG_NAME",
    "baseUrl": "OKTA_BASE_URL",
    "apiToken": "OKTA_API_TOKEN",
    "clientId": "OKTA_API_CLIENT_ID",
    "privateKey": "OKTA_API_PRIVATE_KEY",
    "privateKeyId": "OKTA_API_PRIVATE_KEY_ID",
    "scopes": "OKTA_API_SCOPES",
    "httpProxy": "OKTA_HTTP_PROXY",
}


def raw_okta_org() -> dict[str, object]:
    """The `okta:` values as they stand, known or stray, configuration over environment, unchecked."""
    config = pulumi.Config("okta")
    from_environment = {key: os.environ[name] for key, name in ENVIRONMENT.items() if os.environ.get(name)}
    configured = {key: value for key in keys_of("okta") if (value := config.get(key))}
    found: dict[str, object] = {**from_environment, **configured}
    scopes = found.get("scopes")
    if isinstance(scopes, str):
        found["scopes"] = _listed(scopes)
    return found


def _listed(scopes: str) -> object:
    if not scopes.lstrip().startswith("["):
        return [scope.strip() for scope in scopes.split(",")]
    try:
        return json.loads(scopes)
    except (ValueError, RecursionError):
        return scopes  # no list: its check says so


def keys_of(namespace: str) -> list[str]:
    """The names of all keys that the configuration holds in a namespace."""
    known = {**pulumi.runtime.config.get_config_env(), **pulumi.runtime.config.CONFIG.get()}
    return sorted(key.removeprefix(f"{namespace}:") for key in known if key.startswith(f"{namespace}:"))


def provider(org: OktaOrg, name: str = "okta", ready: pulumi.Input[bool] = True) -> okta.Provider:
    """The explicit provider: resources never fall back on whatever credentials lie around.

    It waits for `ready`, and with it all that asks or changes Okta by it.
    """
    sandboxed = org.http_proxy is not None and is_loopback(org.http_proxy)
    return okta.Provider(
        name,
        org_name=pulumi.Output.from_input(ready).apply(lambda _: org.org_name),
        base_url=org.base_url,
        http_proxy=org.http_proxy,
        api_token=_secret(org.api_token),
        client_id=org.client_id,
        private_key=_secret(org.private_key),
        private_key_id=org.private_key_id,
        scopes=org.scopes or None,
        # On a machine's own sandbox one 429 would otherwise cost half a minute. Zero counts as unset. No
        # `request_timeout`: with it the provider ends requests before it has read their answers.
        max_retries=org.max_retries or (1 if sandboxed else None),
        min_wait_seconds=org.min_wait_seconds or (1 if sandboxed else None),
        max_wait_seconds=org.max_wait_seconds,
        max_api_capacity=org.max_api_capacity,
    )


def _secret(value: SecretStr | None) -> pulumi.Output[str] | None:
    return None if value is None else pulumi.Output.secret(value.get_secret_value())
