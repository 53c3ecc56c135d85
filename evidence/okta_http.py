"""HTTP to an Okta org: pages, rate limits, and refusals in Okta's words."""

import time
from collections.abc import Callable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2

from components.asking import CREDENTIALS_REFUSED, RATE_LIMITED
from components.preflight import is_loopback
from evidence.okta_sign_in import authorization
from evidence.unanswered import Unanswered
from settings import OktaOrg

_TOO_MANY = 429
_ATTEMPTS = 4
# Okta's windows last a minute.
_LONGEST_WAIT = 65.0
_TIMEOUT_SECONDS = 60

_NEXT = {
    401: CREDENTIALS_REFUSED,
    403: "give the token's administrator, or the OAuth 2.0 app's scopes, access to this (okta.apps.read, "
    "okta.users.read, okta.groups.read, okta.logs.read; okta.apps.manage for the canary and for switching off).",
    404: "check that it is still there, and that this is the right org.",
    429: RATE_LIMITED,
}
_OTHERWISE = "run the command again; if it stays, look at https://status.okta.com and ask Okta with the error's id."


class OktaRefused(Unanswered):
    """Okta's refusal of one request: which app or person, which request, Okta's code and words, the next step."""

    def __init__(self, subject: str, request: str, answer: httpx2.Response) -> None:
        """Read what Okta says (`errorCode`, `errorSummary`, `errorCauses`)."""
        body = _object(answer)
        self.status = answer.status_code
        self.code = str(body.get("errorCode") or f"HTTP {answer.status_code}")
        causes = "; ".join(str(cause.get("errorSummary")) for cause in body.get("errorCauses") or [])
        said = str(body.get("errorSummary") or answer.reason_phrase) + (f" ({causes})" if causes else "")
        identifier = f", id {body['errorId']}" if body.get("errorId") else ""
        super().__init__(
            f"{subject}: Okta refused {request}: {self.code} {said}{identifier}\n"
            f"Next: {_NEXT.get(answer.status_code, _OTHERWISE)}"
        )


class OktaHttp:
    """Requests to one org, signed in as its settings say. A proxy on this machine gets the absolute form over http."""

    def __init__(
        self,
        org: OktaOrg,
        transport: httpx2.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Send nothing yet; `transport` and `sleep` are for tests."""
        local = org.http_proxy is not None and is_loopback(org.http_proxy)
        self.url = f"{'http' if local else 'https'}://{org.org_name}.{org.base_url}"
        self._org = org
        self._sleep = sleep
        self._authorization = ""
        self._http = httpx2.Client(
            proxy=org.http_proxy if transport is None else None,
            transport=transport,
            # The environment's own proxies would lead away from this machine.
            trust_env=not local,
            timeout=_TIMEOUT_SECONDS,
            headers={"Accept": "application/json"},
        )

    def get(self, path: str, subject: str, params: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - JSON
        """Read one thing."""
        return _json(self.send("GET", path, subject, params=params), subject)

    def pages(self, path: str, subject: str, params: Mapping[str, str] | None = None) -> Iterator[dict[str, Any]]:
        """Read a list item by item, the next page (Link header, rel="next") when it is needed."""
        answer = self.send("GET", path, subject, params=params)
        yield from _json(answer, subject)
        while following := _next_page(answer):
            answer = self.send("GET", following, subject)
            yield from _json(answer, subject)

    def send(
        self,
        method: str,
        path: str,
        subject: str,
        body: Any = None,  # noqa: ANN401 - JSON
        params: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        """Send a request, again after a 429 once its window is over; raises `OktaRefused` and `Unanswered`.

        `path` is on the org, or a whole address of the same org, such as its Admin Console's.
        """
        url = path if path.startswith("http") else f"{self.url}{path}"
        try:
            answer = self._request(method, url, body, params)
        except httpx2.TransportError as error:
            raise Unanswered(
                f"{subject}: {method} {url} got no answer: {error or type(error).__name__}\n"
                "Next: check okta:orgName, okta:baseUrl and okta:httpProxy, and that this machine may reach Okta "
                "(on the sandbox: that it runs)."
            ) from None
        if not answer.is_success:
            raise OktaRefused(subject, f"{method} {urlsplit(url).path}", answer)
        return answer

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    def _request(self, method: str, url: str, body: Any, params: Mapping[str, str] | None) -> httpx2.Response:  # noqa: ANN401
        if not self._authorization:
            self._authorization = authorization(self._org, self.url, self._http)
        headers = {"Authorization": self._authorization}
        for attempt in range(1, _ATTEMPTS + 1):
            answer = self._http.request(method, url, json=body, params=params, headers=headers)
            if answer.status_code != _TOO_MANY or attempt == _ATTEMPTS:
                break
            self._sleep(_seconds_to_reset(answer))
        return answer


def _seconds_to_reset(answer: httpx2.Response) -> float:
    """How long the rate limit's window lasts, by Okta's clock and not by this machine's."""
    reset = answer.headers.get("X-Rate-Limit-Reset", "")
    try:
        now = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (KeyError, ValueError):
        now = time.time()
    return min(max(int(reset) - now, 0) + 1, _LONGEST_WAIT) if reset.isdigit() else _LONGEST_WAIT


def _next_page(answer: httpx2.Response) -> str:
    following = urlsplit(answer.links.get("next", {}).get("url", ""))
    # Path and query only, so that the token stays with the org that was asked first.
    return f"{following.path}?{following.query}" if following.path else ""


def _json(answer: httpx2.Response, subject: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return answer.json()
    except ValueError:
        request = f"{answer.request.method} {answer.request.url.path}"
        kind = answer.headers.get("Content-Type", "no type")
        raise Unanswered(
            f"{subject}: {request} was answered with {answer.status_code} and no JSON ({kind})\n"
            "Next: check okta:orgName, okta:baseUrl and okta:httpProxy: something else than Okta answers there."
        ) from None


def _object(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
