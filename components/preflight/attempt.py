"""Try a base URL and a token as Okta's button Test API Credentials does, and then what Okta will need every day."""

from dataclasses import dataclass
from typing import Any

from components.preflight.answer import Answer
from components.preflight.exchange import Exchange, Patience
from components.preflight.finding import Cause, Finding
from components.preflight.target import Target
from components.preflight.token_form import check_prefix, check_token
from components.preflight.user_filter import check_filter
from components.preflight.users_page import UsersPage, ask_for_users, finding, users_page

# Where these are found, the path is likely to be mistaken.
_OF_ANOTHER_PAGE = frozenset({Cause.NOT_FOUND, Cause.HTML_PAGE, Cause.NOT_JSON, Cause.NOT_SCIM})


@dataclass(frozen=True)
class Passed:
    """A SCIM server that answers as Okta needs it."""

    people: int
    """How many users the server has."""
    filter_found_somebody: bool
    """Whether the filter by userName was seen to find a person; an empty server has none to find."""
    service_provider_config: bool
    """Whether the server describes itself; Okta does not need it."""
    notes: tuple[str, ...] = ()
    """What the server says of itself against what was seen."""

    def as_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "people": self.people,
            "filterFoundSomebody": self.filter_found_somebody,
            "serviceProviderConfig": self.service_provider_config,
            "notes": list(self.notes),
        }


async def try_credentials(target: Target, token: str, patience: Patience | None = None) -> Passed:
    """Ask the SCIM server for its users with the token; raises a `Finding` that names the cause.

    `GET /Users?startIndex=1&count=2` is the button's request; the filter by userName is what Okta sends when it
    assigns a person. Nothing is changed at the server, and the token is sent to no other host.
    """
    _check_base_url(target)
    check_token(target, token)
    async with Exchange(target, token, patience or Patience()) as exchange:
        page = await _first_page(exchange)
        await check_filter(exchange, page.user_names)
        described, notes = await _description(exchange)
    return Passed(page.total, bool(page.user_names), described, notes)


def _check_base_url(target: Target) -> None:
    if why := target.malformed():
        raise Finding(Cause.MALFORMED_BASE_URL, target, why=why)
    if target.in_clear():
        raise Finding(Cause.CLEAR_TEXT, target)


async def _first_page(exchange: Exchange) -> UsersPage:
    answer = await ask_for_users(exchange)
    try:
        return users_page(answer, exchange.target)
    except Finding as found:
        if found.cause is Cause.UNAUTHORIZED:
            await check_prefix(exchange, answer)
        if found.cause in _OF_ANOTHER_PAGE:
            await _look_nearby(exchange, answer)
        raise


async def _look_nearby(exchange: Exchange, answer: Answer) -> None:
    """Raise a finding where a SCIM server answers at another base URL of the same host."""
    for base_url in exchange.target.alternatives():
        try:
            nearby = await ask_for_users(exchange, base_url)
        except Finding:
            return
        if nearby.is_scim and nearby.status != 404:
            raise finding(Cause.OTHER_BASE_URL, answer, exchange.target, suggestion=base_url)


async def _description(exchange: Exchange) -> tuple[bool, tuple[str, ...]]:
    """Whether there is a ServiceProviderConfig, and what of it contradicts what was seen."""
    try:
        answer = await exchange.get("ServiceProviderConfig")
        config = answer.json
    except (Finding, ValueError):
        return False, ()
    if not answer.is_good or not isinstance(config, dict) or "filter" not in config:
        return False, ()
    claimed = config["filter"]
    if isinstance(claimed, dict) and claimed.get("supported") is False:
        return True, ("ServiceProviderConfig says that filters are not supported, and the filter by userName works.",)
    return True, ()
