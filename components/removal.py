"""The removal guard: an app that stays in Okta is not left connected behind the stack's back."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pulumi
import pulumi_okta as okta

from components.api_support import Method
from components.asking import ask


def guard_removal(
    previous: pulumi.Output[Mapping[str, Any]],
    declared: Mapping[str, bool],
    switch_off: str,
    provider: Callable[[], pulumi.ProviderResource],
) -> pulumi.Output[bool]:
    """Look for apps that an update would lose, or leave connected behind the stack's back.

    `declared` has the names of all apps, and whether each is adopted. An app that the stack made and that is declared
    as an existing one now would be deleted. The others are adopted apps that are gone from the declaration while Okta
    still pushes people to their service.

    Deleting a connection or features changes nothing in Okta (the provider only warns), and on an app that is not
    deleted with them that means pushing on with the old token. Raises `pulumi.RunError` before anything is changed;
    `switch_off` is the command that switches provisioning off, by the app's name. Okta is asked only about such apps.
    """

    async def check(apps: Mapping[str, Any]) -> bool:
        _refuse_to_delete_what_is_adopted(apps, declared)
        gone = {key: app for key, app in apps.items() if key not in declared and _stays_by_api(app)}
        if not gone:
            return True
        options = pulumi.InvokeOptions(provider=provider())
        left = []
        for key, app in gone.items():
            if await _connected(app["appId"], app["label"], options):
                left.append((key, app["label"]))
            before_deletion(key, app["label"], options)
        if left:
            raise pulumi.RunError(_message(left, switch_off))
        return True

    return previous.apply(check)


def before_deletion(
    name: str, label: str, options: pulumi.InvokeOptions, declared: Collection[str] = (), guarded: bool = True
) -> pulumi.ResourceHook:
    """Make a hook that fails the deletion of what an app that stays has here, while Okta still pushes people to it.

    For the app's connection and its group assignments; `declared` are the names of the assignments that the program
    declares: the others are deleted because their groups are gone, as asked. The engine keeps the hook's name in the
    state, refuses a `pulumi destroy` that does not run the program for it, and asks for it again when the app is gone
    from the declaration. An app that stays declared and is left to the console from now on is not `guarded`.
    """

    async def refuse(args: pulumi.ResourceHookArgs) -> None:
        if not guarded:
            return
        inputs = args.old_inputs or {}
        # The components around them have the hook too, and no such inputs.
        app_id = inputs.get("idProperty") or (inputs.get("appId") if args.name in declared else None)
        if app_id and await _connected(str(app_id), label, options):
            raise RuntimeError(
                f"{label} ({app_id}) stays in Okta, and its provisioning is on: without its groups Okta would "
                "deactivate their people at the service, and deleting its connection here would change nothing there.\n"
                "Next: switch its provisioning off, the features before the connection "
                f"(`python -m commands switch-off --app {name}` does both), then run this again."
            )

    return pulumi.ResourceHook(f"{name}-provisioning-is-switched-off", refuse)


async def _connected(app_id: str, label: str, options: pulumi.InvokeOptions) -> bool:
    connection = await ask(
        "okta:app/getConnection:getConnection",
        {"id": app_id},
        okta.app.GetConnectionResult,
        options,
        f"The provisioning connection of the app {label!r} ({app_id})",
        "check that the API token may read app connections.",
    )
    return bool(connection.status == "ENABLED")


def _refuse_to_delete_what_is_adopted(apps: Mapping[str, Any], declared: Mapping[str, bool]) -> None:
    for key, app in apps.items():
        if declared.get(key) and app.get("adopted") is False:
            raise pulumi.RunError(
                f"{app['label']}: this stack made the app, and `existing` would let it delete the app and then look "
                "for it. Nothing was changed.\n"
                "Next: declare it as it was; or take it out of the state first, so that it stays in Okta: "
                f"`pulumi state delete` with the address of {key}-app (`pulumi stack --show-urns`)."
            )


def _stays_by_api(app: Mapping[str, Any]) -> bool:
    return bool(app.get("adopted")) and app.get("method") == Method.API.value


def _message(left: Collection[tuple[str, str]], switch_off: str) -> str:
    lines = [f"  {label}: {switch_off.format(app=key)}" for key, label in left]
    return (
        "Apps that stay in Okta are gone from the settings while their provisioning is on. Deleting the connection "
        "here would change nothing there: Okta would go on pushing people with the old token. Nothing was changed.\n"
        "Next: put the app back into the settings, or switch its provisioning off first:\n" + "\n".join(lines)
    )
