"""The stand-in org as an ASGI application."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from sandbox.faults.middleware import Trouble
from sandbox.org.answer_headers import AnswerHeaders
from sandbox.org.api import router as api_router
from sandbox.org.errors import OktaError, internal_error, malformed
from sandbox.org.faulty_answers import refusal
from sandbox.org.organisation import open_org
from sandbox.org.provisioning.worker import Retries
from sandbox.org.rate_limits import RateLimits
from sandbox.org.request_line import AbsoluteForm, LoopbackOnly
from sandbox.org.seed import Seed

_log: Final = logging.getLogger(__name__)
_BAD_REQUEST: Final = 400
_METHOD_NOT_ALLOWED: Final = 405


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
    app.state.org = org
    app.include_router(api_router)
    for router in extra_routers:
        app.include_router(router)
    app.add_exception_handler(OktaError, _refusal)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _no_such_endpoint)
    app.add_exception_handler(Exception, _failure)
    # The one added last sees a request first.
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


def _no_such_endpoint(_request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 404
    if status == _BAD_REQUEST:
        refusal = malformed("The request could not be read")
    elif status == _METHOD_NOT_ALLOWED:
        refusal = OktaError(405, "E0000022", "The endpoint does not support the provided HTTP method")
    else:
        refusal = OktaError(status, "E0000022", "The sandbox does not have this endpoint")
    return JSONResponse(refusal.body(), status_code=status)


def _failure(_request: Request, error: Exception) -> JSONResponse:
    _log.error("a request failed: %s", type(error).__name__)
    refusal = internal_error()
    return JSONResponse(refusal.body(), status_code=refusal.status)
