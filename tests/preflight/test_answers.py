"""Findings about a SCIM server that answers and refuses: statuses, the filter by userName, and what is quoted."""

import pytest

from components.preflight import Cause
from tests.preflight.runs import found
from tests.preflight.scim_servers import Reply, Request, Server, error, page, scim


@pytest.mark.parametrize(
    ("status", "cause", "what", "next_step"),
    [
        (403, Cause.FORBIDDEN, "the server knows the caller and forbids the request (403).", "right to manage users"),
        (400, Cause.UNEXPECTED_STATUS, "the server refuses to list users (400).", "the server's words are above."),
        (405, Cause.UNEXPECTED_STATUS, "the server refuses to list users (405).", "the server's words are above."),
        (429, Cause.TOO_MANY_REQUESTS, "the server takes no more requests for now (429), also when", "wait a minute"),
        (500, Cause.SERVER_ERROR, "the server fails (500), also when asked again.", "health and log"),
        (503, Cause.SERVER_ERROR, "the server fails (503), also when asked again.", "health and log"),
    ],
)
def test_a_status_of_refusal(server: Server, status: int, cause: Cause, what: str, next_step: str) -> None:
    server.answers = lambda request: error(status, "not like this")
    finding = found(f"{server.url}/v2")
    assert finding.cause is cause
    assert finding.what.startswith(what)
    assert next_step in finding.next_step
    assert finding.exchanged
    assert finding.exchanged.answered.endswith('application/scim+json: "not like this"')


@pytest.mark.parametrize(("status", "times"), [(429, 3), (500, 3), (503, 3), (501, 1), (400, 1)])
def test_only_a_busy_server_is_asked_again(server: Server, status: int, times: int) -> None:
    server.answers = lambda request: error(status, "no")
    found(f"{server.url}/v2")
    assert len(server.requests) == times


def test_a_server_that_asks_for_much_patience_is_left_alone(server: Server) -> None:
    server.answers = lambda request: error(429, "later", Retry_After="600")
    finding = found(f"{server.url}/v2")
    assert finding.next_step == "wait 600 seconds, then run the command again."
    assert len(server.requests) == 1


def test_a_date_to_come_back_at_is_understood(server: Server) -> None:
    server.answers = lambda request: error(503, "later", Retry_After="Fri, 31 Dec 2100 23:59:59 GMT")
    found(f"{server.url}/v2")
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 404, 500, 501])
def test_a_filter_that_is_refused(server: Server, status: int) -> None:
    server.answers = scim(filtered=lambda request: error(status, "no filters"))
    finding = found(f"{server.url}/v2")
    assert finding.cause is Cause.FILTER_REFUSED
    assert finding.what == (
        "the server lists users but refuses the filter by userName, by which Okta looks for a person before it makes a "
        "new one."
    )
    assert finding.exchanged
    assert finding.exchanged.asked == f'GET {server.url}/v2/Users?filter=userName eq "..."&startIndex=1&count=100'
    assert "without them Okta provisions nobody" in finding.next_step


def test_a_filter_that_is_ignored(server: Server) -> None:
    server.answers = scim(filtered=lambda request: page("ada@example.com", "grace@example.com", total=57))
    finding = found(f"{server.url}/v2")
    assert (finding.cause, finding.what) == (
        Cause.FILTER_IGNORED,
        "the server ignores the filter by userName; it gave 57 users for a user name that nobody has, and Okta would "
        "link a wrong person.",
    )


def test_a_filter_that_finds_nobody(server: Server) -> None:
    server.answers = scim(filtered=lambda request: page())
    finding = found(f"{server.url}/v2")
    assert (finding.cause, finding.what) == (
        Cause.FILTER_MISSES,
        "the server does not find a person of its own list by userName, so Okta would make everybody a second time.",
    )
    assert "ada@example.com" not in str(finding)


def test_a_person_s_name_is_not_quoted_when_the_server_repeats_it(server: Server) -> None:
    def filtered(request: Request) -> Reply:
        return error(400, f"bad: {request.query['filter']}") if "ada" in request.query["filter"] else page()

    server.answers = scim(filtered=filtered)
    finding = found(f"{server.url}/v2")
    assert finding.exchanged
    assert finding.exchanged.answered == '400 Bad Request, application/scim+json: "bad: userName eq "...""'


def test_what_a_server_sends_cannot_move_the_cursor(server: Server) -> None:
    server.answers = lambda request: Reply(400, "\x1b[2J\r\nred\x07 \x9b31m", "text/plain")
    finding = found(f"{server.url}/v2")
    assert finding.exchanged
    assert finding.exchanged.answered == '400 Bad Request, text/plain: "[2J red 31m"'


def test_only_the_first_words_are_quoted(server: Server) -> None:
    server.answers = lambda request: Reply(400, "word " * 1000, "text/plain")
    finding = found(f"{server.url}/v2")
    assert finding.exchanged
    assert len(finding.exchanged.answered) < 250
    assert finding.exchanged.answered.endswith('..."')
