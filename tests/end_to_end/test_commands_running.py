"""evidence, canary and drift on the reference case, from the first update to what somebody switches off later."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.secrets import places_of
from tests.end_to_end.stack import Outcome, Stack

LABEL = "InVision V7"
KEY = "invision-v7"
ALAN = "alan.turing@example.com"
ADA = "ada.lovelace@example.com"


def say(stack: Stack, *words: str) -> tuple[int, Any]:
    """A command's exit code and its JSON."""
    done = stack.command("python", "-m", "commands", *words, "--json")
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def first_up(stack: Stack, sandbox: Sandbox) -> Outcome:
    stack.configure(
        {
            "apps": {
                KEY: {
                    "preset": "invision-v7",
                    "label": LABEL,
                    "saml": {"ssoUrl": "https://invision.example.com/acs", "audience": "https://invision.example.com"},
                    "connection": {"baseUrl": sandbox.scim_urls["invision"]},
                    "groups": [{"name": "Design"}],
                    "canary": ALAN,
                    "onDrift": "fail",
                }
            }
        }
    )
    stack.configure_secret("okta-scim:tokens.invision-v7", sandbox.scim_tokens["invision"])
    return stack.up()


@pytest.fixture(scope="module")
def while_off(stack: Stack, first_up: Outcome) -> dict[str, Any]:
    """What the commands say while the console's steps are left."""
    canary = stack.command("python", "-m", "commands", "canary", "--app", KEY)
    return {"drift": say(stack, "drift", "--all"), "evidence": say(stack, "evidence"), "canary": canary}


@pytest.fixture(scope="module")
def second_up(stack: Stack, sandbox: Sandbox, while_off: object) -> Outcome:
    sandbox.switch_on(LABEL, "invision")
    up = stack.up()
    assert sandbox.people_at("invision")[ADA] is True
    return up


def test_while_steps_are_left_drift_says_so_and_ends_with_3(while_off: dict[str, Any]) -> None:
    code, report = while_off["drift"]
    (stack,) = report["stacks"]
    assert (code, stack["drift"], stack["resources"]) == (3, "steps left", [])
    assert "Set up the provisioning connection" in stack["apps"][0]["stepsLeft"]


def test_while_steps_are_left_nothing_is_proved(while_off: dict[str, Any]) -> None:
    code, report = while_off["evidence"]
    assert (code, report["apps"][KEY]["verdict"], report["apps"][KEY]["grade"]) == (3, "unproved", 0)


def test_while_steps_are_left_the_canary_is_refused(while_off: dict[str, Any]) -> None:
    assert while_off["canary"].returncode == 3
    assert "Create Users (PUSH_NEW_USERS)" in while_off["canary"].stderr


def test_once_people_were_provisioned_all_grades_prove_it(second_up: Outcome, stack: Stack) -> None:
    code, report = say(stack, "evidence", "--app", KEY)
    app = report["apps"][KEY]
    assert (code, app["verdict"], app["grade"]) == (0, "proved", 4)
    assert [row["holds"] for row in app["evidence"]] == [True, True, True, True]
    assert app["evidence"][3]["says"] == "3 of 3 found, 3 active"


def test_the_internal_endpoints_are_read_where_asked_for_and_said_to_be_unsupported(
    second_up: Outcome, stack: Stack
) -> None:
    _, report = say(stack, "evidence", "--internal")
    internal = report["apps"][KEY]["internal"]
    assert "Okta does not support these endpoints" in internal["warning"]
    assert set(internal) == {"warning", "userManagement", "importMatchRules"}


def test_a_stack_that_is_as_declared_has_no_drift(second_up: Outcome, stack: Stack) -> None:
    code, report = say(stack, "drift", "--stack", "e2e")
    assert (code, report["stacks"][0]["drift"]) == (0, "none")


