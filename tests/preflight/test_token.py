"""Findings about the token: its form, what the server makes of it, and that nobody ever sees it."""

import base64
import html as html_module
import json
import logging
from urllib.parse import quote

import pytest

from components.preflight import Authorization, Cause, authorization_of
from components.preflight.redaction import Redaction
from tests.preflight.runs import found, target
from tests.preflight.scim_servers import TOKEN, Reply, Server, error, html, scim


def test_a_token_that_the_server_does_not_know(server: Server) -> None:
    assert str(found(f"{server.url}/v2", "another-token")) == (
        "InVision V7: the server does not accept the token (401).\n"
        "  setting: the token (tokens.invision-v7)\n"
        f"  asked: GET {server.url}/v2/Users?startIndex=1&count=2\n"
        '  answer: 401 Unauthorized, application/scim+json: "who are you?"\n'
        "Next: issue a new token on the service's SCIM page and set it; tokens expire, and belong to one tenant."
    )


@pytest.mark.parametrize(
    ("token", "why"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("half of it", "holds blanks"),
        ("abc\n", "holds blanks, line breaks or characters that no header carries"),
        ("abc\r\nX-Evil: 1", "holds blanks, line breaks or characters that no header carries"),
        ("t\u00f6ken", "holds blanks, line breaks or characters that no header carries"),
    ],
)
def test_a_token_that_cannot_be_one_is_not_sent(server: Server, token: str, why: str) -> None:
    finding = found(f"{server.url}/v2", token)
    assert (finding.cause, finding.what) == (Cause.UNUSABLE_TOKEN, f"the token {why}; it was not sent.")
    assert finding.next_step == "copy the whole token from the service's SCIM page and set it again."
    assert server.requests == []


def test_bearer_twice_where_okta_adds_it(server: Server) -> None:
    finding = found(f"{server.url}/v2", f"Bearer {TOKEN}")
    assert (finding.cause, finding.what) == (
        Cause.BEARER_DOUBLED,
        'the server would get the word "Bearer" twice: the token begins with it, and Okta puts it before the token of '
        "this kind of app itself. The token was not sent.",
    )
    assert finding.next_step == "set the token without that word."
    assert server.requests == []


def test_bearer_twice_where_the_token_is_sent_as_typed(server: Server) -> None:
    finding = found(f"{server.url}/v2", f"Bearer bearer {TOKEN}", Authorization.AS_TYPED)
    assert (finding.cause, finding.next_step) == (Cause.BEARER_DOUBLED, "set the token with that word once.")


def test_bearer_missing_where_the_token_is_sent_as_typed(server: Server) -> None:
    finding = found(f"{server.url}/v2", TOKEN, Authorization.AS_TYPED)
    assert (finding.cause, finding.what) == (
        Cause.BEARER_MISSING,
        'the server refuses the token as it stands and takes it with "Bearer " before it. Okta sends the token of this '
        "kind of app (Header Auth) as typed.",
    )
    assert finding.next_step == 'set the token again with the word "Bearer" and one blank before it.'


@pytest.mark.parametrize(
    ("token", "authorization", "next_step"),
    [
        (TOKEN, Authorization.BEARER, "Okta always puts that word before the token of this kind of app"),
        (f"Bearer {TOKEN}", Authorization.AS_TYPED, "set the token without that word"),
    ],
)
def test_bearer_where_the_server_wants_none(
    server: Server, token: str, authorization: Authorization, next_step: str
) -> None:
    server.answers = scim(authorization=TOKEN)
    finding = found(f"{server.url}/v2", token, authorization)
    assert (finding.cause, finding.what) == (
        Cause.BEARER_UNWANTED,
        'the server takes the token only without the word "Bearer" before it.',
    )
    assert finding.next_step.startswith(next_step)


def test_a_wrong_token_is_not_blamed_on_its_prefix(server: Server) -> None:
    assert found(f"{server.url}/v2", "wrong-token", Authorization.AS_TYPED).cause is Cause.UNAUTHORIZED


@pytest.mark.parametrize(
    ("app_name", "authorization"),
    [
        (None, Authorization.BEARER),
        ("acme_invisionv7_1", Authorization.BEARER),
        ("zscalerbyz", Authorization.BEARER),
        ("scim2headerauth", Authorization.AS_TYPED),
        ("okta_org2org", None),
        ("scim2testapp_basic", None),
    ],
)
def test_the_kind_of_app_decides_what_is_sent(app_name: str | None, authorization: Authorization | None) -> None:
    assert authorization_of(app_name) is authorization


ECHOES = {
    "as it is": TOKEN,
    "in a header's form": f"Bearer {TOKEN}",
    "in a URL": quote(TOKEN, safe=""),
    "in JSON": json.dumps({"got": TOKEN}),
    "in a page": html_module.escape(TOKEN),
    "in base64": base64.b64encode(TOKEN.encode()).decode(),
    "its beginning": TOKEN[:12],
    "its end": TOKEN[-12:],
    "at the end of the first words": "x" * 155 + TOKEN,
}


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
@pytest.mark.parametrize("status", [200, 403])
def test_a_token_that_the_server_sends_back_is_not_quoted(server: Server, echo: str, status: int) -> None:
    server.answers = lambda request: Reply(status, f"what is {echo}?", "text/plain")
    shown = str(found(f"{server.url}/v2"))
    parts = [TOKEN[i : i + 8] for i in range(len(TOKEN) - 7)]
    assert [part for part in parts if part in shown] == []
    assert "what is" in shown


def test_a_token_in_places_beside_the_body_is_not_quoted_either(server: Server) -> None:
    server.answers = lambda request: Reply(302, headers={"Location": f"https://{TOKEN[:16]}.example.com/{TOKEN}/login"})
    assert TOKEN[:16] not in str(found(f"{server.url}/v2"))
    server.answers = lambda request: html(f"<b>{TOKEN}</b>", 404)
    assert TOKEN[:16] not in str(found(f"{server.url}/v2"))
    server.answers = lambda request: Reply(400, "no", f"text/{TOKEN[:16]}")
    assert TOKEN[:16] not in str(found(f"{server.url}/v2"))
    server.answers = lambda request: Reply(200, json.dumps({TOKEN: 1}))
    assert TOKEN[:16] not in str(found(f"{server.url}/v2"))


def test_nothing_is_logged_with_the_token(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    found(f"{server.url}/v2", "another-token")
    assert "another-token" not in caplog.text


def test_what_holds_the_token_does_not_show_it() -> None:
    assert TOKEN not in f"{Redaction(TOKEN)!r} {vars(target('https://scim.example.com'))}"


def test_an_error_does_not_carry_the_client_s_request(server: Server) -> None:
    finding = found("http://127.0.0.1:1/v2")
    assert finding.__cause__ is None
    assert finding.__suppress_context__


def test_ordinary_words_survive() -> None:
    text = "A valid bearer token is required; tokens are issued under Settings."
    assert Redaction(TOKEN)(text) == text


def test_words_about_an_error_are_quoted_without_their_wrapping(server: Server) -> None:
    server.answers = lambda request: Reply(401, '{"error": {"code": 7}, "message": "expired"}', "application/json")
    assert '401 Unauthorized, application/json: "expired"' in str(found(f"{server.url}/v2"))
    server.answers = lambda request: error(401, "")
    assert "401 Unauthorized, application/scim+json" in str(found(f"{server.url}/v2"))
