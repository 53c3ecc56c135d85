"""How a preview and an update are judged and told."""

import json
from typing import Any

import pytest

from commands.engine_run import EngineRun, Step
from commands.exits import CommandFailed, Exit
from commands.run_report import RunReport, report_of
from commands.stack_lock import require_unlocked
from evidence.unrecorded import Twin

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


@pytest.mark.parametrize(
    ("in_use", "following"),
    [(False, "`python -m commands recover --delete-twins --stack prod`"), (True, "people have it")],
)
def test_an_app_that_okta_made_twice_is_a_difference_with_its_next_step(in_use: bool, following: str) -> None:
    twin = Twin("urn:pulumi:prod::okta-scim::okta:app/saml:Saml::app-app", "App", "0oaSecond", in_use)
    told = report_of("prod", "up", EngineRun(True, (), {}, (), ()), {"app": app()}, twins=[twin])
    assert told.exit_code is Exit.DIFFERS
    assert "App: Okta has a second app of this label, 0oaSecond" in told.as_markdown()
    assert following in told.as_markdown()


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


def policy_event(level: str) -> dict[str, Any]:
    return {
        "policyEvent": {"message": "No.\n", "policyName": "names", "policyPackName": "own", "enforcementLevel": level}
    }


def test_what_a_mandatory_policy_forbids_is_the_failure_and_what_an_advisory_one_says_is_told_beside() -> None:
    failed = {"diagnosticEvent": {"severity": "error", "message": "preview failed\n"}}
    events = [policy_event("mandatory"), policy_event("mandatory"), policy_event("advisory"), failed]
    run = EngineRun.of("\n".join(map(json.dumps, events)), "", 1)
    assert run.errors == run.advice == ("Policy names of own: No.",)
    told = report_of("prod", "preview", run, {})
    assert told.exit_code is Exit.FAILED
    assert told.as_markdown().count("Policy names of own: No.") == 2


def test_advice_alone_fails_nothing() -> None:
    told = report_of("prod", "preview", EngineRun.of(json.dumps(policy_event("advisory")), "", 0), {})
    assert told.exit_code is Exit.DONE
    assert "Policy names of own: No." in told.as_markdown()


def test_what_failed_stands_before_all_else_and_no_change_is_claimed() -> None:
    told = report("up", app("off", stepsLeft=[STEP]), errors=("Okta said no.",)).as_markdown()
    assert told.index("Okta said no.") < told.index("Set the features")
    assert "No resource of Okta changes." not in told


def test_an_update_that_ends_midway_tells_what_was_done_what_was_not_and_of_which_resource_okta_complained() -> None:
    def event(kind: str, name: str) -> dict[str, Any]:
        metadata = {
            "op": "create",
            "type": "okta:app/connection:Connection",
            "urn": f"urn:pulumi:prod::p::okta:x::{name}",
        }
        return {kind: {"metadata": metadata}}

    complaint = {"severity": "error", "message": "400 Bad Request\n", "urn": "urn:pulumi:prod::p::a:b$okta:x::two"}
    failed = {"severity": "error", "message": "update failed\n", "urn": "urn:pulumi:prod::p::pulumi:pulumi:Stack::p"}
    events = [
        event("resourcePreEvent", "one"),
        event("resourcePreEvent", "two"),
        event("resOpFailedEvent", "two"),
        *({"diagnosticEvent": one} for one in (complaint, failed)),
    ]
    run = EngineRun.of("\n".join(map(json.dumps, events)), "", 1)
    assert run.errors == ("two: 400 Bad Request",)
    told = report_of("prod", "up", run, {})
    assert told.headline == "pulumi up, stack prod: 1 create, 1 create failed, failed"
    assert "| create failed | `two` |" in told.as_markdown()


def test_a_stack_that_pulumi_cloud_has_locked_is_told_too() -> None:
    with pytest.raises(CommandFailed, match="Pulumi Cloud shows on the stack's page") as failed:
        require_unlocked("acme/okta-scim/prod", "error: [409] Conflict: Another update is currently in progress.")
    assert failed.value.exit_code is Exit.LOCKED


def test_other_errors_are_no_lock() -> None:
    require_unlocked("prod", "error: update failed")
