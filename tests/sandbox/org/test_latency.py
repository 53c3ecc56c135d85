"""How long the org takes on purpose: late answers, and the latency of a real org."""

import re
import statistics
import time
from pathlib import Path

import pytest
import yaml

from sandbox.faults.latency import between, recorded, seconds
from tests.sandbox.org.conftest import OktaClient
from tests.sandbox.org.test_faults import set_faults

RECORDINGS = Path(__file__).parents[4] / "shared" / "recordings" / "okta"


def took(okta: OktaClient) -> float:
    began = time.perf_counter()
    okta.ok("GET", "/api/v1/users/me")
    return time.perf_counter() - began


def test_a_slow_answer_comes_late(okta: OktaClient) -> None:
    set_faults(okta, slow_rate=1, slow_seconds=0.2)

    assert took(okta) >= 0.2


def test_latency_is_drawn_between_the_quantiles(okta: OktaClient) -> None:
    set_faults(okta, latency=[0.1, 0.15])

    assert took(okta) >= 0.1


def test_a_distribution_is_read_off_its_quantiles() -> None:
    assert [between([1, 2, 6], drawn) for drawn in (0, 0.25, 0.5, 0.75, 0.999)] == [
        1,
        1.5,
        2,
        4,
        pytest.approx(6, 0.01),
    ]


def test_no_latency_is_none() -> None:
    assert seconds("off", "GET", "/api/v1/apps", 0.9) == 0


def test_every_request_has_a_recorded_latency_that_grows() -> None:
    assert all(quantiles == sorted(quantiles) for _, quantiles in recorded())
    assert seconds("recorded", "OPTIONS", "/anything/at/all", 0) == pytest.approx(0.217)


@pytest.mark.skipif(not RECORDINGS.exists(), reason="../shared/recordings/okta is not there")
def test_the_recorded_latency_is_that_of_the_recordings() -> None:
    took = sorted(
        float(re.sub("ms$", "e-3", interaction["response"]["duration"]).removesuffix("s"))
        for cassette in RECORDINGS.glob("*.yaml")
        for interaction in yaml.safe_load(cassette.read_text(encoding="utf-8"))["interactions"]
    )
    places = [0, 0.25, 0.5, 0.75, 1]

    assert [seconds("recorded", "OPTIONS", "/", place) for place in places] == pytest.approx(
        [took[0], *statistics.quantiles(took, n=4, method="inclusive"), took[-1]], abs=1e-3
    )
