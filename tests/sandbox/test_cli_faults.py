"""`faults` shows and sets the trouble that the org rehearses."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.command_line import Result, Sandbox


@pytest.fixture(autouse=True)
def at_rest(running_sandbox: Sandbox) -> Iterator[None]:
    yield
    running_sandbox.api("PUT", "/sandbox/faults", json={})


def faults(sandbox: Sandbox, *options: str) -> Result:
    return sandbox.command("faults", *options)


def kept(sandbox: Sandbox) -> dict[str, Any]:
    values: dict[str, Any] = sandbox.api("GET", "/sandbox/faults")
    return values


def test_all_faults_are_shown_with_their_values(running_sandbox: Sandbox) -> None:
    result = faults(running_sandbox)

    assert result.output.splitlines() == [
        "Faults",
        "  name                             value",
        "  wipe_provisioning_on_app_update  false",
        "  api_error_rate                   0.0",
        "  api_error_status                 429",
        "  seed                             0",
    ]


def test_a_fault_is_set_and_the_others_stay_as_they_were(running_sandbox: Sandbox) -> None:
    faults(running_sandbox, "--set", "seed=7", "--set", "api_error_status=500")

    result = faults(running_sandbox, "--set", "wipe_provisioning_on_app_update=true", "--json")

    assert json.loads(result.output) == kept(running_sandbox)
    assert kept(running_sandbox) == {
        "wipe_provisioning_on_app_update": True,
        "api_error_rate": 0.0,
        "api_error_status": 500,
        "seed": 7,
    }


def test_clear_puts_all_others_to_rest(running_sandbox: Sandbox) -> None:
    before = kept(running_sandbox)
    faults(running_sandbox, "--set", "seed=7", "--set", "api_error_status=500")

    faults(running_sandbox, "--clear", "--set", "seed=8")
    assert kept(running_sandbox) == before | {"seed": 8}

    faults(running_sandbox, "--clear")
    assert kept(running_sandbox) == before


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("api_eror_rate=0.1", "There is no fault 'api_eror_rate'; the nearest is 'api_error_rate'"),
        ("api_error_rate=often", "api_error_rate: The value must be a number from 0 to 1"),
        ("api_error_rate=NaN", "api_error_rate: The value must be a number from 0 to 1"),
        ("api_error_rate", "--set api_error_rate: write NAME=VALUE, as in `api_error_rate=0.1`"),
    ],
)
def test_what_cannot_be_set_is_told_and_nothing_is(running_sandbox: Sandbox, setting: str, told: str) -> None:
    before = kept(running_sandbox)

    result = faults(running_sandbox, "--set", "seed=7", "--set", setting)

    assert (result.code, result.output) == (1, "")
    assert told in result.error
    assert kept(running_sandbox) == before


def test_a_rehearsed_429_has_one_date_and_a_reset_that_is_near(running_sandbox: Sandbox) -> None:
    faults(running_sandbox, "--set", "api_error_rate=1")

    answer = running_sandbox.ask("GET", "/api/v1/users/me")

    assert answer.status_code == 429
    assert len(answer.headers.get_list("Date")) == 1
    assert "X-Rate-Limit-Reset" in answer.headers
