"""Reading group assignments back: those that stood before, once; those that this update makes are the provider's."""

import pulumi
import pytest

from components import OnDrift, ScimProvisioning, ScimProvisioningArgs
from components.previous import AppBefore, PreviousResource
from tests.recorder import OktaSays, Run, run

ZSCALER: ScimProvisioningArgs = {
    "app": {"label": "Zscaler 2.0", "catalogue": {"name": "zscalerbyz"}},
    "connection": {"base_url": "https://scim.example.com/v2", "token": "t0ken"},
    "admin_console_url": "https://acme-admin.okta.com",
    "groups": [{"name": "Design"}],
}


def standing(app_id: str = "app-app-id", group_id: str = "00gDesign") -> AppBefore:
    outputs = {"appId": app_id, "groupId": group_id}
    return AppBefore((PreviousResource("okta:app/groupAssignment:GroupAssignment", "design", outputs),))


def provision(before: AppBefore | None, says: OktaSays | None = None, **args: OnDrift) -> Run:
    declared: ScimProvisioningArgs = {**ZSCALER, **args}  # type: ignore[typeddict-item]  # test's own keys
    return run(lambda: ScimProvisioning("app", declared, before=before).outputs(), says)


def times_listed(result: Run) -> int:
    return result.times_asked("getAppGroupAssignments")


def test_what_this_update_assigns_is_not_asked_for_again() -> None:
    result = provision(AppBefore(()))
    assert times_listed(result) == 0
    assert result.result["groupsAssigned"] == ["Design"]


@pytest.mark.parametrize(
    "before", [standing(app_id="0oaBefore"), standing(group_id="00gBefore")], ids=["other app", "other group"]
)
def test_an_assignment_of_something_else_by_the_same_name_is_made_anew(before: AppBefore) -> None:
    says = OktaSays(taken_off=("00gDesign",))
    assert provision(before, says).result["groupsAssigned"] == ["Design"]


def test_what_stood_before_is_asked_for_once() -> None:
    assert times_listed(provision(standing(), OktaSays(assigned=("00gDesign",)))) == 1


def test_a_group_that_somebody_took_off_is_told(caplog: pytest.LogCaptureFixture) -> None:
    result = provision(standing(), OktaSays(taken_off=("00gDesign",)))
    assert result.result["groupsAssigned"] == []
    assert "Zscaler 2.0: Okta does not show these groups as assigned: Design." in caplog.text


def test_where_drift_is_to_fail_it_fails_the_run() -> None:
    with pytest.raises(pulumi.RunError, match="Somebody took them off"):
        provision(standing(), OktaSays(taken_off=("00gDesign",)), on_drift=OnDrift.FAIL)


def test_without_knowledge_of_the_state_all_are_asked_for() -> None:
    assert times_listed(provision(None)) == 1


def test_what_somebody_took_off_and_this_update_assigns_again_is_no_loss(caplog: pytest.LogCaptureFixture) -> None:
    result = provision(standing())
    assert result.result["groupsAssigned"] == ["Design"]
    assert caplog.text == ""
