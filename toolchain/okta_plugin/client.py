"""HTTP to the org, with the retries and the error texts of the SDKs that the plugin uses."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2

from .configuration import Configuration
from .errors import PluginError

_INTERNAL: Final = 500
_NOT_FOUND: Final = 404


class ApiError(PluginError):
    """An answer of 400 and above, or none at all; the SDKs word it in three ways.

    `described` and `with_status` are of the older SDK (classic resources), `status_line` is of the newer ones.
    """

    def __init__(self, described: str, *, status: int = 0, status_line: str = "") -> None:
        """Keep the texts; without a status there was no answer to speak of."""
        super().__init__(described)
        self.status = status
        self.described = described
        self.status_line = status_line or described
        self.with_status = f"{described}, Status: {status_line}" if status_line else described

    @property
    def not_found(self) -> bool:
        """Tell whether Okta said that there is no such thing."""
        return self.status == _NOT_FOUND


@dataclass(frozen=True)
class Answer:
    """A successful answer; `next_page` is the path of the next page or empty."""

    body: Any
    text: str
    next_page: str


class Client:
    """Asks one org; safe to share between threads."""

    def __init__(
        self,
        configuration: Configuration,
        *,
        transport: httpx2.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Open no connection yet; `transport` and `sleep` are for tests."""
        self._configuration = configuration
        self.sleep = sleep
        through = configuration.target if configuration.through_proxy and transport is None else None
        self._http = httpx2.Client(
            base_url=configuration.target,
            proxy=through,
            transport=transport,
            # The environment's own proxies would lead away from loopback.
            trust_env=False,
            timeout=configuration.timeout or None,
            headers={"Authorization": configuration.authorization},
        )

    @property
    def by_api_token(self) -> bool:
        """Tell whether it signs in by an API token, not by OAuth 2.0."""
        return self._configuration.verifies_token

    def get(self, path: str, query: dict[str, str] | None = None, *, accept: str = "application/json") -> Answer:
        """Read `path`, the query sorted by name as the SDKs do."""
        return self.call("GET", with_query(path, query), accept=accept)

    def pages(self, path: str, query: dict[str, str] | None = None) -> list[Any]:
        """Read a list to its last page."""
        answer = self.get(path, query)
        items = list(answer.body or [])
        while answer.next_page:
            answer = self.call("GET", answer.next_page)
            items += answer.body or []
        return items

    def call(self, method: str, path: str, body: object = None, *, accept: str = "application/json") -> Answer:
        """Ask, and again as the plugin's HTTP client does: also a creation whose answer was lost is sent once more.

        (okta/api/api.go and sdk/v2_requestExecutor.go of the provider, 6.12.)
        """
        settings = self._configuration
        attempt = 0
        while True:
            attempt += 1
            last = attempt > settings.retries
            try:
                response = self._http.request(method, path, json=body, headers={"Accept": accept})
            except httpx2.RemoteProtocolError:
                pass  # Hung up on: asked again for as long as it takes.
            except httpx2.TransportError as error:
                if last:
                    raise ApiError(f"{self._asked(method, path)}: {error} (is the sandbox running?)") from None
            else:
                if not _passing(response.status_code):
                    return _read(response, path)
                if last:
                    told = f"{_described(response)}, giving up after {attempt} attempt(s)"
                    raise ApiError(f"{self._asked(method, path)}: {told}")
            self.sleep(
                min(settings.minimum_wait * 2 ** ((attempt - 1) % (settings.retries + 1)), settings.maximum_wait)
            )

    def _asked(self, method: str, path: str) -> str:
        return f'{method.capitalize()} "{self._configuration.target}{path}"'

    def close(self) -> None:
        """Drop the connections."""
        self._http.close()


def with_query(path: str, query: dict[str, str] | None) -> str:
    """Append a query, sorted by name as Go encodes it."""
    return f"{path}?{urlencode(sorted(query.items()))}" if query else path


def _passing(status: int) -> bool:
    return status == httpx2.codes.TOO_MANY_REQUESTS or (status > _INTERNAL and status != httpx2.codes.NOT_IMPLEMENTED)


def _read(response: httpx2.Response, path: str) -> Answer:
    if response.status_code >= httpx2.codes.BAD_REQUEST:
        line = f"{response.status_code} {response.reason_phrase}"
        raise ApiError(_described(response), status=response.status_code, status_line=line)
    is_json = "application/json" in response.headers.get("Content-Type", "")
    body = response.json() if is_json and response.content else None
    return Answer(body, response.text, _next_page(response, path))


def _next_page(response: httpx2.Response, path: str) -> str:
    for link in response.headers.get_list("Link", split_commas=True):
        address, _, relation = link.partition(";")
        if 'rel="next"' in relation:
            following = urlsplit(address.strip().strip("<>"))
            # Only path and query are taken from the link, so that paging stays with the org asked first.
            query = dict(parse_qsl(urlsplit(path).query)) | dict(parse_qsl(following.query))
            return with_query(following.path, query)
    return ""


def _described(response: httpx2.Response) -> str:
    try:
        body = response.json()
    except ValueError:
        body = None
    body = body if isinstance(body, dict) else {}
    summary = str(body.get("errorSummary") or "")
    if response.status_code == _INTERNAL:
        summary += f", x-okta-request-id={response.headers.get('x-okta-request-id', '')}"
    text = f"the API returned an error: {summary}" if summary else "the API returned an unknown error"
    if body.get("error_description"):
        text = f"the API returned an error: {body['error_description']}"
    causes = [f"{key}: {value}" for cause in body.get("errorCauses") or [] for key, value in cause.items()]
    return f"{text}. Causes: {', '.join(causes)}" if causes else text
