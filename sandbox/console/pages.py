"""Rendering the console's pages, and what every one of them must keep to."""

import base64
import hashlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sandbox.console.drafts import drafts_of
from sandbox.console.session import ConsoleSession, NotSignedInError, RefusedError
from sandbox.org.errors import OktaError

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

_environment: Final = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_environment.globals["style"] = Markup(STYLE)  # noqa: S704 (our own file, not data)


def page(request: Request, template: str, *, status_code: int = 200, **values: object) -> HTMLResponse:
    """Render a template; the session's waiting message goes onto this page."""
    session = ConsoleSession.of(request)
    message = drafts_of(request).take_message(session.identifier) if session else None
    html = _environment.get_template(template).render(
        {"path": request.url.path, "session": session, "message": message, **values}
    )
    return HTMLResponse(html, status_code)


def see_other(path: str) -> RedirectResponse:
    """Send the browser on after a form, so that loading the page again repeats nothing."""
    return RedirectResponse(path, 303)


class ConsoleRoute(APIRoute):
    """A route whose refusals are pages, and whose answers carry the console's security headers."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                response = await handle(request)
            except NotSignedInError:
                came_from = request.url.path if request.method == "GET" else HOME
                response = see_other(f"{SIGN_IN}?from={quote(came_from)}")
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
