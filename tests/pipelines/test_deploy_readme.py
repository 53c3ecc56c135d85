"""What deploy/README.md says is so."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from commands.exits import Exit
from tests.pipelines.s3_server import S3Server
from toolchain.ensure import ensure, search_path

ROOT = Path(__file__).parents[2]
README = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
# Codes of commands that no pipeline runs.
ELSEWHERE = {Exit.UNCLEAN}


def block_after(text: str) -> str:
    found = re.search(rf"{re.escape(text)}.*?```sh\n(.*?)```", README, re.DOTALL)
    assert found, text
    return found[1]


@pytest.mark.parametrize("backend", ["A file on this machine", "Any server that speaks S3"])
def test_a_stack_can_be_made_where_the_text_says(backend: str, state: S3Server, tmp_path: Path) -> None:
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    done = subprocess.run(
        ["bash", "-eu", "-c", f"{block_after(backend)}\npulumi stack ls --json"],
        cwd=tmp_path,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")},
            **state.credentials,
            "PATH": search_path(ensure()),
            "HOME": str(tmp_path),
            "S3_ENDPOINT": state.endpoint,
            "PULUMI_CONFIG_PASSPHRASE": "of the team",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        },
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert '"name": "acme"' in done.stdout
    assert "encryptionsalt" in (tmp_path / "Pulumi.acme.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", set(Exit) - ELSEWHERE)
def test_every_exit_code_of_a_pipeline_is_in_the_table(code: Exit) -> None:
    assert f"\n| {int(code)} | " in README


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_link_leads_to_a_file(path: str) -> None:
    assert (ROOT / "deploy" / path).exists()
