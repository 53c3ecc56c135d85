"""The least that a first update can take."""

from collections import Counter

from benchmark.bound import seconds

CREATE = "POST /api/v1/apps"


def test_few_requests_take_as_long_as_those_that_wait_for_each_other() -> None:
    assert seconds(Counter({CREATE: 1}), [CREATE]) == 1.659
    assert seconds(Counter({CREATE: 1}), [CREATE, CREATE]) == 2 * 1.659


def test_what_is_over_a_rate_limit_waits_for_the_next_window() -> None:
    assert seconds(Counter({CREATE: 100}), [CREATE]) == 1.659
    assert seconds(Counter({CREATE: 101}), [CREATE]) == 60


def test_endpoints_under_one_limit_use_it_up_together() -> None:
    below = {"GET /api/v1/apps/{id}/users": 60, "PUT /api/v1/apps/{id}/policies/{id}": 60}
    assert seconds(Counter(below), []) == 60
