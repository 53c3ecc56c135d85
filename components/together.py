"""The apps of one program together: one that fails keeps no other from its groups, and each that fails is told of."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pulumi
from pulumi.runtime.settings import _get_rpc_manager


def export_together(
    name: str,
    apps: Mapping[str, Mapping[str, Any]],
    beside: Callable[[], Awaitable[None]],
) -> None:
    """Export what is known of the apps as the stack's output `name`, once each of them is through, however it ended.

    What `beside` does meanwhile has to end too.

    The SDK (3.272) ends a program with the first failure that it meets and tells of that one alone, while the engine is
    still at work on other apps: what it then asks their hooks fails with `connection refused`.
    """

    async def program() -> pulumi.Inputs:
        meanwhile = asyncio.ensure_future(beside())
        ended = await asyncio.gather(*map(_through, apps.values()), return_exceptions=True)
        await meanwhile
        _tell(list(dict.fromkeys(str(one) for one in ended if isinstance(one, pulumi.RunError))))
        return {name: apps}

    try:
        pulumi.run(program)
    except pulumi.RunError:  # under mocks, where nothing runs the program
        pulumi.export(name, apps)


async def _through(outputs: Mapping[str, Any]) -> None:
    await pulumi.Output.from_input(outputs).future()


def _tell(failures: list[str]) -> None:
    """Tell of all but the one that the SDK tells of when it ends the program."""
    by_sdk = str(_get_rpc_manager().unhandled_exception)
    for failure in failures:
        if failure != by_sdk:
            pulumi.log.error(failure)
