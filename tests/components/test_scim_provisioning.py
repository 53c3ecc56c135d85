"""The whole of one app: what is declared, what is believed, and who is assigned when."""

from typing import Any

import pulumi
import pytest

from components import ImportRulesArgs, Method, ScimProvisioning, ScimProvisioningArgs
from tests.recorder import ON, OktaSays, Run, run

INVISION: ScimProvisioningArgs = {
    "app": {
        "label": "InVision V7",
        "saml": {"sso_url": "https://sp.example.com/acs", "audience": "https://sp.example.com"},
    },
    "connection": {
        "base_url": "https://scim.example.com/v2",
        "token": "t0ken-of-invision",
        "token_source": "pulumi config get --path tokens.invision",
    },
    "admin_console_url": "https://acme-admin.okta.com",
    "groups": [{"name": "Design"}],
    "notes": ["A changed name does not reach InVision."],
}
ZSCALER: ScimProvisioningArgs = {
    **INVISION,
    "app": {"label": "Zscaler 2.0", "catalogue": {"name": "zscalerbyz"}},
}
OFF = OktaSays(features=())


def provision(args: ScimProvisioningArgs, says: OktaSays | None = None, preview: bool = False) -> Run:
    return run(lambda: ScimProvisioning("app", args).outputs(), says, preview)


def test_a_console_app_gets_no_connection_and_no_features_because_okta_would_answer_unknown() -> None:
    result = provision(INVISION)
    assert result.of_type("Connection") == result.of_type("Features") == []


def test_a_console_app_that_is_off_is_declared_and_nobody_is_assigned() -> None:
    result = provision(INVISION, OFF)
    assert result.of_type("Saml")
    assert result.of_type("GroupAssignment") == []
    assert result.result["groupsAssigned"] == []
    assert result.result["provisioningStatus"] == "off"


def test_a_console_app_that_is_off_lists_every_step_in_the_order_of_the_console() -> None:
    steps = provision(INVISION, OktaSays(features=(), username_template="${source.login}")).result["stepsLeft"]
    assert [step["title"] for step in steps] == [
        "Switch SCIM on for this app",
        "Set the Application username format",
        "Set up the provisioning connection",
        "Set the provisioning features",
    ]


def test_steps_carry_the_exact_values_to_enter() -> None:
    entered = {
        name: value for step in provision(INVISION, OFF).result["stepsLeft"] for name, value in step["enter"].items()
    }
    assert entered == {
        "Provisioning": "SCIM",
        "Base URL": "https://scim.example.com/v2",
        "Create Users": "Enable",
        "Update User Attributes": "off",
        "Deactivate Users": "Enable",
        "Sync Password": "off",
    }


def test_steps_link_to_the_app_s_own_page() -> None:
    step = provision(INVISION, OFF).result["stepsLeft"][1]
    assert step["url"] == (
        "https://acme-admin.okta.com/admin/app/acme_invisionv7_1/instance/app-app-id/#tab-user-management"
    )


def test_steps_tell_where_the_token_is_and_never_the_token(caplog: pytest.LogCaptureFixture) -> None:
    result = provision(INVISION, OFF)
    text = caplog.text + str(result.result)
    assert "pulumi config get --path tokens.invision" in text
    assert "t0ken-of-invision" not in text


def test_what_is_left_is_printed_with_the_service_s_notes(caplog: pytest.LogCaptureFixture) -> None:
    provision(INVISION, OFF)
    text = caplog.text
    assert "InVision V7: provisioning is not on as declared" in text
    assert "3 steps are left" in text
    assert "Nobody new is assigned until they are done" in text
    assert "Note: A changed name does not reach InVision." in text


def test_a_console_app_that_is_on_is_assigned_and_nothing_is_left() -> None:
    result = provision(INVISION)
    assert result.one("GroupAssignment").inputs["appId"] == "app-app-id"
    assert (result.result["provisioningStatus"], result.result["stepsLeft"]) == ("on", [])


