"""How many runs end as one."""

from io import StringIO

import pytest
from pulumi.automation import EngineEvent
from rich.console import Console
from rich.progress import Progress, TextColumn

from commands.exits import Exit
from commands.fleet import show
from commands.fleet_progress import Lines, Live
from commands.fleet_run import StackResult, worst
from commands.run_report import RunReport


def result(code: Exit, says: str = "as declared") -> StackResult:
    return StackResult("prod", code, says, 1.25)


def test_the_worst_stack_decides() -> None:
    by_weight = (Exit.INTERRUPTED, Exit.FAILED, Exit.LOCKED, Exit.DIFFERS, Exit.LEFT, Exit.DONE)
    for place, code in enumerate(by_weight):
        assert worst([result(one) for one in reversed(by_weight[place:])]) is code


def test_no_stack_at_all_is_done() -> None:
    assert worst([]) is Exit.DONE


def test_without_a_terminal_a_stack_has_a_line_at_its_begin_and_one_at_its_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Lines().begins("prod")
    Lines().ends(result(Exit.FAILED, "it failed\nNext: try again."))
    assert capsys.readouterr().err == "prod: begun\nprod: it failed (1.2 s)\n"


def test_at_a_terminal_a_stack_under_way_shows_what_it_does_and_how_it_ended() -> None:
    console = Console(file=StringIO(), force_terminal=True, color_system=None, width=100)
    metadata = {"op": "create", "urn": "urn:pulumi:prod::okta-scim::okta:app/saml:Saml::invision[7]"}
    with Progress(TextColumn("{task.description} {task.fields[doing]}"), console=console) as shown:
        live = Live(shown, stacks=1)
        live.begins("prod")
        live.hears("prod", EngineEvent.from_json({"resourcePreEvent": {"metadata": metadata}}))
        shown.refresh()
        live.ends(result(Exit.LEFT, "steps left [3]"))
    text = console.file.getvalue()  # type: ignore[attr-defined] # the StringIO above
    assert "0 done, create invision[7]" in text
    assert "steps left [3]" in text


def test_a_failure_of_several_stacks_is_told_once_and_steps_that_are_left_say_where(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stopped = StackResult("d", Exit.INTERRUPTED, "not begun", 0)
    failed = [StackResult(name, Exit.FAILED, "no network\nNext: ...", 1) for name in "ab"]
    show("up", 2, [*failed, StackResult("c", Exit.LEFT, "", 1), stopped])
    told = capsys.readouterr().out
    assert "\na, b: no network\n" in told
    assert "not begun" in told
    assert told.endswith("python -m commands preview --stack STACK\n")


def test_an_app_that_okta_made_twice_is_told_beside_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    report = RunReport("prod", "up", (), (), (), twins=("App: Okta has a second app of this label",))
    show("up", 2, [StackResult("prod", report.exit_code, report.headline, 1, report)])
    assert "prod: App: Okta has a second app of this label" in capsys.readouterr().out


def test_a_stack_that_came_to_no_end_is_told_as_data() -> None:
    assert result(Exit.LOCKED, "locked").as_dict() == {
        "stack": "prod",
        "errors": ["locked"],
        "exitCode": 6,
        "says": "locked",
        "seconds": 1.2,
    }
