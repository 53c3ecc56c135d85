"""A job that somebody cancels: GitHub's runner interrupts the step's shell alone, and kills all ten seconds later."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

WORKFLOW = Path(__file__).parents[2] / ".github" / "workflows" / "stack.yml"
UPDATE = """#!/bin/sh
trap 'echo unlocked > lock; kill $!; exit 130' TERM
echo locked > lock
sleep 60 &
wait
"""


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let what is started be interrupted, as a runner's steps can: jobs in a shell's background ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_the_update_hears_of_it_and_the_step_waits_until_its_stack_is_unlocked(tmp_path: Path) -> None:
    steps = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]["up"]["steps"]
    (step,) = [one for one in steps if one.get("id") == "up"]
    (tmp_path / "python").write_text(UPDATE, encoding="utf-8")
    (tmp_path / "python").chmod(0o755)
    lock = tmp_path / "lock"
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "STACK": "prod"}
    with subprocess.Popen(["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=environment) as shell:
        while not lock.exists():
            assert shell.poll() is None
            time.sleep(0.01)
        shell.send_signal(signal.SIGINT)
        assert shell.wait(timeout=7.5) != 0
    assert lock.read_text("utf-8") == "unlocked\n"
