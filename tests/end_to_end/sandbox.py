"""A sandbox of its own for a test: the stand-in org, its people, and the service providers."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2

from sandbox.org.secrets import Secrets
from sandbox.scim.tokens import IssuedTokens

ROOT = Path(__file__).parents[2]
_SETTLE_SECONDS = 60
TENANTS = ("invision", "zscaler", "zscaler-eu")


class Sandbox:
    """A running sandbox on free ports, with its data in `directory`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        tenants = [word for tenant in TENANTS for word in ("--tenant", tenant)]
        self._command("start", "--org-port", "0", "--scim-port", "0", *tenants)
        run = json.loads((directory / "run.json").read_text(encoding="utf-8"))
        self.org_url: str = run["org_url"]
        self.org_process: int = run["org_pid"]
        self.scim_urls: dict[str, str] = run["scim_urls"]
        # As `token` prints them, without a process for each.
        self.api_token = Secrets.of(directory).api_token
        self.scim_tokens = {tenant: IssuedTokens(directory, tenant).current() for tenant in TENANTS}
        self._issued = list(self.scim_tokens.values())
        self._api = httpx2.Client(
            base_url=f"{self.org_url}/api/v1", headers={"Authorization": f"SSWS {self.api_token}"}, timeout=60
        )

    def stop(self) -> None:
        """End both processes."""
        self._api.close()
        self._command("stop")

    @property
    def tokens(self) -> list[str]:
        """Every token that must be seen nowhere."""
        return [self.api_token, *self._issued]

    def people_at(self, tenant: str) -> dict[str, bool]:
        """The service provider's people by user name, and whether they are active, once Okta has pushed everything."""
        self._settle()
        token = {"Authorization": f"Bearer {self.scim_tokens[tenant]}"}
        people = self._answer(httpx2.get(f"{self.scim_urls[tenant]}/Users?count=200", headers=token))
        return {person["userName"]: person["active"] for person in people.get("Resources", [])}

    def pushes(self) -> list[dict[str, Any]]:
        """What Okta pushed, in order, once it has pushed everything."""
        self._settle()
        pushes: list[dict[str, Any]] = self.get(f"{self.org_url}/sandbox/pushes")
        return pushes

    def _settle(self) -> None:
        deadline = time.monotonic() + _SETTLE_SECONDS
        while not self.get(f"{self.org_url}/sandbox/status")["idle"]:
            assert time.monotonic() < deadline, "Okta is still pushing"
            time.sleep(0.05)

    def switch_on(self, app: str, tenant: str, *options: str) -> None:
        """Do the console's steps for an app, as a person does."""
        self._command(
            "switch-on",
            *("--app", app, "--base-url", self.scim_urls[tenant], "--token-variable", "SCIM_TOKEN"),
            *options,
            SCIM_TOKEN=self.scim_tokens[tenant],
        )

    def set_faults(self, *faults: str) -> None:
        """Rehearse trouble, given as NAME=VALUE; none ends it."""
        words = [word for fault in faults for word in ("--set", fault)] if faults else ["--clear"]
        self._command("faults", *words)

    def issue_token(self, tenant: str) -> str:
        """Let a service provider issue a new token; the old one stays accepted."""
        self._command("issue-token", "--tenant", tenant)
        self.scim_tokens[tenant] = IssuedTokens(self.directory, tenant).current()
        self._issued.append(self.scim_tokens[tenant])
        return self.scim_tokens[tenant]

    def revoke_older_tokens(self, tenant: str) -> None:
        """Let a service provider accept its newest token only."""
        self._command("issue-token", "--tenant", tenant, "--revoke-older")

    def get(self, path: str, **params: str) -> Any:
        """Ask the Management API."""
        return self._answer(self._api.get(path, params=params))

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Change something by the Management API, as somebody else would."""
        return self._answer(self._api.request(method, path, json=body))

    def app(self, label: str) -> dict[str, Any]:
        """An app by its label."""
        (app,) = [one for one in self.get("/apps", limit="200") if one["label"] == label]
        found: dict[str, Any] = app
        return found

    def requests(self) -> list[str]:
        """What the org was asked so far, as `POST /api/v1/apps`."""
        log = (self.directory / "org.log").read_text(encoding="utf-8")
        return re.findall(r'"([A-Z]+ /api[^" ]*)', log)

    def group_id(self, name: str) -> str:
        """A group's id by its name."""
        (group,) = [one for one in self.get("/groups", limit="200") if one["profile"]["name"] == name]
        return str(group["id"])

    def user_id(self, email: str) -> str:
        """A person's id by email."""
        (user,) = [one for one in self.get("/users", limit="200") if one["profile"]["email"] == email]
        return str(user["id"])

    def groups_of(self, label: str) -> set[str]:
        """The ids of the groups that are assigned to an app."""
        return {group["id"] for group in self.get(f"/apps/{self.app(label)['id']}/groups")}

    def _command(self, *words: str, **variables: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "sandbox", *words, "--directory", str(self.directory)],
            cwd=ROOT,
            env={**os.environ, **variables},
            text=True,
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @staticmethod
    def _answer(answer: httpx2.Response) -> Any:
        assert answer.is_success, f"{answer.status_code} {answer.text}"
        return answer.json() if answer.content else None
