"""The workflows, run in the order in which a team meets them: change request, merge, the next morning, drift."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.secrets import places_of
from tests.pipelines.code_host_server import CodeHostServer
from tests.pipelines.github_runner import GitHubRunner, Job
from tests.pipelines.repository import LABEL, Repository

ADA = "ada.lovelace@example.com"
TICKET = "Stack prod: steps are left in the Admin Console"


@pytest.fixture(scope="module")
def runner(repository: Repository, host: CodeHostServer, runner_directory: Path) -> GitHubRunner:
    return GitHubRunner(repository, host, runner_directory)


class Forbidden(NamedTuple):
    """A change request that a policy forbids, and its comment as it then stood."""

    job: Job
    comment: str


@pytest.fixture(scope="module")
def forbidden(runner: GitHubRunner, repository: Repository, host: CodeHostServer) -> Forbidden:
    repository.assign("Everyone")
    (job,) = runner.run("preview.yml", ref="refs/pull/7/merge")
    repository.assign("Design")
    return Forbidden(job, host.comments[0]["body"])


@pytest.fixture(scope="module")
def change_request(runner: GitHubRunner, forbidden: object) -> Job:
    (job,) = runner.run("preview.yml", ref="refs/pull/7/merge")
    return job


@pytest.fixture(scope="module")
def merge(runner: GitHubRunner, change_request: Job) -> dict[str, Job]:
    return {job.name: job for job in runner.run("up.yml")}


@pytest.fixture(scope="module")
def ticket(merge: object, host: CodeHostServer) -> str:
    """The ticket as it stood after the merge."""
    (issue,) = host.issues
    assert host.open_issues() == [TICKET]
    return str(issue["body"])


@pytest.fixture(scope="module")
def next_morning(runner: GitHubRunner, ticket: str, sandbox: Sandbox) -> dict[str, Job]:
    sandbox.switch_on(LABEL, "invision")
    return {job.name: job for job in runner.run("up.yml")}


@pytest.fixture(scope="module")
def drift(runner: GitHubRunner, next_morning: object, sandbox: Sandbox) -> Job:
    assert sandbox.people_at("invision")[ADA] is True
    sandbox.switch_on(LABEL, "invision", "--no-deactivate")
    (job,) = runner.run("drift.yml")
    return job


def test_what_a_policy_forbids_fails_the_change_request_and_its_comment_says_why_first(forbidden: Forbidden) -> None:
    assert forbidden.job.conclusion == "failure"
    assert "::error title=okta-scim::pulumi preview, stack prod: 1 to create, failed" in forbidden.job.log
    for text in (forbidden.job.summary, forbidden.comment):
        violation = text.index("Policy no-everyone-in-production of okta-scim: ")
        assert "it assigns the group 'Everyone'.\nNext: assign the groups of the people who need the app" in text
        assert violation < text.index("| create | `invision-v7-app` |")


def test_a_change_request_gets_one_comment_with_the_diff_and_the_checklist(
    change_request: Job, host: CodeHostServer
) -> None:
    assert change_request.conclusion == "success", change_request.log
    (comment,) = host.comments
    assert "| create | `invision-v7-app` |" in comment["body"]
    assert "- [ ] [Set up the provisioning connection](" in comment["body"]


def test_a_merge_does_what_its_own_preview_planned_after_an_approval(merge: dict[str, Job]) -> None:
    assert {name: job.environment for name, job in merge.items()} == {"preview": "prod-preview", "up": "prod"}
    assert merge["up"].conclusion == "success", merge["up"].log


def test_steps_that_are_left_are_no_failure_and_stand_in_summary_annotation_and_ticket(
    merge: dict[str, Job], ticket: str
) -> None:
    assert merge["up"].outputs["exit-code"] == "3"
    assert "::warning title=okta-scim::" in merge["up"].log
    for text in (merge["up"].summary, ticket):
        assert "#tab-user-management" in text
        assert "Test API Credentials" in text


def test_the_next_run_goes_on_by_itself_once_the_person_is_done(
    next_morning: dict[str, Job], host: CodeHostServer
) -> None:
    assert next_morning["up"].outputs["exit-code"] == "0", next_morning["up"].log
    assert TICKET not in host.open_issues()


def test_drift_opens_a_ticket_and_fails_its_run(drift: Job, host: CodeHostServer) -> None:
    assert drift.conclusion == "failure"
    assert host.open_issues() == ["Stack prod: drift"]
    assert "deactivate: declared on, Okta says off" in host.issues[-1]["body"]


def test_no_token_stands_in_clear_in_state_logs_artifacts_or_on_the_code_host(
    drift: Job, merge: dict[str, Job], repository: Repository, host: CodeHostServer, runner: GitHubRunner
) -> None:
    told = [job.log + job.summary for job in (*merge.values(), drift)]
    told += [row["body"] for row in (*host.comments, *host.issues)]
    told += [plan.read_text(encoding="utf-8") for plan in runner.artifacts.values()]
    assert places_of(repository.sandbox.tokens, [repository.state.objects, repository.directory], told) == []
