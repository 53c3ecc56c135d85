"""Hooks of many apps: the engine asks all of them through one server."""

import psutil
import pulumi

from components.hook import hook
from tests.recorder import run


def test_many_hooks_need_one_listening_socket() -> None:
    listening: list[int] = []

    async def answer(args: pulumi.ResourceHookArgs) -> None:
        """Never asked here."""

    def sockets() -> int:
        return sum(one.status == psutil.CONN_LISTEN for one in psutil.Process().net_connections("tcp"))

    def program() -> pulumi.Output[None]:
        before = sockets()
        hooks = [hook(f"hook-{number}", answer) for number in range(20)]

        async def once_registered(_: object) -> None:
            for one in hooks:
                await one._registered
            listening.append(sockets() - before)

        return pulumi.Output.from_input(None).apply(once_registered)

    run(program)
    assert listening == [1]
