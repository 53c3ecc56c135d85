"""The web server that both processes run."""

from typing import TYPE_CHECKING, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox.faults.middleware import HANG_UP

if TYPE_CHECKING:
    from starlette.types import ASGIApp

GRACE_SECONDS: Final = 2


class HangUpProtocol(HttpToolsProtocol):
    """Lets an application cut a connection without an answer, by an extension of the scope."""

    def on_message_begin(self) -> None:
        """Add the extension to a request's scope."""
        super().on_message_begin()
        self.scope["extensions"] = {HANG_UP: {"call": self.transport.abort}}


def server_of(application: "ASGIApp", *, log_level: str | None = None) -> uvicorn.Server:
    """Make a server of an application; it takes a free port unless it is `run` on sockets of your own."""
    return uvicorn.Server(
        uvicorn.Config(
            application,
            port=0,
            # h11 answers 404 to the absolute-form request lines that OKTA_HTTP_PROXY makes.
            http=HangUpProtocol,
            ws="none",
            lifespan="on",
            log_level=log_level,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
