"""An adopted app that leaves the stack stays in Okta, and is not left connected behind the stack's back."""

from typing import Any

import pytest

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.stack import Stack

OLD = "Zscaler of old"


@pytest.fixture(scope="module")
def adopted(stack: Stack, sandbox: Sandbox) -> str:
    """The id of an app that was there before, and that the stack has connected."""
    app = sandbox.send(
        "POST",
        "/apps?activate=true",
        {
            "name": "zscalerbyz",
            "label": OLD,
            "signOnMode": "SAML_2_0",
            "credentials": {"userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"}},
            "settings": {"app": {"siteDomain": "example.com"}},
        },
    )
    stack.configure({"apps": {"old": old(sandbox, app["id"]), "new": other(sandbox)}})
    stack.configure_secret("okta-scim:tokens.old", sandbox.scim_tokens["zscaler"])
    stack.configure_secret("okta-scim:tokens.new", sandbox.scim_tokens["invision"])
    up = stack.up()
    assert up.exit_code == 0, up.text
    return str(app["id"])


def old(sandbox: Sandbox, app_id: str) -> dict[str, Any]:
    return {
        "label": OLD,
        "preset": "zscaler",
        "existing": {"id": app_id},
        "connection": {"baseUrl": sandbox.scim_urls["zscaler"]},
        "groups": [{"name": "Engineering"}],
    }


def other(sandbox: Sandbox) -> dict[str, Any]:
    return {
        "label": "InVision V7",
        "saml": {"ssoUrl": "https://invision.example.com/acs", "audience": "https://invision.example.com"},
        "connection": {"baseUrl": sandbox.scim_urls["invision"]},
        "groups": [{"name": "Design"}],
    }


def status(sandbox: Sandbox, app_id: str) -> str:
    return str(sandbox.get(f"/apps/{app_id}/connections/default")["status"])


def test_a_destroy_stops_before_it_would_leave_an_adopted_app_connected(
    adopted: str, stack: Stack, sandbox: Sandbox
) -> None:
    people = sandbox.people_at("zscaler")

    destroy = stack.destroy()

    assert destroy.exit_code != 0
    assert destroy.changed == set()
    assert "old-provisioning-is-switched-off" in destroy.text
    assert (status(sandbox, adopted), sandbox.people_at("zscaler")) == ("ENABLED", people)


def test_an_app_leaves_the_stack_only_after_its_provisioning_was_switched_off(
    adopted: str, stack: Stack, sandbox: Sandbox
) -> None:
    stack.configure({"apps": {"new": other(sandbox)}, "unassign": {"maxPeople": 10, "maxShare": 1}})
    stack.remove_secret("okta-scim:tokens.old")
    stopped = stack.up()
    assert stopped.exit_code != 0
    assert "Zscaler of old: python -m commands switch-off --stack e2e --app old" in stopped.diagnostics
    assert status(sandbox, adopted) == "ENABLED"
    done = stack.command("python", "-m", "commands", "switch-off", "--stack", "e2e", "--app", "old")
    assert (done.returncode, status(sandbox, adopted)) == (0, "DISABLED"), done.stderr
    people = sandbox.people_at("zscaler")
    gone = stack.up()
    assert gone.exit_code == 0, gone.text
    assert sandbox.app(OLD)["status"] == "ACTIVE"
    assert sandbox.people_at("zscaler") == people


def test_a_stack_whose_adopted_app_was_switched_off_can_be_destroyed(
    adopted: str, stack: Stack, sandbox: Sandbox
) -> None:
    # The app comes back under management first: as the test before left it, the stack knows it no more.
    stack.configure({"apps": {"old": old(sandbox, adopted), "new": other(sandbox)}})
    stack.configure_secret("okta-scim:tokens.old", sandbox.scim_tokens["zscaler"])
    assert stack.up().exit_code == 0
    people = sandbox.people_at("zscaler")
    # To the console and back: the connection leaves the state, and nobody the app.
    stack.configure({"apps": {"old": {**old(sandbox, adopted), "method": "console"}, "new": other(sandbox)}})
    assert stack.up().exit_code == 0
    stack.configure({"apps": {"old": old(sandbox, adopted), "new": other(sandbox)}})
    assert stack.up().exit_code == 0
    assert sandbox.people_at("zscaler") == people

    stopped = stack.run("destroy", "--yes", "--skip-preview", "--run-program")
    assert stopped.exit_code != 0
    assert "`python -m commands switch-off --app old` does both" in stopped.diagnostics
    assert sandbox.people_at("zscaler") == people

    assert stack.command("python", "-m", "commands", "switch-off", "--stack", "e2e", "--app", "old").returncode == 0
    destroy = stack.run("destroy", "--yes", "--skip-preview", "--run-program", OKTA_SCIM_APPS__OLD__ON_DRIFT="warn")
    assert destroy.exit_code == 0, destroy.text
    assert sandbox.app(OLD)["status"] == "ACTIVE"
    assert sandbox.people_at("zscaler") == people
