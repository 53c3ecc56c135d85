"""The command line: how a command ends, for a person and for a program."""

import json
from collections.abc import Callable

import pytest

import commands.__main__ as command_line
from commands.exits import CommandFailed, Exit


def fails(json: bool = False) -> None:
    raise CommandFailed("It failed.\nNext: try again.", Exit.LEFT)


def interrupted() -> None:
    raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def commands_of_this_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two commands that end badly, beside the real ones."""
    rows = list(command_line.app.registered_commands)
    monkeypatch.setattr(command_line.app, "registered_commands", rows)
    command_line.app.command()(fails)
    command_line.app.command()(interrupted)


def ending(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        command_line.main(list(words))
    return int(str(ended.value.code))


def test_a_failure_is_told_on_standard_error_with_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending("fails") == 3
    assert capsys.readouterr() == ("", "It failed.\nNext: try again.\n")


def test_with_json_a_failure_is_data_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending("fails", "--json") == 3
    assert json.loads(capsys.readouterr().out) == {"exitCode": 3, "error": "It failed.\nNext: try again."}


def test_an_interruption_ends_with_130() -> None:
    assert ending("interrupted") == 130


@pytest.mark.parametrize("command", [row.callback for row in command_line.app.registered_commands])
def test_every_command_has_json(command: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    assert ending(command.__name__.replace("_", "-"), "--help") == 0
    assert "--json" in capsys.readouterr().out
