"""The System Log by time, filter, words and page."""

import pytest

from tests.sandbox.org.conftest import OktaClient, assign
from tests.sandbox.org.service import Service


def types(okta: OktaClient, query: str) -> list[str]:
    return [event["eventType"] for event in okta.ok("GET", f"/api/v1/logs?{query}")]


def test_a_push_is_told_with_its_person_and_its_app(okta: OktaClient, zscaler: str, service: Service) -> None:
    assign(okta, zscaler, "Contractors")
    (event,) = okta.ok("GET", '/api/v1/logs?filter=eventType eq "application.provision.user.push"')
    assert event["outcome"]["result"] == "SUCCESS"
    assert {target["type"] for target in event["target"]} >= {"User", "AppInstance"}
    assert types(okta, f'filter=target.id eq "{zscaler}" and eventType sw "application.provision.user"')


def test_events_are_paged_in_both_orders(okta: OktaClient) -> None:
    whole = types(okta, "limit=1000")
    for order, expected in (("ASCENDING", whole), ("DESCENDING", whole[::-1])):
        found: list[str] = []
        address = f"/api/v1/logs?limit=7&sortOrder={order}"
        while address:
            answer = okta.http.get(address)
            found += [event["eventType"] for event in answer.json()]
            address = answer.links["next"]["url"] if answer.json() and "next" in answer.links else ""
        assert found == expected


def test_the_log_is_polled_for_what_is_new(okta: OktaClient) -> None:
    address = "/api/v1/logs?limit=1000"
    for expected in (None, [], ["group.lifecycle.create"], []):
        answer = okta.http.get(address)
        assert expected is None or [event["eventType"] for event in answer.json()] == expected
        address = answer.links["next"]["url"]
        if expected == []:
            okta.ok("POST", "/api/v1/groups", {"profile": {"name": f"After {address}"[:200]}})


def test_a_period_that_is_over_is_not_polled(okta: OktaClient) -> None:
    assert "next" not in okta.http.get("/api/v1/logs?until=2090-01-01T00:00:00Z&limit=1000").links


@pytest.mark.parametrize(
    ("query", "some"),
    [
        ("since=2020-01-01T00:00:00Z", True),
        ("until=2020-01-01T00:00:00Z", False),
        ("since=2090-01-01T00:00:00.000Z", False),
        ("since=2020-01-01T00:00:00%2B02:00&until=2090-01-01", True),
        ("q=Create%20Lovelace", True),
        ("q=Nobody", False),
        ('filter=severity eq "ERROR"', False),
        ('filter=eventType sw "user.lifecycle" and outcome.result eq "SUCCESS"', True),
    ],
)
def test_events_are_found_by(query: str, some: bool, okta: OktaClient) -> None:
    assert bool(types(okta, query)) is some


@pytest.mark.parametrize("query", ["since=yesterday", "until=13", "after=x", "limit=many"])
def test_a_wrong_question_is_refused(query: str, okta: OktaClient) -> None:
    assert okta.refused("GET", f"/api/v1/logs?{query}")[:2] == (400, "E0000001")
