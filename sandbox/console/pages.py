"""Rendering the console's pages, and what every one of them must keep to."""

from collections.abc import Callable, Coroutine
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute

from sandbox.console.drafts import drafts_of
from sandbox.console.session import ConsoleSession, NotSignedInError, RefusedError
from sandbox.console.static_files import static_address
from sandbox.org.errors import OktaError

if TYPE_CHECKING:
    from jinja2 import Environment

HOME: Final = "/admin/dashboard"
SIGN_IN: Final = "/admin/signin"
TEMPLATES: Final = Path(__file__).with_name("templates")
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page(request: Request, template: str, *, status_code: int = 200, **values: object) -> HTMLResponse:
    """Render a template; the session's waiting message goes onto this page."""
    session = ConsoleSession.of(request)
    # A live part that looks for news must not take away what the next page is to say.
    takes_message = session is not None and not is_live(request)
    message = drafts_of(request).take_message(session.identifier) if session and takes_message else None
    html = (
        _environment()
        .get_template(template)
        .render({"path": request.url.path, "session": session, "message": message, **values})
    )
    return HTMLResponse(html, status_code)


def is_live(request: Request) -> bool:
    """Tell the requests of a live part of a page, which htmx sends, from those of a person."""
    return request.headers.get("HX-Request") == "true"


def see_other(path: str) -> RedirectResponse:
    """Send the browser on after a form, so that loading the page again repeats nothing."""
    return RedirectResponse(path, 303)


def sign_in_path(target: str) -> str:
    """Give the address of the sign-in page that leads to `target`; the browser adds the anchor it has."""
    return f"{SIGN_IN}?from={quote(target)}"


class ConsoleRoute(APIRoute):
    """A route whose refusals are pages, and whose answers carry the console's security headers."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                response = await handle(request)
            except NotSignedInError:
                response = _to_sign_in(request)
            except RefusedError as error:
                response = page(request, "error.html", status_code=403, text=str(error))
            except OktaError as error:
                response = page(request, "error.html", status_code=error.status, text=str(error))
            except RequestValidationError as error:
                fields = ", ".join(str(problem["loc"][-1]) for problem in error.errors())
                text = f"The form lacks what the page would have sent: {fields}"
                response = page(request, "error.html", status_code=400, text=text)
            response.headers.update(HEADERS)
            return response

        return guarded


def _to_sign_in(request: Request) -> Response:
    if is_live(request):
        # The sign-in page must not appear inside the part: the whole page is loaded again, and led there.
        return Response(status_code=401, headers={"HX-Refresh": "true"})
    return see_other(sign_in_path(_asked_for(request)))


def _asked_for(request: Request) -> str:
    if request.method != "GET":
        return HOME
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


@cache
def _environment() -> "Environment":
    # Imported at the first page: a start must not wait for it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from sandbox.processes import command_name

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals["static"] = static_address
    environment.globals["command"] = command_name()
    environment.filters["utc"] = _utc
    return environment


def _utc(time: str) -> str:
    """Shorten one of Okta's times, `2026-11-24T11:31:33.645Z`, for people to read."""
    return f"{time[:10]} {time[11:19]}"
