"""What a preview's events say of drift."""

import json
from typing import Any

from commands.drift_report import Drift, StackDrift, drift_of, weightiest
from commands.engine_run import EngineRun
from commands.exits import Exit

URN = "urn:pulumi:dev::okta-scim::"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}


def step(operation: str, name: str, **metadata: Any) -> dict[str, Any]:
    type_ = metadata.pop("type", "okta:app/features:Features")
    urn = f"{URN}{type_}::{name}"
    return {"resourcePreEvent": {"metadata": {"op": operation, "urn": urn, "type": type_, **metadata}}}


def apps(**status: str) -> dict[str, Any]:
    said = {
        key: {"label": key.title(), "provisioningStatus": value, "stepsLeft": [{"title": "Do it"}]}
        for key, value in status.items()
    }
    metadata = {"op": "same", "type": "pulumi:pulumi:Stack", "urn": URN, "new": {"outputs": {"apps": said}}}
    return {"resOutputsEvent": {"metadata": metadata}}


def said(severity: str, message: str) -> dict[str, Any]:
    return {"diagnosticEvent": {"severity": severity, "message": f"{message}\n"}}


def drift(
    *events: dict[str, Any], before: dict[str, Any] | None = None, exit_code: int = 0, stderr: str = ""
) -> StackDrift:
    text = "\n".join(["not an event", *(json.dumps(event) for event in events)])
    return drift_of("dev", EngineRun.of(text, stderr, exit_code), before or {})


def test_a_preview_without_changes_has_none() -> None:
    unchanged = (step("refresh", "a"), step("same", "a"), apps(invision="on"))
    assert drift(*unchanged).drift is Drift.NONE


def test_a_new_token_that_waits_for_a_person_is_a_step_and_no_drift() -> None:
    told = apps(invision="differs")
    app = told["resOutputsEvent"]["metadata"]["new"]["outputs"]["apps"]["invision"]
    app["differences"] = ["token: declared one with fingerprint 4be1d27a09c3, Okta says still 0a1b2c3d4e5f"]
    assert drift(told, before={"invision": {"provisioningStatus": "on"}}).drift is Drift.STEPS_LEFT


def test_a_resource_that_differs_is_drift_told_with_both_values() -> None:
    path = "capabilities.update.profile.status"

    def value(status: str) -> dict[str, Any]:
        return {"capabilities": {"update": {"profile": {"status": status}}}}

    changed = step(
        "update",
        "zscaler-user-provisioning",
        old={"outputs": value("ENABLED")},
        new={"inputs": value("DISABLED")},
        detailedDiff={path: {"diffKind": "update"}},
    )
    found = drift(changed, apps(zscaler="on"))
    assert found.drift is Drift.DRIFT
    (row,) = found.as_dict()["resources"]
    assert (row["operation"], row["name"]) == ("update", "zscaler-user-provisioning")
    assert row["changes"] == {path: {"okta": "ENABLED", "declared": "DISABLED"}}


def test_a_secret_that_differs_is_not_shown() -> None:
    changed = step(
        "update", "c", old={"outputs": {"profile": SECRET}}, new={"inputs": {"profile": SECRET}}, diffs=["profile"]
    )
    (row,) = drift(changed).as_dict()["resources"]
    assert row["changes"] == {"profile": {"okta": "[secret]", "declared": "[secret]"}}


def test_an_app_that_was_never_on_has_steps_left() -> None:
    found = drift(apps(invision="off"), before={"invision": {"provisioningStatus": "off"}})
    assert (found.drift, found.apps[0].steps_left) == (Drift.STEPS_LEFT, ("Do it",))


def test_an_app_that_is_half_set_up_has_steps_left() -> None:
    assert drift(apps(invision="differs"), before={"invision": {"provisioningStatus": "off"}}).drift is Drift.STEPS_LEFT


def test_an_app_that_was_on_and_is_not_has_drifted() -> None:
    before = {"invision": {"provisioningStatus": "on"}}
    assert drift(apps(invision="off"), before=before).drift is Drift.DRIFT
    assert drift(apps(invision="differs"), before=before).drift is Drift.DRIFT


def test_an_app_whose_loss_was_seen_by_an_update_has_still_drifted() -> None:
    before = {"invision": {"provisioningStatus": "off", "groupsAssigned": ["Design"]}}
    assert drift(apps(invision="off"), before=before).drift is Drift.DRIFT


def test_an_app_that_is_yet_to_be_created_is_told_by_its_resources() -> None:
    unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    found = drift(step("create", "invision-app"), apps(invision=unknown))
    assert (found.drift, found.apps) == (Drift.DRIFT, ())


def test_warnings_of_the_apps_are_told_and_the_engine_s_are_not() -> None:
    found = drift(said("warning", "using a plugin"), said("warning", "Invision: it differs"), apps(invision="differs"))
    assert found.warnings == ("Invision: it differs",)


def test_a_preview_that_fails_is_not_known() -> None:
    found = drift(said("error", "no such group"), exit_code=255)
    assert (found.drift, found.errors) == (Drift.UNKNOWN, ("no such group",))


def test_a_preview_that_fails_without_a_word_is_told_by_standard_error() -> None:
    assert drift(exit_code=255, stderr="error: no backend").errors == ("error: no backend",)


def test_the_most_telling_of_several_stacks_decides() -> None:
    assert weightiest([Drift.NONE, Drift.UNKNOWN, Drift.DRIFT, Drift.STEPS_LEFT]) is Drift.DRIFT
    assert weightiest([Drift.NONE, Drift.STEPS_LEFT, Drift.UNKNOWN]) is Drift.UNKNOWN
    assert weightiest([Drift.NONE, Drift.STEPS_LEFT]) is Drift.STEPS_LEFT
    assert weightiest([]) is Drift.NONE


def test_each_has_its_exit_code() -> None:
    assert [one.exit_code for one in Drift] == [Exit.DONE, Exit.LEFT, Exit.DIFFERS, Exit.FAILED]


def test_what_the_next_update_does_once_a_person_is_done_is_no_drift() -> None:
    assigns = step("create", "invision-design", type="okta:app/groupAssignment:GroupAssignment")
    left = {"invision": {"provisioningStatus": "off", "groupsAssigned": []}}
    assert drift(assigns, apps(invision="on"), before=left).drift is Drift.STEPS_LEFT
    was_on = {"invision": {"provisioningStatus": "on", "groupsAssigned": ["Design"]}}
    assert drift(assigns, apps(invision="on"), before=was_on).drift is Drift.DRIFT


def test_a_provider_that_is_configured_otherwise_is_no_drift() -> None:
    assert drift(step("update", "okta", type="pulumi:providers:okta"), apps(invision="on")).drift is Drift.NONE


def test_half_a_line_of_an_engine_that_was_killed_is_skipped() -> None:
    assert EngineRun.of('{"resourcePreEvent": {"meta', "killed", 137).errors == ("killed",)
