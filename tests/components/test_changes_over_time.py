"""What a run makes of changes since the last one: drift, and a new token."""

from typing import Any

import pulumi
import pytest

from components import OnDrift, ScimProvisioning, ScimProvisioningArgs
from components.fingerprint import fingerprint
from tests.recorder import OktaSays, Run, run

TOKEN = "t0ken-of-invision"
INVISION: ScimProvisioningArgs = {
    "app": {
        "label": "InVision V7",
        "saml": {"sso_url": "https://sp.example.com/acs", "audience": "https://sp.example.com"},
    },
    "connection": {"base_url": "https://scim.example.com/v2", "token": TOKEN, "token_source": "the vault"},
    "admin_console_url": "https://acme-admin.okta.com",
    "groups": [{"name": "Design"}],
}
ZSCALER: ScimProvisioningArgs = {**INVISION, "app": {"label": "Zscaler 2.0", "catalogue": {"name": "zscalerbyz"}}}
SWITCHED_OFF = OktaSays(features=("PUSH_NEW_USERS",), assigned=("00gDesign",))


def provision(args: ScimProvisioningArgs, says: OktaSays | None = None, preview: bool = False) -> Run:
    return run(lambda: ScimProvisioning("app", args).outputs(), says, preview)


def after(previous: dict[str, Any], **connection: Any) -> ScimProvisioningArgs:
    """The app's arguments after an update that ended with these outputs."""
    args: ScimProvisioningArgs = {**INVISION, "previous": previous}
    args["connection"] = {**INVISION["connection"], **connection}  # type: ignore[typeddict-item]  # test's own keys
    return args


def test_drift_of_a_console_app_is_told_and_ends_well(caplog: pytest.LogCaptureFixture) -> None:
    provision(INVISION, SWITCHED_OFF)
    assert "deactivate: declared on, Okta says off" in caplog.text


def test_drift_of_a_console_app_can_be_made_to_fail() -> None:
    with pytest.raises(pulumi.RunError, match="deactivate: declared on, Okta says off"):
        provision({**INVISION, "on_drift": OnDrift.FAIL}, SWITCHED_OFF)


def test_an_app_that_was_never_on_is_no_drift() -> None:
    assert provision({**INVISION, "on_drift": OnDrift.FAIL}, OktaSays(features=())).of_type("Saml")


def test_drift_of_an_api_app_can_be_told_only(caplog: pytest.LogCaptureFixture) -> None:
    assert provision({**ZSCALER, "on_drift": OnDrift.WARN}, SWITCHED_OFF).of_type("Connection")
    assert "deactivate: declared on, Okta says off" in caplog.text


def test_a_preview_tells_what_an_api_app_differs_in(caplog: pytest.LogCaptureFixture) -> None:
    provision(ZSCALER, SWITCHED_OFF, preview=True)
    assert "Zscaler 2.0: Okta does not show provisioning as declared" in caplog.text


def test_an_update_depends_on_what_its_plan_foresees() -> None:
    planned, done = [
        provision(ZSCALER, preview=preview).one("GroupAssignment").request.propertyDependencies["appId"].urns
        for preview in (True, False)
    ]
    assert set(planned) == set(done)


def test_the_token_that_provisioning_was_switched_on_with_is_known_by_its_fingerprint() -> None:
    assert provision(INVISION).result["tokenInOkta"] == fingerprint(TOKEN)


def test_no_token_is_known_while_provisioning_is_off() -> None:
    assert provision(INVISION, OktaSays(features=())).result["tokenInOkta"] is None


def test_a_fingerprint_is_not_the_token_and_is_no_secret() -> None:
    assert TOKEN not in fingerprint(TOKEN)
    assert isinstance(provision(INVISION).result["tokenInOkta"], str)


def test_a_changed_token_becomes_a_step_of_the_checklist() -> None:
    result = provision(after({"tokenInOkta": fingerprint("the old one")})).result
    (step,) = result["stepsLeft"]
    assert step["title"] == "Replace the API token of the provisioning connection"
    assert f"connection.tokenConfirmed: {fingerprint(TOKEN)}" in step["do"][-1]
    assert result["tokenInOkta"] == fingerprint("the old one")


def test_a_changed_token_holds_nobody_back_because_the_old_one_still_works() -> None:
    assert provision(after({"tokenInOkta": fingerprint("the old one")})).of_type("GroupAssignment")


def test_a_confirmed_token_is_the_one_in_okta() -> None:
    args = after({"tokenInOkta": fingerprint("the old one")}, token_confirmed=fingerprint(TOKEN))
    result = provision(args).result
    assert (result["stepsLeft"], result["tokenInOkta"]) == ([], fingerprint(TOKEN))


def test_a_confirmation_of_another_token_does_not_count() -> None:
    args = after({"tokenInOkta": fingerprint("the old one")}, token_confirmed=fingerprint("one between"))
    assert provision(args).result["stepsLeft"]


def test_a_changed_token_of_an_api_app_is_pushed_and_no_step() -> None:
    args: ScimProvisioningArgs = {**ZSCALER, "previous": {"tokenInOkta": fingerprint("the old one")}}
    result = provision(args).result
    assert (result["stepsLeft"], result["tokenInOkta"]) == ([], fingerprint(TOKEN))


def test_an_app_s_update_is_watched_for_what_it_loses() -> None:
    hooks = provision(INVISION).one("Saml").request.hooks
    assert list(hooks.before_update) == ["app-features-before-update"]
    assert list(hooks.after_update) == ["app-features-after-update"]
