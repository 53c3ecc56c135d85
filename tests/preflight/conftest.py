"""A server for the preflight's tests."""

from collections.abc import Iterator

import pytest

from tests.preflight.scim_servers import Server, scim, serving


@pytest.fixture(scope="session")
def only_server() -> Iterator[Server]:
    """One server for all tests: starting it takes longer than a test."""
    with serving(scim()) as running:
        yield running


@pytest.fixture
def server(only_server: Server) -> Server:
    """A server that a test lets answer as it likes; a SCIM server at /v2 until then."""
    only_server.answers = scim()
    only_server.requests.clear()
    return only_server
