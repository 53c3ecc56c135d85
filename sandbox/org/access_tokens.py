"""OAuth 2.0 access tokens of service apps: given for a signed assertion (RFC 7523), and what their scopes allow."""

import time
import uuid
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from sandbox.org.operations import clients
from sandbox.org.secrets import Secrets
from sandbox.org.tables import App

TOKEN_PATH: Final = "/oauth2/v1/token"  # noqa: S105 - an address
LIFETIME_SECONDS: Final = 3600
# Okta takes no assertion that is valid for longer.
_LONGEST_ASSERTION: Final = 3600
_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
# The scope of each part of the Management API; the longest beginning counts. What is not listed takes no access token.
SCOPES: Final = {
    "/api/v1/apps": "okta.apps",
    "/api/v1/groups": "okta.groups",
    "/api/v1/logs": "okta.logs",
    "/api/v1/meta/schemas": "okta.schemas",
    "/api/v1/meta/types": "okta.userTypes",
    "/api/v1/policies": "okta.policies",
    "/api/v1/users": "okta.users",
}
_KNOWN: Final = {f"{scope}.{kind}" for scope in SCOPES.values() for kind in ("read", "manage")}


class TokenRefused(Exception):
    """A refusal of the token endpoint, whose errors have OAuth's form and not Okta's."""

    def __init__(self, status: int, error: str, description: str) -> None:
        """Hold OAuth's error code and the text."""
        super().__init__(description)
        self.status = status
        self.body = {"error": error, "error_description": description}


def issue(session: Session, secrets: Secrets, form: Mapping[str, str], base: str) -> dict[str, Any]:
    """Answer `POST /oauth2/v1/token` for grant client_credentials with a private key's assertion."""
    if form.get("grant_type") != "client_credentials":
        raise TokenRefused(400, "unsupported_grant_type", "The sandbox issues tokens for client_credentials only.")
    if form.get("client_assertion_type") != _ASSERTION_TYPE:
        raise TokenRefused(401, "invalid_client", "The client must prove itself by a signed client_assertion.")
    app = _client_of(session, form.get("client_assertion", ""), base)
    scopes = form.get("scope", "").split()
    if not scopes or not set(scopes) <= _KNOWN:
        unknown = ", ".join(sorted(set(scopes) - _KNOWN)) or "none"
        raise TokenRefused(400, "invalid_scope", f"One or more scopes are not configured for the client: {unknown}")
    return {
        "token_type": "Bearer",
        "expires_in": LIFETIME_SECONDS,
        "access_token": _signed(secrets, app, scopes, base),
        "scope": " ".join(scopes),
    }


def allows(session: Session, secrets: Secrets, token: str, method: str, path: str) -> bool | None:
    """Say whether an access token is good for a request: None for a token that is not, or no longer, valid."""
    import jwt

    try:
        claims = jwt.decode(token, _key(secrets), algorithms=["HS256"], options={"verify_aud": False})
    except jwt.PyJWTError:
        return None
    app = session.get(App, claims["cid"])
    if app is None or app.status != "ACTIVE":
        return None
    scope = next((SCOPES[part] for part in sorted(SCOPES, reverse=True) if path.startswith(part)), None)
    enough = {f"{scope}.manage"} | ({f"{scope}.read"} if method in ("GET", "HEAD") else set())
    return scope is not None and bool(enough & set(claims["scp"]))


def _client_of(session: Session, assertion: str, base: str) -> App:
    import jwt

    try:
        kid = jwt.get_unverified_header(assertion).get("kid")
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.PyJWTError:
        raise _refused("The client_assertion is not a JSON Web Token.") from None
    app = session.get(App, str(claims.get("sub")))
    if app is None or app.name != "oidc_client" or claims.get("iss") != claims.get("sub"):
        raise _refused("Invalid value for 'client_id' parameter.")
    if app.status != "ACTIVE":
        raise _refused("The client is not active.")
    rows = [row for row in clients.keys_of(session, app) if row.status == "ACTIVE" and row.key.get("kid") == kid]
    if not rows:
        raise _refused("The client_assertion is signed with a key that the client does not have.")
    try:
        jwt.decode(
            assertion,
            jwt.PyJWK({name: value for name, value in rows[0].key.items() if value is not None}).key,
            algorithms=list(_ALGORITHMS),
            options={"verify_aud": False, "require": ["exp", "aud"]},
        )
    except jwt.ExpiredSignatureError:
        raise _refused("The client_assertion token is expired.") from None
    except jwt.PyJWTError:
        raise _refused("The client_assertion signature is invalid.") from None
    if claims["exp"] - time.time() > _LONGEST_ASSERTION:
        raise _refused("The client_assertion token has an expiration that is too long.")
    if not _is_token_endpoint(str(claims["aud"]), base):
        raise _refused("The audience claim for client_assertion must be the endpoint invoked for the request.")
    return app


def _is_token_endpoint(audience: str, base: str) -> bool:
    # Behind a proxy the scheme that the client wrote is not known here.
    found = urlsplit(audience)
    return (found.netloc, found.path) == (urlsplit(base).netloc, TOKEN_PATH)


def _signed(secrets: Secrets, app: App, scopes: list[str], base: str) -> str:
    import jwt

    now = int(time.time())
    claims = {
        "ver": 1,
        "jti": f"AT.{uuid.uuid4()}",
        "iss": base,
        "aud": base,
        "sub": app.id,
        "cid": app.id,
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
        "scp": scopes,
    }
    return jwt.encode(claims, _key(secrets), algorithm="HS256")


def _key(secrets: Secrets) -> str:
    return secrets.session_secret("access tokens")


def _refused(description: str) -> TokenRefused:
    return TokenRefused(401, "invalid_client", description)
