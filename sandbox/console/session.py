"""Who is signed in to the Admin Console: a signed cookie, and a token in every form."""

import hashlib
import hmac
import secrets as random
import time
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Form, Request, Response

from sandbox.org.secrets import Secrets

COOKIE: Final = "sandbox_admin"
LIFETIME_SECONDS: Final = 12 * 60 * 60


class NotSignedInError(Exception):
    """The request needs an admin's session and has none."""


class RefusedError(Exception):
    """The request is not one that these pages make; the message says what is wrong with it."""


@dataclass(frozen=True)
class ConsoleSession:
    """A browser's session, of an admin or not yet of anybody; the cookie holds all of it, signed."""

    identifier: str
    is_admin: bool
    began: int
    secrets: Secrets

    @classmethod
    def new(cls, secrets: Secrets, *, is_admin: bool) -> "ConsoleSession":
        """Begin a session; signing in begins another, so that a cookie planted before is worth nothing."""
        return cls(random.token_urlsafe(16), is_admin, int(time.time()), secrets)

    @classmethod
    def of(cls, request: Request) -> "ConsoleSession | None":
        """Read the request's cookie; a forged, foreign or outdated one counts as none."""
        secrets = secrets_of(request)
        text, _, signature = request.cookies.get(COOKIE, "").rpartition(".")
        parts = text.split(".")
        if len(parts) != 3 or not hmac.compare_digest(signature.encode(), _sign(secrets, text).encode()):
            return None
        session = cls(parts[0], parts[1] == "admin", int(parts[2]), secrets)
        return session if time.time() - session.began < LIFETIME_SECONDS else None

    @property
    def form_token(self) -> str:
        """The value of the hidden field `_xsrfToken` in this session's forms."""
        return _sign(self.secrets, f"form.{self.identifier}")

    def store(self, response: Response) -> None:
        """Put the session into a response's cookie."""
        text = f"{self.identifier}.{'admin' if self.is_admin else 'nobody'}.{self.began}"
        response.set_cookie(
            COOKIE,
            f"{text}.{_sign(self.secrets, text)}",
            max_age=LIFETIME_SECONDS,
            path="/admin",
            httponly=True,
            samesite="strict",
        )

    def check_form(self, form_token: str) -> None:
        """Refuse a form that another site sent."""
        if not hmac.compare_digest(form_token.encode(), self.form_token.encode()):
            raise RefusedError("This form is not from your session. Load the page again and repeat the step.")


def secrets_of(request: Request) -> Secrets:
    """Return the secrets of the org that the request came to."""
    secrets: Secrets = request.app.state.org.secrets
    return secrets


def admin_session(request: Request) -> ConsoleSession:
    """Let only a signed-in admin pass."""
    session = ConsoleSession.of(request)
    if session is None or not session.is_admin:
        raise NotSignedInError
    return session


def admin_form(
    session: Annotated[ConsoleSession, Depends(admin_session)],
    form_token: Annotated[str, Form(alias="_xsrfToken")] = "",
) -> ConsoleSession:
    """Let only a form pass that a signed-in admin's own page sent."""
    session.check_form(form_token)
    return session


Admin = Annotated[ConsoleSession, Depends(admin_session)]
AdminForm = Annotated[ConsoleSession, Depends(admin_form)]


def _sign(secrets: Secrets, text: str) -> str:
    key = secrets.session_secret("console cookies").encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
