"""Asking a SCIM server with an app's token: short time-outs, no proxy, no redirect followed, asked again when busy."""

import asyncio
import json
import ssl
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from urllib.parse import quote, urlencode

import httpx2

from components.preflight.answer import Answer
from components.preflight.finding import Exchanged, Finding
from components.preflight.network_error import cause_of
from components.preflight.redaction import Redaction
from components.preflight.target import Target

# Bytes: more than two users take, also where a server does not keep to `count`.
_ENOUGH = 8 << 20


@dataclass(frozen=True)
class Patience:
    """How long is waited, in seconds."""

    connect: float = 5
    read: float = 10
    whole: float = 20
    """For one answer from beginning to end; a server may send a byte now and then."""
    again_after: tuple[float, ...] = (0.5, 1.5)
    """Waits before a request is repeated that met 429 or 5xx."""
    longest_wait: float = 5
    """The longest `Retry-After` that is waited for."""


class Exchange:
    """A conversation with one SCIM server; `async with` closes it."""

    def __init__(self, target: Target, token: str, patience: Patience) -> None:
        """Prepare; nothing is asked yet."""
        self.target = target
        self._token = token
        self._patience = patience
        self._redact = Redaction(token)
        self._client = httpx2.AsyncClient(
            # Okta comes from the internet: a proxy, or a password of ~/.netrc, would make another way of it.
            trust_env=False,
            verify=_trust(),
            follow_redirects=False,
            timeout=httpx2.Timeout(patience.read, connect=patience.connect),
            headers={"Accept": "application/scim+json", "User-Agent": "okta-scim preflight"},
        )

    async def __aenter__(self) -> "Exchange":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(
        self,
        path: str,
        query: dict[str, str] | None = None,
        base_url: str | None = None,
        header: str | None = None,
        hidden: str = "",
    ) -> Answer:
        """Ask, and ask again where the server is busy; raises a finding where there is no answer.

        `hidden` is a part of the query that no message shows: somebody's name.
        """
        request = _Request(f"{base_url or self.target.root}/{path}", query or {}, hidden)
        header = header or self.header
        answer = await self._ask(request, header)
        for wait in self._patience.again_after:
            if not _is_busy(answer) or (answer.retry_after or 0) > self._patience.longest_wait:
                break
            await asyncio.sleep(wait if answer.retry_after is None else answer.retry_after)
            answer = await self._ask(request, header)
        return answer

    @property
    def header(self) -> str:
        """The value of the header `Authorization` as Okta sends it; it holds the token."""
        return self.target.authorization.value_of(self._token)

    async def _ask(self, request: "_Request", header: str) -> Answer:
        try:
            async with asyncio.timeout(self._patience.whole):
                try:
                    return await self._receive(request, header)
                except httpx2.ConnectTimeout:
                    # A machine with much to do lets a connection be late; nothing was sent yet.
                    return await self._receive(request, header)
        except TimeoutError:
            raise self._silent(httpx2.ReadTimeout(""), request, self._patience.whole) from None
        except httpx2.RequestError as error:
            # `from None`: the client's errors hold the request, and that the token.
            waited = self._patience.connect if isinstance(error, httpx2.ConnectTimeout) else self._patience.read
            raise self._silent(error, request, waited) from None

    async def _receive(self, request: "_Request", header: str) -> Answer:
        async with self._client.stream("GET", request.url, headers={"Authorization": header}) as response:
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _ENOUGH:
                    break
        return Answer(
            url=request.url,
            asked=request.shown,
            status=response.status_code,
            reason=response.reason_phrase,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=body.decode("utf-8", errors="replace"),
            redact=lambda text: request.hide(self._redact(text)),
        )

    def _silent(self, error: httpx2.RequestError, request: "_Request", waited: float) -> Finding:
        cause, why = cause_of(error)
        return Finding(cause, self.target, Exchanged(request.shown), why=self._redact(why), seconds=f"{waited:g}")


@dataclass(frozen=True)
class _Request:
    address: str
    query: dict[str, str]
    hidden: str

    @property
    def url(self) -> str:
        return f"{self.address}?{urlencode(self.query, quote_via=quote)}" if self.query else self.address

    @property
    def shown(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in self.query.items())
        query = query.replace(json.dumps(self.hidden, ensure_ascii=False), '"..."')
        return f"GET {self.address}?{query}" if query else f"GET {self.address}"

    def hide(self, text: str) -> str:
        # A name of few letters would be found within other words.
        return text.replace(self.hidden, "...") if len(self.hidden) >= 4 else text


@cache
def _trust() -> ssl.SSLContext:
    """The certificate authorities to trust; reading them takes longer than all else, so it is done once."""
    return httpx2.create_ssl_context(trust_env=False)


def _is_busy(answer: Answer) -> bool:
    # 501 is an answer: not implemented, and so it stays.
    return answer.status == 429 or (answer.status >= 500 and answer.status != 501)
