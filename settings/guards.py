"""The guards of a whole stack: what an update would take away is looked at before it changes anything."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pulumi

from components import (
    DeclaredApp,
    DeclaredAssignment,
    PreviousState,
    RemovalRules,
    UnassignLimit,
    guard_removal,
    guard_unassignment,
    presets,
)
from components.groups import resource_key
from components.removal_rules import SwitchOff
from components.sign_on_name import sign_on_name
from settings.app import AppSettings
from settings.declare import which_app
from settings.okta_org import provider
from settings.stack import Settings


def removal_rules(settings: Settings, switch_off: SwitchOff) -> RemovalRules:
    """What may be done when an app that stays in Okta leaves the stack, and how many people an update may unassign."""
    limit = UnassignLimit(settings.unassign.max_people, settings.unassign.max_share)
    return RemovalRules(switch_off, limit, f"{pulumi.get_project()}:unassign")


def guarded_provider(settings: Settings, state: PreviousState, removal: RemovalRules) -> pulumi.ProviderResource:
    """The stack's provider of Okta, which waits until the guards let the update go on.

    What they ask goes through a provider of their own, made only when they ask. Raises `pulumi.RunError` as they do.
    """
    counting = cache(lambda: provider(settings.okta, "okta-counting"))
    assignments = _assignments_of(settings)
    guard_removal(state, _apps_of(settings), assignments, removal, settings.console_url, counting)
    ready = guard_unassignment(state.resources, previous_apps(settings, state), assignments, removal, counting)
    return provider(settings.okta, ready=ready)


def previous_apps(settings: Settings, state: PreviousState) -> Mapping[str, Any]:
    """The stack's output of its apps after the last update, by their present names."""
    return state.apps({app.formerly: key for key, app in settings.apps.items() if app.formerly})


def _apps_of(settings: Settings) -> dict[str, DeclaredApp]:
    return {
        key: DeclaredApp(
            app.label,
            app.existing is not None,
            app.formerly,
            sign_on_adopted=app.sign_on_app is not None and app.sign_on_app.existing is not None,
            makes=dict(_made_by(key, app)),
        )
        for key, app in settings.apps.items()
    }


def _assignments_of(settings: Settings) -> dict[str, DeclaredAssignment]:
    """The group assignments that all apps come to, by the names of their resources, the former ones too."""
    return {
        f"{named(name)}-{resource_key(title)}": DeclaredAssignment(
            title,
            named(key),
            which.existing.id if which and which.existing else None,
            makes_group=group.declare and which is app,
        )
        for key, app in settings.apps.items()
        for name in (key, app.formerly)
        for named, which in ((str, app), (sign_on_name, app.sign_on_app))
        if name and which
        for group in app.groups
        for title in (group.name or group.id or "",)
    }


def _made_by(key: str, app: AppSettings) -> Iterator[tuple[str, str | None]]:
    integrations = {key: which_app(app, presets()[app.preset].catalogue)}
    if app.sign_on_app:
        integrations[sign_on_name(key)] = which_app(app.sign_on_app)
    for name, args in integrations.items():
        if "saml" in args or "catalogue" in args:
            yield name, args["catalogue"]["name"] if "catalogue" in args else None
