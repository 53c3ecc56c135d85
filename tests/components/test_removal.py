"""An app that stays in Okta leaves the program: what the hooks of its connection and its assignments do."""

import asyncio
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components import Method, ScimProvisioning
from components.removal import StayingApp
from components.removal_rules import RemovalRules, UnassignLimit
from tests.recorder import OktaSays, run

APP_ID = "0oaZscaler"
CONNECTION: dict[str, Any] = {"name": "zscaler-connection", "old_inputs": {"idProperty": APP_ID}}
DESIGN: dict[str, Any] = {"name": "zscaler-design", "old_inputs": {"appId": APP_ID, "groupId": "00gDesign"}}
SALES: dict[str, Any] = {"name": "zscaler-sales", "old_inputs": {"appId": APP_ID, "groupId": "00gSales"}}
COMPONENT: dict[str, Any] = {"name": "zscaler", "old_inputs": {}}
OKTA = OktaSays(
    groups={"Design": "00gDesign", "Sales": "00gSales"}, members={"Design": ("a", "b"), "Sales": ("b",)}, apps=(APP_ID,)
)
NOT_SWITCHED_OFF = (
    "Zscaler 2.0 (0oaZscaler) stays in Okta, and its provisioning could not be switched off, so nothing of it is "
    "deleted here: Okta would deactivate its people at the service.\n"
    "Okta refused PUT: E0000006 No.\nNext: give the token access."
)
WOULD_DEACTIVATE = (
    "InVision V7 (0oaZscaler) stays in Okta with Deactivate Users on, which Okta's API cannot switch off for it: "
    "losing its groups here, Okta would deactivate 2 people by the groups Design, Sales at the service. Nothing of "
    "the app is deleted here.\n"
    "Next: on https://acme-admin.okta.com/admin/app/acme_invisionv7_1/instance/0oaZscaler/#tab-user-management "
    "under To App, Edit, clear Deactivate Users and the other boxes, Save; then run this again. Or, if it is meant, "
    "raise okta-scim:unassign, for one run by OKTA_SCIM_UNASSIGN__MAX_PEOPLE=2 OKTA_SCIM_UNASSIGN__MAX_SHARE=1"
)


class SwitchOff:
    """Switches apps off and remembers which; refuses where it is given words to."""

    def __init__(self, refusal: str | None = None) -> None:
        self.apps: list[tuple[str, str]] = []
        self._refusal = refusal

    def __call__(self, app_id: str, label: str) -> str:
        self.apps.append((app_id, label))
        if self._refusal:
            raise ValueError(self._refusal)
        return "DISABLED"


def staying(rules: RemovalRules, by_api: bool = True, **changes: Any) -> StayingApp:
    return StayingApp(
        **{
            "name": "zscaler",
            "label": "Zscaler 2.0",
            "by_api": by_api,
            "admin_console_url": "https://acme-admin.okta.com",
            "groups": lambda _: pulumi.Output.from_input({"zscaler-design": "00gDesign", "zscaler-sales": "00gSales"}),
            "options": pulumi.InvokeOptions(),
            "rules": rules,
            **changes,
        }
    )


def called(hook: Any, arguments: dict[str, Any]) -> Any:
    return hook.callback(pulumi.ResourceHookArgs(urn=f"urn::{arguments['name']}", id="", type="", **arguments))


def delete(
    app: Callable[[], StayingApp],
    *deleted: dict[str, Any],
    made_anew: tuple[dict[str, Any], ...] = (),
    says: OktaSays = OKTA,
    preview: bool = False,
) -> list[str]:
    """Delete resources of the app all at once; give what each deletion fails with."""

    async def program() -> list[str]:
        hooks = app().hooks()
        (before_create,), (before_delete,) = hooks.before_create or [], hooks.before_delete or []
        for one in made_anew:
            await called(before_create, one)
        ended = await asyncio.gather(*(called(before_delete, one) for one in deleted), return_exceptions=True)
        return [str(failed) for failed in ended if failed]

    result: list[str] = run(program, says, preview).result
    return result


def test_an_app_is_switched_off_once_however_much_of_it_is_deleted_at_the_same_time() -> None:
    switch_off = SwitchOff()
    assert delete(lambda: staying(RemovalRules(switch_off)), CONNECTION, DESIGN, SALES, COMPONENT) == []
    assert switch_off.apps == [(APP_ID, "Zscaler 2.0")]


def test_nothing_of_an_app_is_deleted_that_okta_does_not_switch_off() -> None:
    switch_off = SwitchOff("Okta refused PUT: E0000006 No.\nNext: give the token access.")
    failed = delete(lambda: staying(RemovalRules(switch_off)), CONNECTION, DESIGN)
    assert len(switch_off.apps) == 1
    assert failed == [NOT_SWITCHED_OFF, NOT_SWITCHED_OFF]


def test_a_preview_tells_once_what_will_be_done_and_does_nothing(caplog: pytest.LogCaptureFixture) -> None:
    switch_off = SwitchOff()
    assert delete(lambda: staying(RemovalRules(switch_off)), CONNECTION, DESIGN, preview=True) == []
    assert switch_off.apps == []
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        "Zscaler 2.0 (0oaZscaler) stays in Okta: its provisioning features will be switched off, then its connection "
        "deactivated, and only then it loses its groups: Design, Sales (2 people). Nobody is deactivated at the "
        "service by it."
    ]


