"""Which runs the policy packs judge that PULUMI_OPTION_POLICY_PACK names."""

from pathlib import Path

import pytest

from commands.stack import Stack

# A CLI that says with which pack it was started.
CLI = """#!/bin/sh
printf '{"diagnosticEvent":{"severity":"warning","message":"pack: %s"}}\\n' "$PULUMI_OPTION_POLICY_PACK"
"""


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stack:
    cli = tmp_path / "pulumi"
    cli.write_text(CLI, encoding="utf-8")
    cli.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PULUMI_OPTION_POLICY_PACK", "policy")
    return Stack("dev", tmp_path)


def test_they_judge_what_is_about_to_be_declared(stack: Stack) -> None:
    assert stack.preview(judged=True).warnings == ("pack: policy",)


def test_they_do_not_keep_anybody_from_looking(stack: Stack) -> None:
    assert stack.preview().warnings == ("pack:",)
