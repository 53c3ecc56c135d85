"""The update guard: an update of an app that loses its provisioning fails with what to repair."""

from collections.abc import Callable

import pulumi

from components.hook import hook

Reading = Callable[[str], pulumi.Output[frozenset[str]]]


def around_update(
    name: str, features: Reading, repair: Callable[[str], pulumi.Output[str]]
) -> pulumi.ResourceHookBinding:
    """Make hooks that read an app's features before and after its update and fail where the update lost one.

    It has happened (okta/terraform-provider-okta issues 655 and 710). `repair` tells, by the app's id, how to get
    provisioning back. The loss is also seen by every later run, which compares the features with what is declared.
    """
    before: dict[str, frozenset[str]] = {}

    async def remember(args: pulumi.ResourceHookArgs) -> None:
        before[args.urn] = await features(args.id).future() or frozenset()

    async def compare(args: pulumi.ResourceHookArgs) -> None:
        after = await features(args.id).future() or frozenset()
        if lost := before.get(args.urn, frozenset()) - after:
            raise RuntimeError(
                f"this update of the app lost its provisioning: {', '.join(sorted(lost))} were on before it and are "
                f"off now.\n{await repair(args.id).future()}"
            )

    return pulumi.ResourceHookBinding(
        before_update=[hook(f"{name}-features-before-update", remember)],
        after_update=[hook(f"{name}-features-after-update", compare)],
    )
