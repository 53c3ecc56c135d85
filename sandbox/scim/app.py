"""The SCIM servers of all tenants as one ASGI application: `/<tenant>/scim/v2`."""

import hmac
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Final, cast

from scim2_models import AuthenticationScheme, External, Reference, ScimProvider, UnauthorizedException
from scim2_server.applications.asgi import ASGIApplication
from scim2_server.requests import ScimRequest
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp

from sandbox.faults.file import Faults
from sandbox.faults.middleware import Trouble
from sandbox.faults.plan import FaultPlan, ScimFaults
from sandbox.scim.people import data_file
from sandbox.scim.quirks import Quirks, scim_error
from sandbox.scim.storage import SqliteStorage

AT_REST: Final = ScimFaults()
BEARER_TOKEN = AuthenticationScheme(
    type=AuthenticationScheme.Type.oauthbearertoken,
    name="OAuth Bearer Token",
    description="Authorization: Bearer TOKEN, one token per tenant",
    spec_uri=Reference[External]("https://datatracker.ietf.org/doc/html/rfc6750"),
)


class TenantApplication(ASGIApplication):
    """One tenant's SCIM server; a request without the tenant's bearer token gets a SCIM error 401."""

    def __init__(self, storage: SqliteStorage, provider: ScimProvider, tokens: Callable[[], Sequence[str]]) -> None:
        """Serve ``storage`` to whoever holds one of ``tokens``, asked for anew at every request."""
        super().__init__(storage, provider)
        self._tokens = tokens

    def check_auth(self, request: ScimRequest) -> None:
        """Compare the token in constant time, so that answers do not tell how much of it was right."""
        scheme, _, token = (request.header("Authorization") or "").partition(" ")
        is_right = [hmac.compare_digest(token.strip().encode(), known.encode()) for known in self._tokens()]
        if scheme.lower() != "bearer" or not any(is_right):
            raise UnauthorizedException(detail="A valid bearer token is required")


def create_app(directory: Path, tokens: Mapping[str, Callable[[], Sequence[str]]]) -> Starlette:
    """Mount one SCIM server per tenant of ``tokens`` (tenant to its accepted tokens), each with a file of its own.

    scim2-server's own command line is never used: its older releases had a debugger on.
    """
    provider, faults = default_provider(), Faults(directory)
    storages = {tenant: SqliteStorage(data_file(directory, tenant), provider) for tenant in tokens}

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        for storage in storages.values():
            storage.close()

    return Starlette(
        routes=[
            Mount(f"/{tenant}/scim", _troubled(TenantApplication(storages[tenant], provider, accepted), faults, tenant))
            for tenant, accepted in tokens.items()
        ],
        # A page in a browser must not reach the server through a name that resolves to loopback.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "*.localhost"])],
        lifespan=lifespan,
    )


def _troubled(application: TenantApplication, faults: Faults, tenant: str) -> ASGIApp:
    def of(plan: FaultPlan) -> ScimFaults:
        return plan.scim.get(tenant, AT_REST)

    # scim2-server types an ASGI scope more narrowly than Starlette does.
    quirky = Quirks(cast(ASGIApp, application), lambda: of(faults.plan))
    return Trouble(quirky, faults=lambda _scope: faults, of=of, refuse=_refusal)


def _refusal(status: int) -> Response:
    headers = {"Retry-After": "1"} if status == HTTPStatus.TOO_MANY_REQUESTS else None
    return scim_error(status, HTTPStatus(status).phrase, headers)


@cache
def default_provider() -> ScimProvider:
    """Describe a service with the User and Group types of RFC 7643, by bearer token."""
    config = load_default_service_provider_config()
    config.authentication_schemes = [BEARER_TOKEN]
    return ScimProvider.from_discovery(
        load_default_schemas().values(), load_default_resource_types().values(), config=config
    )
