"""Declare the SCIM provisioning of every app in the stack's settings."""

from functools import cache

import pulumi

from components import (
    ExistingGroups,
    ScimProvisioning,
    guard_removal,
    guard_unassignment,
    previous_state,
)
from evidence import EvidenceInOutputs
from settings import adopted_of, assignments_of, load, provider, provisioning_args, unassign_limit

settings = load()
switch_off = f"python -m commands switch-off --stack {pulumi.get_stack()} --app {{app}}"
state = previous_state()
previous = state.apply(lambda known: known.output("apps"))
# What the guards ask goes through a provider of their own, made only when they ask: the stack's waits for them.
counting = cache(lambda: provider(settings.okta, "okta-counting"))
guards = [
    guard_unassignment(
        state.apply(lambda known: known.resources),
        previous,
        assignments_of(settings),
        unassign_limit(settings),
        f"{pulumi.get_project()}:unassign",
        counting,
    ),
    guard_removal(previous, adopted_of(settings), switch_off, counting),
]
okta_provider = provider(settings.okta, ready=pulumi.Output.all(*guards).apply(all))

existing = ExistingGroups(pulumi.InvokeOptions(provider=okta_provider))
own = pulumi.ResourceOptions(provider=okta_provider)
apps = {key: ScimProvisioning(key, provisioning_args(settings, key, previous, existing), own) for key in settings.apps}
evidence = EvidenceInOutputs(settings)

pulumi.export("apps", {key: {**app.outputs(), **evidence.of(key, app, previous)} for key, app in apps.items()})
