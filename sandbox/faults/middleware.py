"""Requests that meet with trouble on purpose, at whichever server this stands before."""

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.faults.chance import Draw
from sandbox.faults.file import Faults
from sandbox.faults.latency import seconds
from sandbox.faults.plan import FaultPlan, OrgFaults, ScimFaults, ServerFaults

# The extension of an ASGI scope by which an application hangs up; `HangUpProtocol` gives it.
HANG_UP: Final = "sandbox.hang_up"
_AT_REST: Final = (OrgFaults(), ScimFaults())


class Trouble:
    """Lets requests take their time, refuses some, cuts some off, answers some late."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        faults: Callable[[Scope], Faults],
        of: Callable[[FaultPlan], OrgFaults | ScimFaults],
        refuse: Callable[[int], Response],
        under: str = "/",
    ) -> None:
        """Stand before the paths of `app` that begin with `under`.

        `faults` are those of the sandbox, `of` picks the server's part of their plan, `refuse` words a refusal.
        """
        self._app = app
        self._faults = faults
        self._of = of
        self._refuse = refuse
        self._under = under

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Draw for a request what becomes of it."""
        if scope["type"] != "http" or not scope["path"].startswith(self._under):
            await self._app(scope, receive, send)
            return
        rehearsed = self._faults(scope)
        faults = self._of(rehearsed.plan)
        if faults in _AT_REST:
            await self._app(scope, receive, send)
            return
        draw = rehearsed.draw(scope["method"], scope["path"])
        await asyncio.sleep(seconds(faults.latency, scope["method"], scope["path"], draw.of("latency")))
        if draw.of("error") < faults.error_rate:
            await self._refuse(faults.error_status)(scope, receive, send)
        elif draw.of("drop") < faults.drop_rate:
            if faults.drop_after_work:
                await self._app(scope, receive, _to_nobody)
            await _hang_up(scope, receive)
        else:
            await self._app(scope, receive, _late(send, faults, draw))


def _late(send: Send, faults: ServerFaults, draw: Draw) -> Send:
    if draw.of("slow") >= faults.slow_rate:
        return send

    async def send_late(message: Message) -> None:
        if message["type"] == "http.response.start":
            await asyncio.sleep(faults.slow_seconds)
        await send(message)

    return send_late


async def _to_nobody(_message: Message) -> None:
    return None


async def _hang_up(scope: Scope, receive: Receive) -> None:
    extension = scope.get("extensions", {}).get(HANG_UP)
    if extension is None:
        raise ConnectionResetError("the connection is cut on purpose")
    extension["call"]()
    while (await receive())["type"] != "http.disconnect":
        pass
