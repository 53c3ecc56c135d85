"""Which cause stands behind an error of the HTTP client."""

import errno
import socket
import ssl
from collections.abc import Iterator

import httpx2

from components.preflight.finding import Cause

_REFUSED = frozenset({errno.ECONNREFUSED})


def cause_of(error: httpx2.RequestError) -> tuple[Cause, str]:
    """The cause of an error and the system's words for it."""
    if isinstance(error, httpx2.ConnectTimeout):
        return Cause.CONNECT_TIMEOUT, ""
    if isinstance(error, httpx2.TimeoutException):
        return Cause.READ_TIMEOUT, ""
    for inner in _chain(error):
        if isinstance(inner, ssl.SSLError):
            return Cause.TLS, _tls_words(inner)
        if isinstance(inner, socket.gaierror):
            return Cause.DNS, ""
    if not isinstance(error, httpx2.ConnectError):
        return Cause.BROKEN, ""
    numbers = [inner for inner in _chain(error) if isinstance(inner, OSError) and inner.errno]
    if any(inner.errno in _REFUSED for inner in numbers):
        return Cause.REFUSED, ""
    return Cause.UNREACHABLE, next((str(inner.strerror) for inner in numbers if inner.strerror), "connection failed")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and those behind it, also where several addresses of one host were tried."""
    seen: set[int] = set()
    left: list[BaseException | None] = [error]
    while left:
        inner = left.pop(0)
        if inner is None or id(inner) in seen:
            continue
        seen.add(id(inner))
        yield inner
        left += [inner.__cause__, inner.__context__]
        if isinstance(inner, BaseExceptionGroup):
            left += inner.exceptions


def _tls_words(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate refused: {error.verify_message}".rstrip(".")
    if "WRONG_VERSION_NUMBER" in str(error.reason) or "HTTP_REQUEST" in str(error.reason):
        return "the server speaks no TLS on this port"
    return str(error.reason or "handshake failed").replace("_", " ").lower()
