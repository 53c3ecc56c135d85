"""A server for the preflight's tests, and a tidy end of programs that failed."""

import gc
from collections.abc import Iterator

import pytest

from tests.components.scim_servers import Server, scim, serving


@pytest.fixture(scope="session", autouse=True)
def no_leftovers() -> Iterator[None]:
    """Let go of failed programs' outputs while nothing else happens.

    asyncio prints an error that nobody asked for when it is collected; where that falls into the parsing of a module
    (pytest's summary imports Hypothesis), Python before 3.11.9 ends with "AST constructor recursion depth mismatch".
    """
    yield
    gc.collect()


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
