"""Calling `python -m sandbox` in this process, and asking a running sandbox."""

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from sandbox.__main__ import main
from sandbox.org.secrets import Secrets
from sandbox.processes import Run, Started

# One for all tests: making a client loads certificates, which takes longer than most tests.
CLIENT = httpx2.Client(trust_env=False)
# Whatever an answer's JSON holds.
Json = Any


@dataclass(frozen=True)
class Result:
    """What a command printed, and its exit code."""

    code: int
    output: str
    error: str


def command(*arguments: str) -> Result:
    """Run a command as if from the shell."""
    output, error, code = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(output), redirect_stderr(error):
        try:
            main(list(arguments))
        except SystemExit as end:
            code = int(end.code or 0)
    return Result(code, output.getvalue(), error.getvalue())


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox and how to get at it."""

    directory: Path
    started: Started

    @property
    def run(self) -> Run:
        """Where it runs."""
        return self.started.run

    @property
    def secrets(self) -> Secrets:
        """The sandbox's own secrets."""
        return Secrets.of(self.directory)

    def command(self, name: str, *arguments: str) -> Result:
        """Run a command on this sandbox."""
        return command(name, *arguments, "--directory", str(self.directory))

    def ask(self, method: str, path: str, json: Json = None) -> httpx2.Response:
        """Call the Management API."""
        headers = {"Authorization": f"SSWS {self.secrets.api_token}"}
        return CLIENT.request(method, self.run.org_url + path, headers=headers, json=json)

    def api(self, method: str, path: str, json: Json = None) -> Json:
        """Call the Management API and give the answer's JSON, if it has any."""
        answer = self.ask(method, path, json)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def ask_scim(self, tenant: str, method: str, path: str, json: Json = None) -> httpx2.Response:
        """Call a tenant's SCIM server."""
        headers = {"Authorization": f"Bearer {self.secrets.scim_token(tenant)}"}
        return CLIENT.request(method, self.run.scim_urls[tenant] + path, headers=headers, json=json)

    def scim(self, tenant: str, method: str, path: str, json: Json = None) -> Json:
        """Call a tenant's SCIM server and give the answer's JSON."""
        answer = self.ask_scim(tenant, method, path, json)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()
