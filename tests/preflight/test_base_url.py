"""Findings about the base URL: what answers there is no SCIM server, or the address is none."""

import pytest

from components.preflight import Cause
from tests.preflight.runs import found
from tests.preflight.scim_servers import Reply, Server, html, message, scim, serving

LOOK_UP = "look up the SCIM base URL on the service's SCIM page"


@pytest.mark.parametrize(
    ("base_url", "what"),
    [
        ("scim.example.com/v2", "the SCIM base URL is not a URL."),
        ("https:///v2", "the SCIM base URL is not a URL."),
        ("https://scim.example.com:99999/v2", "the SCIM base URL is not a URL."),
        ("https://scim example.com/v2", "the SCIM base URL is not a URL."),
        ("ftp://scim.example.com/v2", "the SCIM base URL is not a URL."),
        ("https://scim.example.com/v2?a=b", "the SCIM base URL carries a query or a fragment, and Okta appends /Users"),
        ("https://ada:pw@scim.example.com", "the SCIM base URL carries a user name or a password."),
    ],
)
def test_an_address_that_is_none(base_url: str, what: str) -> None:
    finding = found(base_url)
    assert finding.cause is Cause.MALFORMED_BASE_URL
    assert finding.what.startswith(what)
    assert "https://scim.example.com/scim/v2" in finding.next_step


def test_a_password_in_the_base_url_is_not_shown() -> None:
    assert "pw" not in str(found("https://ada:pw@scim.example.com/v2"))


def test_a_token_is_not_sent_in_clear() -> None:
    finding = found("http://scim.example.com/v2")
    assert finding.cause is Cause.CLEAR_TEXT
    assert finding.what.endswith("so the token would cross the network in clear; it was not sent.")
    assert finding.next_step == "enter the https:// address; Okta takes no other."


def test_a_redirect_is_named_and_the_token_goes_nowhere_else(server: Server) -> None:
    with serving(scim()) as other:
        server.answers = lambda request: Reply(302, headers={"Location": f"{other.url}/login?next=/v2&secret=x"})
        finding = found(f"{server.url}/v2")
    assert finding.cause is Cause.REDIRECT
    assert finding.what == (
        f"the server sends to another page ({other.url}/login) instead of answering; the token was not sent there."
    )
    assert LOOK_UP in finding.next_step
    assert other.requests == []


def test_a_redirect_to_the_users_of_another_address_suggests_that_address(server: Server) -> None:
    server.answers = lambda request: Reply(308, headers={"Location": "https://eu.example.com/scim/v2/Users?count=2"})
    finding = found(f"{server.url}/v2")
    assert finding.cause is Cause.MOVED
    assert "another address (https://eu.example.com/scim/v2/Users), which Okta does not follow" in finding.what
    assert finding.next_step == "set the base URL to https://eu.example.com/scim/v2 if that is the service's own."


def test_a_redirect_that_leads_nowhere_is_a_finding_too(server: Server) -> None:
    server.answers = lambda request: Reply(302, headers={"Location": "http://["})
    assert "(an address that is none)" in found(f"{server.url}/v2").what


def test_a_sign_in_page(server: Server) -> None:
    server.answers = lambda request: html("<h1>Sign in</h1><b>to InVision</b>")
    finding = found(f"{server.url}/v2")
    assert (finding.cause, finding.what) == (
        Cause.HTML_PAGE,
        "a web page answers here, not a SCIM server; it is mostly a sign-in page.",
    )
    assert finding.exchanged
    assert finding.exchanged.answered == '200 OK, text/html: "Sign in to InVision"'
    assert finding.next_step == f"{LOOK_UP}; it often ends in /scim/v2."


def test_a_page_is_told_by_its_first_words_too(server: Server) -> None:
    server.answers = lambda request: Reply(body="\n<HTML>hello", type="application/json")
    assert found(f"{server.url}/v2").cause is Cause.HTML_PAGE


