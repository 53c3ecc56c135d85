"""Declare the SCIM provisioning of every app in the stack's settings."""

from functools import cache, partial

import pulumi

from components import (
    ExistingGroups,
    ScimProvisioning,
    guard_removal,
    guard_unassignment,
    previous_state,
)
from evidence import EvidenceInOutputs, switch_off
from settings import (
    apps_of,
    assignments_of,
    created_groups_of,
    declared_app,
    load,
    names_of,
    provider,
    removal_rules,
)

settings = load()
state = previous_state()
names, assignments = names_of(settings), assignments_of(settings)
previous = pulumi.Output.from_input(state.apps(names))
removal = removal_rules(settings, partial(switch_off, settings.okta))
admin_console_url = settings.admin_console_url or settings.okta.admin_console_url
# What the guards ask goes through a provider of their own, made only when they ask: the stack's waits for them.
counting = cache(lambda: provider(settings.okta, "okta-counting"))
guarded = guard_removal(
    pulumi.Output.from_input(state), apps_of(settings), assignments, removal, admin_console_url, counting
)
resources = guarded.apply(lambda known: known.resources)
guard = guard_unassignment(resources, previous, assignments, removal.limit, removal.limit_setting, counting)
okta_provider = provider(settings.okta, ready=guard)

existing = ExistingGroups(pulumi.InvokeOptions(provider=okta_provider), created_groups_of(settings), state.groups)
apps: dict[str, ScimProvisioning] = {}
for key, app in settings.apps.items():
    own = pulumi.ResourceOptions(provider=okta_provider)
    if app.formerly:
        own.aliases = [pulumi.Alias(name=app.formerly)]
    before = state.app(key, app.formerly)
    apps[key] = declared_app(settings, key, before, previous, existing, own, removal)
    existing.add(apps[key].groups)
if recalled := [one for one in apps.values() if one.recalled()]:
    told = f"{len(recalled)} of {len(apps)} apps are taken as they were seen before (their output `seenAt`)"
    pulumi.log.info(f"{told}, and Okta is not asked of them: {pulumi.get_project()}:recheckAfter.")
evidence = EvidenceInOutputs(settings)

pulumi.export("apps", {key: {**app.outputs(), **evidence.of(key, app, previous)} for key, app in apps.items()})
