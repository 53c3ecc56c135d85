"""Service apps sign in with their private key, and may do what their scopes allow."""

import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from tests.sandbox.org.conftest import OktaClient

TOKEN = "/oauth2/v1/token"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    """Make one key for all tests; making it takes long."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def service_app(okta: OktaClient, key: RSAPrivateKey, kid: str = "k1") -> str:
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) | {"kid": kid}
    client = {"token_endpoint_auth_method": "private_key_jwt"}
    settings = {"application_type": "service", "grant_types": ["client_credentials"], "response_types": ["token"]}
    made: str = okta.ok(
        "POST",
        "/api/v1/apps",
        {
            "name": "oidc_client",
            "label": "Robot",
            "signOnMode": "OPENID_CONNECT",
            "credentials": {"oauthClient": client},
            "settings": {"oauthClient": settings | {"jwks": {"keys": [public]}}},
        },
    )["id"]
    return made


def form(app: str, key: RSAPrivateKey, scope: str = "okta.apps.read", **claims: Any) -> dict[str, str]:
    now = int(time.time())
    content = {"iss": app, "sub": app, "aud": f"http://127.0.0.1{TOKEN}", "iat": now, "exp": now + 300, "jti": "j"}
    assertion = jwt.encode(content | claims, key, algorithm="RS256", headers={"kid": "k1"})
    return {
        "grant_type": "client_credentials",
        "scope": scope,
        "client_assertion_type": ASSERTION,
        "client_assertion": assertion,
    }


def access_token(okta: OktaClient, app: str, key: RSAPrivateKey, scope: str) -> dict[str, str]:
    answer = okta.http.post(TOKEN, data=form(app, key, scope), headers={"Authorization": ""})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 3600)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_a_read_scope_reads_and_changes_nothing(okta: OktaClient, key: RSAPrivateKey) -> None:
    app = service_app(okta, key)
    bearer = access_token(okta, app, key, "okta.apps.read")
    assert okta.http.get(f"/api/v1/apps/{app}", headers=bearer).status_code == 200
    refusal = okta.http.post(f"/api/v1/apps/{app}/lifecycle/deactivate", headers=bearer)
    assert (refusal.status_code, refusal.json()["errorCode"]) == (403, "E0000006")


def test_a_manage_scope_reads_and_changes_its_own_part_of_the_api_only(okta: OktaClient, key: RSAPrivateKey) -> None:
    bearer = access_token(okta, service_app(okta, key), key, "okta.groups.manage okta.users.read")
    assert okta.http.post("/api/v1/groups", json={"profile": {"name": "New"}}, headers=bearer).status_code == 200
    assert okta.http.get("/api/v1/users", headers=bearer).status_code == 200
    assert okta.http.get("/api/v1/apps", headers=bearer).status_code == 403


@pytest.mark.parametrize("path", ["/sandbox/status", "/api/v1/internal/apps/{app}/settings/importMatchRules"])
def test_what_takes_an_api_token_only_refuses_every_scope(path: str, okta: OktaClient, key: RSAPrivateKey) -> None:
    app = service_app(okta, key)
    bearer = access_token(okta, app, key, "okta.apps.manage")
    assert okta.http.get(path.format(app=app), headers=bearer).status_code == 403


def test_the_token_of_a_deactivated_app_is_worth_nothing(okta: OktaClient, key: RSAPrivateKey) -> None:
    app = service_app(okta, key)
    bearer = access_token(okta, app, key, "okta.apps.read")
    okta.ok("POST", f"/api/v1/apps/{app}/lifecycle/deactivate")
    assert okta.http.get("/api/v1/apps", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    ("change", "claims", "error"),
    [
        ({"grant_type": "authorization_code"}, {}, (400, "unsupported_grant_type")),
        ({"client_assertion": "nonsense"}, {}, (401, "invalid_client")),
        ({"client_assertion_type": "x"}, {}, (401, "invalid_client")),
        ({"scope": "okta.brands.read"}, {}, (400, "invalid_scope")),
        ({"scope": ""}, {}, (400, "invalid_scope")),
        ({}, {"aud": "https://elsewhere.example/oauth2/v1/token"}, (401, "invalid_client")),
        ({}, {"exp": 1}, (401, "invalid_client")),
        ({}, {"exp": 2**40}, (401, "invalid_client")),
        ({}, {"sub": "0oanobody"}, (401, "invalid_client")),
    ],
)
def test_a_wrong_request_for_a_token_is_refused_in_oauths_form(
    change: dict[str, str], claims: dict[str, Any], error: tuple[int, str], okta: OktaClient, key: RSAPrivateKey
) -> None:
    sent = form(service_app(okta, key), key, **claims) | change
    answer = okta.http.post(TOKEN, data=sent)
    assert (answer.status_code, answer.json()["error"]) == error


def test_another_key_than_the_clients_is_refused(okta: OktaClient, key: RSAPrivateKey) -> None:
    app = service_app(okta, key)
    other = generate_private_key(public_exponent=65537, key_size=2048)
    assert okta.http.post(TOKEN, data=form(app, other)).status_code == 401


def test_a_clients_secret_is_shown_by_its_making_and_its_own_list_and_kept_encrypted(okta: OktaClient) -> None:
    body = {"name": "oidc_client", "label": "Web", "signOnMode": "OPENID_CONNECT", "settings": {"oauthClient": {}}}
    made = okta.ok("POST", "/api/v1/apps", body)
    secret = made["credentials"]["oauthClient"]["client_secret"]
    assert "client_secret" not in okta.ok("GET", f"/api/v1/apps/{made['id']}")["credentials"]["oauthClient"]
    secrets = f"/api/v1/apps/{made['id']}/credentials/secrets"
    assert [row["client_secret"] for row in okta.ok("GET", secrets)] == [secret]
    kept = b"".join(path.read_bytes() for path in okta.org.directory.iterdir())
    assert secret.encode() not in kept
    okta.ok("POST", secrets, {})
    assert okta.refused("POST", secrets, {})[:2] == (400, "E0000001")
