"""A team's repository, state and code host, for the pipelines of each module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.pipelines.code_host_server import CodeHostServer
from tests.pipelines.repository import Repository
from tests.pipelines.s3_server import S3Server
from toolchain.ensure import ensure, search_path


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    server = S3Server(tmp_path_factory.mktemp("s3"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def host() -> Iterator[CodeHostServer]:
    server = CodeHostServer()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    running = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox, state: S3Server) -> Repository:
    bytecode = tmp_path_factory.getbasetemp() / "bytecode"
    return Repository(tmp_path_factory.mktemp("origin"), sandbox, state, search_path(ensure()), bytecode)


@pytest.fixture(scope="session")
def runner_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where jobs run one after the other: always the same place, made anew for each, as on a runner."""
    return tmp_path_factory.mktemp("runner", numbered=False)
