"""Requests as a proxy gets them, and whose requests are taken at all."""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.org.errors import forbidden

_SCHEMES: Final = ("http://", "https://")


class AbsoluteForm:
    """Takes scheme and host off `GET http://host/api/v1/... HTTP/1.1`, the form that OKTA_HTTP_PROXY makes."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the path alone; what is a path already is left as it is."""
        if scope["type"] == "http" and scope["path"].startswith(_SCHEMES):
            scope = dict(scope)
            scope["path"] = urlsplit(scope["path"]).path or "/"
            raw = urlsplit(scope.get("raw_path") or b"").path
            scope["raw_path"] = raw or b"/"
        await self._app(scope, receive, send)


class LoopbackOnly:
    """Refuses a Host that is not this machine: a web page elsewhere must not reach the sandbox by a name of its own."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 to any other Host."""
        if scope["type"] == "http":
            host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
            if not is_loopback_host(host):
                refusal = forbidden()
                await JSONResponse(refusal.body(), status_code=refusal.status)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def is_loopback_host(host: str) -> bool:
    """Whether a Host header names this machine: a loopback address, localhost or a name under it."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        if name == "localhost" or name.endswith(".localhost"):
            return True
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
