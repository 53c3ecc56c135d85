"""Services that are away or refuse, and an org that is stopped half way: nothing is lost, nobody made twice."""

import time
from email.utils import formatdate

import pytest

from sandbox.org.catalogue import ScimUpdate
from sandbox.org.provisioning import service_provider
from sandbox.org.provisioning.push import push
from sandbox.org.provisioning.queue import claim
from sandbox.org.provisioning.service_provider import ServiceProvider
from tests.sandbox.org.conftest import OktaClient, OpenOrg, assign, done, queue_assignment
from tests.sandbox.org.importing import hire
from tests.sandbox.org.service import TOKEN, Fault, Service

EMAILS = {"ada.lovelace@example.com", "grace.hopper@example.com", "radia.perlman@example.com"}


def cut_off_after_the_request(okta: OktaClient, service: Service) -> None:
    """Do what a worker does that dies after the service acted and before anything was written down."""
    job = claim(okta.org.store)
    assert job is not None
    assert job.user is not None
    with service_provider.new_client() as client:
        push(
            ServiceProvider(client, service.base_url, f"Bearer {TOKEN}"),
            job.user,
            job.task.user_name,
            update=ScimUpdate.PATCH,
            with_password=False,
        )


def test_a_conflict_at_creation_becomes_a_link(okta: OktaClient, zscaler: str, service: Service) -> None:
    # The person comes to be between the look-up and the creation.
    service.faults.append(Fault(409, method="POST", acts=True))
    assign(okta, zscaler, "Contractors")
    assert done(okta.settle()) == ["link"]
    assert len(service.people()) == 1


@pytest.mark.parametrize("status", [408, 500, 503, 520])
def test_a_service_that_is_away_is_tried_again(status: int, okta: OktaClient, zscaler: str, service: Service) -> None:
    service.faults.extend([Fault(status), Fault(status, {"Retry-After": "0"})])
    assign(okta, zscaler, "Contractors")
    (push,) = okta.settle()
    assert (push["operation"], push["outcome"], push["attempts"]) == ("create", "done", 3)


