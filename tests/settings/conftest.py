"""No variable of the machine takes part in these tests."""

import os

import pytest


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("OKTA_", "PULUMI_CONFIG")):
            monkeypatch.delenv(name)
