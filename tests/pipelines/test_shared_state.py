"""State in S3, shared by a team: who updates a stack locks it, and everyone else is told."""

import getpass
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.pipelines.repository import LABEL, PASSPHRASE, STACK, Repository
from tests.pipelines.s3_server import S3Server

_SECONDS = 60


class Colleague:
    """Somebody with a clone of their own, and the commands."""

    def __init__(self, repository: Repository, directory: Path) -> None:
        self._repository = repository
        self._directory = directory
        repository.clone(directory)
        self._environment = {
            **repository.environment,
            **repository.state.credentials,
            "PULUMI_BACKEND_URL": repository.state.backend_url,
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        }
        subprocess.run(["deploy/setup.sh"], cwd=directory, env=self._environment, check=True)

    def begin(self, command: str, *options: str) -> subprocess.Popen[str]:
        """Begin a command on the stack."""
        return subprocess.Popen(
            [".venv/bin/python", "-m", "commands", command, "--stack", STACK, *options],
            cwd=self._directory,
            env=self._environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


@dataclass(frozen=True)
class Ended:
    """How one of several updates ended."""

    exit_code: int
    errors: str


def ended(process: subprocess.Popen[str]) -> Ended:
    _, errors = process.communicate(timeout=_SECONDS)
    return Ended(process.returncode, errors)


@pytest.fixture(scope="module")
def colleague(repository: Repository, runner_directory: Path) -> Colleague:
    return Colleague(repository, runner_directory / "work")


@pytest.fixture(scope="module")
def slow_okta(sandbox: Sandbox) -> Iterator[int]:
    """The org's process, at rest: whoever asks it waits."""
    os.kill(sandbox.org_process, signal.SIGSTOP)
    yield sandbox.org_process
    os.kill(sandbox.org_process, signal.SIGCONT)


@pytest.fixture(scope="module")
def first(colleague: Colleague, state: S3Server, slow_okta: int) -> subprocess.Popen[str]:
    """An update that holds the stack's lock."""
    process = colleague.begin("up")
    deadline = time.monotonic() + _SECONDS
    while not state.locks():
        assert time.monotonic() < deadline, "no lock"
        time.sleep(0.05)
    return process


@pytest.fixture(scope="module")
def second(colleague: Colleague, first: subprocess.Popen[str]) -> Ended:
    return ended(colleague.begin("up"))


@pytest.fixture(scope="module")
def interrupted(first: subprocess.Popen[str], second: Ended, slow_okta: int) -> Ended:
    """How the first one ends when its runner stops it."""
    first.send_signal(signal.SIGTERM)
    os.kill(slow_okta, signal.SIGCONT)
    return ended(first)


def test_the_second_of_two_updates_is_refused_with_a_code_of_its_own(second: Ended) -> None:
    assert second.exit_code == 6, second.errors


def test_it_is_told_the_stack_who_holds_the_lock_and_the_next_step(second: Ended) -> None:
    told = second.errors[second.errors.index("Stack 'prod' is locked") :]
    assert "This run changed nothing." in told
    assert f"{getpass.getuser()}@" in told
    assert "/.pulumi/locks/organization/okta-scim/prod/" in told
    assert "pulumi cancel --stack prod" in told


def test_an_update_that_its_runner_stops_saves_the_state_and_takes_its_lock_away(
    interrupted: Ended, state: S3Server
) -> None:
    assert interrupted.exit_code == 130, interrupted.errors
    assert state.locks() == []


def test_the_next_update_goes_on_from_there(interrupted: Ended, colleague: Colleague) -> None:
    after = ended(colleague.begin("up"))
    assert after.exit_code == 3, after.errors


def test_a_plan_that_somebody_s_click_has_overtaken_is_not_exceeded(
    interrupted: Ended, colleague: Colleague, sandbox: Sandbox
) -> None:
    ended(colleague.begin("preview", "--save-plan", "plan.json"))
    sandbox.switch_on(LABEL, "invision")
    done = ended(colleague.begin("up", "--plan", "plan.json"))
    assert done.exit_code == 4, done.errors
    assert "is no longer as the plan plan.json expects it" in done.errors
    assert sandbox.groups_of(LABEL) == set()
