"""The sandbox, driven by its own commands."""

import json
import os
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit

import httpx2
import yaml

from walkthrough.pulumi_cli import ROOT

_SEED = "sandbox"
# The command's options, and the boxes of the To App page that they stand for.
_BOXES = {"create": "Create Users", "deactivate": "Deactivate Users", "profile": "Update User Attributes"}


class SandboxFailed(RuntimeError):
    """A command of the sandbox failed; its own output, printed already, says why."""


def start() -> None:
    """Start the sandbox where Pulumi.dev.yaml looks for it, with the seed whose tokens stand there."""
    config = _dev_config()
    scim = next(iter(config["okta-scim:apps"].values()))["connection"]["baseUrl"]
    ports = {"--org-port": urlsplit(config["okta:httpProxy"]).port, "--scim-port": urlsplit(scim).port}
    run("start", "--seed", _SEED, *(word for option, port in ports.items() for word in (option, str(port))))


def base_url_of(key: str) -> str:
    """The SCIM base URL of one of the apps of Pulumi.dev.yaml."""
    return str(_dev_config()["okta-scim:apps"][key]["connection"]["baseUrl"])


def _dev_config() -> dict[str, Any]:
    config: dict[str, Any] = yaml.safe_load((ROOT / "Pulumi.dev.yaml").read_text(encoding="utf-8"))["config"]
    return config


def reset() -> None:
    """Stop the sandbox and delete its data."""
    run("reset")


def is_running() -> bool:
    """Whether the sandbox answers."""
    done = subprocess.run([sys.executable, "-m", "sandbox", "status"], cwd=ROOT, check=False, capture_output=True)
    return done.returncode == 0


def people() -> dict[str, Any]:
    """Who exists at each service provider, and what was pushed."""
    answer: dict[str, Any] = json.loads(_sandbox("people", "--json", capture=True))
    return answer


def show_checklist(app: dict[str, Any]) -> str:
    """Put what is left of an app on a page of the sandbox; returns the page's address."""
    body = {"label": app["label"], "steps": app["stepsLeft"]}
    return _checklist("PUT", app["appId"], body)


def forget_checklist(app: dict[str, Any]) -> None:
    """Take the app off that page."""
    _checklist("DELETE", app["appId"])


def _checklist(method: str, app_id: str, body: dict[str, Any] | None = None) -> str:
    org = json.loads(_sandbox("status", "--json", capture=True))["org_url"]
    token = _sandbox("token", "api", capture=True).strip()
    answer = httpx2.request(
        method, f"{org}/sandbox/checklists/{app_id}", json=body, headers={"Authorization": f"SSWS {token}"}
    )
    if not answer.is_success:
        raise SandboxFailed(f"the sandbox did not take the checklist: {answer.status_code} {answer.text}")
    return f"{org}/admin/checklists#checklist-{app_id}"


def switch_on(app: dict[str, Any], base_url: str, token: str) -> None:
    """Let the scripted person do on the Admin Console's pages what the app's checklist asks for."""
    enter = {name: value for step in app["stepsLeft"] for name, value in step["enter"].items()}
    boxes = {name: "" if enter.get(box) == "Enable" else "no-" for name, box in _BOXES.items() if box in enter}
    run(
        "switch-on",
        *("--app", app["appId"], "--token-variable", "SCIM_TOKEN", "--base-url", base_url),
        *("--username-format", enter.get("Application username format", app["usernameFormat"])),
        *(f"--{no}{name}" for name, no in boxes.items()),
        SCIM_TOKEN=token,
    )


def run(*words: str, **variables: str) -> None:
    """Run a command with its output shown; raises SandboxFailed."""
    _sandbox(*words, capture=False, **variables)


def _sandbox(*words: str, capture: bool, **variables: str) -> str:
    done = subprocess.run(  # noqa: S603 - this project's own module
        [sys.executable, "-m", "sandbox", *words],
        cwd=ROOT,
        env={**os.environ, **variables},
        check=False,
        text=True,
        stdout=subprocess.PIPE if capture else None,
    )
    if done.returncode != 0:
        raise SandboxFailed(f"`python -m sandbox {words[0]}` ended with exit code {done.returncode}")
    return done.stdout or ""
