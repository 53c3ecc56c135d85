"""Turns: with more new apps than may be under way at a time, one is made when an earlier one is done."""

import pulumi
import pytest

from components import AppBefore, ExistingGroups, PreviousResource, ScimProvisioning, ScimProvisioningArgs, Turns
from components.groups import GroupArgs
from tests.recorder import OktaSays, Run, run

NEW = AppBefore(())
MADE = AppBefore((PreviousResource("okta:app/saml:Saml", "app", {}),))
DESIGN: list[GroupArgs] = [{"name": "Design"}]


def zscaler(number: int) -> ScimProvisioningArgs:
    return {
        "app": {"label": f"Zscaler {number}", "catalogue": {"name": "zscalerbyz"}},
        "connection": {"base_url": "https://scim.example.com/v2", "token": "t0ken"},
        "admin_console_url": "https://acme-admin.okta.com",
        "groups": DESIGN,
    }


def made_one_by_one(*before: AppBefore, says: OktaSays | None = None) -> Run:
    def program() -> pulumi.Output[object]:
        turns = Turns(at_once=1)
        made = [ScimProvisioning(f"app-{n}", zscaler(n), before=was, turns=turns) for n, was in enumerate(before)]
        return pulumi.Output.all(*(app.groups_assigned for app in made))

    return run(program, says)


def order(result: Run) -> list[str]:
    names = [resource.name for resource in result.resources]
    return [name for name in names if name in ("app-0-app", "app-0-design", "app-1-app")]


def test_a_new_app_is_made_when_the_one_before_it_has_its_groups() -> None:
    assert order(made_one_by_one(NEW, NEW)) == ["app-0-app", "app-0-design", "app-1-app"]


def test_a_turn_is_no_dependency() -> None:
    result = made_one_by_one(NEW, NEW)
    assert result.of_type("Saml")[1].depends_on == set()


@pytest.mark.parametrize(("first", "second"), [(MADE, NEW), (NEW, MADE)], ids=["before", "after"])
def test_an_app_that_was_made_before_takes_no_turn(first: AppBefore, second: AppBefore) -> None:
    # Threads decide which of both is first.
    orders = (order(made_one_by_one(first, second)) for _ in range(20))
    assert any(names.index("app-1-app") < names.index("app-0-design") for names in orders)


def test_an_app_whose_group_a_later_one_declares_does_not_wait_for_ever() -> None:
    declared: list[GroupArgs] = [{"name": "Design", "declare": True}]

    def program() -> pulumi.Output[object]:
        turns, groups = Turns(at_once=1), ExistingGroups(pulumi.InvokeOptions(), ["Design"])
        used: list[GroupArgs] = [{"name": "Design", "id": groups.id_of("Design")}]
        first: ScimProvisioningArgs = {**zscaler(0), "groups": used}
        ScimProvisioning("app-0", first, before=NEW, turns=turns)
        later = ScimProvisioning("app-1", {**zscaler(1), "groups": declared}, before=NEW, turns=turns)
        groups.add(later.groups)
        return later.groups_assigned

    assert order(run(program)) == ["app-0-app", "app-0-design", "app-1-app"]


def test_an_app_that_fails_keeps_no_other_waiting() -> None:
    with pytest.raises(pulumi.RunError, match="Zscaler 1"):
        made_one_by_one(NEW, NEW, says=OktaSays(connection_status="UNKNOWN"))