@pytest.mark.parametrize("body", ["", "OK", "{'single': 'quotes'}", "[" * 100_000])
def test_an_answer_that_is_not_json(server: Server, body: str) -> None:
    server.answers = lambda request: Reply(body=body, type="text/plain")
    finding = found(f"{server.url}/v2")
    assert (finding.cause, finding.what) == (Cause.NOT_JSON, "the answer is not JSON.")
    assert LOOK_UP in finding.next_step


PERSON_WITHOUT_ID = {"userName": "ada@example.com"}


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(body="[]"), "is no object"),
        (Reply(body='{"users": []}'), "has not urn:ietf:params:scim:api:messages:2.0:ListResponse among its schemas"),
        (Reply(body='{"schemas": 7}'), "has not urn:ietf:params:scim:api:messages:2.0:ListResponse among its schemas"),
        (Reply(body='{"schemas": ["urn:scim:schemas:core:1.0"], "totalResults": 0}'), "is of SCIM 1.1"),
        (message("ListResponse", totalResults="2"), "has no number as totalResults"),
        (message("ListResponse", totalResults=1, Resources={"ada": 1}), "has no list of objects as Resources"),
        (message("ListResponse", totalResults=1, Resources=["ada"]), "has no list of objects as Resources"),
        (message("ListResponse", totalResults=1, Resources=[PERSON_WITHOUT_ID]), "has users without id or userName"),
    ],
)
def test_json_that_is_not_a_scim_list(server: Server, reply: Reply, why: str) -> None:
    server.answers = lambda request: reply if request.path == "/v2/Users" else Reply(404)
    finding = found(f"{server.url}/v2")
    assert finding.cause is Cause.NOT_SCIM
    assert f"the answer is JSON but not a SCIM 2.0 list of users; it {why}" in finding.what
    assert "other APIs of a service answer alike" in finding.next_step


def test_a_list_of_people_is_quoted_by_its_keys_alone(server: Server) -> None:
    server.answers = lambda request: Reply(body='{"users": [{"email": "ada@example.com"}], "total": 1}')
    finding = found(f"{server.url}/v2")
    assert finding.exchanged
    assert finding.exchanged.answered == '200 OK, application/scim+json: "object with users, total"'


def test_a_path_without_a_server_names_the_addresses_that_were_tried(server: Server) -> None:
    server.answers = lambda request: html("nothing here", 404)
    finding = found(f"{server.url}/api")
    assert (finding.cause, finding.what) == (
        Cause.NOT_FOUND,
        f"there is no SCIM server at this path (404), nor at {server.url}/api/v2 or {server.url}/api/scim/v2 or "
        f"{server.url}/api/scim.",
    )
    assert finding.next_step == f"{LOOK_UP}; Okta appends /Users to it."


@pytest.mark.parametrize(
    ("entered", "served"),
    [
        ("", "/v2"),
        ("", "/scim/v2"),
        ("/scim", "/scim/v2"),
        ("/invision", "/invision/scim/v2"),
        ("/invision/v2", "/invision/scim/v2"),
        ("/api/v2", "/scim/v2"),
        ("/scim/v2/Users", "/scim/v2"),
    ],
)
def test_a_mistaken_path_is_answered_with_the_right_one(server: Server, entered: str, served: str) -> None:
    server.answers = scim(served)
    finding = found(f"{server.url}{entered}")
    assert (finding.cause, finding.next_step) == (
        Cause.OTHER_BASE_URL,
        f"set the base URL to {server.url}{served}.",
    )


@pytest.mark.parametrize("elsewhere", [html("app"), Reply(body="{}"), Reply(body="hello", type="text/plain")])
def test_a_mistaken_path_is_found_behind_other_answers_too(server: Server, elsewhere: Reply) -> None:
    server.answers = scim("/scim/v2", elsewhere=elsewhere)
    assert found(server.url).next_step == f"set the base URL to {server.url}/scim/v2."


def test_a_path_that_asks_for_another_token_is_the_right_one_all_the_same(server: Server) -> None:
    server.answers = scim("/scim/v2", authorization="Bearer another")
    assert found(server.url).cause is Cause.OTHER_BASE_URL
