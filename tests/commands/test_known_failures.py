"""Runs that cannot begin: what a person reads in place of Pulumi's and the provider's own words."""

from pathlib import Path

import pytest

from commands.exits import CommandFailed, Exit
from commands.known_failures import told
from commands.summary import failure_told, tell_pipeline

NOT_CONFIGURED = "The Okta provider was not properly configured. Please ensure valid credentials are provided."


def refused_by(answer: str) -> list[str]:
    """As the provider says it: once of the provider, once of a resource, once of a question."""
    wrong = f"[ERROR] failed validate configuration: error with v3 SDK client: {answer}"
    return [
        f"[ERROR] {NOT_CONFIGURED}: Provider Configuration Error",
        f"2 errors occurred:\n\t* 1 error occurred:\n\t* {wrong}\n\n\n\t* {NOT_CONFIGURED}",
        f"The group 'Design' could not be read from Okta: {wrong}; {NOT_CONFIGURED}\nNext: correct it.",
    ]


@pytest.mark.parametrize(
    ("said", "next_step"),
    [
        (
            "error: get stack secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or",
            "set PULUMI_CONFIG",
        ),
        (
            "error: getting stack configuration: get stack secrets manager: incorrect passphrase",
            "set PULUMI_CONFIG_PASSPHRASE to the passphrase that",
        ),
        ("error: no stack named 'nowhere' found", "`pulumi stack ls` shows"),
        (
            "error: no stack selected; please use `pulumi stack select` or `pulumi stack init`",
            "name a stack with --stack",
        ),
        ("error: PULUMI_ACCESS_TOKEN must be set for login during", "set PULUMI_BACKEND_URL"),
        (
            'error: read ".pulumi/meta.yaml": blob (key ".pulumi/meta.yaml") (code=Unknown): operation',
            "the state could not",
        ),
        (
            'error: unable to open state directory "file:///x": stat /x: no such file or directory',
            "the state could not",
        ),
    ],
)
def test_what_pulumi_says_stays_and_gets_a_next_step(said: str, next_step: str) -> None:
    (text,) = told([said])
    assert text.startswith(f"{said}\nNext: {next_step}")


def test_refused_credentials_are_told_once_with_okta_s_answer() -> None:
    (text,) = told(refused_by("401 Unauthorized"))
    assert text.startswith("Okta refuses the credentials of this stack: 401 Unauthorized. ")
    assert "\nNext: the API token (okta:apiToken, or OKTA_API_TOKEN)" in text


def test_no_answer_is_told_once_with_what_was_asked() -> None:
    asked = 'Get "https://acme.okta.com/api/v1/users/me"'
    (text,) = told(refused_by(f"{asked}: dial tcp: lookup acme.okta.com: no such host"))
    assert text.startswith(f"Okta gave no answer to {asked}: dial tcp: lookup acme.okta.com: no such host. ")
    assert "\nNext: check okta:orgName and okta:baseUrl" in text


@pytest.mark.parametrize(
    "wrong",
    [
        "Stack 'dev' is missing configuration value 'tokens'",
        "Stack 'dev' with configuration key 'tokens' must be encrypted as it's secret",
    ],
)
def test_a_stack_without_a_token_is_told_how_to_set_one(wrong: str) -> None:
    (text,) = told([f"validating stack config: {wrong}"])
    assert "pulumi config set --secret --path okta-scim:tokens.APP" in text


def test_other_errors_stay_as_they_are_beside_a_known_one() -> None:
    assert told(["the app is gone", *refused_by("401 Unauthorized")])[1:] == ("the app is gone",)
    assert told(["one", "two"]) == ("one", "two")


def test_a_command_that_fails_before_the_engine_runs_leaves_a_summary_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "job"))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))
    file = tmp_path / "summary.md"
    with pytest.raises(CommandFailed), failure_told("up", file):
        raise CommandFailed("Stack 'prod' is locked.\nNext: wait.", Exit.LOCKED)
    markdown = file.read_text(encoding="utf-8")
    assert markdown == "### up: Stack 'prod' is locked.\n\n```text\nStack 'prod' is locked.\nNext: wait.\n```\n"
    assert (tmp_path / "job").read_text(encoding="utf-8").strip() == markdown.strip()
    assert (tmp_path / "outputs").read_text(encoding="utf-8") == "exit-code=6\n"


def test_a_job_summary_that_github_would_not_show_is_cut_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "job"))
    tell_pipeline("\N{WHITE HEAVY CHECK MARK}" * 400_000, "up", Exit.DONE, None)
    shown = (tmp_path / "job").read_text(encoding="utf-8")
    assert len(shown.encode()) < 2**20
    assert shown.endswith("... cut here; the job's log has the rest.\n\n")
