"""Services that are away or refuse, and an org that is stopped half way: nothing is lost, nobody made twice."""

import pytest

from sandbox.org.catalogue import ScimUpdate
from sandbox.org.provisioning.push import push
from sandbox.org.provisioning.queue import claim
from sandbox.org.provisioning.service_provider import ServiceProvider, new_client
from tests.sandbox.org.conftest import OktaClient, OpenOrg, assign, done, queue_assignment
from tests.sandbox.org.service import TOKEN, Fault, Service

EMAILS = {"ada.lovelace@example.com", "grace.hopper@example.com", "radia.perlman@example.com"}


def test_a_conflict_at_creation_becomes_a_link(okta: OktaClient, zscaler: str, service: Service) -> None:
    # The person comes to be between the look-up and the creation.
    service.faults.append(Fault(409, method="POST", acts=True))
    assign(okta, zscaler, "Contractors")
    assert done(okta.settle()) == ["link"]
    assert len(service.people()) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_is_away_is_tried_again(status: int, okta: OktaClient, zscaler: str, service: Service) -> None:
    service.faults.extend([Fault(status), Fault(status, {"Retry-After": "0"})])
    assign(okta, zscaler, "Contractors")
    (push,) = okta.settle()
    assert (push["operation"], push["outcome"], push["attempts"]) == ("create", "done", 3)


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
    job = claim(okta.org.store)
    assert job is not None
    assert job.user is not None
    with new_client() as client:
        push(
            ServiceProvider(client, service.base_url, f"Bearer {TOKEN}"),
            job.user,
            job.task.user_name,
            update=ScimUpdate.PATCH,
            with_password=False,
        )
    assert done(open_org().settle()) == ["link"]
    assert service.methods.count("POST") == 1


def test_a_person_whom_the_service_has_deleted_needs_no_deactivation(
    okta: OktaClient, zscaler: str, service: Service
) -> None:
    assign(okta, zscaler, "Contractors")
    okta.settle()
    service.faults.append(Fault(404, method="PATCH"))
    okta.ok("DELETE", f"/api/v1/apps/{zscaler}/groups/{okta.group_id('Contractors')}")
    assert done(okta.settle()) == ["create", "nothing"]
