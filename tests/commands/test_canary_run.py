"""The canary: it proves the whole way, harms nobody, and always cleans up after itself."""

import signal
from collections.abc import Callable
from typing import Any

import pytest

from commands.canary_run import Canary
from commands.exits import CommandFailed, Exit
from evidence.okta_api import Person
from evidence.okta_http import OktaRefused
from tests.evidence.fake_okta import ALAN, FakeOkta, refusal

EMAIL = "alan@example.com"


def canary(okta: FakeOkta, sleep: Callable[[float], None] | None = None, told: list[str] | None = None) -> Canary:
    ticks = iter(range(10_000))
    return Canary(
        api=okta.api(),
        service=okta.service(),
        app=okta.found(),
        person=Person("00uAlan", "alan@corp.example", EMAIL),
        timeout=5,
        told=(told if told is not None else []).append,
        clock=lambda: float(next(ticks)),
        sleep=sleep or (lambda _: None),
    )


def failure(okta: FakeOkta, **options: Any) -> CommandFailed:
    with pytest.raises(CommandFailed) as caught:
        canary(okta, **options).run()
    return caught.value


def test_the_person_arrives_is_unassigned_and_becomes_inactive() -> None:
    okta, told = FakeOkta(), list[str]()
    passed = canary(okta, told=told).run()
    assert passed.user_name == EMAIL
    assert [line.split(":")[0] for line in told] == ["assigned", "arrived", "unassigned", "deactivated"]
    assert (okta.assigned, okta.at_service) == ({}, {EMAIL: False})


def test_the_run_as_data_has_the_seconds_of_each_step() -> None:
    assert set(canary(FakeOkta()).run().as_dict()["seconds"]) == {"assigned", "arrived", "unassigned", "deactivated"}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"features": ["PUSH_NEW_USERS"]}, "Deactivate Users (PUSH_USER_DEACTIVATION)"),
        ({"features": []}, "Create Users (PUSH_NEW_USERS)"),
        ({"status": "INACTIVE"}, "is INACTIVE"),
    ],
)
def test_it_is_refused_where_provisioning_is_not_on(change: dict[str, Any], why: str) -> None:
    okta = FakeOkta()
    okta.app |= change
    refused = failure(okta)
    assert (refused.exit_code, why in str(refused)) == (Exit.LEFT, True)
    assert {request.split()[0] for request in okta.requests} == {"GET"}


def test_it_is_refused_for_a_person_who_has_the_app() -> None:
    okta = FakeOkta()
    okta.assign("00uAlan")
    refused = failure(okta)
    assert (refused.exit_code, "is assigned to" in str(refused)) == (Exit.LEFT, True)
    assert set(okta.assigned) == {"00uAlan"}


def test_it_is_refused_for_a_person_who_is_active_at_the_service_already() -> None:
    okta = FakeOkta(at_service={EMAIL: True})
    refused = failure(okta)
    assert (refused.exit_code, "would deactivate them" in str(refused)) == (Exit.LEFT, True)
    assert okta.at_service == {EMAIL: True}


def test_an_inactive_account_of_an_earlier_run_does_not_matter() -> None:
    assert canary(FakeOkta(at_service={EMAIL: False})).run().user_name == EMAIL


def test_who_does_not_arrive_in_time_is_unassigned_and_it_ends_with_4() -> None:
    okta = FakeOkta(pushes=False)
    lost = failure(okta)
    assert (lost.exit_code, okta.assigned) == (Exit.DIFFERS, {})
    assert "did not see alan@example.com arrive there: not within 5 seconds" in str(lost)


def test_a_push_that_failed_is_not_waited_for() -> None:
    okta = FakeOkta(pushes=False)

    def fails(_: float) -> None:
        okta.assigned["00uAlan"]["syncState"] = "ERROR"

    assert "Okta's push failed" in str(failure(okta, sleep=fails))
    assert okta.assigned == {}


def test_who_stays_active_at_the_service_is_told_and_it_ends_with_4() -> None:
    okta = FakeOkta(deactivates=False)
    lost = failure(okta)
    assert (lost.exit_code, okta.assigned) == (Exit.DIFFERS, {})
    assert "become inactive there" in str(lost)


def test_ctrl_c_while_waiting_unassigns_the_person() -> None:
    okta = FakeOkta(pushes=False)

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        canary(okta, sleep=interrupted).run()
    assert okta.assigned == {}


def test_a_pipeline_s_sigterm_while_waiting_unassigns_the_person() -> None:
    okta = FakeOkta(pushes=False)
    with pytest.raises(KeyboardInterrupt):
        canary(okta, sleep=lambda _: signal.raise_signal(signal.SIGTERM)).run()
    assert okta.assigned == {}


def test_an_assignment_whose_answer_was_never_read_is_undone() -> None:
    okta = FakeOkta()
    api = okta.api()
    send = api.http.send

    def cut_off(method: str, *words: Any, **options: Any) -> Any:
        answer = send(method, *words, **options)
        if method == "POST":
            raise KeyboardInterrupt
        return answer

    api.http.send = cut_off  # type: ignore[method-assign]  # the connection breaks
    run = Canary(api, okta.service(), okta.found(), Person("00uAlan", "alan@corp.example", EMAIL), 5, lambda _: None)
    with pytest.raises(KeyboardInterrupt):
        run.run()
    assert okta.assigned == {}


def test_a_refused_unassignment_is_tried_again() -> None:
    okta = FakeOkta(unassign_refusals=2)
    canary(okta).run()
    assert okta.assigned == {}


def test_a_person_who_cannot_be_unassigned_is_named_and_it_ends_with_5() -> None:
    unclean = failure(FakeOkta(unassign_refusals=9))
    assert unclean.exit_code is Exit.UNCLEAN
    assert str(unclean).startswith(f"{EMAIL} IS STILL ASSIGNED to App 'InVision V7'")


def test_the_person_is_found_by_email() -> None:
    person = FakeOkta().api().person_with_email(EMAIL)
    assert (person.id, person.login) == (ALAN["id"], "alan@corp.example")


def test_a_refused_assignment_is_told_in_okta_s_words_and_nothing_is_cleaned_up() -> None:
    okta = FakeOkta()
    okta.assign_refusal = refusal(403, "E0000006", "You do not have permission")
    with pytest.raises(OktaRefused, match="E0000006"):
        canary(okta).run()
    assert not [request for request in okta.requests if request.startswith("DELETE")]
