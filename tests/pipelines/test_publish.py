"""What is published stands once, and is renewed, on GitHub and on GitLab."""

from collections.abc import Iterator

import pytest

from commands import code_host
from commands.code_host import CodeHost, Place
from commands.exits import CommandFailed
from tests.pipelines.code_host_server import TOKEN, CodeHostServer

KINDS = {
    "github": lambda url: {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": url,
        "GITHUB_REPOSITORY": "acme/okta",
        "GITHUB_REF": "refs/pull/7/merge",
        "GITHUB_TOKEN": TOKEN,
    },
    "gitlab": lambda url: {
        "GITLAB_CI": "true",
        "CI_API_V4_URL": url,
        "CI_PROJECT_ID": "9",
        "CI_MERGE_REQUEST_IID": "7",
        "GITLAB_TOKEN": TOKEN,
    },
}
TEXT = {"github": "body", "gitlab": "description"}


@pytest.fixture
def server() -> Iterator[CodeHostServer]:
    running = CodeHostServer()
    yield running
    running.stop()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def host(kind: str, server: CodeHostServer) -> CodeHost:
    return CodeHost.of_pipeline(KINDS[kind](server.url))


def change_request(host: CodeHost) -> Place:
    assert host.change_request
    return host.change_request


def test_a_comment_is_renewed_and_others_stay_as_they_are(host: CodeHost, server: CodeHostServer) -> None:
    server.comments.extend({"id": number, "body": "Looks good"} for number in range(3))
    assert host.publish(change_request(host), "Stack prod", "first") == "added"
    assert host.publish(change_request(host), "Stack staging", "other") == "added"
    assert host.publish(change_request(host), "Stack prod", "second") == "updated"
    assert [row["body"].split("\n")[-1] for row in server.comments] == ["Looks good"] * 3 + ["second", "other"]


def test_a_host_that_is_busy_for_a_moment_is_asked_again(
    host: CodeHost, server: CodeHostServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_host, "_PAUSES", (0, 0))
    server.failures = [502, 503]
    assert host.publish(change_request(host), "Stack prod", "first") == "added"
    server.failures = [502] * 3
    with pytest.raises(CommandFailed, match="answered 502"):
        host.publish(change_request(host), "Stack prod", "second")


def test_an_issue_is_renewed_until_it_is_closed_and_then_a_new_one_is_opened(
    kind: str, host: CodeHost, server: CodeHostServer
) -> None:
    told = [host.publish(host.issue, "Stack prod: drift", text) for text in ("first", "second")]
    assert (told, server.open_issues()) == (["added", "updated"], ["Stack prod: drift"])
    assert server.issues[0][TEXT[kind]].endswith("second")
    assert host.close(host.issue, "Stack prod: drift") is True
    assert host.close(host.issue, "Stack prod: drift") is False
    assert host.publish(host.issue, "Stack prod: drift", "third") == "added"


def test_a_text_too_long_for_the_host_is_cut_and_says_so(host: CodeHost, server: CodeHostServer) -> None:
    host.publish(change_request(host), "Stack prod", "x" * 70_000)
    assert len(server.comments[0]["body"]) < 65_536
    assert "cut here" in server.comments[0]["body"]


def test_a_token_that_may_not_is_told_without_the_token(kind: str, server: CodeHostServer) -> None:
    variables = {**KINDS[kind](server.url), "GITHUB_TOKEN": "wrong-one", "GITLAB_TOKEN": "wrong-one"}
    host = CodeHost.of_pipeline(variables)
    with pytest.raises(CommandFailed, match="answered 401") as failed:
        host.publish(change_request(host), "Stack prod", "text")
    assert "wrong-one" not in str(failed.value)


def test_outside_of_a_pipeline_nothing_is_published() -> None:
    with pytest.raises(CommandFailed, match="This is no pipeline"):
        CodeHost.of_pipeline({})
