"""Okta's rate limits: a budget a minute for each endpoint, told in three headers of every answer."""

import threading
import time
from collections import Counter
from pathlib import Path
from typing import Final

import yaml
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.faults.endpoint import Endpoint
from sandbox.org.errors import too_many_requests
from sandbox.org.identifiers import random_text
from sandbox.org.organisation import Org

_WINDOW_SECONDS: Final = 60


class RateLimits:
    """Counts requests; unless the faults say that the limits hold, only the headers tell of it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app
        self._limits = load_limits()
        self._lock = threading.Lock()
        self._window = 0
        self._used: Counter[int] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 429 E0000047 over the limit, and add the headers to whatever the answer is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        row = next(n for n, (endpoint, _) in enumerate(self._limits) if endpoint.fits(scope["method"], scope["path"]))
        window = int(time.time()) // _WINDOW_SECONDS
        with self._lock:
            if window != self._window:
                self._window = window
                self._used.clear()
            self._used[row] += 1
            used = self._used[row]
        limit = self._limits[row][1]
        # The names in lower case: HTTP does not care, and ASGI asks for it.
        headers = {
            "x-rate-limit-limit": str(limit),
            "x-rate-limit-remaining": str(max(limit - used, 0)),
            "x-rate-limit-reset": str((window + 1) * _WINDOW_SECONDS),
            "x-okta-request-id": random_text(26),
        }

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                # A refusal on purpose has told its own reset already.
                given = MutableHeaders(scope=message)
                for name, value in headers.items():
                    given.setdefault(name, value)
            await send(message)

        org: Org = scope["app"].state.org
        if used > limit and org.faults.plan.api.rate_limits and scope["path"].startswith("/api/"):
            refusal = too_many_requests()
            answer = JSONResponse(refusal.body(), status_code=refusal.status)
            await answer(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)


def load_limits() -> list[tuple[Endpoint, int]]:
    """Read `rate_limits.yaml`."""
    rows = yaml.safe_load(Path(__file__).with_name("rate_limits.yaml").read_text(encoding="utf-8"))
    return [(Endpoint.of(row), int(row["limit"])) for row in rows]
