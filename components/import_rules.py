"""The import rules: how people who exist at the service already become people in Okta."""

from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi
import pulumi_okta as okta

from components.child_options import child_options


class MatchOn(StrEnum):
    """What an imported person is matched on with one in Okta."""

    EMAIL = "email"
    """The email."""
    USERNAME = "username"
    """The user name."""


class ImportRulesArgs(TypedDict, total=False):
    """Match, confirm, activate: the API's way to Import Now, Confirm Assignments and Activate All."""

    match_on: MatchOn
    """Email by default."""
    auto_confirm: bool
    """Confirm exact matches and new people without asking; off by default."""
    auto_activate: bool
    """Activate new people; off by default."""


class InboundProvisioningArgs(TypedDict):
    """The import rules of one app."""

    app_id: pulumi.Input[str]
    rules: NotRequired[ImportRulesArgs]


class ImportRules(pulumi.ComponentResource):
    """Set the import rules of an app whose INBOUND_PROVISIONING Okta's API supports; imports run by hand, no schedule.

    Partial matches (first and last name) are never made nor confirmed.
    """

    resource: okta.app.Features

    def __init__(self, name: str, args: InboundProvisioningArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare INBOUND_PROVISIONING of the app `args["app_id"]`."""
        super().__init__("okta-scim:components:ImportRules", name, {}, opts)
        rules = args.get("rules", {})
        confirm = rules.get("auto_confirm", False)
        match_on = rules.get("match_on", MatchOn.EMAIL).name
        self.resource = okta.app.Features(
            f"{name}-inbound-provisioning",
            app_id=args["app_id"],
            # A resource of its own: beside outbound capabilities the provider drops these.
            name="INBOUND_PROVISIONING",
            status="ENABLED",
            capabilities=okta.app.FeaturesCapabilitiesArgs(
                import_rules=okta.app.FeaturesCapabilitiesImportRulesArgs(
                    user_create_and_match=okta.app.FeaturesCapabilitiesImportRulesUserCreateAndMatchArgs(
                        exact_match_criteria=match_on,
                        allow_partial_match=False,
                        auto_activate_new_users=rules.get("auto_activate", False),
                        autoconfirm_exact_match=confirm,
                        autoconfirm_new_users=confirm,
                        autoconfirm_partial_match=False,
                    )
                ),
                import_settings=okta.app.FeaturesCapabilitiesImportSettingsArgs(
                    username=okta.app.FeaturesCapabilitiesImportSettingsUsernameArgs(
                        username_format="EMAIL", username_expression=""
                    ),
                    # Both blocks, though empty: without them the provider sees a difference for ever.
                    schedule=okta.app.FeaturesCapabilitiesImportSettingsScheduleArgs(
                        status="DISABLED",
                        full_import=okta.app.FeaturesCapabilitiesImportSettingsScheduleFullImportArgs(
                            expression="", timezone=""
                        ),
                        incremental_import=okta.app.FeaturesCapabilitiesImportSettingsScheduleIncrementalImportArgs(
                            expression="", timezone=""
                        ),
                    ),
                ),
            ),
            opts=child_options(self, opts),
        )
        self.register_outputs({"appId": self.resource.app_id})
