"""Headers that Okta puts on every answer."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Seen on all recorded answers; the names in lower case as ASGI asks for it.
_HEADERS: Final = {
    "referrer-policy": "strict-origin-when-cross-origin",
    "accept-ch": "Sec-CH-UA-Platform-Version",
}


class AnswerHeaders:
    """Adds them to what the org answers, whatever it is."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add to its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    given.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