def test_an_unwanted_feature_holds_the_assignment_back_too() -> None:
    result = provision(INVISION, OktaSays(features=(*ON, "PUSH_PROFILE_UPDATES")))
    assert result.of_type("GroupAssignment") == []
    assert result.result["provisioningStatus"] == "differs"


def test_a_wrong_username_format_holds_the_assignment_back() -> None:
    result = provision(INVISION, OktaSays(username_template="${source.login}"))
    assert result.of_type("GroupAssignment") == []
    assert result.result["usernameFormat"] == "Okta username"


def test_an_assignment_that_exists_stays_declared_when_a_check_fails() -> None:
    result = provision(INVISION, OktaSays(features=(), assigned=("00gDesign",)))
    assert result.one("GroupAssignment").inputs["groupId"] == "00gDesign"


def test_a_group_that_is_new_waits_while_the_others_stay() -> None:
    args: ScimProvisioningArgs = {**INVISION, "groups": [{"name": "Design"}, {"id": "00gNew"}]}
    result = provision(args, OktaSays(features=(), assigned=("00gDesign",)))
    assert result.result["groupsAssigned"] == ["Design"]


def test_without_the_gate_everybody_is_assigned_at_once() -> None:
    assert provision({**INVISION, "gate": False}, OFF).of_type("GroupAssignment")


def test_an_app_that_is_on_costs_two_questions() -> None:
    asked = [name for name, _ in provision({**INVISION, "groups": [{"id": "00gDesign"}]}).asked]
    assert asked == ["getSaml", "getAppGroupAssignments"]


def test_only_groups_that_okta_shows_are_said_to_be_assigned(caplog: pytest.LogCaptureFixture) -> None:
    result = provision(INVISION, OktaSays(taken_off=("00gDesign",)))
    assert result.result["groupsAssigned"] == []
    assert "InVision V7: Okta does not show these groups as assigned" in caplog.text


def test_import_steps_are_listed_where_the_api_cannot_set_import_rules() -> None:
    args: ScimProvisioningArgs = {**INVISION, "import_rules": ImportRulesArgs()}
    titles = [step["title"] for step in provision(args, OFF).result["stepsLeft"]]
    assert titles[-2:] == ["Import the people whom the service has already", "Activate the imported people"]


def test_an_api_app_is_assigned_after_connection_and_features() -> None:
    result = provision(ZSCALER, OktaSays(connection_base_url="https://scim.example.com/v2"))
    assert {"app-connection", "app-user-provisioning"} <= result.one("GroupAssignment").depends_on
    assert "app-connection" in result.one("Features").depends_on


def test_an_api_app_s_assignments_are_gated_by_a_hook() -> None:
    assignment = provision(ZSCALER).one("GroupAssignment")
    assert list(assignment.request.hooks.before_create) == ["app-provisioning-is-on"]


def test_an_api_app_without_the_gate_has_no_hook() -> None:
    assignment = provision({**ZSCALER, "gate": False}).one("GroupAssignment")
    assert list(assignment.request.hooks.before_create) == []


def test_an_api_app_s_import_rules_come_after_its_features() -> None:
    result = provision({**ZSCALER, "import_rules": ImportRulesArgs()})
    inbound = next(one for one in result.of_type("Features") if one.inputs["name"] == "INBOUND_PROVISIONING")
    assert "app-user-provisioning" in inbound.depends_on


def test_an_api_app_reports_what_okta_says_and_not_what_the_provider_stored() -> None:
    result = provision(ZSCALER, OktaSays(features=(*ON, "REACTIVATE_USERS")))
    assert result.result["connectionStatus"] == "ENABLED"
    assert result.result["featuresSeen"] == [*ON, "REACTIVATE_USERS"]


