"""How a preview and an update are judged and told."""

from typing import Any

import pytest

from commands.engine_run import EngineRun, Step
from commands.exits import CommandFailed, Exit
from commands.run_report import RunReport, report_of
from commands.stack_lock import require_unlocked

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
STEP = {"title": "Set the features", "url": "https://acme-admin.okta.com/x", "do": ["Save."], "enter": {}}
FEATURES = Step(
    "update", "okta:app/features:Features", "zscaler-user-provisioning", {}, {"status": ("DISABLED", "a|b")}
)


def app(status: str = "on", **others: Any) -> dict[str, Any]:
    return {"label": "App", "provisioningStatus": status, "differences": [], "stepsLeft": [], **others}


def report(
    operation: str, *apps: dict[str, Any], steps: tuple[Step, ...] = (), errors: tuple[str, ...] = ()
) -> RunReport:
    run = EngineRun(not errors, steps, {}, (), errors)
    return report_of("prod", operation, run, {f"app-{number}": one for number, one in enumerate(apps)})


@pytest.mark.parametrize(
    ("apps", "code"),
    [
        ([app()], Exit.DONE),
        ([app("off", stepsLeft=[STEP]), app()], Exit.LEFT),
        ([app("differs"), app("off", stepsLeft=[STEP])], Exit.DIFFERS),
        ([app(UNKNOWN, stepsLeft=UNKNOWN, differences=UNKNOWN)], Exit.DONE),
    ],
)
def test_what_is_left_of_the_apps_decides(apps: list[dict[str, Any]], code: Exit) -> None:
    assert report("up", *apps).exit_code is code


def test_what_failed_outweighs_everything() -> None:
    assert report("up", app("off", stepsLeft=[STEP]), errors=("no",)).exit_code is Exit.FAILED


def test_a_preview_does_not_blame_okta_for_what_the_update_is_about_to_change() -> None:
    assert report("preview", app("differs"), steps=(FEATURES,)).exit_code is Exit.DONE
    assert report("preview", app("differs")).exit_code is Exit.DIFFERS


def test_a_value_cannot_break_the_table() -> None:
    assert (
        "| update | `zscaler-user-provisioning` | status: 'DISABLED' → 'a\\|b' |"
        in report("preview", steps=(FEATURES,)).as_markdown()
    )


def test_steps_are_a_task_list_with_links() -> None:
    told = report("up", app("off", stepsLeft=[STEP], notes=["After an import ..."])).as_markdown()
    assert "- [ ] [Set the features](https://acme-admin.okta.com/x)\n  - Save.\n" in told
    assert "Note: After an import ..." in told


def test_what_the_program_registers_for_itself_is_left_out() -> None:
    own = Step("create", "okta-scim:components:Groups", "groups", {}, {})
    told = report("preview", steps=(own,))
    assert told.changes
    assert "No resource of Okta changes." in told.as_markdown()


def test_a_stack_that_pulumi_cloud_has_locked_is_told_too() -> None:
    with pytest.raises(CommandFailed, match="Pulumi Cloud shows on the stack's page") as failed:
        require_unlocked("acme/okta-scim/prod", "error: [409] Conflict: Another update is currently in progress.")
    assert failed.value.exit_code is Exit.LOCKED


def test_other_errors_are_no_lock() -> None:
    require_unlocked("prod", "error: update failed")
