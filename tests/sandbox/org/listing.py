"""SCIM services that only list people, each in a way of its own."""

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs

from starlette.types import Receive, Scope, Send

Answer = tuple[Sequence[int], int]
# Gives for startIndex and count which people are listed, and what totalResults claims.
Lists = Callable[[int, int], Answer]

MANY = 250


def everybody(start: int, count: int) -> Answer:
    """List as RFC 7644 has it."""
    return range(start, min(start + count, MANY + 1)), MANY


def ignores_count(_start: int, _count: int) -> Answer:
    """List all, whatever is asked for."""
    return range(1, MANY + 1), MANY


def ignores_start(_start: int, count: int) -> Answer:
    """List the first page again and again."""
    return range(1, count + 1), MANY


def ten_at_most(start: int, _count: int) -> Answer:
    """List no more than ten people a page."""
    return range(start, min(start + 10, MANY + 1)), MANY


def claims_too_many(start: int, count: int) -> Answer:
    """Claim a total that is never reached."""
    return range(start, min(start + count, MANY + 1)), 1_000_000


def claims_too_few(start: int, count: int) -> Answer:
    """Claim a total below what the first page has."""
    return range(start, min(start + count, MANY + 1)), 7


def claims_nobody(start: int, count: int) -> Answer:
    """Give the people and leave the total at zero."""
    return range(start, min(start + count, MANY + 1)), 0


def pages_overlap(start: int, count: int) -> Answer:
    """Begin each page with the last person of the one before."""
    first = max(start - 1, 1)
    return range(first, min(first + count, MANY + 1)), MANY


def loses_one_meanwhile(start: int, count: int) -> Answer:
    """Delete the first person when the first page has been read, so that the rest moves up by one."""
    if start == 1:
        return everybody(start, count)
    return range(start + 1, min(start + 1 + count, MANY + 1)), MANY - 1


def gains_one_meanwhile(start: int, count: int) -> Answer:
    """Add a person behind all others when the first page has been read."""
    last = MANY if start == 1 else MANY + 1
    return range(start, min(start + count, last + 1)), last


def counts_what_is_left(start: int, count: int) -> Answer:
    """Claim at each page what comes from there on."""
    people, _ = everybody(start, count)
    return people, max(MANY + 1 - start, 0)


def loses_the_last_page(start: int, _count: int) -> Answer:
    """Give a first page and nothing after it."""
    return (range(1, 101) if start == 1 else ()), MANY


class Listing:
    """A service whose people are numbered, and how often it was asked for them."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self.asked = 0
        # One that does not filter takes the first question for those changed, and refuses it from the next page on.
        self.filters = True
        self.at_each_moment: Callable[[], None] = lambda: None

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.at_each_moment()
        query = {key: values[0] for key, values in parse_qs(scope["query_string"].decode()).items()}
        people: Sequence[int] = ()
        total = 0
        if scope["path"].endswith("/Users"):
            self.asked += 1
            people, total = self.lists(int(query["startIndex"]), int(query["count"]))
            if "filter" in query and query["startIndex"] != "1" and not self.filters:
                await send({"type": "http.response.start", "status": 400, "headers": []})
                await send({"type": "http.response.body", "body": b""})
                return
        body = {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": total,
            "Resources": [_person(number) for number in people],
        }
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        self.at_each_moment()
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})


def _person(number: int) -> dict[str, Any]:
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": f"id-{number}",
        "userName": f"person-{number}@example.com",
        "name": {"givenName": "Person", "familyName": str(number)},
        "emails": [{"value": f"person-{number}@example.com", "primary": True}],
    }
