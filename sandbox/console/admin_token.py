"""The token with which an admin signs in to the console, derived like all others from the key file."""

import hmac

from sandbox.org.secrets import Secrets


def admin_token(secrets: Secrets) -> str:
    """Give the token; `python -m sandbox token console` prints it."""
    return secrets.session_secret("console sign-in")


def is_admin_token(secrets: Secrets, text: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(text.encode(), admin_token(secrets).encode())
