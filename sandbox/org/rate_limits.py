"""Okta's rate limits: a budget a minute for each endpoint, told in three headers of every answer."""

import re
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.org.errors import too_many_requests
from sandbox.org.identifiers import random_text

_WINDOW_SECONDS: Final = 60


@dataclass(frozen=True)
class Limit:
    """A row of `rate_limits.yaml`."""

    method: str
    path: re.Pattern[str]
    limit: int

    def fits(self, method: str, path: str) -> bool:
        """Whether a request counts against this limit."""
        return self.method in ("*", method) and self.path.fullmatch(path) is not None


class RateLimits:
    """Counts requests; with `enforce` off, which is the default, only the headers tell of it."""

    def __init__(self, app: ASGIApp, *, enforce: bool = False) -> None:
        """Wrap an application."""
        self._app = app
        self._enforce = enforce
        self._limits = load_limits()
        self._lock = threading.Lock()
        self._window = 0
        self._used: Counter[int] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 429 E0000047 over the limit, and add the headers to whatever the answer is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        row = next(n for n, limit in enumerate(self._limits) if limit.fits(scope["method"], scope["path"]))
        window = int(time.time()) // _WINDOW_SECONDS
        with self._lock:
            if window != self._window:
                self._window = window
                self._used.clear()
            self._used[row] += 1
            used = self._used[row]
        limit = self._limits[row].limit
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

        if self._enforce and used > limit:
            refusal = too_many_requests()
            answer = JSONResponse(refusal.body(), status_code=refusal.status)
            await answer(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)


def load_limits() -> list[Limit]:
    """Read `rate_limits.yaml`."""
    rows = yaml.safe_load(Path(__file__).with_name("rate_limits.yaml").read_text(encoding="utf-8"))
    return [Limit(row["method"], _pattern(row["path"]), int(row["limit"])) for row in rows]


def _pattern(path: str) -> re.Pattern[str]:
    escaped = re.escape(path).replace(r"\*\*", ".*").replace(r"\*", "[^/]+")
    # A path may hold a line break, encoded.
    return re.compile(escaped, re.DOTALL)
