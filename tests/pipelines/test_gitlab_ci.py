"""GitLab's pipelines, run in the order in which a team meets them: merge request, merge, schedule."""

from pathlib import Path

import pytest

from tests.pipelines.code_host_server import CodeHostServer
from tests.pipelines.gitlab_runner import GitLabRunner, Job
from tests.pipelines.repository import Repository


@pytest.fixture(scope="module")
def runner(repository: Repository, host: CodeHostServer, runner_directory: Path) -> GitLabRunner:
    return GitLabRunner(repository, host, runner_directory)


@pytest.fixture(scope="module")
def merge_request(runner: GitLabRunner) -> Job:
    (job,) = runner.run(CI_PIPELINE_SOURCE="merge_request_event", CI_MERGE_REQUEST_IID="7")
    return job


@pytest.fixture(scope="module")
def merge(runner: GitLabRunner, merge_request: Job) -> list[Job]:
    return runner.run(CI_PIPELINE_SOURCE="push", CI_COMMIT_BRANCH="main")


@pytest.fixture(scope="module")
def schedule(runner: GitLabRunner, merge: list[Job], host: CodeHostServer) -> list[Job]:
    """The first one after drift that is gone again."""
    marked = {"title": "Stack prod: drift", "description": "<!-- okta-scim: Stack prod: drift -->"}
    host.issues.append({"iid": len(host.issues), "state": "open", **marked})
    return runner.run(CI_PIPELINE_SOURCE="schedule", CI_COMMIT_BRANCH="main")


def test_a_merge_request_gets_the_checklist_as_a_note_and_a_warning_as_status(
    merge_request: Job, host: CodeHostServer
) -> None:
    assert (merge_request.name, merge_request.status) == ("preview", "warning"), merge_request.log
    (note,) = host.comments
    assert "- [ ] [Set up the provisioning connection](" in note["body"]


def test_a_merge_is_planned_then_somebody_starts_the_update_one_at_a_time(merge: list[Job]) -> None:
    assert [(job.name, job.when, job.resource_group) for job in merge] == [
        ("plan", "on_success", ""),
        ("up", "manual", "prod"),
    ]


def test_steps_that_are_left_are_a_warning_and_a_ticket(merge: list[Job], host: CodeHostServer) -> None:
    assert [job.status for job in merge] == ["warning", "warning"], merge[-1].log
    assert host.open_issues() == ["Stack prod: steps are left"]
    assert "#tab-user-management" in host.issues[0]["description"]


def test_a_schedule_looks_for_drift_alone_and_steps_that_are_left_are_none(
    schedule: list[Job], host: CodeHostServer
) -> None:
    assert [(job.name, job.status) for job in schedule] == [("drift", "warning")], schedule[0].log
    assert host.open_issues() == ["Stack prod: steps are left"]
