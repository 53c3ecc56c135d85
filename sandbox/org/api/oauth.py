"""`/oauth2/v1/token`, which needs no API token: service apps sign in here with their private key."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from sandbox.org import access_tokens
from sandbox.org.access_tokens import TOKEN_PATH, TokenRefused
from sandbox.org.dependencies import BaseUrl, CurrentOrg
from sandbox.org.organisation import Org

router = APIRouter()


@router.post(TOKEN_PATH)
async def issue_token(request: Request, org: CurrentOrg, base: BaseUrl) -> JSONResponse:
    """Give a service app an access token for the scopes that it asks for."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_answer, org, form, base)


def _answer(org: Org, form: dict[str, str], base: str) -> JSONResponse:
    try:
        with org.store.reading() as session:
            return JSONResponse(access_tokens.issue(session, org.secrets, form, base), headers=_UNCACHED)
    except TokenRefused as refusal:
        return JSONResponse(refusal.body, refusal.status, headers=_UNCACHED)


_UNCACHED = {"Cache-Control": "no-store", "Pragma": "no-cache"}
