"""Services differ in pace: each is asked one thing at a time, none waits for another, and a limit is kept."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from starlette.types import Receive, Scope, Send

from sandbox.org.operations import imports
from sandbox.org.operations.apps import find_app
from sandbox.org.provisioning import worker
from tests.sandbox.org.conftest import CUSTOM_SAML, OktaClient, assign, done, queue_assignment, switch_on
from tests.sandbox.org.service import RateLimit, Service, ServiceServer


class Slow:
    """A service that answers nothing before it is released, and then refuses."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.released = threading.Event()

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        self.asked.set()
        while not self.released.is_set():
            await asyncio.sleep(0.01)
        await send({"type": "http.response.start", "status": 403, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def slow() -> Iterator[Slow]:
    service = Slow()
    yield service
    service.released.set()


def test_a_slow_service_holds_up_no_other(
    okta: OktaClient, zscaler: str, service: Service, services: ServiceServer, slow: Slow
) -> None:
    app_id = str(okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"])
    switch_on(okta, app_id, services.mount(slow), create=True)
    queue_assignment(okta, app_id, "Contractors")
    assert slow.asked.wait(timeout=5)
    queue_assignment(okta, zscaler, "Design")
    okta.until(lambda: len(service.people()) == 3)
    slow.released.set()
    assert [push["outcome"] for push in okta.settle()] == ["failed", "done", "done", "done"]


def test_a_service_is_asked_one_thing_at_a_time_in_the_order_of_the_queue(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    service.requests.clear()
    assign(okta, zscaler, "Design")
    assert service.methods == ["GET", "POST"] * 3
    created = [body["userName"] for method, _, body in service.requests if method == "POST"]
    assert created == [push["userName"] for push in okta.settle()]


def test_a_rate_limit_stops_all_requests_to_a_service_and_costs_no_attempts(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    service.rate_limit = RateLimit(requests=4)
    queue_assignment(okta, zscaler, "Design")
    queue_assignment(okta, zscaler, "Engineering")
    pushes = okta.settle()
    assert done(pushes) == ["create"] * 6
    assert {push["attempts"] for push in pushes} == {1}
    # One refusal, at most, in each second.
    assert service.rate_limit.refused <= 3


def test_an_import_need_not_wait_until_a_long_queue_is_done(
    okta: OktaClient, invision: str, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_TURN_SECONDS", 0.0)
    switch_on(okta, invision, service, create=True)
    okta.org.worker.stop()
    queue_assignment(okta, invision, "Design")
    queue_assignment(okta, invision, "Engineering")
    with okta.org.store.writing() as session:
        imports.start_import(session, find_app(session, invision), incremental=False)
    okta.org.worker.start()
    okta.settle()
    asked = [path for _, path, _ in service.requests]
    assert asked.index("/Users?startIndex=1&count=100") < len(asked) - 4
