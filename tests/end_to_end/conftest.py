"""Real engine, real sandbox: every test of this folder is marked end to end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.stack import Stack
from toolchain.ensure import ensure, search_path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.end_to_end)


@pytest.fixture(scope="session")
def tools() -> str:
    """PATH with engine, language host and plugin."""
    return search_path(ensure())


@pytest.fixture(scope="session")
def empty_stack(tmp_path_factory: pytest.TempPathFactory, tools: str) -> Stack:
    """What `pulumi stack init` leaves; other stacks begin as copies of it."""
    return Stack(tmp_path_factory.mktemp("empty-stack"), tools)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox of the test module's own."""
    running = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox, tools: str, empty_stack: Stack) -> Stack:
    """A stack of the test module's own that points at its sandbox; each module declares its apps."""
    return new_stack(tmp_path_factory, sandbox, tools, empty_stack)


@pytest.fixture
def another_stack(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox, tools: str, empty_stack: Stack) -> Stack:
    """A stack of one test's own, on the module's sandbox."""
    return new_stack(tmp_path_factory, sandbox, tools, empty_stack)


def new_stack(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox, tools: str, empty_stack: Stack) -> Stack:
    """Make a stack that points at a sandbox and declares no app yet."""
    made = Stack(tmp_path_factory.mktemp("stack"), tools, like=empty_stack)
    made.configure(
        {
            "okta:orgName": "sandbox-org",
            "okta:baseUrl": "okta-sandbox.localhost",
            "okta:httpProxy": sandbox.org_url,
            "adminConsoleUrl": sandbox.org_url,
        }
    )
    made.configure_secret("okta:apiToken", sandbox.api_token)
    return made
