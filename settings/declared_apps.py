"""Declare the stack's apps."""

import pulumi

from components import ExistingGroups, PreviousState, RemovalRules, ScimProvisioning, Turns
from components.twin import IdsOf, unknown
from settings.declare import created_groups_of, provisioning_args
from settings.guards import previous_apps
from settings.recheck import groups_in_state, last_look
from settings.stack import Settings


def declared_apps(
    settings: Settings,
    state: PreviousState,
    provider: pulumi.ProviderResource,
    removal: RemovalRules,
    ids_of: IdsOf = unknown,
) -> dict[str, ScimProvisioning]:
    """Declare every app by `provider`.

    `state` is what stood before, `removal` what is done when an app leaves, `ids_of` which apps of a label Okta has.
    """
    existing = ExistingGroups(pulumi.InvokeOptions(provider=provider), created_groups_of(settings), state.groups)
    previous = previous_apps(settings, state)
    turns = Turns()
    apps: dict[str, ScimProvisioning] = {}
    for key, app in settings.apps.items():
        before = state.app(key, app.formerly)
        look = last_look(settings, key, before)
        known = groups_in_state(settings, key, before) if look and look.seen else {}
        args = provisioning_args(settings, key, previous.get(key, {}), existing, known)
        opts = pulumi.ResourceOptions(provider=provider)
        if app.formerly:
            opts.aliases = [pulumi.Alias(name=app.formerly)]
        apps[key] = ScimProvisioning(key, args, opts, removal, before, look, turns, ids_of)
        existing.add(apps[key].groups)
    if recalled := [app for app in apps.values() if app.recalled()]:
        told = f"{len(recalled)} of {len(apps)} apps are taken as they were seen before (their output `seenAt`)"
        pulumi.log.info(f"{told}, and Okta is not asked of them: {pulumi.get_project()}:recheckAfter.")
    return apps
