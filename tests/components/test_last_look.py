"""The last look at an app: what it needs to hold, and that nothing outlives a run that failed."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pulumi
import pytest

from components import LastLook, ScimProvisioning, ScimProvisioningArgs
from components.observation import Observation
from components.previous import AppBefore, PreviousResource
from tests.recorder import OktaSays, Run, run

NOON, HOUR = datetime(2026, 11, 24, 12, tzinfo=UTC), timedelta(hours=1)
SEEN = Observation(
    app_id="0oaZscaler",
    app_name="zscalerbyz",
    label="Zscaler 2.0",
    features=("PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION"),
    username_template="${source.email}",
    sign_on_url="https://acme.okta.com/home",
    metadata_url="https://acme.okta.com/m",
    connection_status="ENABLED",
    connection_base_url="https://scim.example.com/v2",
    connection_auth_scheme="TOKEN",
)
APP = PreviousResource("okta:app/saml:Saml", "app", {"id": "0oaZscaler"}, "as it was")
ASSIGNMENT = PreviousResource(
    "okta:app/groupAssignment:GroupAssignment",
    "design",
    {"appId": "0oaZscaler", "groupId": "00gDesign"},
    "as it was",
)
RESOURCES = (APP, ASSIGNMENT)
ZSCALER: ScimProvisioningArgs = {
    "app": {"label": "Zscaler 2.0", "catalogue": {"name": "zscalerbyz"}},
    "connection": {"base_url": "https://scim.example.com/v2", "token": "t0ken"},
    "admin_console_url": "https://acme-admin.okta.com",
    "groups": [{"name": "Design", "id": "00gDesign"}],
}


def before(kept: Mapping[str, Any] | None = None, resources: tuple[PreviousResource, ...] = RESOURCES) -> AppBefore:
    component = PreviousResource("okta-scim:components:ScimProvisioning", "", {"lastLook": kept} if kept else {})
    return AppBefore((component, *resources))


def look(
    kept: Mapping[str, Any] | None = None,
    resources: tuple[PreviousResource, ...] = RESOURCES,
    declaration: str = "as declared",
    now: datetime = NOON,
) -> LastLook:
    return LastLook(before(kept, resources), declaration, HOUR, now)


def kept_at_noon() -> dict[str, Any]:
    return look().kept(SEEN, True)


def change(one: LastLook, type_: str = "okta:app/features:Features") -> None:
    """Let the engine say that it is about to change a resource."""

    def hooked() -> None:
        (hook,) = [*(one.hooks("app").before_update or [])]
        assert isinstance(hook, pulumi.ResourceHook)
        args = pulumi.ResourceHookArgs(urn="urn", id="id", name="app-user-provisioning", type=type_)
        asyncio.get_event_loop().create_task(hook.callback(args))  # type: ignore[arg-type]  # is a coroutine

    run(hooked)


def test_what_was_seen_less_than_the_time_ago_is_taken_as_it_was() -> None:
    assert look(kept_at_noon(), now=NOON + timedelta(minutes=59)).seen == SEEN


@pytest.mark.parametrize("now", [NOON + HOUR, NOON - timedelta(seconds=1)], ids=["over", "a clock that went back"])
def test_after_that_time_okta_is_asked(now: datetime) -> None:
    assert look(kept_at_noon(), now=now).seen is None


@pytest.mark.parametrize(
    "otherwise",
    [
        {"declaration": "declared otherwise"},
        {"resources": (APP,)},
        {"resources": (APP, PreviousResource(ASSIGNMENT.type, ASSIGNMENT.name, ASSIGNMENT.outputs, "changed"))},
        {"resources": (*RESOURCES, PreviousResource(ASSIGNMENT.type, "sales", {}, "another"))},
        {"resources": (PreviousResource(APP.type, APP.name, {"id": "0oaOther"}, "another app"), ASSIGNMENT)},
    ],
    ids=["declaration", "resource gone", "resource changed", "resource added", "other app"],
)
def test_a_look_at_something_else_does_not_hold_and_is_forgotten_before_anything_is_changed(
    otherwise: dict[str, Any],
) -> None:
    now = look(kept_at_noon(), **otherwise)
    assert now.seen is None
    # Other inputs of the component make the engine drop its outputs, the look among them.
    assert now.inputs != look().inputs


def test_a_look_that_is_only_too_old_changes_no_input() -> None:
    assert look(kept_at_noon(), now=NOON + 2 * HOUR).inputs == look().inputs == look(kept_at_noon()).inputs


def test_what_the_engine_changes_is_looked_at() -> None:
    recalled = look(kept_at_noon())
    change(recalled)
    assert recalled.seen is None


def test_a_component_that_changes_with_its_parts_is_no_change_in_okta() -> None:
    recalled = look(kept_at_noon())
    change(recalled, "okta-scim:components:GroupAssignments")
    assert recalled.seen == SEEN


def test_a_run_that_did_not_look_keeps_the_look_with_its_date() -> None:
    kept = kept_at_noon()
    assert look(kept, now=NOON + timedelta(minutes=30)).kept(SEEN, True) == kept
    assert kept["at"] == "2026-11-24T12:00:00+00:00"


def test_a_run_that_found_a_difference_or_changed_something_keeps_none() -> None:
    assert look().kept(SEEN, False) == {"turn": 0}
    changing = look()
    change(changing)
    assert changing.kept(SEEN, True) == {"turn": 0}


def test_the_inputs_stay_as_they_are_after_a_look_that_was_not_kept() -> None:
    refused = look(kept_at_noon(), resources=(APP,))
    assert look(refused.kept(SEEN, False), resources=(APP,)).inputs == refused.inputs


def provision(last_look: LastLook | None, says: OktaSays | None = None, **args: Any) -> Run:
    declared: ScimProvisioningArgs = {**ZSCALER, **args}  # type: ignore[typeddict-item]  # test's own keys
    return run(lambda: ScimProvisioning("app", declared, before=before(), last_look=last_look).outputs(), says)


def test_nothing_is_asked_of_okta_while_a_look_holds() -> None:
    now = LastLook(before(kept_at_noon()), "as declared", timedelta(days=36500))
    result = provision(now)
    assert result.asked == []
    assert (result.result["provisioningStatus"], result.result["groupsAssigned"]) == ("on", ["Design"])
    assert result.result["seenAt"] == "2026-11-24T12:00:00+00:00"


def test_an_app_that_was_there_before_is_not_asked_for_either() -> None:
    now = LastLook(before(kept_at_noon()), "as declared", timedelta(days=36500))
    app = {"label": "Zscaler 2.0", "existing": {"label": "Zscaler 2.0"}}
    result = provision(now, OktaSays(apps=("Zscaler 2.0",)), app=app)
    assert result.asked == []
    assert result.one("Connection").inputs["idProperty"] == "0oaZscaler"


def test_without_a_look_that_holds_everything_is_asked() -> None:
    result = provision(LastLook(before(), "as declared", HOUR))
    assert {name for name, _ in result.asked} == {"getSaml", "getConnection", "getAppGroupAssignments"}
    assert str(result.result["seenAt"]).startswith("20")


def test_a_stack_that_looks_every_time_tells_no_date() -> None:
    assert "seenAt" not in provision(None).result
