"""The sandbox's passphrase stands in this project for all to read: no other org's secrets may be encrypted with it."""

import os
from pathlib import Path

import yaml

from components.preflight import is_loopback
from settings.problems import Problem

# Guards the tokens of made-up people in Pulumi.dev.yaml.
_PUBLIC = "sandbox"


def public_passphrase(stack_file: Path, okta_proxy: object, stack: str) -> list[Problem]:
    """Find a stack that encrypts with the public passphrase although it leads to an org beyond this machine.

    `okta_proxy` is `okta:httpProxy`: on the sandbox it leads to this machine.
    """
    if _passphrase() != _PUBLIC or not _encrypts_with_it(stack_file):
        return []
    if isinstance(okta_proxy, str) and is_loopback(okta_proxy):
        return []
    return [
        Problem(
            "PULUMI_CONFIG_PASSPHRASE",
            f"is {_PUBLIC!r}, which everybody can read in this project: treat the tokens of this stack as leaked",
            f"`pulumi stack change-secrets-provider passphrase --stack {stack}` asks for one of your own "
            "(deploy/README.md has better ways), then have new tokens issued",
        )
    ]


def _passphrase() -> str | None:
    if (given := os.environ.get("PULUMI_CONFIG_PASSPHRASE")) is not None:
        return given
    file = os.environ.get("PULUMI_CONFIG_PASSPHRASE_FILE")
    return Path(file).read_text(encoding="utf-8").strip() if file and Path(file).is_file() else None


def _encrypts_with_it(stack_file: Path) -> bool:
    # Other ways to encrypt (a cloud's key, Pulumi Cloud) leave another key in the file.
    content = yaml.safe_load(stack_file.read_text(encoding="utf-8")) if stack_file.is_file() else None
    return isinstance(content, dict) and "encryptionsalt" in content