def test_an_api_app_that_okta_answers_unknown_for_fails_with_the_way_out() -> None:
    args: ScimProvisioningArgs = {**INVISION, "method": Method.API}
    with pytest.raises(pulumi.RunError) as raised:
        provision(args, OktaSays(connection_status="UNKNOWN", features=()))
    message = str(raised.value)
    assert "InVision V7" in message
    assert "UNKNOWN" in message
    assert "`method: console`" in message
    assert "zscalerbyz" in message


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (OktaSays(connection_status="DISABLED"), "connection: declared ENABLED, Okta says DISABLED"),
        (OktaSays(connection_base_url="https://old.example.com"), "Okta says https://old.example.com"),
        (OktaSays(features=("PUSH_NEW_USERS",)), "deactivate: declared on, Okta says off"),
        (OktaSays(features=(*ON, "PUSH_PROFILE_UPDATES")), "profile_updates: declared off, Okta says on"),
        (OktaSays(username_template="${source.login}"), "username_format: declared Email, Okta says Okta username"),
    ],
)
def test_an_api_app_that_did_not_come_out_as_declared_fails(says: OktaSays, words: str) -> None:
    with pytest.raises(pulumi.RunError) as raised:
        provision(ZSCALER, says)
    assert words in str(raised.value)


def test_a_preview_of_a_changed_api_app_does_not_fail_on_what_it_is_about_to_change() -> None:
    assert provision(ZSCALER, OktaSays(features=()), preview=True).of_type("Features")


def test_the_console_can_be_chosen_for_an_app_that_the_api_supports() -> None:
    assert provision({**ZSCALER, "method": Method.CONSOLE}).of_type("Connection") == []


def test_a_missing_reactivation_counts_only_where_it_is_declared() -> None:
    assert provision(INVISION).result["provisioningStatus"] == "on"
    args: ScimProvisioningArgs = {**INVISION, "features": {"reactivate": True}}
    assert provision(args).result["provisioningStatus"] == "differs"


def test_settings_of_an_app_that_the_stack_deletes_go_with_it() -> None:
    assert provision(ZSCALER).one("Connection").request.deletedWith.endswith("::app-app")


def test_an_existing_app_is_checked_and_assigned_but_not_declared() -> None:
    args: ScimProvisioningArgs = {**INVISION, "app": {"label": "InVision V7", "existing": {"id": "0oaHandMade"}}}
    result = provision(args, OktaSays(apps=("0oaHandMade",)))
    assert result.of_type("Saml") == []
    assert result.one("GroupAssignment").inputs["appId"] == "0oaHandMade"


def test_children_carry_the_provider_of_their_component() -> None:
    def program() -> Any:
        import pulumi_okta as okta

        provider = okta.Provider("acme", org_name="acme")
        return ScimProvisioning("app", INVISION, pulumi.ResourceOptions(provider=provider)).outputs()

    result = run(program)
    assert all("::acme::" in one.request.provider for one in result.of_type("Saml") + result.of_type("GroupAssignment"))


def test_addresses_may_be_outputs_of_other_resources() -> None:
    args: ScimProvisioningArgs = {
        **INVISION,
        "connection": {**INVISION["connection"], "base_url": pulumi.Output.from_input("https://made.example.com/v2")},
        "admin_console_url": pulumi.Output.from_input("https://made-admin.okta.com"),
    }
    steps = provision(args, OFF).result["stepsLeft"]
    assert "https://made.example.com/v2" in steps[1]["enter"].values()
    assert all(step["url"].startswith("https://made-admin.okta.com/") for step in steps)


def test_what_the_whole_must_wait_for_the_app_waits_for() -> None:
    def program() -> Any:
        first = pulumi.ComponentResource("tests:index:First", "first")
        made = pulumi.CustomResource("tests:index:Made", "made", opts=pulumi.ResourceOptions(parent=first))
        return ScimProvisioning("app", INVISION, pulumi.ResourceOptions(depends_on=[made])).outputs()

    assert "made" in run(program).one("Saml").depends_on
