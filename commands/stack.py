"""A stack of this project, asked through the Pulumi CLI: its settings, its outputs, and what a preview says."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import pulumi
import typer
import yaml

from commands.checkpoint import repair
from commands.engine_process import run_shown
from commands.engine_run import EngineRun
from commands.exits import CommandFailed
from commands.known_failures import told
from commands.stack_lock import require_unlocked
from components import OnDrift
from settings import OktaOrg, Settings, load, load_okta_org, read_app_files
from settings.stack import variable_of

_NO_POLICIES = {"PULUMI_OPTION_POLICY_PACK": "", "PULUMI_OPTION_POLICY_PACK_CONFIG": ""}
_ON_THE_SANDBOX = 'on the sandbox: make up, then eval "$(make -s environment)"'


class Stack:
    """One stack, by its short name."""

    def __init__(self, name: str, directory: Path = Path()) -> None:
        """`directory` holds Pulumi.yaml and the stack file, as for `pulumi` itself."""
        self.name = name.split("/")[-1]
        self.full_name = name
        self.directory = directory

    @classmethod
    def named_or_selected(cls, name: str | None, directory: Path = Path()) -> "Stack":
        """The stack of this name, or else the one that `pulumi stack select` chose."""
        return cls(name or _pulumi(directory, "stack", "--show-name").strip(), directory)

    @property
    def file(self) -> Path:
        """The stack's settings file."""
        return self.directory / f"Pulumi.{self.name}.yaml"

    def key(self, name: str) -> str:
        """A setting of the project by its whole name, as it stands in the stack file: `okta-scim:apps`."""
        return f"{self._project}:{name}"

    def settings(self) -> Settings:
        """The stack's settings, checked whole as `pulumi preview` does; raises `CommandFailed` with all mistakes."""
        self._configure()
        try:
            return load(self.directory)
        except pulumi.RunError as error:
            raise CommandFailed(str(error)) from None

    def okta_org(self) -> OktaOrg:
        """The stack's org alone, for commands that work before there is any app."""
        self._configure()
        try:
            return load_okta_org()
        except pulumi.RunError as error:
            raise CommandFailed(str(error)) from None

    def app_keys(self) -> list[str]:
        """The names of the apps in the stack's configuration and its app files, whatever else is wrong with them."""
        apps = json.loads(self._answer("config", "--json")).get(self.key("apps"), {}).get("objectValue")
        return sorted({*(apps or ()), *read_app_files(self.directory, self.name).apps})

    def apps(self) -> Mapping[str, Mapping[str, Any]]:
        """What the last update said of each app (output `apps`), empty before the first."""
        outputs = json.loads(self._answer("stack", "output", "--json"))
        apps: Mapping[str, Mapping[str, Any]] = outputs.get("apps") or {}
        return apps

    def preview(
        self, *options: str, judged: bool = False, variables: Mapping[str, str] = MappingProxyType({})
    ) -> EngineRun:
        """Run `pulumi preview`, which changes nothing; a failing one is told by its diagnostics.

        `variables` override settings for this once. Only where `judged`, the policy packs of PULUMI_OPTION_POLICY_PACK
        have a say: what they forbid must not hide what a stack is like.
        """
        words = ("preview", "--json", *options, "--stack", self.full_name)
        # Without this variable, `--json` leaves out what the program says of the apps.
        streamed = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}
        done = _run(self.directory, *words, **streamed, **({} if judged else _NO_POLICIES), **variables)
        return EngineRun.of(done.stdout, done.stderr, done.returncode)

    def preview_of_now(self) -> EngineRun:
        """Preview with Okta asked for all that the state holds, changing neither: what it changes is drift."""
        # An app whose `onDrift` is `fail` would end the preview before it has told of the others.
        warn = {variable_of(("apps", key, "onDrift")): OnDrift.WARN.value for key in self.app_keys()}
        return self.preview("--refresh", variables={**warn, variable_of(("recheckAfter",)): "0"})

    def last_run(self) -> Mapping[str, Any]:
        """The latest update, refresh or destroy as `pulumi stack history` tells it; empty before the first."""
        runs = json.loads(self._answer("stack", "history", "--json", "--page-size", "1"))
        return runs[0] if runs else {}

    def up(self, plan: Path | None = None) -> EngineRun:
        """Run `pulumi up`, with what it does shown on standard error; raises `CommandFailed` where the stack is locked.

        With `plan`, a file of `preview --save-plan`, the engine refuses whatever the plan does not foresee.
        """
        options = ("--plan", str(plan.resolve())) if plan else ()
        with TemporaryDirectory() as scratch:
            log = Path(scratch) / "events.json"
            words = ("up", "--yes", "--skip-preview", "--suppress-outputs", *options, "--event-log", str(log))
            # The option is one of those for debugging.
            environment = _environment(PULUMI_DEBUG_COMMANDS="true")
            command = _command(*words, "--stack", self.full_name)
            exit_code, stderr = run_shown(command, self.directory, environment)
            events = log.read_text(encoding="utf-8") if log.exists() else ""
        require_unlocked(self.full_name, stderr)
        return EngineRun.of(events, stderr, exit_code)

    def export(self) -> dict[str, Any]:
        """The stack's state (`pulumi stack export`), its secrets encrypted."""
        state: dict[str, Any] = json.loads(self._answer("stack", "export"))
        return state

    def repair_state(self) -> list[Path]:
        """Repair what a kill cut off while the engine wrote it; give the files."""
        url = str(json.loads(_pulumi(self.directory, "whoami", "--json"))["url"])
        return repair(url, self._project, self.name)

    def replace_state(self, state: Mapping[str, Any]) -> None:
        """Put a state in the place of the stack's own (`pulumi stack import`); the backend keeps the one before."""
        words = ("stack", "import", "--stack", self.full_name)
        done = _run(self.directory, *words, stdin=json.dumps(state))
        if done.returncode != 0:
            raise _failed(words, done.stderr)

    def _configure(self) -> None:
        """Put the SDK where it is when the engine runs the program, so that the very same code reads the settings."""
        config = json.loads(self._answer("config", "--show-secrets", "--json"))
        pulumi.runtime.configure(pulumi.runtime.Settings(project=self._project, stack=self.name))
        pulumi.runtime.set_all_config(
            {key: row["value"] for key, row in config.items() if row.get("value") is not None},
            [key for key, row in config.items() if row.get("secret")],
        )

    @property
    def _project(self) -> str:
        return str(yaml.safe_load((self.directory / "Pulumi.yaml").read_text(encoding="utf-8"))["name"])

    def _answer(self, *words: str) -> str:
        return _pulumi(self.directory, *words, "--stack", self.full_name)


