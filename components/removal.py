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
            connection = await ask(
                "okta:app/getConnection:getConnection",
                {"id": app["appId"]},
                okta.app.GetConnectionResult,
                options,
                f"The provisioning connection of the app {app['label']!r} ({app['appId']})",
                "check that the API token may read app connections.",
            )
            if connection.status == "ENABLED":
                left.append((key, app["label"]))
        if left:
            raise pulumi.RunError(_message(left, switch_off))
        return True

    return previous.apply(check)


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
