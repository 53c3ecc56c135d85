"""An app that stays in Okta is switched off before it leaves the stack, and nobody is deactivated by the way."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.end_to_end.refusing_okta import refusing
from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.stack import Stack

OLD, BY_HAND = "Zscaler of old", "InVision by hand"
EVERYBODY = {"maxPeople": 10, "maxShare": 1}
DESTROY = ("destroy", "--yes", "--skip-preview", "--run-program")


@dataclass(frozen=True)
class Adopted:
    """Two apps that were there before and that the stack provisions: one by the API, one in the console."""

    sandbox: Sandbox
    old_id: str
    by_hand_id: str

    @property
    def apps(self) -> dict[str, Any]:
        return {
            "old": {
                "label": OLD,
                "preset": "zscaler",
                "existing": {"id": self.old_id},
                "connection": {"baseUrl": self.sandbox.scim_urls["zscaler"]},
                "groups": [{"name": "Engineering"}],
            },
            "by-hand": {
                "label": BY_HAND,
                "existing": {"id": self.by_hand_id},
                "connection": {"baseUrl": self.sandbox.scim_urls["invision"]},
                "groups": [{"name": "Design"}],
            },
        }

    @property
    def connection(self) -> str:
        return str(self.sandbox.get(f"/apps/{self.old_id}/connections/default")["status"])

    def switch_old_on(self) -> None:
        """Do by the API what somebody else may do at any time."""
        of_app, on = f"/apps/{self.old_id}", {"status": "ENABLED"}
        self.sandbox.send("POST", f"{of_app}/connections/default/lifecycle/activate")
        features = {"create": {"lifecycleCreate": on}, "update": {"lifecycleDeactivate": on}}
        self.sandbox.send("PUT", f"{of_app}/features/USER_PROVISIONING", features)

    @property
    def people(self) -> tuple[dict[str, bool], dict[str, bool]]:
        """Who is at both services, and whether active."""
        return self.sandbox.people_at("zscaler"), self.sandbox.people_at("invision")


@pytest.fixture(scope="module")
def adopted(stack: Stack, sandbox: Sandbox) -> Adopted:
    email = {"userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"}}
    old = {
        "name": "zscalerbyz",
        "label": OLD,
        "signOnMode": "SAML_2_0",
        "credentials": email,
        "settings": {"app": {"siteDomain": "example.com"}},
    }
    by_hand = {"name": "scim2testapp_basic", "label": BY_HAND, "signOnMode": "SAML_2_0", "credentials": email}
    made = [str(sandbox.send("POST", "/apps?activate=true", app)["id"]) for app in (old, by_hand)]
    sandbox.switch_on(BY_HAND, "invision")
    known = Adopted(sandbox, *made)
    stack.configure({"apps": known.apps})
    stack.configure_secret("okta-scim:tokens.old", sandbox.scim_tokens["zscaler"])
    stack.configure_secret("okta-scim:tokens.by-hand", sandbox.scim_tokens["invision"])
    up = stack.up()
    assert up.exit_code == 0, up.text
    assert all(any(people.values()) for people in known.people)
    return known


@pytest.fixture(scope="module")
def old_is_gone(adopted: Adopted, stack: Stack) -> None:
    """The app that the API provisions is taken out of the settings."""
    stack.configure({"apps": {"by-hand": adopted.apps["by-hand"]}, "unassign": EVERYBODY})
    stack.remove_secret("okta-scim:tokens.old")


def test_a_destroy_that_does_not_run_the_program_is_refused(adopted: Adopted, stack: Stack) -> None:
    people = adopted.people
    destroy = stack.destroy()
    assert destroy.exit_code != 0
    assert destroy.changed == set()
    assert {f"{app}-provisioning-is-switched-off" in destroy.text for app in ("old", "by-hand")} == {True}
    assert (adopted.connection, adopted.people) == ("ENABLED", people)


@pytest.mark.usefixtures("old_is_gone")
def test_a_preview_tells_in_one_warning_what_the_removal_does_and_does_nothing(adopted: Adopted, stack: Stack) -> None:
    preview = stack.preview()
    assert preview.exit_code == 0, preview.text
    (told,) = [line for line in preview.diagnostics.splitlines() if line.startswith(OLD)]
    assert told == (
        f"{OLD} ({adopted.old_id}) stays in Okta: its provisioning features will be switched off, then its connection "
        "deactivated, and only then it loses its groups: Engineering (3 people). Nobody is deactivated at the service "
        "by it."
    )
    assert adopted.connection == "ENABLED"


@pytest.mark.usefixtures("old_is_gone")
@pytest.mark.parametrize(
    ("status", "code", "summary", "next_step"),
    [
        (
            403,
            "E0000006",
            "You do not have permission to perform the requested action",
            "give the token's administrator",
        ),
        (500, "E0000009", "Internal Server Error", "run the command again"),
    ],
)
def test_an_app_that_okta_does_not_switch_off_does_not_leave(
    adopted: Adopted, stack: Stack, sandbox: Sandbox, status: int, code: str, summary: str, next_step: str
) -> None:
    people = adopted.people
    with refusing(sandbox.org_url, "PUT /features/", status, code, summary) as okta:
        stack.configure({"okta:httpProxy": okta})
        stopped = stack.up()
    stack.configure({"okta:httpProxy": sandbox.org_url})
    assert stopped.exit_code != 0
    assert f"{OLD} ({adopted.old_id}) stays in Okta, and its provisioning could not be switched off" in stopped.text
    assert (
        f"Okta refused PUT /api/v1/apps/{adopted.old_id}/features/USER_PROVISIONING: {code} {summary}" in stopped.text
    )
    assert f"Next: {next_step}" in stopped.text
    assert (adopted.connection, adopted.people) == ("ENABLED", people)
    assert sandbox.groups_of(OLD) == {sandbox.group_id("Engineering")}


@pytest.mark.usefixtures("old_is_gone")
def test_an_app_that_leaves_the_stack_is_switched_off_first(adopted: Adopted, stack: Stack, sandbox: Sandbox) -> None:
    people = adopted.people
    asked = len(sandbox.requests())
    gone = stack.up()
    assert gone.exit_code == 0, gone.text
    assert {"old-connection", "old-engineering"} <= gone.changed
    assert (adopted.connection, adopted.people) == ("DISABLED", people)
    assert (sandbox.app(OLD)["status"], sandbox.groups_of(OLD)) == ("ACTIVE", set())
    of_app = f"/api/v1/apps/{adopted.old_id}"
    changes = [one for one in sandbox.requests()[asked:] if of_app in one and not one.startswith("GET")]
    assert changes == [
        f"PUT {of_app}/features/USER_PROVISIONING",
        f"POST {of_app}/connections/default/lifecycle/deactivate",
        f"DELETE {of_app}/groups/{sandbox.group_id('Engineering')}",
    ]


def test_a_console_app_is_not_destroyed_while_okta_would_deactivate_its_people(
    adopted: Adopted, stack: Stack, sandbox: Sandbox
) -> None:
    people = adopted.people
    stack.configure({"unassign": {}})
    stopped = stack.run(*DESTROY)
    assert stopped.exit_code != 0
    assert f"{BY_HAND} ({adopted.by_hand_id}) stays in Okta with Deactivate Users on" in stopped.text
    assert "Okta would deactivate 3 people by the groups Design at the service" in stopped.text
    page = f"{sandbox.org_url}/admin/app/scim2testapp_basic/instance/{adopted.by_hand_id}/#tab-user-management"
    assert f"Next: on {page} under To App, Edit, clear Deactivate Users" in stopped.text
    assert "OKTA_SCIM_UNASSIGN__MAX_PEOPLE=3 OKTA_SCIM_UNASSIGN__MAX_SHARE=1" in stopped.text
    assert adopted.people == people
    assert sandbox.groups_of(BY_HAND) == {sandbox.group_id("Design")}


def test_an_app_that_stays_in_the_settings_is_never_switched_off(
    adopted: Adopted, stack: Stack, sandbox: Sandbox
) -> None:
    # It comes back under management, goes to the console and comes back: its connection leaves the state.
    stack.configure_secret("okta-scim:tokens.old", sandbox.scim_tokens["zscaler"])
    for method in ("api", "console", "api"):
        stack.configure({"apps": {**adopted.apps, "old": {**adopted.apps["old"], "method": method}}})
        up = stack.up()
        assert (up.exit_code, adopted.connection) == (0, "ENABLED"), up.text
    anew = stack.up("--replace", "**::old-connection")
    assert "old-connection" in anew.changed
    assert (anew.exit_code, adopted.connection) == (0, "ENABLED"), anew.text


def test_a_stack_is_destroyed_once_a_person_has_cleared_the_boxes_and_the_api_the_others(
    adopted: Adopted, stack: Stack, sandbox: Sandbox
) -> None:
    people = adopted.people
    command = stack.command("python", "-m", "commands", "switch-off", "--stack", "e2e", "--app", "old")
    assert (command.returncode, adopted.connection) == (0, "DISABLED"), command.stderr
    adopted.switch_old_on()
    sandbox.switch_on(BY_HAND, "invision", "--no-create", "--no-deactivate")
    destroy = stack.run(*DESTROY)
    assert destroy.exit_code == 0, destroy.text
    assert (adopted.connection, adopted.people) == ("DISABLED", people)
    assert {sandbox.app(label)["status"] for label in (OLD, BY_HAND)} == {"ACTIVE"}
    assert sandbox.groups_of(OLD) == sandbox.groups_of(BY_HAND) == set()
