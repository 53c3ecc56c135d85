"""What the sandbox's tests share: a whole sandbox, and its halves inside this process."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from sandbox import processes
from sandbox.console.routes import router
from sandbox.org.app import create_app
from sandbox.scim.app import create_app as create_scim
from tests.sandbox.command_line import Sandbox
from tests.sandbox.console_client import INVISION_TOKEN, served


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Give one running sandbox to all tests that only look at it or add to it."""
    directory = tmp_path_factory.mktemp("sandbox") / "data"
    started = processes.start(directory)
    yield Sandbox(directory, started)
    processes.stop(directory)


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """Give an org with its console, which pushes nobody anywhere."""
    app = create_app(tmp_path_factory.mktemp("org"), extra_routers=[router], start_worker=False)
    yield app
    app.state.org.store.close()


@pytest.fixture(scope="session")
def invision_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the base URL of a real SCIM server that wants `INVISION_TOKEN`."""
    with served(create_scim(tmp_path_factory.mktemp("scim"), {"invision": lambda: [INVISION_TOKEN]})) as base:
        yield f"{base}/invision/scim/v2"
