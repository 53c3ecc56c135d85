"""Tokens and environment variables with which other programs get into the sandbox."""

import subprocess
from pathlib import Path

import pytest

from tests.sandbox.command_line import Sandbox, command


@pytest.mark.parametrize("arguments", [["api"], ["scim"], ["scim", "--tenant", "zscaler"], ["console"]])
def test_a_token_is_printed_alone_for_the_shell(running_sandbox: Sandbox, arguments: list[str]) -> None:
    result = running_sandbox.command("token", *arguments)

    assert len(result.output.strip()) > 40
    assert result.output.count("\n") == 1


def test_each_tenant_has_a_token_of_its_own(running_sandbox: Sandbox) -> None:
    tokens = {running_sandbox.command("token", "scim", "--tenant", name).output for name in ("invision", "zscaler")}

    assert len(tokens) == 2


def test_a_token_of_an_unknown_tenant_names_the_known_ones(running_sandbox: Sandbox) -> None:
    result = running_sandbox.command("token", "scim", "--tenant", "slack")

    assert (result.code, result.output) == (1, "")
    assert "there are: invision, zscaler" in result.error


def test_a_token_of_no_sandbox_is_refused_and_no_key_is_made(tmp_path: Path) -> None:
    result = command("token", "api", "--directory", str(tmp_path))

    assert (result.code, result.output) == (1, "")
    assert not list(tmp_path.iterdir())


def test_env_prints_lines_that_a_shell_takes(running_sandbox: Sandbox) -> None:
    script = running_sandbox.command("env", "--scim-token-variable", "invision=SCIM_TOKEN").output

    shell = subprocess.run(["sh", "-c", f"{script}\nenv"], capture_output=True, text=True, check=True, env={})

    exported = dict(line.split("=", 1) for line in shell.stdout.splitlines() if "=" in line)
    assert exported["OKTA_API_TOKEN"] == running_sandbox.secrets.api_token
    assert exported["OKTA_HTTP_PROXY"] == running_sandbox.run.org_url
    assert (exported["OKTA_ORG_NAME"], exported["OKTA_BASE_URL"]) == ("sandbox-org", "okta-sandbox.localhost")
    assert exported["SCIM_TOKEN"] == running_sandbox.secrets.scim_token("invision")


@pytest.mark.parametrize("pair", ["invision", "invision=", "invision=A B", "nobody=TOKEN", "invision=A;rm"])
def test_env_refuses_a_variable_that_would_break_the_shell(running_sandbox: Sandbox, pair: str) -> None:
    result = running_sandbox.command("env", "--scim-token-variable", pair)

    assert (result.code, result.output) == (1, "")


def test_env_of_no_sandbox_says_how_to_start_one(tmp_path: Path) -> None:
    result = command("env", "--directory", str(tmp_path))

    assert "python -m sandbox start" in result.error
