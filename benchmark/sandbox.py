"""The sandbox that both ways of declaring are measured on, and what it was asked."""

import json
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
_TENANT = "zscaler"
_WINDOW_SECONDS = 60
# Okta's ids, by which one endpoint has many paths.
_IDENTIFIER = re.compile(r"(?<=/)(0oa|00g|00u|rst|00p|alu)[A-Za-z0-9]{17}(?=/|$)|(?<=/)[A-Za-z0-9_-]{43}(?=/|$)")


class Sandbox:
    """A sandbox in a directory of its own, on free ports."""

    def __init__(self, directory: Path) -> None:
        """Start it."""
        self._directory = directory
        self._run("start", "--org-port", "0", "--scim-port", "0", "--tenant", _TENANT)
        run = json.loads((directory / "run.json").read_text(encoding="utf-8"))
        self.org_url: str = run["org_url"]
        self.base_url: str = run["scim_urls"][_TENANT]
        self.api_token = self._run("token", "api").strip()
        self.scim_token = self._run("token", "scim", "--tenant", _TENANT).strip()

    def as_slow_and_as_limited_as_okta(self) -> None:
        """Let each request take as long as a real org took, and refuse what is over Okta's rate limits."""
        self._run("faults", "--set", "api.latency=recorded", "--set", "api.rate_limits=true")

    def asked(self) -> Counter[str]:
        """How often each endpoint was asked so far, as `GET /api/v1/apps/{id}`."""
        return self._counted("")

    def refused(self) -> Counter[str]:
        """Those of them that were over a rate limit."""
        return self._counted(r'[^"]*" 429\b')

    def _counted(self, followed_by: str) -> Counter[str]:
        log = (self._directory / "org.log").read_text(encoding="utf-8")
        requests = re.findall(r'"([A-Z]+) (/api[^" ?]*)' + followed_by, log)
        return Counter(f"{method} {_IDENTIFIER.sub('{id}', path)}" for method, path in requests)

    def stop(self) -> None:
        """Stop it."""
        self._run("stop")

    def _run(self, *words: str) -> str:
        command = [sys.executable, "-m", "sandbox", *words, "--directory", str(self._directory)]
        done = subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE)  # noqa: S603 - own module
        return done.stdout


def await_unused_limits() -> None:
    """Wait until no rate limit is used up in part: they begin anew with each minute."""
    time.sleep(-time.time() % _WINDOW_SECONDS)
