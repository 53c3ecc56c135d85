"""The service's own SCIM server, asked about single people: what Okta's word is worth shows here."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx2

from components.preflight import is_loopback
from evidence.unanswered import Unanswered

_TIMEOUT_SECONDS = 15
_NOT_FOUND = 404


@dataclass(frozen=True)
class ScimPerson:
    """A person at the service."""

    id: str
    user_name: str
    active: bool


class ScimService:
    """One SCIM server, with the token that Okta has; asks by GET only."""

    def __init__(self, base_url: str, authorization: str, transport: httpx2.BaseTransport | None = None) -> None:
        """`authorization` is the whole header; `transport` is for tests."""
        self._base_url = base_url
        self._http = httpx2.Client(
            transport=transport,
            trust_env=not is_loopback(base_url),
            timeout=_TIMEOUT_SECONDS,
            headers={"Accept": "application/scim+json", "Authorization": authorization},
        )

    def by_id(self, identifier: str) -> ScimPerson | None:
        """The person with the service's own id, which Okta keeps as the assignment's `externalId`."""
        body = self._get(f"/Users/{quote(identifier, safe='')}")
        return _person(body) if body else None

    def by_user_name(self, user_name: str) -> ScimPerson | None:
        """The person with a user name, by the filter that Okta itself uses."""
        body = self._get(
            "/Users", {"filter": f"userName eq {json.dumps(user_name)}", "startIndex": "1", "count": "100"}
        )
        wanted = user_name.casefold()
        people = [_person(found) for found in (body or {}).get("Resources") or ()]
        return next((person for person in people if person.user_name.casefold() == wanted), None)

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    def _get(self, path: str, params: dict[str, str] | None = None) -> dict[str, Any] | None:
        request = f"GET {self._base_url}{path}"
        try:
            answer = self._http.get(f"{self._base_url}{path}", params=params)
        except httpx2.TransportError as error:
            raise self._failed(f"{request} got no answer: {error or type(error).__name__}") from None
        if answer.status_code == _NOT_FOUND:
            return None
        try:
            body = answer.json() if answer.is_success else None
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise self._failed(f"{request} answered {answer.status_code} {answer.reason_phrase}, and no SCIM")
        return body

    def _failed(self, said: str) -> Unanswered:
        return Unanswered(f"The SCIM server: {said}\nNext: python -m commands check-credentials names the cause.")


def _person(body: dict[str, Any]) -> ScimPerson:
    # RFC 7643 leaves `active` optional; who is listed without it counts as active, as Okta takes it.
    return ScimPerson(str(body.get("id") or ""), str(body.get("userName") or ""), body.get("active") is not False)
