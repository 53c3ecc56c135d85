"""What happens to a request in which the org itself fails."""

import logging
import traceback
from typing import Final

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.org.errors import internal_error

_log: Final = logging.getLogger(__name__)


class Failures:
    """Answers 500 E0000009; an error that reached the web server would cost the client its connection."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; half an answer cannot be mended, and its connection is cut."""
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception as error:
            if scope["type"] != "http" or begun:
                raise
            # Where it failed, never the message: that may hold what was sent, a token say.
            places = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s %s failed: %s\n%s", scope["method"], scope["path"], type(error).__name__, places)
            refusal = internal_error()
            await JSONResponse(refusal.body(), status_code=refusal.status)(scope, receive, send)
