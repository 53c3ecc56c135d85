"""A service provider's SCIM 2.0 API as Okta calls it."""

import ssl
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from time import monotonic, time
from typing import Any, Final
from urllib.parse import quote

import httpx2
from scim2_models import Context, PatchOp, PatchOperation

from sandbox.org.provisioning.answers import Listed, ServicePerson, listed, person_of
from sandbox.org.provisioning.outcomes import Refused, Unavailable
from sandbox.org.provisioning.scim_user import ScimUser

TIMEOUT_SECONDS: Final = 10.0
_CONTENT_TYPE: Final = "application/scim+json"
_RETRIED: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_LONGEST_WAIT_SECONDS: Final = 3600.0
# A service that pages as it likes may send all its people at once.
_LONGEST_ANSWER: Final = 100_000_000
_LONGEST_ANSWER_SECONDS: Final = 60.0


class ServiceProvider:
    """Sends one app's requests; neither the token nor a person's data goes into a message."""

    def __init__(self, client: httpx2.Client, base_url: str, authorization: str) -> None:
        """Use `client` for the app whose SCIM base URL and Authorization header these are."""
        self._client = client
        self._base_url = base_url.rstrip("/")
        self._headers = {
            "Authorization": authorization,
            "Accept": _CONTENT_TYPE,
            "User-Agent": "Okta SCIM Client 1.0.0",
        }

    def list_first(self, count: int) -> Listed:
        """Ask for the first people, as Test API Credentials does."""
        return self._list({"startIndex": "1", "count": str(count)})

    def find(self, user_name: str) -> ServicePerson | None:
        """Find the person with this user name, whatever its case."""
        escaped = user_name.replace("\\", "\\\\").replace('"', '\\"')
        found = self._list({"filter": f'userName eq "{escaped}"', "startIndex": "1", "count": "100"})
        # A server that ignores the filter answers with everybody.
        people = (person_of(resource) for resource in found.resources)
        return next((person for person in people if person.user_name.lower() == user_name.lower()), None)

    def page(self, start: int, count: int, condition: str | None = None) -> Listed:
        """Ask for one page of an import, `start` counted from 1; the service decides how many come."""
        query = {} if condition is None else {"filter": condition}
        return self._list(query | {"startIndex": str(start), "count": str(count)})

    def get(self, identifier: str) -> Any:  # noqa: ANN401 - whatever the service sent
        """Read one person, whole; a service that has them no more refuses with 404."""
        return json_of(self.send("GET", f"/Users/{quote(identifier, safe='')}"))

    def create(self, user: ScimUser) -> ServicePerson:
        """Create a person; a service that has them already refuses with 409."""
        body = user.model_dump(scim_ctx=Context.RESOURCE_CREATION_REQUEST)
        return person_of(json_of(self.send("POST", "/Users", body)))

    def replace(self, identifier: str, user: Mapping[str, Any]) -> None:
        """Change a person by PUT of the whole."""
        self.send("PUT", f"/Users/{quote(identifier, safe='')}", {**user, "id": identifier})

    def patch(self, identifier: str, values: dict[str, Any]) -> None:
        """Change some attributes of a person by PATCH, with one `replace` that has no path."""
        operation = PatchOperation[ScimUser](op=PatchOperation.Op.replace_, value=values)
        patch = PatchOp[ScimUser](operations=[operation])
        body = patch.model_dump(scim_ctx=Context.RESOURCE_PATCH_REQUEST)
        self.send("PATCH", f"/Users/{quote(identifier, safe='')}", body)

    def _list(self, query: dict[str, str]) -> Listed:
        return listed(json_of(self.send("GET", "/Users", query=query)))

    def send(
        self, method: str, path: str, body: dict[str, Any] | None = None, query: dict[str, str] | None = None
    ) -> httpx2.Response:
        """Send a request to a path below the base URL; an answer that is no success is raised as what it means."""
        headers = self._headers | ({} if body is None else {"Content-Type": _CONTENT_TYPE})
        try:
            answer = self._exchange(method, self._base_url + path, json=body, params=query, headers=headers)
        except httpx2.TimeoutException:
            raise Unavailable("The service did not answer in time") from None
        except httpx2.LocalProtocolError:
            # Its text may quote the token.
            raise Refused("The base URL or the token is malformed") from None
        except httpx2.DecodingError:
            raise Refused("The service's answer cannot be decoded") from None
        except httpx2.TransportError as error:
            raise Unavailable(f"The service could not be reached: {error}") from None
        except (httpx2.InvalidURL, UnicodeError, ValueError):
            raise Refused("The base URL or the token is malformed") from None
        if answer.status_code in _RETRIED or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            wait = _retry_after(answer)
            limited = answer.status_code == HTTPStatus.TOO_MANY_REQUESTS and wait is not None
            raise Unavailable(_describe(answer), wait, throttled=limited)
        if answer.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            raise Refused(_describe(answer), answer.status_code)
        return answer

    def _exchange(self, method: str, url: str, **request: Any) -> httpx2.Response:  # noqa: ANN401 - the client's own
        """Send a request and read its answer, which may neither trickle without end nor be without end."""
        deadline, body = monotonic() + _LONGEST_ANSWER_SECONDS, bytearray()
        with self._client.stream(method, url, **request) as answer:
            for part in answer.iter_bytes():
                body += part
                if monotonic() > deadline:
                    raise httpx2.ReadTimeout("the answer takes too long")
                if len(body) > _LONGEST_ANSWER:
                    raise Refused(f"The service's answer is longer than {_LONGEST_ANSWER} bytes")
            # As it was decoded: the headers that say how are of no use any more.
            headers = {name: answer.headers[name] for name in ("Retry-After",) if name in answer.headers}
            return httpx2.Response(answer.status_code, headers=headers, content=bytes(body))


def new_client() -> httpx2.Client:
    """Make the client for all service providers; proxies of the environment are not for these."""
    return httpx2.Client(timeout=TIMEOUT_SECONDS, trust_env=False, verify=_trusted())


@cache
def _trusted() -> ssl.SSLContext:
    # Reading the system's certificates takes most of the time that a client takes to make.
    return ssl.create_default_context()


def json_of(answer: httpx2.Response) -> Any:  # noqa: ANN401 - whatever the service sent
    """Read an answer's JSON, or refuse it."""
    try:
        return answer.json()
    except ValueError:
        raise Refused("The service's answer is not JSON", answer.status_code) from None


def _describe(answer: httpx2.Response) -> str:
    # As Okta words it: Bad Request. Errors reported by remote server: Request is unparsable.
    try:
        phrase = HTTPStatus(answer.status_code).phrase
    except ValueError:
        phrase = str(answer.status_code)
    reported = ""
    if answer.content:
        try:
            body = answer.json()
        except ValueError:
            reported = "Invalid JSON"
        else:
            detail = body.get("detail") if isinstance(body, dict) else None
            reported = detail[:300] if isinstance(detail, str) else ""
    return f"{phrase}. Errors reported by remote server: {reported}" if reported else phrase


def _retry_after(answer: httpx2.Response) -> float | None:
    value = answer.headers.get("Retry-After", "")
    try:
        seconds = float(value) if value.isdecimal() else parsedate_to_datetime(value).timestamp() - time()
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT_SECONDS)
