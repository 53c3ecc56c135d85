"""The twin check: an app that is in Okta already is not made a second time."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import pulumi
import pulumi_okta as okta

from components.asking import ask
from components.hook import hook
from components.resource_types import APPS

_NONE = "no application found"
"""How the provider says that there is no such app."""


IdsOf = Callable[[str], Awaitable[Sequence[str] | None]]
"""The ids of the apps that Okta has with exactly this label; None where it is not known."""


async def unknown(label: str) -> Sequence[str] | None:
    """Of no label is it known whether Okta has apps: each is asked for."""
    return None


def before_creation(
    name: str,
    label: str,
    previous: pulumi.Input[Mapping[str, Any]],
    parent: pulumi.Resource,
    ids_of: IdsOf = unknown,
) -> pulumi.ResourceHook:
    """Make a hook that fails an app's creation where Okta has an app with exactly this label.

    The stack's own app of its last update (`previous`, by its `appId`) is no twin: it is about to be replaced. The
    provider is asked where `ids_of` does not know.

    Okta takes any number of apps with one label, so an update that was killed between Okta's answer and the state, or
    an app made by hand, would be followed by a twin that nobody is assigned to and nobody looks after.
    """

    async def refuse(args: pulumi.ResourceHookArgs) -> None:
        if args.type not in APPS:
            return  # the component around it
        known = await ids_of(label)
        found = await _asked(label, parent) if known is None else known
        own = await pulumi.Output.from_input(previous).apply(lambda app: app.get("appId")).future()
        if twins := [one for one in found if one != own]:
            raise RuntimeError(
                f"Okta has an app {label!r} already ({twins[0]}), and this would make a second one.\n"
                "Next: where an update was interrupted or got no answer, `python -m commands recover` takes it into "
                f"the state; else declare it with `existing: {{id: {twins[0]}}}`, or give this one a label of its own."
            )

    return hook(f"{name}-has-no-twin", refuse)


async def _asked(label: str, parent: pulumi.Resource) -> Sequence[str]:
    try:
        found = await ask(
            "okta:app/getApp:getApp",  # of any kind, and not only the oldest whose label begins so
            {"label": label, "activeOnly": False},
            okta.app.GetAppResult,
            pulumi.InvokeOptions(parent=parent),
            f"Whether there is an app {label!r} already",
            "run the update again.",
        )
    except pulumi.RunError as error:
        if _NONE in str(error):
            return ()
        raise  # unseen it might be there: a second one is worse than an update to run again
    return [str(found.id)] if found.label == label else ()
