"""What is declared of an app's provisioning, as plain data for policies."""

from typing import Any

from components.features import FEATURES, Features, wanted
from components.scim_provisioning_args import ScimProvisioningArgs
from components.username_format import UsernameFormat


def as_data(args: ScimProvisioningArgs) -> dict[str, Any]:
    """The settings that are no resources' inputs where a person enters them in the Admin Console, by Okta's names."""
    features = Features(**args.get("features", {}))
    return {
        "usernameTemplate": args["app"].get("username_format", UsernameFormat.EMAIL).template,
        "baseUrl": args["connection"]["base_url"],
        "features": {feature.okta_name: wanted(features, feature) for feature in FEATURES},
        "groups": [group.get("name") or group.get("id") for group in args.get("groups", ())],
    }
