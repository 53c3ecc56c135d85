"""A page of users: what `GET /Users` has to answer, and what its other answers mean."""

from dataclasses import dataclass
from typing import Any

from components.preflight.answer import Answer
from components.preflight.exchange import Exchange
from components.preflight.finding import Cause, Exchanged, Finding
from components.preflight.target import Target

_LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_STATUS = {
    401: Cause.UNAUTHORIZED,
    403: Cause.FORBIDDEN,
    404: Cause.NOT_FOUND,
    429: Cause.TOO_MANY_REQUESTS,
}


@dataclass(frozen=True)
class UsersPage:
    """What a SCIM server listed (RFC 7644 section 3.4.2)."""

    total: int
    user_names: tuple[str, ...]


async def ask_for_users(exchange: Exchange, base_url: str | None = None, header: str | None = None) -> Answer:
    """Send the request of the button Test API Credentials."""
    return await exchange.get("Users", {"startIndex": "1", "count": "2"}, base_url, header)


def users_page(answer: Answer, target: Target) -> UsersPage:
    """The page that a server answered; raises a finding where it is none."""
    if not answer.is_good:
        raise _refusal(answer, target)
    if answer.is_html:
        raise finding(Cause.HTML_PAGE, answer, target)
    try:
        listed = answer.json
    except ValueError:
        raise finding(Cause.NOT_JSON, answer, target) from None
    if lacking := _lacking(listed):
        raise finding(Cause.NOT_SCIM, answer, target, why=lacking)
    people = listed.get("Resources") or []
    return UsersPage(total=listed["totalResults"], user_names=tuple(person["userName"] for person in people))


def finding(cause: Cause, answer: Answer, target: Target, **values: object) -> Finding:
    """A finding that quotes an answer."""
    return Finding(cause, target, Exchanged(answer.asked, answer.quoted()), **values)


def _refusal(answer: Answer, target: Target) -> Finding:
    if 300 <= answer.status < 400:
        return _redirect(answer, target)
    cause = _STATUS.get(answer.status, Cause.SERVER_ERROR if answer.status >= 500 else Cause.UNEXPECTED_STATUS)
    wait = "a minute" if answer.retry_after is None else f"{answer.retry_after:.0f} seconds"
    # A page that is not found is looked for at the alternatives before anybody is told.
    tried = " or ".join(target.alternatives())
    return finding(cause, answer, target, status=answer.status, wait=wait, tried=tried)


def _redirect(answer: Answer, target: Target) -> Finding:
    base_url, separator, rest = answer.location.rstrip("/").rpartition("/Users")
    if separator and not rest and base_url != target.root and base_url.startswith("https://"):
        return finding(Cause.MOVED, answer, target, location=answer.location, suggestion=base_url)
    return finding(Cause.REDIRECT, answer, target, location=answer.location)


def _lacking(listed: Any) -> str | None:  # noqa: ANN401 - JSON is anything
    """What keeps JSON from being a list of users, None where nothing does."""
    if not isinstance(listed, dict):
        return "is no object"
    given = listed.get("schemas")
    schemas = given if isinstance(given, list) else []
    if _LIST_RESPONSE not in schemas:
        old = any(str(schema).startswith("urn:scim:schemas:") for schema in schemas)
        return "is of SCIM 1.1" if old else f"has not {_LIST_RESPONSE} among its schemas"
    if type(listed.get("totalResults")) is not int:
        return "has no number as totalResults"
    people = listed.get("Resources") or []
    if not isinstance(people, list) or any(not isinstance(person, dict) for person in people):
        return "has no list of objects as Resources"
    if any(not isinstance(person.get(name), str) for person in people for name in ("id", "userName")):
        return "has users without id or userName"
    return None
