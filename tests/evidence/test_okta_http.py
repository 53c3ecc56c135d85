"""Requests to Okta: signing in, pages, rate limits, and refusals in Okta's words."""

from collections.abc import Callable
from typing import Any

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from evidence.okta_http import OktaHttp, OktaRefused
from evidence.unanswered import Unanswered
from tests.evidence.fake_okta import API_TOKEN, org, refusal

Answer = Callable[[httpx2.Request], httpx2.Response]


class Asked:
    """A client whose requests are kept, and answered by a function."""

    def __init__(self, answer: Answer, **changes: Any) -> None:
        self.requests: list[httpx2.Request] = []
        self.waits: list[float] = []
        self._answer = answer
        transport = httpx2.MockTransport(self._kept)
        self.http = OktaHttp(org(**changes), transport=transport, sleep=self.waits.append)

    def _kept(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return self._answer(request)


def refused(answer: Answer, **changes: Any) -> str:
    with pytest.raises(Unanswered) as caught:
        Asked(answer, **changes).http.get("/api/v1/apps/0oa1", "App 'InVision V7'")
    return str(caught.value)


def test_a_request_goes_to_the_org_with_its_api_token() -> None:
    asked = Asked(lambda _: httpx2.Response(200, json={}))
    asked.http.get("/api/v1/apps/0oa1", "App")
    (request,) = asked.requests
    assert str(request.url) == "https://acme.okta.com/api/v1/apps/0oa1"
    assert request.headers["Authorization"] == f"SSWS {API_TOKEN}"


def test_a_proxy_on_this_machine_is_asked_over_http_as_a_proxy() -> None:
    proxy = "http://127.0.0.1:8470"
    asked = Asked(lambda _: httpx2.Response(200, json={}), httpProxy=proxy, baseUrl="okta-sandbox.localhost")
    assert asked.http.url == "http://acme.okta-sandbox.localhost"


def test_a_list_is_read_to_its_last_page() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if "after" in request.url.params:
            return httpx2.Response(200, json=[{"id": 2}])
        following = "https://elsewhere.example.com/api/v1/apps?after=1&limit=1"
        link = [("Link", '<https://acme.okta.com/api/v1/apps>; rel="self"'), ("Link", f'<{following}>; rel="next"')]
        return httpx2.Response(200, json=[{"id": 1}], headers=link)

    asked = Asked(answer)
    assert list(asked.http.pages("/api/v1/apps", "Apps", {"limit": "1"})) == [{"id": 1}, {"id": 2}]
    # The token stays with the org that was asked first.
    assert {request.url.host for request in asked.requests} == {"acme.okta.com"}


def test_over_the_rate_limit_it_waits_until_okta_s_window_is_over() -> None:
    headers = {"X-Rate-Limit-Reset": "1795511700", "Date": "Tue, 24 Nov 2026 09:14:50 GMT"}
    answers = iter([refusal(429, "E0000047", "API call exceeded rate limit", **headers), httpx2.Response(200, json={})])
    asked = Asked(lambda _: next(answers))
    asked.http.get("/api/v1/apps", "Apps")
    assert asked.waits == [11.0]


def test_a_rate_limit_that_stays_is_told() -> None:
    assert "E0000047 API call exceeded rate limit" in refused(
        lambda _: refusal(429, "E0000047", "API call exceeded rate limit")
    )


@pytest.mark.parametrize(
    ("status", "code", "summary", "next_step"),
    [
        (401, "E0000011", "Invalid token provided", "check okta:apiToken"),
        (403, "E0000006", "You do not have permission", "okta.apps.read"),
        (404, "E0000007", "Not found", "still there"),
        (500, "E0000009", "Internal Server Error", "status.okta.com"),
    ],
)
def test_a_refusal_names_app_request_code_words_and_next_step(
    status: int, code: str, summary: str, next_step: str
) -> None:
    said = refused(lambda _: refusal(status, code, summary))
    assert said.startswith(
        f"App 'InVision V7': Okta refused GET /api/v1/apps/0oa1: {code} {summary} (because), id oae1\nNext: "
    )
    assert next_step in said
    assert API_TOKEN not in said


def test_an_answer_that_is_no_json_is_told_by_its_status() -> None:
    assert "HTTP 502 Bad Gateway" in refused(lambda _: httpx2.Response(502, text="<html>"))


def test_an_org_that_does_not_answer_is_told_with_the_settings_to_check() -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no such host")

    said = refused(answer)
    assert "got no answer: no such host" in said
    assert "okta:orgName" in said


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
OAUTH = {
    "apiToken": None,
    "clientId": "0oaClient",
    "privateKey": PEM,
    "privateKeyId": "k1",
    "scopes": ["okta.apps.read"],
}


def test_with_a_private_key_an_access_token_is_got_once() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path != "/oauth2/v1/token":
            return httpx2.Response(200, json={})
        form = httpx2.QueryParams(request.content.decode())
        assert (form["grant_type"], form["scope"]) == ("client_credentials", "okta.apps.read")
        url = "https://acme.okta.com/oauth2/v1/token"
        claims = jwt.decode(form["client_assertion"], KEY.public_key(), algorithms=["RS256"], audience=url)
        assert (claims["iss"], claims["sub"]) == ("0oaClient", "0oaClient")
        assert jwt.get_unverified_header(form["client_assertion"])["kid"] == "k1"
        return httpx2.Response(200, json={"access_token": "at-1"})

    asked = Asked(answer, **OAUTH)
    asked.http.get("/api/v1/apps/0oa1", "App")
    asked.http.get("/api/v1/apps/0oa1", "App")
    assert [request.url.path for request in asked.requests].count("/oauth2/v1/token") == 1
    assert asked.requests[-1].headers["Authorization"] == "Bearer at-1"


def test_a_refused_client_is_told_in_okta_s_words() -> None:
    body = {"error": "invalid_scope", "error_description": "Scopes are not granted."}
    said = refused(lambda _: httpx2.Response(400, json=body), **OAUTH)
    assert "invalid_scope Scopes are not granted." in said


def test_a_key_that_is_none_is_told_without_showing_it() -> None:
    said = refused(lambda _: httpx2.Response(500), **{**OAUTH, "privateKey": "no-key-at-all"})
    assert "okta:privateKey cannot sign" in said
    assert "no-key-at-all" not in said


def test_a_refusal_is_known_by_its_status() -> None:
    with pytest.raises(OktaRefused) as caught:
        Asked(lambda _: refusal(404, "E0000007", "Not found")).http.get("/api/v1/apps/0oa1", "App")
    assert (caught.value.status, caught.value.code) == (404, "E0000007")


def test_an_answer_that_is_no_json_is_told_as_coming_from_something_else_than_okta() -> None:
    with pytest.raises(Unanswered, match="answered with 200 and no JSON"):
        Asked(lambda _: httpx2.Response(200, text="<html>")).http.get("/api/v1/apps/0oa1", "App")
