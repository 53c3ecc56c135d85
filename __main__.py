"""Declare the SCIM provisioning of every app in the stack's settings."""

import pulumi

from components import ScimProvisioning, guard_unassignment, previous_outputs
from settings import groups_of, load, provider, provisioning_args, unassign_limit

settings = load()
previous = previous_outputs("apps")
ready = guard_unassignment(
    previous,
    groups_of(settings),
    unassign_limit(settings),
    setting=f"{pulumi.get_project()}:unassign",
    provider=lambda: provider(settings.okta, "okta-counting"),
)
okta_provider = provider(settings.okta, ready=ready)

pulumi.export(
    "apps",
    {
        key: ScimProvisioning(
            key, provisioning_args(settings, key, previous), pulumi.ResourceOptions(provider=okta_provider)
        ).outputs()
        for key in settings.apps
    },
)
