"""A team's repository: a copy of this project with a stack of its own, whose state lies in S3."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.end_to_end.checkout import Checkout
from tests.end_to_end.sandbox import Sandbox
from tests.pipelines.s3_server import S3Server
from toolchain.cache import cache_directory

STACK = "prod"
LABEL = "InVision V7"
PASSPHRASE = "of the team"
_UV = sorted(cache_directory().glob("uv-*/bin"))[-1]


class Repository:
    """The origin that every job clones anew."""

    def __init__(self, directory: Path, sandbox: Sandbox, state: S3Server, tools: str, bytecode: Path) -> None:
        self.directory = directory
        self.sandbox = sandbox
        self.state = state
        # As on a runner: Pulumi and uv are there, packages of this project are not.
        path = [part for part in tools.split(os.pathsep) if ".venv" not in part]
        copy = Checkout(directory, os.pathsep.join([str(_UV), *path]))
        self.environment = {
            name: value
            for name, value in copy.environment.items()
            if not name.startswith(("GITHUB_", "CI", "AWS_", "VIRTUAL_ENV", "PYTHON"))
        }
        # What Python compiled of the same packages in the same place is found again: it saves seconds a job.
        self.environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
        self._write_stack()
        self._git("init", "--quiet", "--initial-branch=main")
        self._commit()

    def clone(self, directory: Path) -> None:
        """Check out the newest commit into a directory that is made anew, as a runner does."""
        shutil.rmtree(directory, ignore_errors=True)
        subprocess.run(["git", "clone", "--quiet", "--depth=1", self.directory.as_uri(), directory], check=True)
        for file in directory.rglob("*.py"):
            # With its date, what Python compiled of it for the job before is found again.
            shutil.copystat(self.directory / file.relative_to(directory), file)

    def assign(self, group: str) -> None:
        """Commit that this group, and no other, is assigned to the app."""
        content = yaml.safe_load(self._stack_file.read_text(encoding="utf-8"))
        content["config"]["okta-scim:apps"]["invision-v7"]["groups"] = [{"name": group}]
        self._stack_file.write_text(yaml.safe_dump(content), encoding="utf-8")
        self._commit()

    @property
    def _stack_file(self) -> Path:
        return self.directory / f"Pulumi.{STACK}.yaml"

    def _commit(self) -> None:
        self._git("add", "--all")
        self._git("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "x")

    def _git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.directory, check=True, capture_output=True)

    def _write_stack(self) -> None:
        config: dict[str, Any] = {
            "okta:orgName": "sandbox-org",
            "okta:baseUrl": "okta-sandbox.localhost",
            "okta:httpProxy": self.sandbox.org_url,
            "okta-scim:adminConsoleUrl": self.sandbox.org_url,
            "okta-scim:apps": {
                "invision-v7": {
                    "preset": "invision-v7",
                    "label": LABEL,
                    "saml": {"ssoUrl": "https://sp.example.com/acs", "audience": "https://sp.example.com"},
                    "connection": {"baseUrl": self.sandbox.scim_urls["invision"]},
                    "groups": [{"name": "Design"}],
                }
            },
        }
        file = self._stack_file
        file.unlink()
        self._pulumi("stack", "init", STACK)
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        file.write_text(yaml.safe_dump({**content, "config": config}), encoding="utf-8")
        self._pulumi("config", "set", "--stack", STACK, "--secret", "okta:apiToken", stdin=self.sandbox.api_token)
        token = self.sandbox.scim_tokens["invision"]
        self._pulumi("config", "set", "--stack", STACK, "--secret", "--path", "tokens.invision-v7", stdin=token)

    def _pulumi(self, *words: str, stdin: str = "") -> None:
        done = subprocess.run(
            ["pulumi", *words, "--non-interactive"],
            cwd=self.directory,
            env={
                **self.environment,
                **self.state.credentials,
                "PULUMI_BACKEND_URL": self.state.backend_url,
                "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            },
            input=stdin,
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
