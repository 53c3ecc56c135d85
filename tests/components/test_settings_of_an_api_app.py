"""Connection, features and import rules: what the API is given."""

from typing import Any

import pulumi
import pytest

from components import (
    AuthScheme,
    ImportRules,
    MatchOn,
    ProvisioningConnection,
    ProvisioningConnectionArgs,
    ProvisioningFeatures,
)
from components.features import FeaturesArgs
from components.import_rules import ImportRulesArgs
from tests.recorder import Registered, run

CONNECTION: ProvisioningConnectionArgs = {
    "app_id": "0oaApp",
    "base_url": "https://scim.example.com/v2",
    "token": "t0ken",
}


def connection(args: ProvisioningConnectionArgs) -> Registered:
    return run(lambda: ProvisioningConnection("zscaler", args).resource.id).one("Connection")


def features(args: FeaturesArgs) -> Registered:
    def program() -> Any:
        return ProvisioningFeatures("zscaler", {"app_id": "0oaApp", "features": args}).resource.id

    return run(program).one("Features")


def import_rules(args: ImportRulesArgs) -> Registered:
    return run(lambda: ImportRules("zscaler", {"app_id": "0oaApp", "rules": args}).resource.id).one("Features")


def test_a_connection_is_activated() -> None:
    assert connection(CONNECTION).inputs["action"] == "activate"


def test_a_plain_token_becomes_a_secret() -> None:
    token = connection(CONNECTION).request.object["profile"]["token"]
    assert token["4dabf18193072939515e22adb298388d"] == "1b47061264138c4ac30d75fd1eb44270"


def test_the_whole_profile_is_secret_in_the_state() -> None:
    assert "profile" in connection(CONNECTION).request.additionalSecretOutputs


def test_another_app_gets_a_connection_of_its_own() -> None:
    assert list(connection(CONNECTION).request.replaceOnChanges) == ["idProperty"]


def test_an_oauth_connection_goes_without_a_token() -> None:
    args: ProvisioningConnectionArgs = {
        "app_id": "0oaApp",
        "base_url": "https://example.com",
        "auth_scheme": AuthScheme.OAUTH2,
    }
    assert connection(args).inputs["profile"] == {"authScheme": "OAUTH2"}


def test_features_are_named_as_the_provider_demands() -> None:
    resource = features({})
    assert (resource.inputs["name"], resource.inputs["status"]) == ("USER_PROVISIONING", "ENABLED")


def test_every_capability_is_declared_also_those_that_are_off() -> None:
    assert features({}).inputs["capabilities"] == {
        "create": {"lifecycleCreate": {"status": "ENABLED"}},
        "update": {
            "lifecycleDeactivate": {"status": "ENABLED"},
            "password": {"change": "KEEP_EXISTING", "seed": "RANDOM", "status": "DISABLED"},
            "profile": {"status": "DISABLED"},
        },
    }


@pytest.mark.parametrize(
    ("args", "path"),
    [
        ({"create": False}, ("create", "lifecycleCreate")),
        ({"deactivate": False}, ("update", "lifecycleDeactivate")),
    ],
)
def test_a_feature_that_is_off_is_declared_disabled(args: FeaturesArgs, path: tuple[str, str]) -> None:
    assert features(args).inputs["capabilities"][path[0]][path[1]]["status"] == "DISABLED"


def test_profile_updates_can_be_switched_on() -> None:
    assert features({"profile_updates": True}).inputs["capabilities"]["update"]["profile"]["status"] == "ENABLED"


def test_password_sync_pushes_the_okta_password() -> None:
    assert features({"password_sync": True}).inputs["capabilities"]["update"]["password"] == {
        "change": "CHANGE",
        "seed": "OKTA",
        "status": "ENABLED",
    }


def test_import_rules_are_a_resource_of_their_own() -> None:
    assert import_rules({}).inputs["name"] == "INBOUND_PROVISIONING"


def test_import_rules_match_on_email_and_confirm_nobody_unless_asked() -> None:
    assert import_rules({}).inputs["capabilities"]["importRules"]["userCreateAndMatch"] == {
        "exactMatchCriteria": "EMAIL",
        "allowPartialMatch": False,
        "autoActivateNewUsers": False,
        "autoconfirmExactMatch": False,
        "autoconfirmNewUsers": False,
        "autoconfirmPartialMatch": False,
    }


def test_import_rules_can_match_on_the_user_name_and_confirm_and_activate() -> None:
    args: ImportRulesArgs = {"match_on": MatchOn.USERNAME, "auto_confirm": True, "auto_activate": True}
    rules = import_rules(args).inputs["capabilities"]["importRules"]["userCreateAndMatch"]
    assert (rules["exactMatchCriteria"], rules["autoconfirmNewUsers"], rules["autoActivateNewUsers"]) == (
        "USERNAME",
        True,
        True,
    )


def test_the_import_schedule_is_declared_whole_so_that_it_never_differs() -> None:
    assert import_rules({}).inputs["capabilities"]["importSettings"]["schedule"] == {
        "status": "DISABLED",
        "fullImport": {"expression": "", "timezone": ""},
        "incrementalImport": {"expression": "", "timezone": ""},
    }


def test_what_a_component_waits_for_its_resource_waits_for() -> None:
    def program() -> Any:
        first = ProvisioningConnection("first", CONNECTION).resource
        after = pulumi.ResourceOptions(depends_on=[first])
        return ProvisioningFeatures("second", {"app_id": "0oaApp"}, after).resource.id

    assert "first-connection" in run(program).one("Features").depends_on
