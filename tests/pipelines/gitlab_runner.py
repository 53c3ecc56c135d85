"""A runner for .gitlab-ci.yml: the jobs' own scripts in fresh clones, with what GitLab would set around them."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.pipelines.code_host_server import TOKEN, CodeHostServer
from tests.pipelines.expressions import gitlab
from tests.pipelines.repository import PASSPHRASE, STACK, Repository


@dataclass
class Job:
    """One job that has run."""

    name: str
    when: str
    """`manual` where somebody has to start it."""
    resource_group: str
    status: str
    """`success`, `warning` (failed, and that is allowed) or `failed`."""
    log: str


class GitLabRunner:
    """Runs pipelines of one repository; artifacts are handed from job to job."""

    def __init__(self, repository: Repository, host: CodeHostServer, directory: Path) -> None:
        self._repository = repository
        self._directory = directory
        self._variables = {
            "CI_API_V4_URL": host.url,
            "CI_PROJECT_ID": "9",
            "CI_DEFAULT_BRANCH": "main",
            "GITLAB_TOKEN": TOKEN,
            "PULUMI_BACKEND_URL": repository.state.backend_url,
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            # In place of the role: this server knows keys only.
            **repository.state.credentials,
            "AWS_ID_TOKEN": "token-of-the-pipeline",
        }

    def run(self, **variables: str) -> list[Job]:
        """Run the jobs of a pipeline with these predefined variables, for stack prod alone; manual ones are started."""
        known = {**self._variables, **variables, "STACK": STACK}
        artifacts: dict[str, bytes] = {}
        jobs = []
        for name, job in jobs_of((self._repository.directory / ".gitlab-ci.yml").read_text(encoding="utf-8")).items():
            rule = next((rule for rule in job["rules"] if gitlab(rule["if"], known)), None)
            if rule is None:
                continue
            done = self._job(name, job, rule.get("when", "on_success"), known, artifacts)
            jobs.append(done)
            if done.status == "failed":
                break
        return jobs

    def _job(
        self, name: str, job: dict[str, Any], when: str, variables: Mapping[str, str], artifacts: dict[str, bytes]
    ) -> Job:
        work = self._directory / "work"
        self._repository.clone(work)
        for path, content in artifacts.items():
            (work / path).write_bytes(content)
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", "\n".join([*job["before_script"], *job["script"]])],
            cwd=work,
            env={**self._repository.environment, "GITLAB_CI": "true", **job["variables"], **variables},
            text=True,
            capture_output=True,
            check=False,
            timeout=300,
        )
        for pattern in job["artifacts"]["paths"]:
            artifacts |= {file.name: file.read_bytes() for file in work.glob(pattern)}
        allowed = {0: "success", **dict.fromkeys(job["allow_failure"]["exit_codes"], "warning")}
        status = allowed.get(done.returncode, "failed")
        group = str(job.get("resource_group", "")).replace("$STACK", variables["STACK"])
        return Job(name, when, group, status, done.stdout + done.stderr)


def jobs_of(text: str) -> dict[str, dict[str, Any]]:
    """The jobs of a pipeline file, with what they extend merged in."""
    content = yaml.safe_load(text)
    return {
        name: _merged(content[job["extends"]], job)
        for name, job in content.items()
        if isinstance(job, dict) and "extends" in job
    }


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = {
        key: _merged(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
        for key, value in own.items()
    }
    return {**base, **both}
