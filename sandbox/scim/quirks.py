"""Ways in which real SCIM servers depart from the RFCs, put on a correct one while it runs."""

import json
import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from scim2_models import Error
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.faults.plan import ScimFaults

SCIM_JSON: Final = "application/scim+json"
_AT_REST: Final = ScimFaults()
_EQUALS: Final = re.compile(r'\s*(?P<attribute>\w+)\s+eq\s+(?P<value>"(?:[^"\\]|\\.)*")\s*', re.IGNORECASE)


class Quirks:
    """Stands before a tenant's server and bends what comes and goes."""

    def __init__(self, app: ASGIApp, quirks: Callable[[], ScimFaults]) -> None:
        """Stand before `app`; `quirks` is asked anew at every request."""
        self._app = app
        self._quirks = quirks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as a server with these quirks would."""
        quirks = self._quirks()
        if scope["type"] != "http" or quirks == _AT_REST:
            await self._app(scope, receive, send)
            return
        if quirks.no_patch and scope["method"] == "PATCH":
            await scim_error(501, "This server does not support PATCH")(scope, receive, send)
            return
        query = parse_qsl(scope["query_string"].decode())
        if quirks.ignores_count:
            kept = [(name, value) for name, value in query if name.lower() != "count"]
            scope = dict(scope, query_string=urlencode(kept).encode())
        answer = await _answer(self._app, scope, receive)
        if quirks.create_answers_200 and answer.status_code == 201:
            answer.status_code = 200
        if quirks.filter_is_case_sensitive:
            _change(answer, lambda body: _only_same_case(body, dict(query).get("filter", "")))
        if quirks.no_patch and scope["path"].endswith("/ServiceProviderConfig"):
            _change(answer, _without_patch)
        if quirks.content_type:
            answer.headers["content-type"] = quirks.content_type
        await answer(scope, receive, send)


def scim_error(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """Refuse as SCIM servers do."""
    body = Error(status=status, detail=detail).model_dump_json()
    return Response(body, status, headers, media_type=SCIM_JSON)


async def _answer(app: ASGIApp, scope: Scope, receive: Receive) -> Response:
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, keep)
    answer = Response(b"".join(message.get("body", b"") for message in messages), messages[0]["status"])
    answer.raw_headers = [(name.lower(), value) for name, value in messages[0]["headers"]]
    return answer


def _change(answer: Response, change: Callable[[dict[str, Any]], None]) -> None:
    try:
        body = json.loads(bytes(answer.body))
    except ValueError:
        return
    change(body)
    answer.body = json.dumps(body).encode()
    answer.headers["content-length"] = str(len(answer.body))


def _only_same_case(body: dict[str, Any], scim_filter: str) -> None:
    asked = _EQUALS.fullmatch(scim_filter)
    if asked is None or "Resources" not in body:
        return
    attribute, value = asked["attribute"].lower(), json.loads(asked["value"])
    found = [
        resource
        for resource in body["Resources"]
        if value in (held for name, held in resource.items() if name.lower() == attribute)
    ]
    body |= {"Resources": found, "totalResults": len(found), "itemsPerPage": len(found)}


def _without_patch(body: dict[str, Any]) -> None:
    body["patch"] = {"supported": False}