def test_a_service_that_does_not_answer_in_time_is_tried_again(
    okta: OktaClient, zscaler: str, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    okta.org.worker.stop()
    monkeypatch.setattr(service_provider, "TIMEOUT_SECONDS", 1.0)
    late = iter([1.3])
    service.at_each_moment = lambda: time.sleep(next(late, 0))
    okta.org.worker.start()
    assign(okta, zscaler, "Contractors")
    (push,) = okta.settle()
    assert push["outcome"] == "done"
    assert push["attempts"] > 1


@pytest.mark.parametrize("asked", ["1", "date"])
def test_retry_after_is_waited_for(asked: str, okta: OktaClient, zscaler: str, service: Service) -> None:
    # An HTTP date has whole seconds: two from now are more than one away.
    value = formatdate(time.time() + 2, usegmt=True) if asked == "date" else asked
    service.faults.append(Fault(429, {"Retry-After": value}))
    began = time.monotonic()
    assign(okta, zscaler, "Contractors")
    okta.settle()
    assert time.monotonic() - began >= 0.9


def test_an_answer_lost_after_the_creation_does_not_create_twice(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    service.faults.append(Fault(503, method="POST", acts=True))
    assign(okta, zscaler, "Contractors")
    assert done(okta.settle()) == ["link"]
    assert service.methods.count("POST") == 1
    assert len(service.people()) == 1


def test_a_service_that_stays_away_fails_the_task_with_its_reason(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    service.faults.extend([Fault(503)] * 4)
    assign(okta, zscaler, "Contractors")
    (push,) = okta.settle()
    assert push["outcome"] == "failed"
    assert push["reason"] == (
        "Error while verifying if user margaret.hamilton@example.com exists: Service Unavailable; "
        "given up after 4 attempts"
    )
    (assigned,) = okta.ok("GET", f"/api/v1/apps/{zscaler}/users")
    assert assigned["syncState"] == "ERROR"
    (event,) = okta.ok("GET", '/api/v1/logs?filter=outcome.result eq "FAILURE"')
    assert event["outcome"]["reason"] == push["reason"]


def test_a_refusal_fails_the_task_at_once(okta: OktaClient, zscaler: str, service: Service) -> None:
    service.faults.append(Fault(403))
    assign(okta, zscaler, "Contractors")
    (push,) = okta.settle()
    assert (push["outcome"], push["attempts"]) == ("failed", 1)
    assert push["reason"] == "Error while verifying if user margaret.hamilton@example.com exists: Forbidden"


def test_one_person_waiting_for_a_retry_holds_up_nobody_else(okta: OktaClient, zscaler: str, service: Service) -> None:
    service.faults.append(Fault(503, {"Retry-After": "1"}))
    assign(okta, zscaler, "Design")
    pushes = okta.settle()
    assert [push["attempts"] for push in pushes] == [2, 1, 1]
    assert set(service.people()) == EMAILS


def test_an_assignment_that_ends_before_its_push_touches_nobody(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    service.requests.clear()
    okta.org.worker.stop()
    queue_assignment(okta, zscaler, "Contractors")
    okta.ok("DELETE", f"/api/v1/apps/{zscaler}/groups/{okta.group_id('Contractors')}")
    okta.org.worker.start()
    assert [push["operation"] for push in okta.settle()] == ["nothing", "nothing"]
    assert service.requests == []


def test_what_was_queued_when_the_org_stopped_is_done_when_it_starts(
    okta: OktaClient, zscaler: str, service: Service, open_org: OpenOrg
) -> None:
    okta.org.worker.stop()
    queue_assignment(okta, zscaler, "Design")
    restarted = open_org()
    assert done(restarted.settle()) == ["create"] * 3
    assert set(service.people()) == EMAILS


def test_what_was_cut_off_half_way_is_done_when_the_org_starts_and_nobody_is_created_twice(
    okta: OktaClient, zscaler: str, service: Service, open_org: OpenOrg
) -> None:
    okta.org.worker.stop()
    queue_assignment(okta, zscaler, "Contractors")
    cut_off_after_the_request(okta, service)
    assert done(open_org().settle()) == ["link"]
    assert service.methods.count("POST") == 1


def test_whom_a_push_that_was_cut_off_has_made_is_deactivated_when_the_assignment_has_ended(
    okta: OktaClient, zscaler: str, service: Service, open_org: OpenOrg
) -> None:
    okta.org.worker.stop()
    queue_assignment(okta, zscaler, "Contractors")
    cut_off_after_the_request(okta, service)
    okta.ok("DELETE", f"/api/v1/apps/{zscaler}/groups/{okta.group_id('Contractors')}")
    assert done(open_org().settle()) == ["nothing", "deactivate"]
    assert service.people()["margaret.hamilton@example.com"]["active"] is False


def push_ada_and_lose_the_answer(okta: OktaClient, zscaler: str, service: Service) -> str:
    """Have Ada made as ada.old at the service, with the answer lost and the next attempt still to come."""
    ada = okta.user_id("ada@corp.example")
    service.faults.append(Fault(503, {"Retry-After": "1"}, method="POST", acts=True))
    named = {"credentials": {"userName": "ada.old@x.example"}}
    okta.ok("POST", f"/api/v1/apps/{zscaler}/users", {"id": ada} | named)
    okta.until(lambda: not service.faults)
    okta.org.worker.stop()
    return f"/api/v1/apps/{zscaler}/users/{ada}"


def active_names(service: Service) -> set[str]:
    return {name for name, person in service.people().items() if person["active"]}


def test_whom_a_push_has_made_is_found_again_after_their_user_name_has_changed(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    assignment = push_ada_and_lose_the_answer(okta, zscaler, service)
    okta.ok("POST", assignment, {"credentials": {"userName": "ada.new@x.example"}})
    okta.org.worker.start()
    assert done(okta.settle()) == ["link"]
    assert set(service.people()) == {"ada.new@x.example"}


def test_whom_a_push_has_made_is_not_left_active_when_they_are_assigned_again_under_another_name(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    assignment = push_ada_and_lose_the_answer(okta, zscaler, service)
    okta.ok("DELETE", assignment)
    again = {"id": okta.user_id("ada@corp.example"), "credentials": {"userName": "ada.new@x.example"}}
    okta.ok("POST", f"/api/v1/apps/{zscaler}/users", again)
    okta.org.worker.start()
    okta.settle()
    assert active_names(service) == {"ada.new@x.example"}


def test_whom_a_push_has_made_is_made_inactive_where_somebody_else_has_their_new_name(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    assignment = push_ada_and_lose_the_answer(okta, zscaler, service)
    hire(service, ("ada.new@x.example", "Ada", "L"))
    okta.ok("POST", assignment, {"credentials": {"userName": "ada.new@x.example"}})
    okta.org.worker.start()
    assert done(okta.settle()) == ["link"]
    assert active_names(service) == {"ada.new@x.example"}


def test_whom_a_push_has_made_is_deactivated_by_the_name_that_was_sent(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    assignment = push_ada_and_lose_the_answer(okta, zscaler, service)
    okta.ok("POST", assignment, {"credentials": {"userName": "ada.new@x.example"}})
    okta.ok("DELETE", assignment)
    okta.org.worker.start()
    assert done(okta.settle()) == ["nothing", "deactivate"]
    assert active_names(service) == set()


def test_a_failed_task_is_repeated_by_a_person(okta: OktaClient, zscaler: str, service: Service) -> None:
    service.faults.append(Fault(403))
    assign(okta, zscaler, "Contractors")
    (failed,) = okta.settle()
    okta.ok("POST", f"/sandbox/tasks/{failed['id']}/retry")
    (push,) = okta.settle()
    assert (push["id"], push["outcome"], push["attempts"], push["reason"]) == (failed["id"], "done", 1, None)
    (assigned,) = okta.ok("GET", f"/api/v1/apps/{zscaler}/users")
    assert assigned["syncState"] == "SYNCHRONIZED"
    assert okta.refused("POST", f"/sandbox/tasks/{failed['id']}/retry")[0] == 400
    assert okta.refused("POST", "/sandbox/tasks/1000000/retry")[0] == 404


def test_a_failed_task_is_not_repeated_after_later_ones_for_the_same_person(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    assign(okta, zscaler, "Contractors")
    service.faults.append(Fault(403))
    okta.ok("DELETE", f"/api/v1/apps/{zscaler}/groups/{okta.group_id('Contractors')}")
    failed = okta.settle()[-1]
    assign(okta, zscaler, "Contractors")
    okta.settle()
    assert okta.refused("POST", f"/sandbox/tasks/{failed['id']}/retry")[0] == 400
    assert service.people()["margaret.hamilton@example.com"]["active"] is True


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        ("GET", "Error while verifying if user margaret.hamilton@example.com exists: Unauthorized"),
        ("POST", "Error while creating user margaret.hamilton@example.com: Unauthorized"),
    ],
)
def test_a_failure_says_as_okta_does_what_was_being_done(
    method: str, reason: str, okta: OktaClient, zscaler: str, service: Service
) -> None:
    service.faults.append(Fault(401, method=method))
    assign(okta, zscaler, "Contractors")
    assert okta.settle()[0]["reason"] == reason


def test_a_person_whom_the_service_has_deleted_needs_no_deactivation(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    assign(okta, zscaler, "Contractors")
    okta.settle()
    service.faults.append(Fault(404, method="PATCH"))
    okta.ok("DELETE", f"/api/v1/apps/{zscaler}/groups/{okta.group_id('Contractors')}")
    assert done(okta.settle()) == ["create", "nothing"]
