"""What a person is told to do next, and what is no step for one."""

from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components import MatchOn, OnDrift, ScimProvisioningArgs
from tests.components.test_scim_provisioning import INVISION, ZSCALER, provision
from tests.recorder import ON, OktaSays, Recorder, Refusal


@pytest.mark.parametrize(
    ("says", "args", "following"),
    [
        (OktaSays(connection_status="DISABLED", features=()), ZSCALER, "`pulumi up --replace '**-connection'`"),
        (OktaSays(features=(*ON, "REACTIVATE_USERS")), {**ZSCALER, "features": {"reactivate": False}}, "leave `react"),
        (
            OktaSays(username_template="${source.login}", app_name="zscalerbyz", apps=("Zscaler 2.0",)),
            {**ZSCALER, "app": {"label": "Zscaler 2.0", "existing": {"label": "Zscaler 2.0"}}},
            "or declare the one that it has",
        ),
    ],
)
def test_a_difference_is_told_with_the_step_that_settles_it(
    says: OktaSays, args: ScimProvisioningArgs, following: str
) -> None:
    with pytest.raises(pulumi.RunError) as raised:
        provision(args, OktaSays(**{**vars(says), "connection_base_url": "https://scim.example.com/v2"}))
    assert following in str(raised.value)


def test_one_step_left_is_said_as_one(caplog: pytest.LogCaptureFixture) -> None:
    provision(INVISION, OktaSays(username_template="${source.login}"))
    assert "1 step is left in the Admin Console" in caplog.text


def test_a_token_that_okta_refuses_is_told_as_that_and_not_as_a_wrong_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Recorder, asked: Any) -> Any:
        raise Refusal("failed to find group: the API returned an error: Invalid token provided")

    monkeypatch.setattr(Recorder, "_group", refuse)
    with pytest.raises(pulumi.RunError, match="Next: check okta:apiToken"):
        provision(INVISION)


def test_a_fault_of_okta_s_own_is_told_as_that() -> None:
    says = OktaSays(refuses={"getGroup": "failed to find group: the API returned an error: Internal Server Error"})
    with pytest.raises(pulumi.RunError, match="Next: Okta had a fault of its own: run the command again"):
        provision(INVISION, says)


def test_import_rules_of_a_console_app_are_said_to_be_unseen_also_when_no_step_is_left() -> None:
    result = provision({**INVISION, "import_rules": {"match_on": MatchOn.EMAIL}}).result
    assert result["stepsLeft"] == []
    assert "for this app Okta's API neither sets nor shows them" in result["notes"][-1]


def test_what_the_api_sets_is_no_step_for_a_person() -> None:
    drifted = OktaSays(features=(*ON, "PUSH_PROFILE_UPDATES"), connection_base_url="https://scim.example.com/v2")
    result = provision({**ZSCALER, "on_drift": OnDrift.WARN}, drifted).result
    assert (result["provisioningStatus"], result["stepsLeft"]) == ("differs", [])


def test_an_existing_custom_app_has_scim_to_be_switched_on_first() -> None:
    args: ScimProvisioningArgs = {**INVISION, "app": {"label": "InVision V7", "existing": {"label": "InVision V7"}}}
    off = OktaSays(features=(), apps=("InVision V7",))
    assert provision(args, off).result["stepsLeft"][0]["title"] == "Switch SCIM on for this app"
    assert provision(args, replace(off, app_name="invision")).result["stepsLeft"][0]["title"] != (
        "Switch SCIM on for this app"
    )
