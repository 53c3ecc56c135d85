"""What request handlers ask for: the org, a session on its data, the address the client used."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, Final

from fastapi import Body, Depends, Request
from pydantic import AfterValidator, Field
from sqlalchemy.orm import Session

from sandbox.org.access_tokens import allows
from sandbox.org.errors import OktaError, forbidden, invalid_token
from sandbox.org.organisation import Org

# Okta's own Python SDK leaves the space out, and Okta takes it so.
_AUTHORIZATION: Final = re.compile(r"(?P<scheme>SSWS|Bearer)\s*(?P<token>\S+)")


def org_of(request: Request) -> Org:
    """Give the org that the application serves."""
    org = request.app.state.org
    if not isinstance(org, Org):
        raise TypeError("app.state.org is not an Org")
    return org


# The quick dependencies are async, so that they run where they are asked for: sync ones go to a pool of threads.
async def current_org(request: Request) -> Org:
    """Give the org to a request handler."""
    return org_of(request)


async def require_token(request: Request, org: Annotated[Org, Depends(current_org)]) -> None:
    """Let a request pass that carries the API token, or a service app's access token whose scopes allow it.

    `Bearer` is taken with the API token as its value too, which Okta would refuse.
    """
    header = request.headers.get("Authorization", "").strip()
    if not header:
        raise OktaError(401, "E0000005", "Invalid session")
    found = _AUTHORIZATION.fullmatch(header)
    if found is None:
        raise invalid_token()
    if org.secrets.is_api_token(found["token"]):
        return
    allowed = None
    if found["scheme"] == "Bearer":
        with org.store.reading() as session:
            allowed = allows(session, org.secrets, found["token"], request.method, request.url.path)
    if allowed is None:
        raise invalid_token()
    if not allowed:
        raise forbidden()


async def current_address(request: Request) -> str:
    """Give the org's address to a request handler."""
    return address_of(request)


def address_of(request: Request) -> str:
    """Give the org's address as this client wrote it, for links."""
    return f"{request.url.scheme}://{request.url.netloc}"


async def reading(org: Annotated[Org, Depends(current_org)]) -> AsyncIterator[Session]:
    """Open a session for a request that changes nothing; it touches the database in the handler's thread."""
    with org.store.reading() as session:
        yield session


def writing(org: Annotated[Org, Depends(current_org)]) -> Iterator[Session]:
    """Open a session that is committed before the answer is sent, so that the next request sees it."""
    with org.store.writing() as session:
        yield session


CurrentOrg = Annotated[Org, Depends(current_org)]
BaseUrl = Annotated[str, Depends(current_address)]
Reading = Annotated[Session, Depends(reading, scope="function")]
Writing = Annotated[Session, Depends(writing, scope="function")]


def _storable(sent: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Refuse half a surrogate pair (`"\\ud800"`), which JSON lets pass and no database can keep."""
    try:
        json.dumps(sent, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("a text holds half a surrogate pair") from None
    return sent


_READ: Final = (Body(), AfterValidator(_storable))
JsonBody = Annotated[dict[str, Any], *_READ]
JsonListBody = Annotated[list[dict[str, Any]], *_READ]
# The id of a row that the database numbers: more than 64 bits it cannot be asked for.
RowId = Annotated[int, Field(ge=0, lt=2**63)]
OptionalJsonBody = Annotated[dict[str, Any] | None, *_READ]
