"""Requests that fail on purpose, before the org has done anything for them."""

import time
from http import HTTPStatus
from typing import Final

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.org.errors import internal_error, too_many_requests
from sandbox.org.organisation import Org

_API: Final = "/api/v1/"
# Okta's windows last a minute; a rehearsal of one client's patience need not.
_RESET_SECONDS: Final = 1
_REFUSALS: Final = {429: too_many_requests, 500: internal_error}


class FaultyAnswers:
    """Answers for the org wherever its faults say so; `RateLimits` adds the headers that all answers have."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request to the Management API, or pass it on."""
        if scope["type"] == "http" and scope["path"].startswith(_API):
            org: Org = scope["app"].state.org
            status = org.faults.status_for(scope["method"], scope["path"])
            if status is not None:
                refusal = _REFUSALS[status]()
                headers = {}
                if status == HTTPStatus.TOO_MANY_REQUESTS:
                    reset = str(int(time.time()) + _RESET_SECONDS)
                    headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": reset}
                await JSONResponse(refusal.body(), status, headers)(scope, receive, send)
                return
        await self._app(scope, receive, send)
