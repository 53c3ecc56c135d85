"""The two ways of declaring the same apps: this project, and plain pulumi-okta."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmark.sandbox import ROOT, Sandbox

GROUPS = ("Design", "Engineering", "Contractors")


@dataclass(frozen=True)
class Way:
    """One way: its program, and its settings for a number of apps."""

    name: str
    linked: Mapping[str, Path]
    """What lies in the stack's directory, by name."""

    def settings(self, sandbox: Sandbox, apps: int, deactivate: bool, recheck_after: int) -> dict[str, Any]:
        """The plain settings; `deactivate` is that of the first app, the change that is measured.

        `recheck_after` is this project's alone.
        """
        okta = {
            "okta:orgName": "sandbox-org",
            "okta:baseUrl": "okta-sandbox.localhost",
            "okta:httpProxy": sandbox.org_url,
            # Okta's windows last a minute: enough tries to come through them.
            "okta:maxRetries": 100,
            "okta:minWaitSeconds": 1,
        }
        if self is BY_HAND:
            return {
                **okta,
                "by-hand:apps": apps,
                "by-hand:baseUrl": sandbox.base_url,
                "by-hand:deactivate": deactivate,
            }
        declared = {f"app-{number}": _app(sandbox, number, deactivate or number > 0) for number in range(apps)}
        return {
            **okta,
            "okta-scim:adminConsoleUrl": sandbox.org_url,
            "okta-scim:recheckAfter": recheck_after,
            "okta-scim:apps": declared,
        }

    def secrets(self, sandbox: Sandbox, apps: int) -> dict[str, str]:
        """The secret settings, by the path that `pulumi config set --path` takes."""
        if self is BY_HAND:
            return {"okta:apiToken": sandbox.api_token, "by-hand:token": sandbox.scim_token}
        tokens = {f"okta-scim:tokens.app-{number}": sandbox.scim_token for number in range(apps)}
        return {"okta:apiToken": sandbox.api_token, **tokens}


def _app(sandbox: Sandbox, number: int, deactivate: bool) -> dict[str, Any]:
    return {
        "preset": "zscaler",
        "label": f"Zscaler {number}",
        "catalogue": {"name": "zscalerbyz", "settings": {"siteDomain": "example.com"}},
        "connection": {"baseUrl": sandbox.base_url},
        "features": {"deactivate": deactivate},
        "groups": [{"name": name} for name in GROUPS],
    }


_VENV = {".venv": ROOT / ".venv"}
_OURS = ("Pulumi.yaml", "__main__.py", "components", "evidence", "settings")
HERE = Way("this project", {name: ROOT / name for name in _OURS} | _VENV)
BY_HAND = Way(
    "by hand", {name: Path(__file__).parent / "by_hand" / name for name in ("Pulumi.yaml", "__main__.py")} | _VENV
)