def chosen_stacks(names: Sequence[str], every: bool) -> list[Stack]:
    """The stacks of the options `--stack` (repeated; the selected one if left out) and `--all`."""
    if names and every:
        raise typer.BadParameter("--stack and --all exclude each other")
    if not every:
        return [Stack.named_or_selected(name) for name in dict.fromkeys(names) or (None,)]
    if found := stacks_with_files():
        return found
    raise CommandFailed(
        "No stack with a Pulumi.<stack>.yaml exists in the backend.\n"
        "Next: pulumi stack init NAME (on the sandbox: make up), or check which backend is used: pulumi whoami -v"
    )


def stacks_with_files(directory: Path = Path()) -> list[Stack]:
    """The stacks that exist in the current backend and have a settings file here."""
    listed = [Stack(row["name"], directory) for row in json.loads(_pulumi(directory, "stack", "ls", "--json"))]
    return sorted((stack for stack in listed if stack.file.is_file()), key=lambda stack: stack.name)


def _pulumi(directory: Path, *words: str) -> str:
    done = _run(directory, *words)
    if done.returncode != 0:
        raise _failed(words, done.stderr)
    return done.stdout


def _failed(words: Sequence[str], stderr: str) -> CommandFailed:
    (error,) = told([stderr.strip()])
    return CommandFailed(f"`pulumi {' '.join(words)}` failed:\n{error}")


def _run(directory: Path, *words: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the CLI on PATH, as a person would run it
        _command(*words),
        cwd=directory,
        env=_environment(**variables),
        input=stdin,
        check=False,
        text=True,
        capture_output=True,
    )


def _command(*words: str) -> list[str]:
    pulumi_cli = shutil.which("pulumi")
    if pulumi_cli is None:
        raise CommandFailed(
            f"`pulumi` is not on PATH.\nNext: install Pulumi (https://www.pulumi.com/docs/install/); {_ON_THE_SANDBOX}."
        )
    return [pulumi_cli, *words, "--non-interactive", "--color", "never"]


def _environment(**variables: str) -> dict[str, str]:
    return {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true", **variables}
