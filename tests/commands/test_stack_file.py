"""Writing an app into a stack file changes nothing else in it."""

from pathlib import Path

import pytest
import yaml

from commands.exits import CommandFailed
from commands.stack_file import add_app

APPS = "okta-scim:apps"
NEW = {"label": "Old tool", "groups": [{"name": "Design"}, {"id": "00g1emaKYZTWRYYRRTSK", "profile": {"a": "b: c"}}]}


def written(text: str, tmp_path: Path) -> str:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(text, encoding="utf-8")
    before = yaml.safe_load(text) or {}
    add_app(file, APPS, "old-tool", NEW)
    after = file.read_text(encoding="utf-8")
    config = yaml.safe_load(after)["config"]
    assert config[APPS]["old-tool"] == NEW
    kept = {key: value for key, value in config.items() if key != APPS}
    assert kept == {key: value for key, value in (before.get("config") or {}).items() if key != APPS}
    return after


def test_it_stands_after_the_apps_that_are_there_and_every_line_stays(tmp_path: Path) -> None:
    text = """\
# Who may sign in where.
config:
  okta-scim:apps:
      first:   # the first one
          label: 'First'
          groups: [{name: Design}]
  # What follows is secret.
  okta:apiToken:
    secure: v1:abc=
encryptionsalt: v1:x
"""
    after = written(text, tmp_path)
    assert [line for line in after.splitlines() if line in text.splitlines()] == text.splitlines()
    assert after.index("old-tool:") < after.index("# What follows is secret.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment\n",
        "encryptionsalt: v1:x",
        "config:\n  okta:orgName: acme\n",
        "config:\n  okta:orgName: acme\n  okta:scopes:\n    - a\n    - b\nencryptionsalt: v1:x\n",
        "config:\n  okta-scim:apps:\n    a: {label: A}\n",
        "config:\n  okta-scim:apps:\n    a:\n      label: |\n        A\n  okta:orgName: acme\n",
        "config:\n  okta-scim:apps:\n    a:\n      label: A",
    ],
)
def test_whatever_is_there_stays(text: str, tmp_path: Path) -> None:
    after = written(text, tmp_path)
    assert all(line in after for line in text.splitlines())


@pytest.mark.parametrize("text", ["config: {okta:orgName: acme}\n", "config:\n  okta-scim:apps: {a: {label: A}}\n"])
def test_a_file_in_another_style_is_left_to_a_person(text: str, tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="paste what it prints"):
        written(text, tmp_path)
    assert (tmp_path / "Pulumi.dev.yaml").read_text(encoding="utf-8") == text


def test_an_app_that_is_there_already_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="has an app 'old-tool' already"):
        written("config:\n  okta-scim:apps:\n    old-tool:\n      label: A\n", tmp_path)
