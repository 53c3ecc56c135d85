"""A stack in a directory of its own, and what its commands cost."""

import os
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil
import yaml

from benchmark.sandbox import Sandbox
from benchmark.ways import Way

_NAME = "bench"
_SAMPLE_SECONDS = 0.1


@dataclass(frozen=True)
class Cost:
    """What one command cost."""

    seconds: float
    requests: Counter[str]
    refused: Counter[str]
    """Those over a rate limit, which were sent again."""
    memory_mb: float
    """The most that engine, program and plugin had in memory together."""
    state_kb: float
    """The stack's state afterwards."""
    load: float
    """The machine's load at the end, as an average of a minute: over its number of cores, others took their time."""


class CommandFailed(RuntimeError):
    """A command of the engine failed; its output is the message."""


class Stack:
    """One way's stack on a sandbox."""

    def __init__(self, directory: Path, way: Way, sandbox: Sandbox, search_path: str) -> None:
        """Make the stack, with no settings yet."""
        self._directory, self._way, self._sandbox = directory, way, sandbox
        (directory / "state").mkdir(parents=True)
        for name, source in way.linked.items():
            (directory / name).symlink_to(source)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("OKTA_", "PULUMI_"))},
            "PATH": search_path,
            "PULUMI_BACKEND_URL": (directory / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "benchmark",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        self._run("stack", "init", _NAME)

    def configure(self, apps: int, deactivate: bool = True, recheck_after: int = 0) -> None:
        """Declare a number of apps; the others: see `Way.settings`."""
        file = self._directory / f"Pulumi.{_NAME}.yaml"
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        content.setdefault("config", {}).update(self._way.settings(self._sandbox, apps, deactivate, recheck_after))
        file.write_text(yaml.safe_dump(content), encoding="utf-8")

    def set_secrets(self, apps: int) -> None:
        """Set the tokens, encrypted."""
        pairs = [f"--secret={path}={value}" for path, value in self._way.secrets(self._sandbox, apps).items()]
        self._run("config", "set-all", "--path", "--stack", _NAME, *pairs)

    def measure(self, *words: str) -> Cost:
        """Run a command of the engine that has to end well, and say what it cost."""
        before, refused, begin = self._sandbox.asked(), self._sandbox.refused(), time.monotonic()
        memory = self._run(*words, "--yes", "--skip-preview", "--stack", _NAME)
        seconds = time.monotonic() - begin
        state = sum(path.stat().st_size for path in (self._directory / "state/.pulumi/stacks").rglob(f"{_NAME}.json"))
        return Cost(
            seconds=seconds,
            requests=self._sandbox.asked() - before,
            refused=self._sandbox.refused() - refused,
            memory_mb=memory / 2**20,
            state_kb=state / 2**10,
            load=os.getloadavg()[0],
        )

    def _run(self, *words: str) -> float:
        process = subprocess.Popen(  # noqa: S603 - a found tool with words of this module
            ["pulumi", *words, "--non-interactive"],  # noqa: S607 - by the environment's PATH
            cwd=self._directory,
            env=self._environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        watch = _Memory(process.pid)
        output, _ = process.communicate()
        if process.returncode != 0:
            raise CommandFailed(f"`pulumi {words[0]}` of {self._way.name} ended with {process.returncode}:\n{output}")
        return watch.most()


class _Memory:
    """The most memory (resident set, in bytes) that a process and its descendants had at once."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._over = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def most(self) -> float:
        self._over.set()
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while not self._over.wait(_SAMPLE_SECONDS):
            try:
                process = psutil.Process(self._pid)
                family = [process, *process.children(recursive=True)]
                self._most = max(self._most, sum(one.memory_info().rss for one in family))
            except psutil.NoSuchProcess:
                continue
