"""`faults` shows and sets the trouble that the org rehearses."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox.faults.plan import flat
from tests.sandbox.command_line import Result, Sandbox, command


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

    shown = dict(line.split() for line in result.output.splitlines()[2:])
    assert shown == {name: json.dumps(value) for name, value in flat(kept(running_sandbox))}
    assert shown["api.error_rate"] == "0.0"
    assert shown["scim.invision.no_patch"] == "false"


def test_a_fault_is_set_and_the_others_stay_as_they_were(running_sandbox: Sandbox) -> None:
    before = dict(flat(kept(running_sandbox)))
    faults(running_sandbox, "--set", "seed=7", "--set", "api.error_status=500")

    result = faults(running_sandbox, "--set", "scim.zscaler.no_patch=true", "--json")

    assert json.loads(result.output) == kept(running_sandbox)
    changed = {"seed": 7, "api.error_status": 500, "scim.zscaler.no_patch": True}
    assert dict(flat(kept(running_sandbox))) == before | changed


def test_clear_puts_all_others_to_rest(running_sandbox: Sandbox) -> None:
    before = kept(running_sandbox)
    faults(running_sandbox, "--set", "seed=7", "--set", "api.error_status=500")

    faults(running_sandbox, "--clear", "--set", "seed=8")
    assert kept(running_sandbox) == before | {"seed": 8}

    faults(running_sandbox, "--clear")
    assert kept(running_sandbox) == before


def test_a_file_sets_what_it_says_and_puts_the_rest_to_rest(running_sandbox: Sandbox, tmp_path: Path) -> None:
    faults(running_sandbox, "--set", "api.error_status=500")
    before = dict(flat(kept(running_sandbox)))
    file = tmp_path / "trouble.yaml"
    file.write_text("seed: 7\nscim:\n  invision: {ignores_count: true}\n")

    faults(running_sandbox, "--file", str(file))

    said = {"seed": 7, "scim.invision.ignores_count": True}
    assert dict(flat(kept(running_sandbox))) == before | {"api.error_status": 429} | said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("api: {error_rat: 1}", "There is no fault 'api.error_rat'; the nearest is 'api.error_rate'"),
        ("scim: {acme: {no_patch: true}}", "scim.acme: There is no such tenant; there are: invision, zscaler"),
        ("- seed", "holds no table of faults, such as"),
        ("seed: [", "is not YAML"),
    ],
)
def test_a_file_that_cannot_be_set_is_told(running_sandbox: Sandbox, text: str, told: str, tmp_path: Path) -> None:
    before = kept(running_sandbox)
    file = tmp_path / "trouble.yaml"
    file.write_text(text)

    result = faults(running_sandbox, "--file", str(file))

    assert (result.code, told in result.error) == (1, True), result.error
    assert kept(running_sandbox) == before


def test_a_sandbox_does_not_start_with_faults_that_cannot_be(tmp_path: Path) -> None:
    file = tmp_path / "trouble.yaml"
    file.write_text("scim: {acme: {no_patch: true}}")

    result = command("start", "--directory", str(tmp_path / "data"), "--faults", str(file), "--tenant", "acne")

    assert (result.code, result.output) == (1, "")
    assert "scim.acme: There is no such tenant; there are: acne" in result.error
    assert not (tmp_path / "data").exists()


def test_a_sandbox_that_runs_takes_the_faults_of_another_start(running_sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "trouble.yaml"
    file.write_text("seed: 9\nscim: {zscaler: {no_patch: true}}")

    assert running_sandbox.command("start", "--faults", str(file)).code == 0

    assert (kept(running_sandbox)["seed"], kept(running_sandbox)["scim"]["zscaler"]["no_patch"]) == (9, True)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("api.eror_rate=0.1", "There is no fault 'api.eror_rate'; the nearest is 'api.error_rate'"),
        ("api.error_rate=often", "api.error_rate: The value must be a number from 0 to 1"),
        ("api.error_rate=NaN", "api.error_rate: The value must be a number from 0 to 1"),
        ("api.error_rate", "--set api.error_rate: write NAME=VALUE, as in `api.error_rate=0.1`"),
        ("seed.error_rate=1", "seed.error_rate: 'seed' is set to a value already"),
    ],
)
def test_what_cannot_be_set_is_told_and_nothing_is(running_sandbox: Sandbox, setting: str, told: str) -> None:
    before = kept(running_sandbox)

    result = faults(running_sandbox, "--set", "seed=7", "--set", setting)

    assert (result.code, result.output) == (1, "")
    assert told in result.error
    assert kept(running_sandbox) == before


def test_a_scim_server_shows_a_fault_from_the_next_request_on(running_sandbox: Sandbox) -> None:
    assert running_sandbox.scim("invision", "GET", "/Users?count=0")

    faults(running_sandbox, "--set", "scim.invision.error_rate=1", "--set", "scim.invision.error_status=503")

    with pytest.raises(AssertionError, match="503"):
        running_sandbox.scim("invision", "GET", "/Users?count=0")
    assert running_sandbox.scim("zscaler", "GET", "/Users?count=0")


def test_a_connection_is_cut_without_an_answer(running_sandbox: Sandbox) -> None:
    faults(running_sandbox, "--set", "api.drop_rate=1", "--set", "scim.invision.drop_rate=1")

    with pytest.raises(httpx2.RemoteProtocolError):
        running_sandbox.ask("GET", "/api/v1/users/me")
    with pytest.raises(httpx2.RemoteProtocolError):
        running_sandbox.scim("invision", "GET", "/Users?count=0")


def test_a_changed_token_is_the_one_that_is_printed_until_it_changes_back(running_sandbox: Sandbox) -> None:
    def status(token: str) -> int:
        return httpx2.get(url, headers={"Authorization": f"Bearer {token}"}, trust_env=False).status_code

    url = f"{running_sandbox.run.scim_urls['invision']}/Users?count=0"
    old = running_sandbox.command("token", "scim").output.strip()

    faults(running_sandbox, "--set", "scim.invision.token_changed=true")
    new = running_sandbox.command("token", "scim").output.strip()
    assert (status(old), status(new)) == (401, 200)

    faults(running_sandbox, "--clear")
    assert (status(old), status(new)) == (200, 401)


def test_a_rehearsed_429_has_one_date_and_a_reset_that_is_near(running_sandbox: Sandbox) -> None:
    faults(running_sandbox, "--set", "api.error_rate=1")

    answer = running_sandbox.ask("GET", "/api/v1/users/me")

    assert answer.status_code == 429
    assert len(answer.headers.get_list("Date")) == 1
    assert "X-Rate-Limit-Reset" in answer.headers
