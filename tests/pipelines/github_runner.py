"""A runner for this project's workflows: their own scripts in fresh clones, with what GitHub would set around them."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.pipelines.code_host_server import TOKEN, CodeHostServer
from tests.pipelines.expressions import github, interpolated
from tests.pipelines.repository import PASSPHRASE, STACK, Repository

# Installed on the machine already; what they sign in to is given once they have run.
_TOOLS = {"actions/setup-python", "pulumi/actions"}
_SIGN_IN = "aws-actions/configure-aws-credentials"


@dataclass
class Job:
    """One job that has run, or was skipped."""

    name: str
    conclusion: str = "success"
    environment: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    log: str = ""


class GitHubRunner:
    """Runs workflows of one repository; artifacts live as long as the runner."""

    def __init__(self, repository: Repository, host: CodeHostServer, directory: Path) -> None:
        self._repository = repository
        self._directory = directory
        self.artifacts: dict[str, Path] = {}
        self._host = host
        self._runs = 0
        self.context: dict[str, Any] = {
            "vars": {
                "STACKS": f'["{STACK}"]',
                "PULUMI_BACKEND_URL": repository.state.backend_url,
                "AWS_ROLE": "arn:aws:iam::123456789012:role/pulumi-state",
                "AWS_REGION": "eu-central-1",
            },
            "secrets": {"PULUMI_CONFIG_PASSPHRASE": PASSPHRASE},
            "github": {
                "repository": "acme/okta",
                "token": TOKEN,
                "ref": "refs/heads/main",
                "event": {"pull_request": {"head": {"repo": {"full_name": "acme/okta"}}}},
            },
        }

    def run(self, workflow: str, ref: str = "refs/heads/main", inputs: Mapping[str, str] | None = None) -> list[Job]:
        """Run all jobs of a workflow in their order, those of the workflows that it calls included."""
        content = _load(self._repository.directory / ".github" / "workflows" / workflow)
        context = {**self.context, "inputs": inputs or {}, "github": {**self.context["github"], "ref": ref}}
        done: list[Job] = []
        for name, job in content["jobs"].items():
            needs = {one.name: {"outputs": one.outputs} for one in done}
            for stack in github(job.get("strategy", {}).get("matrix", {}).get("stack", "['-']"), context):
                own = {**context, "needs": needs, "matrix": {"stack": stack}}
                if not github(job.get("if", "'always'"), own) or any(one.conclusion == "failure" for one in done):
                    done.append(Job(name, "skipped"))
                elif "uses" in job:
                    given = {key: interpolated(value, own) for key, value in job["with"].items()}
                    done += self.run(Path(job["uses"]).name, ref, given)
                else:
                    done.append(self._job(name, job, own, content.get("env", {})))
        return done

    def _job(self, name: str, job: dict[str, Any], context: dict[str, Any], outer: Mapping[str, str]) -> Job:
        self._runs += 1
        directory = self._directory / f"run-{self._runs}"
        directory.mkdir()
        environment = interpolated(job["environment"], context)
        if environment.endswith("-preview"):
            # The role of that environment may read the state, and no more.
            context = {**context, "vars": {**context["vars"], "PULUMI_BACKEND_URL": self._repository.state.reading_url}}
        work = self._directory / "work"
        state = _State(Job(name, environment=environment), work, context)
        files = {name: directory / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
        state.environment = {
            **self._repository.environment,
            **{key: interpolated(value, context) for key, value in {**outer, **job.get("env", {})}.items()},
            **{name: str(file) for name, file in files.items()},
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self._host.url,
            "GITHUB_REPOSITORY": "acme/okta",
            "GITHUB_REF": context["github"]["ref"],
        }
        for step in job["steps"]:
            self._step(step, state, files)
        state.job.outputs = {
            key: interpolated(value, state.context) for key, value in job.get("outputs", {}).items()
        } | state.context["steps"].get("up", {}).get("outputs", {})
        summary = files["GITHUB_STEP_SUMMARY"]
        state.job.summary = summary.read_text(encoding="utf-8") if summary.exists() else ""
        return state.job

    def _step(self, step: dict[str, Any], state: "_State", files: Mapping[str, Path]) -> None:
        condition = str(step.get("if", ""))
        failed = state.job.conclusion == "failure"
        if failed and "cancelled()" not in condition:
            return
        if condition and not github(condition, state.context, state.work):
            return
        if "uses" in step:
            self._action(step, state, files)
        else:
            self._script(step, state, files)

    def _action(self, step: dict[str, Any], state: "_State", files: Mapping[str, Path]) -> None:
        action = step["uses"].partition("@")[0]
        given = {key: interpolated(str(value), state.context) for key, value in step.get("with", {}).items()}
        if action == "actions/checkout":
            self._repository.clone(state.work)
        elif action == "actions/upload-artifact":
            kept = self._directory / f"artifact-{self._runs}-{given['name']}"
            shutil.copyfile(state.work / given["path"], kept)
            self.artifacts[given["name"]] = kept
        elif action == "actions/download-artifact":
            shutil.copyfile(self.artifacts[given["name"]], state.work / "plan.json")
        elif action == _SIGN_IN:
            assert given["role-to-assume"] == self.context["vars"]["AWS_ROLE"]
            state.environment |= self._repository.state.credentials
        elif action.startswith("./"):
            outer, state.context = state.context, {**state.context, "inputs": given}
            for inner in _load(state.work / action / "action.yml")["runs"]["steps"]:
                self._step(inner, state, files)
            state.context = outer
        else:
            assert action in _TOOLS, f"this runner does not know {action}"

    def _script(self, step: dict[str, Any], state: "_State", files: Mapping[str, Path]) -> None:
        assert "${{" not in step["run"], "what an expression holds must reach a script as a variable, never as code"
        given = {key: interpolated(value, state.context) for key, value in step.get("env", {}).items()}
        added = files["GITHUB_PATH"]
        path = added.read_text(encoding="utf-8").split() if added.exists() else []
        files["GITHUB_OUTPUT"].write_text("", encoding="utf-8")
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=state.work,
            env={**state.environment, **given, "PATH": ":".join([*path, state.environment["PATH"]])},
            text=True,
            capture_output=True,
            check=False,
            timeout=300,
        )
        rows = files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
        if "id" in step:
            state.context["steps"][step["id"]] = {"outputs": dict(row.split("=", 1) for row in rows)}
        state.job.log += done.stdout + done.stderr
        if done.returncode != 0:
            state.job.conclusion = "failure"


@dataclass
class _State:
    job: Job
    work: Path
    context: dict[str, Any]
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.context = {**self.context, "steps": {}}


def _load(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content
