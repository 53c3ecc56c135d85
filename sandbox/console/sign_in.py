"""Signing in to the Admin Console and out of it."""

import shlex
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from sandbox.console.admin_token import is_admin_token
from sandbox.console.drafts import Message, drafts_of
from sandbox.console.pages import HOME, SIGN_IN, ConsoleRoute, page, see_other, sign_in_path
from sandbox.console.session import (
    COOKIE,
    AdminForm,
    ConsoleSession,
    RefusedError,
    secrets_of,
)
from sandbox.org.dependencies import org_of

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)


@router.get("")
@router.get("/")
def home() -> Response:
    """Lead to the Dashboard."""
    return see_other(HOME)


@router.get("/signin")
def sign_in_page(request: Request) -> Response:
    """Ask for the console's token; the form belongs to a session even before anybody is signed in."""
    session = ConsoleSession.of(request) or ConsoleSession.new(secrets_of(request), is_admin=False)
    target = request.query_params.get("from", HOME)
    # More than one sandbox may run, each with a token of its own.
    directory = shlex.quote(str(org_of(request).directory.resolve()))
    response = page(request, "sign_in.html", form_token=session.form_token, target=target, directory=directory)
    session.store(response)
    return response


@router.post("/signin")
def sign_in(
    request: Request,
    token: Annotated[str, Form()] = "",
    target: Annotated[str, Form(alias="fromURI")] = HOME,
    form_token: Annotated[str, Form(alias="_xsrfToken")] = "",
) -> Response:
    """Begin an admin's session for whoever has the console's token."""
    session = ConsoleSession.of(request)
    if session is None:
        raise RefusedError("Your browser sent no cookie. Load the sign-in page again.")
    session.check_form(form_token)
    if not is_admin_token(session.secrets, token.strip()):
        refusal = Message("Unable to sign in: the token is wrong", is_error=True, place="sign-in")
        drafts_of(request).tell(session.identifier, refusal)
        return see_other(sign_in_path(target))
    # Only a path of the console: never the address of another site, whatever the link said.
    response = see_other(target if target.startswith("/admin/") else HOME)
    ConsoleSession.new(session.secrets, is_admin=True).store(response)
    return response


@router.post("/signout")
def sign_out(_session: AdminForm) -> Response:
    """End the session."""
    response = see_other(SIGN_IN)
    response.delete_cookie(COOKIE, path="/admin")
    return response
