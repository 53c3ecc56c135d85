"""A stack of this project, run by the real engine, with settings and state of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
PROJECT = "okta-scim"


@dataclass(frozen=True)
class Outcome:
    """How a command of the CLI ended."""

    exit_code: int
    text: str
    """All that it printed."""
    events: Sequence[dict[str, Any]]

    @property
    def changes(self) -> dict[str, int]:
        """Resources by what became of them, those that stayed the same or were only read left out."""
        summaries = [event["summaryEvent"] for event in self.events if "summaryEvent" in event]
        changes: dict[str, int] = summaries[-1].get("resourceChanges", {}) if summaries else {}
        return {operation: number for operation, number in changes.items() if operation not in ("same", "read")}

    @property
    def changed(self) -> set[str]:
        """The names of the resources that an operation was done on."""
        metadata = [event["resourcePreEvent"]["metadata"] for event in self.events if "resourcePreEvent" in event]
        return {one["urn"].split("::")[-1] for one in metadata if one["op"] not in ("same", "read", "refresh")}

    @property
    def diagnostics(self) -> str:
        """What was said to the person, warnings and errors."""
        said = [event["diagnosticEvent"] for event in self.events if "diagnosticEvent" in event]
        return "\n".join(one["message"] for one in said if one.get("severity") in ("warning", "error"))


class Stack:
    """The stack `e2e` of this project, seen from `directory`: there lie its settings, its state and its events."""

    def __init__(self, directory: Path, search_path: str, like: "Stack | None" = None) -> None:
        """Initialise the stack, or take state and settings as they are now of one that the engine has initialised."""
        self.directory = directory
        self.log: list[str] = []
        self._file = directory / "Pulumi.e2e.yaml"
        for name in ("Pulumi.yaml", "__main__.py", "components", "evidence", "settings", ".venv"):
            (directory / name).symlink_to(ROOT / name)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("OKTA_", "PULUMI_"))},
            "PATH": search_path,
            "PULUMI_BACKEND_URL": (directory / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "end to end",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DEBUG_COMMANDS": "true",  # for --event-log
            "PULUMI_HOME": os.environ.get("PULUMI_HOME", str(Path.home() / ".pulumi")),
        }
        if like:
            shutil.copytree(like.directory / "state", directory / "state")
            shutil.copy(like._file, self._file)
            self.succeed("stack", "select", "e2e")
        else:
            (directory / "state").mkdir()
            self.succeed("stack", "init", "e2e")

    def configure(self, config: dict[str, Any]) -> None:
        """Set plain settings; keys without a namespace are the project's."""
        content = yaml.safe_load(self._file.read_text(encoding="utf-8")) or {}
        settings = content.setdefault("config", {})
        for key, value in config.items():
            settings[key if ":" in key else f"{PROJECT}:{key}"] = value
        self._file.write_text(yaml.safe_dump(content), encoding="utf-8")

    def comment(self, text: str) -> None:
        """Write a comment on top of the settings, as people do."""
        self._file.write_text(f"# {text}\n{self._file.read_text(encoding='utf-8')}", encoding="utf-8")

    def configure_secret(self, path: str, value: str) -> None:
        """Set a secret, as `pulumi config set --secret --path` does."""
        self.succeed("config", "set", "--secret", "--path", path, "--stack", "e2e", stdin=value)

    def remove_secret(self, path: str) -> None:
        """Take a secret out of the settings."""
        self.succeed("config", "rm", "--path", path, "--stack", "e2e")

    def up(self, *options: str, **variables: str) -> Outcome:
        """Run `pulumi up`."""
        return self.run("up", "--yes", "--skip-preview", *options, **variables)

    def preview(self, *options: str) -> Outcome:
        """Run `pulumi preview`."""
        return self.run("preview", *options)

    def refresh(self) -> Outcome:
        """Run `pulumi refresh`, which fails where Okta differs from the state."""
        return self.run("refresh", "--yes", "--skip-preview")

    def destroy(self) -> Outcome:
        """Run `pulumi destroy`."""
        return self.run("destroy", "--yes", "--skip-preview")

    def outputs(self) -> dict[str, Any]:
        """The stack's output `apps`, secrets hidden as a person sees them."""
        done = self._run("stack", "output", "--json", "--stack", "e2e")
        apps: dict[str, Any] = json.loads(done.stdout).get("apps", {})
        return apps

    def state(self) -> dict[str, Any]:
        """The stack's state as its file has it: `resources`, `pending_operations`; empty before the first update."""
        (file,) = self.directory.glob("state/.pulumi/stacks/*/e2e.json")
        deployment: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["checkpoint"]["latest"] or {}
        return deployment

    def run(self, *words: str, **variables: str) -> Outcome:
        """Run a command on the stack and keep its events."""
        log = self.directory / f"events-{len(self.log)}.json"
        options = ("--stack", "e2e", "--event-log", str(log))
        done = self._run(*words, *options, **variables)
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        return Outcome(done.returncode, done.stdout + done.stderr, [json.loads(line) for line in lines])

    def command(self, *words: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        """Run any command in the project's folder; `python` is this test's own."""
        program = [sys.executable] if words[0] == "python" else [words[0]]
        done = subprocess.run(
            [*program, *words[1:]],
            cwd=self.directory,
            env={**self.environment, **variables},
            input=stdin,
            text=True,
            capture_output=True,
            check=False,
            timeout=600,
        )
        self.log.append(done.stdout + done.stderr)
        return done

    @property
    def environment(self) -> dict[str, str]:
        """The variables under which any command of the project works on the stack."""
        return {**self._environment, "PYTHONPATH": str(ROOT)}

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command of the CLI on the stack, in a process group of its own."""
        return subprocess.Popen(
            ["pulumi", *words, "--non-interactive", "--stack", "e2e"],
            cwd=self.directory,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def unlock(self) -> bool:
        """Take the lock of a killed run away; tells whether the kill had cut the state off, which is repaired."""
        if self._run("cancel", "--yes", "e2e").returncode == 0:
            return False
        repaired = self.command("python", "-m", "commands", "recover", "--stack", "e2e")
        assert repaired.returncode == 0, repaired.stdout + repaired.stderr
        self.succeed("cancel", "--yes", "e2e")
        return True

    def succeed(self, *words: str, stdin: str = "") -> None:
        """Run a command of the CLI that has to end well."""
        done = self._run(*words, stdin=stdin)
        assert done.returncode == 0, done.stderr

    def _run(self, *words: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["pulumi", *words, "--non-interactive"],
            cwd=self.directory,
            env={**self._environment, **variables},
            input=stdin,
            text=True,
            capture_output=True,
            check=False,
            timeout=600,
        )
        self.log.append(done.stdout + done.stderr)
        return done
