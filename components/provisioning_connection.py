"""The provisioning connection: how Okta reaches the service's SCIM server."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_okta as okta

from components.api_support import AuthScheme
from components.child_options import child_options


class ProvisioningConnectionArgs(TypedDict):
    """The connection of one app."""

    app_id: pulumi.Input[str]
    base_url: pulumi.Input[str]
    """The SCIM base URL, https."""
    token: NotRequired[pulumi.Input[str]]
    """The API token, for the scheme TOKEN. It is made a secret here, whether it comes as one or not."""
    auth_scheme: NotRequired[AuthScheme]


class ProvisioningConnection(pulumi.ComponentResource):
    """Set up and activate the provisioning connection of an app that Okta's API supports.

    For any other app Okta answers 200 and does nothing, while the provider's `status` says ENABLED: read the status
    back with `components.observation` and believe nothing else.
    """

    resource: okta.app.Connection

    def __init__(self, name: str, args: ProvisioningConnectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the connection of the app `args["app_id"]`."""
        super().__init__("okta-scim:components:ProvisioningConnection", name, {}, opts)
        token = args.get("token")
        self.resource = okta.app.Connection(
            f"{name}-connection",
            id_property=args["app_id"],
            base_url=args["base_url"],
            action="activate",
            profile=okta.app.ConnectionProfileArgs(
                auth_scheme=args.get("auth_scheme", AuthScheme.TOKEN).value,
                token=None if token is None else pulumi.Output.secret(token),
            ),
            opts=pulumi.ResourceOptions.merge(
                child_options(self, opts),
                pulumi.ResourceOptions(
                    # The SDK does not mark the profile as a secret.
                    additional_secret_outputs=["profile"],
                    # In place, the provider would give the token to the new app and leave the old app connected.
                    replace_on_changes=["idProperty"],
                ),
            ),
        )
        self.register_outputs({"appId": self.resource.id_property, "baseUrl": self.resource.base_url})
