"""Stacks to load settings from."""

import json
from pathlib import Path
from typing import Any

import pulumi
import yaml
from pulumi.runtime import mocks

from settings import Settings, load
from tests.recorder import OktaSays, Recorder

PROJECT = "okta-scim"

INVISION: dict[str, Any] = {
    "label": "InVision V7",
    "preset": "invision-v7",
    "saml": {"ssoUrl": "https://sp.example.com/acs", "audience": "https://sp.example.com"},
    "connection": {"baseUrl": "https://scim.example.com/v2"},
    "groups": [{"name": "Design"}],
}
OKTA = {"orgName": "acme", "apiToken": "00secretApiToken"}
TOKEN = "s3cr3t-scim-token"


def app(**changes: Any) -> dict[str, Any]:
    """The app `invision` with changes; None takes a setting away."""
    return {"invision": {key: value for key, value in {**INVISION, **changes}.items() if value is not None}}


def oidc(**changes: Any) -> dict[str, Any]:
    """An OpenID Connect app to sign in through, with changes."""
    return {"label": "InVision SSO", "oidc": {"redirectUris": ["https://app.example.com/cb"], **changes}}


def configure(
    apps: dict[str, Any] | None = None,
    tokens: dict[str, Any] | None = None,
    okta: dict[str, Any] | None = None,
    secret: bool = True,
    stack: str = "dev",
    **others: Any,
) -> None:
    """Set the stack's configuration as the engine would hand it over."""
    values: dict[str, Any] = {
        f"{PROJECT}:apps": {"invision": INVISION} if apps is None else apps,
        f"{PROJECT}:tokens": {"invision": TOKEN} if tokens is None else tokens,
        **{f"okta:{key}": value for key, value in (OKTA if okta is None else okta).items()},
        **{f"{PROJECT}:{key}": value for key, value in others.items()},
    }
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    mocks.set_mocks(Recorder(OktaSays()), project=PROJECT, stack=stack)
    secrets = [f"{PROJECT}:tokens", "okta:apiToken", "okta:privateKey"] if secret else []
    pulumi.runtime.set_all_config(texts, secrets)


def mistakes(directory: Path = Path("nowhere")) -> str:
    """The report that loading the settings raises."""
    try:
        load(directory)
    except pulumi.RunError as error:
        return str(error)
    raise AssertionError("the settings were taken")


def loaded(directory: Path = Path("nowhere")) -> Settings:
    """The settings of the configured stack."""
    return load(directory)


def stack_file(directory: Path, config: dict[str, Any]) -> None:
    """Write the stack file of stack dev."""
    (directory / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"config": config}), encoding="utf-8")
