"""How the org words the refusals that are rehearsed; `RateLimits` adds the headers that all answers have."""

import time
from http import HTTPStatus
from typing import Final

from starlette.responses import JSONResponse, Response

from sandbox.org.errors import internal_error, too_many_requests, unavailable

# Okta's windows last a minute; a rehearsal of one client's patience need not.
_RESET_SECONDS: Final = 1


def refusal(status: int) -> Response:
    """Answer in Okta's way with a status that a fault may have."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        reset = str(int(time.time()) + _RESET_SECONDS)
        headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": reset}
        return JSONResponse(too_many_requests().body(), status, headers)
    error = internal_error() if status == HTTPStatus.INTERNAL_SERVER_ERROR else unavailable(status)
    return JSONResponse(error.body(), status)
