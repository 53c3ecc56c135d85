"""The web server that both processes run."""

import logging
from typing import TYPE_CHECKING, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox.faults.middleware import HANG_UP

if TYPE_CHECKING:
    from starlette.types import ASGIApp

GRACE_SECONDS: Final = 2
_ACCESS_ARGUMENTS: Final = 5


class HangUpProtocol(HttpToolsProtocol):
    """Lets an application cut a connection without an answer, by an extension of the scope."""

    def on_message_begin(self) -> None:
        """Add the extension to a request's scope."""
        super().on_message_begin()
        self.scope["extensions"] = {HANG_UP: {"call": self.transport.abort}}


def server_of(application: "ASGIApp", *, log_level: str | None = None) -> uvicorn.Server:
    """Make a server of an application; it takes a free port unless it is `run` on sockets of your own."""
    config = uvicorn.Config(
        application,
        port=0,
        # h11 answers 404 to the absolute-form request lines that OKTA_HTTP_PROXY makes.
        http=HangUpProtocol,
        ws="none",
        lifespan="on",
        log_level=log_level,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    logging.getLogger("uvicorn.access").addFilter(_without_query)
    return uvicorn.Server(config)


def _without_query(record: logging.LogRecord) -> bool:
    """Keep out of the log what was asked for: filters hold names and addresses of people."""
    if isinstance(record.args, tuple) and len(record.args) == _ACCESS_ARGUMENTS:
        client, method, path, version, status = record.args
        record.args = (client, method, str(path).partition("?")[0], version, status)
    return True
