"""What the sandbox's tests share: a whole sandbox, and its halves inside this process."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from sandbox import processes
from sandbox.console.routes import router
from sandbox.org.app import create_app
from sandbox.org.certificates import new_app_key
from sandbox.org.organisation import open_org
from sandbox.scim.app import create_app as create_scim
from tests.sandbox.command_line import Sandbox
from tests.sandbox.console_client import INVISION_TOKEN, served
from tests.sandbox.console_world import World


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Give one running sandbox to all tests that only look at it or add to it."""
    directory = tmp_path_factory.mktemp("sandbox") / "data"
    started = processes.start(directory)
    yield Sandbox(directory, started)
    processes.stop(directory)


@pytest.fixture(scope="session")
def untouched_org(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the files of an org with the seed alone; its signing key, slow to make, is there already."""
    directory = tmp_path_factory.mktemp("untouched")
    org = open_org(directory)
    with org.store.writing() as session:
        new_app_key(session, org.secrets, "none")
    org.store.close()
    return directory


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


@pytest.fixture
def world(console: FastAPI, untouched_org: Path, tmp_path: Path) -> Iterator[World]:
    """Give a new org behind the console, which pushes and imports nobody, and a service provider beside it."""
    directory = Path(shutil.copytree(untouched_org, tmp_path / "org"))
    shared, console.state.org = console.state.org, open_org(directory)
    with served(create_scim(directory, {"invision": lambda: [INVISION_TOKEN]})) as scim:
        yield World(console, "", f"{scim}/invision/scim/v2")
    console.state.org.store.close()
    console.state.org = shared