def test_a_preview_says_nothing_of_an_app_that_is_off(caplog: pytest.LogCaptureFixture) -> None:
    says = OktaSays(connection_status="DISABLED")
    delete(lambda: staying(RemovalRules(SwitchOff())), CONNECTION, says=says, preview=True)
    assert caplog.text == ""


@pytest.mark.parametrize("preview", [False, True])
def test_where_nothing_can_switch_it_off_a_deletion_waits_until_a_person_has(preview: bool) -> None:
    (failed,) = delete(lambda: staying(RemovalRules()), CONNECTION, preview=preview)
    assert "Zscaler 2.0 (0oaZscaler) stays in Okta, and its provisioning is on" in failed
    assert "`python -m commands switch-off --app zscaler`" in failed
    assert delete(lambda: staying(RemovalRules()), CONNECTION, says=OktaSays(connection_status="DISABLED")) == []


def test_an_app_that_the_program_declares_another_one_for_is_left_behind_with_its_people() -> None:
    def left_behind() -> StayingApp:
        other = pulumi.Output.from_input("0oaOther")
        return staying(RemovalRules(), by_api=False, declared={"zscaler-sales"}, app_id=other)

    (failed,) = delete(left_behind, DESIGN)
    assert "(0oaZscaler) stays in Okta with Deactivate Users on" in failed


def test_an_assignment_whose_group_is_gone_from_the_declaration_is_deleted_as_asked() -> None:
    switch_off = SwitchOff()
    delete(lambda: staying(RemovalRules(switch_off), declared={"zscaler-design"}), SALES)
    assert switch_off.apps == []
    delete(lambda: staying(RemovalRules(switch_off), declared={"zscaler-design"}), DESIGN)
    assert switch_off.apps == [(APP_ID, "Zscaler 2.0")]


@pytest.mark.parametrize("resource", [CONNECTION, DESIGN])
def test_what_is_replaced_for_the_same_app_is_not_removed(resource: dict[str, Any]) -> None:
    switch_off = SwitchOff()
    anew = {"name": resource["name"], "new_inputs": resource["old_inputs"]}
    delete(lambda: staying(RemovalRules(switch_off)), resource, made_anew=(anew,))
    assert switch_off.apps == []


def test_the_app_before_is_switched_off_when_the_connection_goes_to_another_app() -> None:
    switch_off = SwitchOff()
    anew = {"name": CONNECTION["name"], "new_inputs": {"idProperty": "0oaAnother"}}
    delete(lambda: staying(RemovalRules(switch_off)), CONNECTION, made_anew=(anew,))
    assert switch_off.apps == [(APP_ID, "Zscaler 2.0")]


def test_an_app_that_is_left_to_the_console_keeps_its_connection_in_okta() -> None:
    assert delete(lambda: staying(RemovalRules(SwitchOff()), by_api=False), CONNECTION) == []


def test_a_console_app_loses_no_group_while_okta_would_deactivate_its_people() -> None:
    rules = RemovalRules(limit_setting="okta-scim:unassign")
    (failed, again) = delete(lambda: staying(rules, by_api=False), DESIGN, SALES)
    assert (failed, again) == (WOULD_DEACTIVATE, WOULD_DEACTIVATE)


@pytest.mark.parametrize(
    "says",
    [
        OktaSays(features=("PUSH_NEW_USERS",), apps=(APP_ID,)),
        OktaSays(groups=OKTA.groups, apps=(APP_ID,)),
        OktaSays(groups={}, apps=(APP_ID,)),
    ],
    ids=["the box is cleared", "the groups are empty", "the groups are gone from Okta"],
)
def test_a_console_app_loses_its_groups_where_nobody_is_deactivated_by_it(says: OktaSays) -> None:
    assert delete(lambda: staying(RemovalRules(), by_api=False), DESIGN, says=says) == []


def test_a_console_app_s_people_are_deactivated_where_the_limit_allows_it(caplog: pytest.LogCaptureFixture) -> None:
    rules = RemovalRules(limit=UnassignLimit(max_people=2, max_share=1), limit_setting="okta-scim:unassign")
    assert delete(lambda: staying(rules, by_api=False), DESIGN) == []
    assert "deactivates at the service, as okta-scim:unassign allows" in caplog.text


@pytest.mark.parametrize(
    ("app", "hooks"),
    [
        ({"existing": {"label": "Zscaler 2.0"}}, ["zscaler-provisioning-is-switched-off"]),
        ({"catalogue": {"name": "zscalerbyz"}, "protect": True}, ["zscaler-provisioning-is-switched-off"]),
        ({"catalogue": {"name": "zscalerbyz"}}, []),
    ],
    ids=["adopted", "protected", "deleted with its settings"],
)
@pytest.mark.parametrize("method", [Method.API, Method.CONSOLE])
def test_an_app_that_stays_has_the_hook_on_its_connection_and_its_assignments(
    method: Method, app: dict[str, Any], hooks: list[str]
) -> None:
    args: Any = {
        "app": {"label": "Zscaler 2.0", **app},
        "method": method,
        "connection": {"base_url": "https://scim.example.com/v2", "token": "t"},
        "admin_console_url": "https://acme-admin.okta.com",
        "groups": [{"name": "Design"}],
    }
    result = run(lambda: ScimProvisioning("zscaler", args).outputs(), OktaSays(apps=("Zscaler 2.0",)))
    kept = [*result.of_type("Connection"), *result.of_type("GroupAssignment")]
    assert [list(one.request.hooks.before_delete) for one in kept] == [hooks] * len(kept)
    assert len(kept) == {Method.API: 2, Method.CONSOLE: 1}[method]
