"""The removal guard: what an update would take out of the stack, and must not, stops it before it changes anything."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi

from components.app_integration import is_custom_app
from components.previous import PreviousResource, PreviousState
from components.removal import StayingApp
from components.removal_rules import RemovalRules
from components.resource_types import CONNECTION, GROUP_ASSIGNMENT, SAML, SCIM_PROVISIONING
from components.sign_on_name import sign_on_name

_BESIDE = (
    "Next: declare it as it was; or declare the other app beside it, under a name and a label of its own, and take "
    "this one out of the settings once its people have the other."
)


@dataclass(frozen=True)
class DeclaredApp:
    """An app that the program is about to declare."""

    label: str
    adopted: bool
    """Whether it was there before and stays."""
    formerly: str | None = None
    """The name that it had in the program until now."""
    sign_on_adopted: bool = False
    """Whether the app that people sign in through was there before and stays."""
    makes: Mapping[str, str | None] = field(default_factory=dict)
    """What the apps that it makes and whose kind the provider would change are called in Okta's catalogue, by the names
    of their integrations; None for a custom app."""


def guard_removal(
    state: PreviousState,
    declared: Mapping[str, DeclaredApp],
    assignments: Collection[str],
    rules: RemovalRules,
    admin_console_url: pulumi.Input[str],
    provider: Callable[[], pulumi.ProviderResource],
) -> None:
    """Look for apps that an update would delete without being asked to; the others that are gone leave by `rules`.

    `declared` has all apps by their names, `assignments` the names of all group assignments. Raises `pulumi.RunError`
    before anything is changed where an app that the stack made would be deleted because it is declared as an existing
    one now, where one would have to become another one, where an existing one would be made, where a protected app is
    gone, and where an app has another name now. `provider` is asked by when an app leaves.
    """
    former = {app.formerly: key for key, app in declared.items() if app.formerly}
    # An update that failed while it deleted has put the outputs of the apps that are left in the place of all.
    told = state.output("apps")
    held = {one.name: one.outputs for one in state.resources if one.type == SCIM_PROVISIONING}
    apps = {key: {**told.get(key, {}), **held.get(key, {})} for key in told.keys() | held.keys()}
    there = apps.keys()
    gone = there - declared.keys() - former.keys()
    for key, app in apps.items():
        now = declared.get(former.get(key, key))
        if now and now.adopted and app.get("adopted") is False:
            raise pulumi.RunError(_would_delete(former.get(key, key), app.get("label") or key))
        sign_on = told.get(key, {}).get("signOnApp") or {}
        if now and now.sign_on_adopted and sign_on.get("adopted") is False:
            raise pulumi.RunError(_would_delete(sign_on_name(former.get(key, key)), sign_on["label"]))
        if now:
            _refuse_another(key, former.get(key, key), app, now, state.resources)
    for key in sorted(gone):
        label = apps[key].get("label") or key
        _refuse_other_names(key, label, {new: app for new, app in declared.items() if new not in there})
        if apps[key].get("protected") and any(_is(one, SAML, f"{key}-app") for one in state.resources):
            raise pulumi.RunError(_is_protected(key, label))
    leaving = sorted(gone | (former.keys() & there))
    options = pulumi.InvokeOptions(provider=provider()) if leaving else pulumi.InvokeOptions()
    for key in leaving:
        StayingApp(
            name=key,
            label=apps[key].get("label") or key,
            by_api=any(_is(one, CONNECTION, f"{key}-connection") for one in state.resources),
            admin_console_url=admin_console_url,
            groups=lambda app_id: pulumi.Output.from_input(_groups_of(app_id, state)),
            options=options,
            rules=rules,
            declared=assignments if key in former else None,
        ).before_deletion()


def _is(resource: PreviousResource, type_: str, name: str) -> bool:
    return (resource.type, resource.name) == (type_, name)


def _groups_of(app_id: str, state: PreviousState) -> dict[str, str]:
    return {
        one.name: str(one.outputs["groupId"])
        for one in state.resources
        if one.type == GROUP_ASSIGNMENT and one.outputs.get("appId") == app_id and "groupId" in one.outputs
    }


def _refuse_other_names(key: str, label: str, new: Mapping[str, DeclaredApp]) -> None:
    for name, declared in new.items():
        if declared.label == label:
            raise pulumi.RunError(
                f"{label}: the app was called {key!r} in the settings and is called {name!r} now, and this "
                "update would take away all that the stack has of it and make it anew. Nothing was changed.\n"
                f"Next: call it {key!r} again; or add `formerly: {key}` to the settings of {name!r}, so that it is the "
                "same app under another name."
            )


def _refuse_another(
    before: str, key: str, app: Mapping[str, Any], now: DeclaredApp, resources: Collection[PreviousResource]
) -> None:
    """Refuse another app in the place of the one that people have; `before` is the name of `key` until now."""
    made = {one.name: one.outputs for one in resources if one.type == SAML}
    if not now.adopted and app.get("adopted") and f"{before}-app" not in made:
        raise pulumi.RunError(
            f"{app.get('label') or key}: the stack adopted the app ({app.get('appId')}), and this update would make "
            f"another one in its place, which takes it from its people. Nothing was changed.\n{_BESIDE}"
        )
    for integration, declared in now.makes.items():
        outputs = made.get(f"{before}{integration.removeprefix(key)}-app", {})
        kind = outputs.get("name")
        if kind and (kind != declared if declared else not is_custom_app(kind)):
            raise pulumi.RunError(
                f"{outputs.get('label') or integration}: the stack made {_kind(kind)}, and {_kind(declared)} is "
                "declared in its place. Okta cannot turn one app into another, and another one would take it from its "
                f"people. Nothing was changed.\n{_BESIDE}"
            )


def _kind(app_name: str | None) -> str:
    return "a custom app" if app_name is None or is_custom_app(app_name) else f"the catalogue's app {app_name!r}"


def _would_delete(key: str, label: str) -> str:
    return (
        f"{label}: this stack made the app, and `existing` would let it delete the app and then look "
        "for it. Nothing was changed.\n"
        "Next: declare it as it was; or take it out of the state first, so that it stays in Okta: "
        f"`pulumi state delete` with the address of {key}-app (`pulumi stack --show-urns`)."
    )


def _is_protected(key: str, label: str) -> str:
    return (
        f"{label}: the app is protected and is gone from the settings, so this update would delete it in Okta. Nothing "
        "was changed.\n"
        f"Next: put {key!r} back into the settings; or, if it is to be deleted, put it back with `protect: false`, run "
        "`pulumi up`, and take it out then."
    )
