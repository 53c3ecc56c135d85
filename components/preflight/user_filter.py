"""The filter by userName: how Okta finds a person before it makes a new one."""

import json
import secrets

from components.preflight.answer import Answer
from components.preflight.exchange import Exchange
from components.preflight.finding import Cause
from components.preflight.users_page import UsersPage, finding, users_page

# What servers answer a filter that they do not know, or an unknown user name, for which an empty list is due.
_FAILS_WITH = frozenset({400, 404, 500, 501})


async def check_filter(exchange: Exchange, user_names: tuple[str, ...]) -> None:
    """Raise a finding unless the filter finds nobody for an unknown name, and the first of `user_names`."""
    nobody = f"okta-scim-preflight-{secrets.token_hex(8)}@example.invalid"
    page, answer = await _by_user_name(exchange, nobody)
    if page.total or page.user_names:
        number = "1 user" if page.total == 1 else f"{page.total} users"
        raise finding(Cause.FILTER_IGNORED, answer, exchange.target, number=number)
    for name in user_names[:1]:
        page, answer = await _by_user_name(exchange, name)
        if name.casefold() not in (found.casefold() for found in page.user_names):
            raise finding(Cause.FILTER_MISSES, answer, exchange.target)


async def _by_user_name(exchange: Exchange, name: str) -> tuple[UsersPage, Answer]:
    wanted = json.dumps(name, ensure_ascii=False)
    query = {"filter": f"userName eq {wanted}", "startIndex": "1", "count": "100"}
    answer = await exchange.get("Users", query, hidden=name)
    if answer.status in _FAILS_WITH:
        raise finding(Cause.FILTER_REFUSED, answer, exchange.target)
    return users_page(answer, exchange.target), answer
