"""The stack files that the project ships are good settings."""

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from pulumi.runtime import mocks

from settings import Settings, load
from tests.recorder import OktaSays, Recorder

ROOT = Path(__file__).parents[2]
# What each file's header tells to set beside it.
SECRETS: dict[str, dict[str, Any]] = {
    "dev": {"okta:apiToken": "00x", "okta-scim:tokens": {"invision-v7": "t", "zscaler": "t"}},
    "staging": {"okta:apiToken": "00x", "okta-scim:tokens": {"invision-v7": "t"}},
    "prod": {"okta:privateKey": "key", "okta-scim:tokens": {"invision-v7": "t", "zscaler": "t"}},
}


def config_of(stack: str) -> dict[str, Any]:
    content = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8"))
    config: dict[str, Any] = content["config"]
    return config


@pytest.mark.parametrize("stack", SECRETS)
def test_a_shipped_stack_file_is_taken(stack: str) -> None:
    config = {**config_of(stack), **SECRETS[stack]}
    mocks.set_mocks(Recorder(OktaSays()), project="okta-scim", stack=stack)
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
    pulumi.runtime.set_all_config(texts, list(SECRETS[stack]))
    assert isinstance(load(ROOT), Settings)


@pytest.mark.parametrize("stack", SECRETS)
def test_a_shipped_stack_file_holds_no_secret_in_clear(stack: str) -> None:
    config = config_of(stack)
    values = [config[key] for key in ("okta:apiToken", "okta:privateKey") if key in config]
    values += config.get("okta-scim:tokens", {}).values()
    assert all(set(value) == {"secure"} for value in values)


def test_stack_dev_declares_the_reference_case_and_an_app_that_the_api_provisions() -> None:
    assert {app["preset"] for app in config_of("dev")["okta-scim:apps"].values()} == {"invision-v7", "zscaler"}
