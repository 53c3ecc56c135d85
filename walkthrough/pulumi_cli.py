"""The Pulumi CLI on the stack `dev`, with its state beside the project."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
STATE_DIRECTORY = ROOT / ".state"
# Public: it guards the sandbox's tokens in Pulumi.dev.yaml, which open nothing but made-up people on this machine.
DEV_PASSPHRASE = "sandbox"  # noqa: S105


class PulumiFailed(RuntimeError):
    """A Pulumi command failed; its own output, printed already, says why."""


def dev_environment(search_path: str, state: Path = STATE_DIRECTORY) -> dict[str, str]:
    """The variables under which a Pulumi command works on the stack `dev` of this checkout."""
    return {
        "PATH": search_path,
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": DEV_PASSPHRASE,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


@dataclass(frozen=True)
class Stack:
    """One stack of this project."""

    name: str
    variables: dict[str, str] = field(repr=False)

    def select(self) -> None:
        """Create the stack where it does not exist yet, and select it."""
        Path(self.variables["PULUMI_BACKEND_URL"].removeprefix("file://")).mkdir(parents=True, exist_ok=True)
        self._answer("stack", "select", "--create", self.name)

    def up(self) -> None:
        """Run `pulumi up` without asking, with what it does shown; raises PulumiFailed."""
        self.run("up", "--yes", "--skip-preview", "--suppress-outputs", "--stack", self.name)

    def run(self, *words: str) -> None:
        """Run a command with its output shown; raises PulumiFailed."""
        command = self._command(*words)
        done = subprocess.run(command, cwd=ROOT, env=self._environment(), check=False)  # noqa: S603 - fixed words
        if done.returncode != 0:
            raise PulumiFailed(f"`pulumi {' '.join(words)}` ended with exit code {done.returncode}")

    def output(self, name: str) -> Any:  # noqa: ANN401 - a stack's outputs are anything
        """One of the stack's outputs, None where it has none yet."""
        return json.loads(self._answer("stack", "output", "--json", "--stack", self.name)).get(name)

    def last_changes(self) -> dict[str, int]:
        """How many resources the last update created, updated, kept (`same`), and so on."""
        history = json.loads(self._answer("stack", "history", "--json", "--page-size", "1", "--stack", self.name))
        changes: dict[str, int] = history[0].get("resourceChanges", {}) if history else {}
        return changes

    def secret(self, path: str) -> str:
        """A secret of the stack's configuration, in clear: for another process's environment, never for printing."""
        return self._answer("config", "get", "--path", path, "--stack", self.name).strip()

    def forget(self) -> None:
        """Remove the stack with its state; its settings file stays."""
        self._answer("stack", "rm", "--yes", "--force", "--preserve-config", "--stack", self.name)

    def _answer(self, *words: str) -> str:
        done = subprocess.run(  # noqa: S603 - a found tool with fixed words
            self._command(*words), cwd=ROOT, env=self._environment(), check=False, text=True, capture_output=True
        )
        if done.returncode != 0:
            raise PulumiFailed(f"`pulumi {' '.join(words)}` failed:\n{done.stderr.strip()}")
        return done.stdout

    def _command(self, *words: str) -> list[str]:
        return ["pulumi", *words, *([] if sys.stdout.isatty() else ["--non-interactive"])]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self.variables}
