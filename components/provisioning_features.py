"""The provisioning features: what Okta may do at the service (To App)."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_okta as okta

from components.child_options import child_options
from components.features import Features, FeaturesArgs


class ProvisioningFeaturesArgs(TypedDict):
    """The features of one app."""

    app_id: pulumi.Input[str]
    features: NotRequired[FeaturesArgs]


class ProvisioningFeatures(pulumi.ComponentResource):
    """Set the provisioning features of an app that Okta's API supports; its connection must be active before.

    Every capability is declared, also those that are off: what is left out would be a difference at every refresh.
    """

    resource: okta.app.Features

    def __init__(self, name: str, args: ProvisioningFeaturesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare USER_PROVISIONING of the app `args["app_id"]`."""
        super().__init__("okta-scim:components:ProvisioningFeatures", name, {}, opts)
        features = Features(**args.get("features", {}))
        self.resource = okta.app.Features(
            f"{name}-user-provisioning",
            app_id=args["app_id"],
            # Without a name the engine makes one up, which the provider refuses.
            name="USER_PROVISIONING",
            # Never sent to Okta: anything but ENABLED is a difference for ever.
            status="ENABLED",
            capabilities=_capabilities(features),
            opts=child_options(self, opts),
        )
        self.register_outputs({"appId": self.resource.app_id})


def _capabilities(features: Features) -> okta.app.FeaturesCapabilitiesArgs:
    return okta.app.FeaturesCapabilitiesArgs(
        create=okta.app.FeaturesCapabilitiesCreateArgs(
            lifecycle_create=okta.app.FeaturesCapabilitiesCreateLifecycleCreateArgs(status=_status(features.create))
        ),
        update=okta.app.FeaturesCapabilitiesUpdateArgs(
            lifecycle_deactivate=okta.app.FeaturesCapabilitiesUpdateLifecycleDeactivateArgs(
                status=_status(features.deactivate)
            ),
            password=okta.app.FeaturesCapabilitiesUpdatePasswordArgs(
                change="CHANGE" if features.password_sync else "KEEP_EXISTING",
                seed="OKTA" if features.password_sync else "RANDOM",
                status=_status(features.password_sync),
            ),
            profile=okta.app.FeaturesCapabilitiesUpdateProfileArgs(status=_status(features.profile_updates)),
        ),
    )


def _status(on: bool) -> str:
    return "ENABLED" if on else "DISABLED"
