"""The stand-in org as an ASGI application."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from sandbox.faults.middleware import Trouble
from sandbox.org.answer_headers import AnswerHeaders
from sandbox.org.api import router as api_router
from sandbox.org.errors import OktaError, malformed
from sandbox.org.failures import Failures
from sandbox.org.faulty_answers import refusal
from sandbox.org.organisation import open_org
from sandbox.org.provisioning.worker import Retries
from sandbox.org.rate_limits import RateLimits
from sandbox.org.request_line import AbsoluteForm, LoopbackOnly
from sandbox.org.seed import Seed

_BAD_REQUEST: Final = 400
_METHOD_NOT_ALLOWED: Final = 405
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")


def create_app(
    directory: Path,
    *,
    extra_routers: Sequence[APIRouter] = (),
    seed: Seed | None = None,
    start_worker: bool = True,
    retries: Retries | None = None,
) -> FastAPI:
    """Open or make the org in `directory` and serve it; `extra_routers` guard their own pages."""
    org = open_org(directory, seed=seed, retries=retries)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if start_worker:
            org.worker.start()
        yield
        org.worker.stop()
        org.store.close()

    app = FastAPI(title="Stand-in Okta org", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.router.redirect_slashes = False
    app.state.org = org
    app.include_router(api_router)
    for router in extra_routers:
        app.include_router(router)
    app.add_exception_handler(OktaError, _refusal)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _no_such_endpoint)
    # The one added last sees a request first.
    app.add_middleware(Failures)
    app.add_middleware(
        Trouble,
        faults=lambda scope: scope["app"].state.org.faults,
        of=lambda plan: plan.api,
        refuse=refusal,
        under="/api/v1/",
    )
    app.add_middleware(RateLimits)
    app.add_middleware(LoopbackOnly)
    app.add_middleware(AnswerHeaders)
    app.add_middleware(AbsoluteForm)
    return app


def _refusal(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, OktaError):
        raise error
    return JSONResponse(error.body(), status_code=error.status)


def _unreadable(_request: Request, error: Exception) -> JSONResponse:
    # The message names the place only: what was sent may hold a token.
    places = []
    if isinstance(error, RequestValidationError):
        places = [".".join(str(part) for part in item["loc"]) for item in error.errors()]
    refusal = malformed(f"The request could not be read at: {', '.join(places)}")
    return JSONResponse(refusal.body(), status_code=refusal.status)


def _no_such_endpoint(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 404
    if status == _BAD_REQUEST:
        refusal = malformed("The request could not be read")
    elif status == _METHOD_NOT_ALLOWED:
        refusal = OktaError(405, "E0000022", "The endpoint does not support the provided HTTP method")
        return JSONResponse(refusal.body(), status_code=status, headers={"Allow": _methods_of(request)})
    else:
        refusal = OktaError(status, "E0000022", "The sandbox does not have this endpoint")
    return JSONResponse(refusal.body(), status_code=status)


def _methods_of(request: Request) -> str:
    """List the methods of all routes of this path; Starlette itself tells those of the first alone."""
    scopes = {method: {**request.scope, "method": method} for method in _METHODS}
    fitting = (
        method
        for method, scope in scopes.items()
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)
    )
    return ", ".join(fitting)
