"""Fixtures for tests of code that talks to Okta or to a SCIM server; `sandbox/README.md` shows them.

Installed with the project, it is there for every test run: whatever costs time is imported by the fixtures alone.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sandbox.testing import OktaOrg, ScimServer


@pytest.fixture
def okta_sandbox_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give where a test's org and SCIM server keep their data."""
    return tmp_path_factory.mktemp("okta-sandbox")


@pytest.fixture
def okta_org(okta_sandbox_directory: Path) -> "Iterator[OktaOrg]":
    """Give a new org to every test."""
    from sandbox.testing import okta_org

    with okta_org(okta_sandbox_directory) as org:
        yield org


@pytest.fixture
def scim_server(okta_sandbox_directory: Path) -> "Iterator[ScimServer]":
    """Give a SCIM server with nobody in it to every test."""
    from sandbox.testing import scim_server

    with scim_server(okta_sandbox_directory) as server:
        yield server


@pytest.fixture(scope="session")
def shared_okta_sandbox_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give where the org and the SCIM server that all tests share keep their data."""
    return tmp_path_factory.mktemp("shared-okta-sandbox")


@pytest.fixture(scope="session")
def shared_okta_org(shared_okta_sandbox_directory: Path) -> "Iterator[OktaOrg]":
    """Give one org to all tests, for those that only look at it or add what no other expects to be alone."""
    from sandbox.testing import okta_org

    with okta_org(shared_okta_sandbox_directory) as org:
        yield org


@pytest.fixture(scope="session")
def shared_scim_server(shared_okta_sandbox_directory: Path) -> "Iterator[ScimServer]":
    """Give one SCIM server to all tests."""
    from sandbox.testing import scim_server

    with scim_server(shared_okta_sandbox_directory) as server:
        yield server
