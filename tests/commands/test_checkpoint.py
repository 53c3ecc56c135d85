"""A state that a kill cut off is replaced by the one before it."""

from pathlib import Path

import pytest

from commands.checkpoint import repair
from commands.exits import CommandFailed

WHOLE = '{"version": 3}'


def restored(directory: Path, state: str | None, backup: str) -> tuple[bool, str]:
    """Whether the state was restored, and what it is afterwards."""
    file = directory / "my state" / ".pulumi" / "stacks" / "okta-scim" / "dev.json"
    file.parent.mkdir(parents=True)
    if state is not None:
        file.write_text(state, encoding="utf-8")
    file.with_name("dev.json.bak").write_text(backup, encoding="utf-8")
    found = repair((directory / "my state").as_uri(), "okta-scim", "dev")
    return bool(found), file.read_text(encoding="utf-8")


@pytest.mark.parametrize("state", ["", '{"version": 3, "checkp', None])
def test_a_state_that_is_cut_off_or_gone_is_replaced_by_its_backup(tmp_path: Path, state: str | None) -> None:
    assert restored(tmp_path, state, WHOLE) == (True, WHOLE)


def test_a_whole_state_is_left_alone(tmp_path: Path) -> None:
    assert restored(tmp_path, '{"version": 3, "newer": 1}', WHOLE) == (False, '{"version": 3, "newer": 1}')


def test_where_the_backup_is_cut_off_too_nothing_is_replaced(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="history"):
        restored(tmp_path, "", "")


def test_attributes_that_are_cut_off_are_taken_away(tmp_path: Path) -> None:
    restored(tmp_path, WHOLE, WHOLE)
    (state,) = tmp_path.rglob("dev.json")
    attributes = state.with_name("dev.json.attrs")
    attributes.touch()
    assert repair((tmp_path / "my state").as_uri(), "okta-scim", "dev") == [attributes]
    assert not attributes.exists()


def test_other_backends_are_left_alone() -> None:
    assert repair("s3://bucket/state", "okta-scim", "dev") == []
