"""Rendering the console's pages, and what every one of them must keep to."""

import base64
import hashlib
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
from sandbox.org.errors import OktaError

if TYPE_CHECKING:
    from jinja2 import Environment

HOME: Final = "/admin/apps/active"
SIGN_IN: Final = "/admin/signin"
TEMPLATES: Final = Path(__file__).with_name("templates")
STYLE: Final = (TEMPLATES / "console.css").read_text(encoding="utf-8")
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page(request: Request, template: str, *, status_code: int = 200, **values: object) -> HTMLResponse:
    """Render a template; the session's waiting message goes onto this page."""
    session = ConsoleSession.of(request)
    message = drafts_of(request).take_message(session.identifier) if session else None
    html = (
        _environment()
        .get_template(template)
        .render({"path": request.url.path, "session": session, "message": message, **values})
    )
    return HTMLResponse(html, status_code)


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
                response = see_other(sign_in_path(_asked_for(request)))
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


def _asked_for(request: Request) -> str:
    if request.method != "GET":
        return HOME
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


@cache
def _environment() -> "Environment":
    # Imported at the first page: a start must not wait for it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals["style"] = Markup(STYLE)  # noqa: S704 (our own file, not data)
    return environment
