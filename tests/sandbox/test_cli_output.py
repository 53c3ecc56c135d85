"""Tables are for people at a terminal; everything else gets plain lines."""

import io
import sys

import pytest

from sandbox.commands.output import print_table


class Terminal(io.StringIO):
    """An output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def printed(monkeypatch: pytest.MonkeyPatch, output: io.StringIO, *rows: tuple[str, str]) -> str:
    monkeypatch.setattr(sys, "stdout", output)
    print_table("People", ("name", "active"), rows, empty="nobody yet")
    return output.getvalue()


def test_a_terminal_gets_a_table_with_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)

    assert "│" in printed(monkeypatch, Terminal(), ("Ada", "yes"))


def test_what_is_no_terminal_gets_aligned_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    text = printed(monkeypatch, io.StringIO(), ("Ada Lovelace", "yes"))

    assert text.splitlines() == ["People", "  name          active", "  Ada Lovelace  yes"]


def test_no_color_means_plain_lines_on_a_terminal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert "│" not in printed(monkeypatch, Terminal(), ("Ada", "yes"))


def test_a_table_without_rows_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(monkeypatch, io.StringIO()) == "People: nobody yet\n"


def test_what_looks_like_markup_is_printed_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)

    assert "[red]Ada" in printed(monkeypatch, Terminal(), ("[red]Ada", "yes"))