def test_the_canary_arrives_and_is_inactive_and_unassigned_afterwards(
    second_up: Outcome, stack: Stack, sandbox: Sandbox
) -> None:
    code, report = say(stack, "canary", "--app", KEY, "--timeout", "30")
    assert (code, report["passed"], report["userName"]) == (0, True, ALAN)
    assert sandbox.people_at("invision")[ALAN] is False
    app_id = sandbox.app(LABEL)["id"]
    assert ALAN not in {user["credentials"]["userName"] for user in sandbox.get(f"/apps/{app_id}/users")}


def test_a_canary_who_has_the_app_is_refused_and_keeps_it(second_up: Outcome, stack: Stack, sandbox: Sandbox) -> None:
    done = stack.command("python", "-m", "commands", "canary", "--app", KEY, "--person", ADA)
    assert done.returncode == 3
    assert "is assigned to App 'InVision V7'" in done.stderr
    assert sandbox.people_at("invision")[ADA] is True


def test_what_somebody_changed_is_drift_and_stays_as_it_is_also_where_drift_fails_an_update(
    second_up: Outcome, stack: Stack, sandbox: Sandbox
) -> None:
    sandbox.switch_on(LABEL, "invision", "--no-deactivate")
    code, report = say(stack, "drift", "--all")
    (found,) = report["stacks"]
    assert (code, found["drift"], found["errors"]) == (4, "drift", [])
    assert (found["apps"][0]["drift"], found["apps"][0]["before"]) == ("drift", "on")
    assert "deactivate: declared on, Okta says off" in found["warnings"][0]
    assert "PUSH_USER_DEACTIVATION" not in sandbox.app(LABEL)["features"]
    assert sandbox.groups_of(LABEL) == {sandbox.group_id("Design")}


def test_a_group_that_somebody_took_off_is_drift_told_in_plain_lines(
    second_up: Outcome, stack: Stack, sandbox: Sandbox
) -> None:
    sandbox.switch_on(LABEL, "invision")
    sandbox.send("DELETE", f"/apps/{sandbox.app(LABEL)['id']}/groups/{sandbox.group_id('Design')}")
    done = stack.command("python", "-m", "commands", "drift")
    assert done.returncode == 4
    assert done.stdout.startswith("Stack e2e: DRIFT\nWhat an update would change\n")
    assert "create     invision-v7-design" in done.stdout
    assert sandbox.groups_of(LABEL) == set()


def test_a_report_shows_what_differs_and_the_evidence_and_changes_nothing(
    second_up: Outcome, stack: Stack, sandbox: Sandbox, tmp_path: Path
) -> None:
    done = stack.command("python", "-m", "commands", "report", "--output", str(tmp_path), "--json")
    assert done.returncode == 0, done.stderr
    (app,) = json.loads(done.stdout)["stacks"][0]["apps"]
    assert (app["state"], app["verdict"]) == ("differs", "proved")
    assert [station["state"] for station in app["way"] if station["title"] == "Groups"] == ["differs"]
    assert [push["person"] for push in app["pushes"]]
    assert [(group["name"], group["people"]) for group in app["groups"]] == [("Design", 3)]
    assert {file.name for file in tmp_path.iterdir()} == {"report.html", "report.md"}
    assert places_of(sandbox.tokens, [tmp_path], [done.stdout]) == []
    assert sandbox.groups_of(LABEL) == set()


def test_a_report_without_okta_says_so(second_up: Outcome, stack: Stack, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    nowhere = {"OKTA_HTTP_PROXY": "http://127.0.0.1:9"}
    done = stack.command("python", "-m", "commands", "report", "--offline", "--output", str(page), **nowhere)
    assert done.returncode == 0, done.stderr
    assert "Okta was not asked." in page.read_text(encoding="utf-8")


def test_a_stack_that_cannot_be_looked_at_ends_with_1(second_up: Outcome, stack: Stack) -> None:
    code, report = say(stack, "drift", "--stack", "nowhere")
    assert (code, report["stacks"][0]["drift"]) == (1, "unknown")
    assert "nowhere" in report["stacks"][0]["errors"][0]


def test_no_token_stands_in_clear_anywhere(second_up: Outcome, stack: Stack, sandbox: Sandbox) -> None:
    assert places_of(sandbox.tokens, [stack.directory, sandbox.directory], stack.log) == []
