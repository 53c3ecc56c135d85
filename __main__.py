"""Declare the SCIM provisioning of every app in the stack's settings."""

import pulumi

from components import ScimProvisioning
from settings import load, provider, provisioning_args

settings = load()
okta_provider = provider(settings.okta)

pulumi.export(
    "apps",
    {
        key: ScimProvisioning(
            key, provisioning_args(settings, key), pulumi.ResourceOptions(provider=okta_provider)
        ).outputs()
        for key in settings.apps
    },
)
