"""Signing in to an Okta org: an API token, or OAuth 2.0 with a private key."""

import time
import uuid
from collections.abc import Mapping
from typing import Any

import httpx2
import jwt

from evidence.unanswered import Unanswered
from settings import OktaOrg

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LIFETIME_SECONDS = 300


def authorization(org: OktaOrg, org_url: str, http: httpx2.Client) -> str:
    """The `Authorization` header of the org's requests; with a private key, one request gets an access token first."""
    if org.api_token is not None:
        return f"SSWS {org.api_token.get_secret_value()}"
    url = f"{org_url}/oauth2/v1/token"
    form = {
        "grant_type": "client_credentials",
        "scope": " ".join(org.scopes),
        "client_assertion_type": _ASSERTION,
        "client_assertion": _assertion(org, url),
    }
    answer = http.post(url, data=form)
    body = _body(answer)
    if not answer.is_success or "access_token" not in body:
        said = f"{body.get('error', answer.status_code)} {body.get('error_description', '')}".strip()
        raise Unanswered(
            f"Okta gave no access token to client {org.client_id} (POST {url}): {said}\n"
            "Next: check okta:clientId, okta:privateKey, okta:privateKeyId, and that the scopes are granted to the app."
        )
    return f"Bearer {body['access_token']}"


def _assertion(org: OktaOrg, url: str) -> str:
    """The signed word of the service app that it is itself (RFC 7523; Okta takes at most an hour)."""
    key = org.private_key.get_secret_value() if org.private_key else ""
    now = int(time.time())
    claims = {
        "iss": org.client_id,
        "sub": org.client_id,
        "aud": url,
        "iat": now,
        "exp": now + _LIFETIME_SECONDS,
        "jti": str(uuid.uuid4()),
    }
    headers = {"kid": org.private_key_id} if org.private_key_id else None
    try:
        return jwt.encode(claims, key, algorithm="RS256", headers=headers)
    except (ValueError, TypeError, jwt.PyJWTError) as error:
        raise Unanswered(
            f"okta:privateKey cannot sign: {type(error).__name__}\nNext: set it to the whole PEM file of an RSA key: "
            "pulumi config set --secret okta:privateKey < key.pem"
        ) from None


def _body(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
