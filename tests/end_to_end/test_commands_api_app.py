"""adopt, evidence, canary and drift on an app that Okta's API provisions, connected by somebody years ago."""

import json
import shlex
from typing import Any

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.secrets import places_of
from tests.end_to_end.stack import Stack

LABEL = "Zscaler of old"
ALAN = "alan.turing@example.com"


def say(stack: Stack, *words: str) -> tuple[int, Any]:
    """A command's exit code and its JSON."""
    done = stack.command("python", "-m", "commands", *words, "--json")
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def old_app(sandbox: Sandbox) -> str:
    """The id of the app, provisioned to Zscaler's SCIM server, with one group."""
    app = sandbox.send(
        "POST",
        "/apps?activate=true",
        {
            "name": "zscalerbyz",
            "label": LABEL,
            "signOnMode": "SAML_2_0",
            "credentials": {"userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"}},
            "settings": {"app": {"siteDomain": "example.com"}},
        },
    )
    sandbox.switch_on(LABEL, "zscaler")
    sandbox.send("PUT", f"/apps/{app['id']}/groups/{sandbox.group_id('Engineering')}", {})
    return str(app["id"])


@pytest.fixture(scope="module")
def preview(stack: Stack, sandbox: Sandbox, old_app: str) -> Any:
    """The first preview, once what `adopt` prints was followed."""
    code, first = say(stack, "adopt", "--app", old_app, "--name", "old", "--write")
    assert code == 0
    set_token, second = map(shlex.split, first["commands"])
    assert stack.command(*set_token, stdin=sandbox.scim_tokens["zscaler"]).returncode == 0
    done = stack.command(*second, "--json")
    assert done.returncode == 0, done.stderr
    *commands, last = json.loads(done.stdout)["commands"]
    for command in commands:
        followed = stack.command(*shlex.split(command))
        assert followed.returncode == 0, followed.stdout + followed.stderr
    return stack.command(*shlex.split(last))


def test_the_first_preview_is_empty(preview: Any) -> None:
    assert preview.returncode == 0, preview.stdout + preview.stderr


def test_the_first_update_changes_nothing(preview: Any, stack: Stack) -> None:
    updated = stack.up("--expect-no-changes")
    assert updated.exit_code == 0, updated.text
    assert stack.outputs()["old"]["provisioningStatus"] == "on"


def test_all_grades_of_evidence_prove_it(preview: Any, stack: Stack) -> None:
    code, report = say(stack, "evidence")
    assert (code, report["apps"]["old"]["verdict"], report["apps"]["old"]["grade"]) == (0, "proved", 4)


def test_the_canary_arrives_and_is_inactive_afterwards(preview: Any, stack: Stack, sandbox: Sandbox) -> None:
    code, report = say(stack, "canary", "--app", "old", "--person", ALAN, "--timeout", "30")
    assert (code, report["passed"]) == (0, True)
    assert sandbox.people_at("zscaler")[ALAN] is False


def test_what_somebody_changed_is_drift_and_stays_as_it_is(preview: Any, stack: Stack, sandbox: Sandbox) -> None:
    assert say(stack, "drift")[0] == 0
    sandbox.switch_on(LABEL, "zscaler", "--profile")
    code, report = say(stack, "drift")
    assert (code, report["stacks"][0]["drift"]) == (4, "drift")
    assert "PUSH_PROFILE_UPDATES" in sandbox.app(LABEL)["features"]


def test_no_token_stands_in_clear_anywhere(preview: Any, stack: Stack, sandbox: Sandbox) -> None:
    assert places_of(sandbox.tokens, [stack.directory, sandbox.directory], stack.log) == []
