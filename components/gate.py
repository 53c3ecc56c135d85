"""The gate: nobody is assigned before provisioning is seen to be on."""

from collections.abc import Callable
from typing import Any

import pulumi

from components.hook import hook


def before_assignment(name: str, reason_to_refuse: Callable[[], pulumi.Output[str | None]]) -> pulumi.ResourceHook:
    """Make a hook that runs before an assignment is created and fails that one resource where there is a reason.

    `reason_to_refuse` says why nobody may be assigned yet, or None. The rest of the update goes
    on, and the next one tries again; assignments that exist are never touched.
    """

    async def gate(args: pulumi.ResourceHookArgs) -> None:
        if reason := await reason_to_refuse().future():
            raise RuntimeError(reason)

    return hook(f"{name}-provisioning-is-on", gate)


async def once_known(app_id: str, verdict: pulumi.Output[Any]) -> str:
    """Give an app's id when its verdict is there, without what the verdict depends on.

    An update plan notes each property's dependencies, and a preview waits for no verdict.
    """
    await verdict.future()
    return app_id
