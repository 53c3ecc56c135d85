"""An app that Okta makes twice, as the provider sends a creation again when its answer is lost."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.stack import Stack


def labelled(sandbox: Sandbox, label: str) -> list[str]:
    """The ids of the apps with the label."""
    return [app["id"] for app in sandbox.get("/apps") if app["label"] == label]


def made_first(sandbox: Sandbox, label: str, person: str | None) -> str:
    """Once Okta was asked whether there is the app, make it, for a person where one is given; give its id."""
    seen, deadline = len(sandbox.requests()), time.monotonic() + 60
    while "GET /api/v1/apps" not in sandbox.requests()[seen:]:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    app = {"name": "zscalerbyz", "label": label, "signOnMode": "SAML_2_0", "settings": {"app": {}}}
    app_id = str(sandbox.send("POST", "/apps", app)["id"])
    if person:
        sandbox.send("POST", f"/apps/{app_id}/users", {"id": person, "scope": "USER"})
    return app_id


def up_with_an_app_made_twice(
    stack: Stack, sandbox: Sandbox, label: str, person: str | None = None
) -> tuple[subprocess.CompletedProcess[str], str]:
    app = {
        "preset": "zscaler",
        "label": label,
        "connection": {"baseUrl": sandbox.scim_urls["zscaler"]},
        "groups": [{"name": "Engineering"}],
    }
    stack.configure({"apps": {"zscaler": app}})
    stack.configure_secret("okta-scim:tokens.zscaler", sandbox.scim_tokens["zscaler"])
    with ThreadPoolExecutor(1) as beside:
        second = beside.submit(made_first, sandbox, label, person)
        return stack.command("python", "-m", "commands", "up", "--stack", "e2e"), second.result()


def test_the_second_is_deleted_by_the_same_update(stack: Stack, sandbox: Sandbox) -> None:
    up, second = up_with_an_app_made_twice(stack, sandbox, "Zscaler 2.0")
    assert up.returncode == 0, up.stdout + up.stderr
    assert f"Zscaler 2.0: Okta made this app twice; the second, {second}, nobody had, and was deleted." in up.stderr
    assert len(labelled(sandbox, "Zscaler 2.0")) == 1
    assert second not in labelled(sandbox, "Zscaler 2.0")


def test_one_that_somebody_has_stays_and_is_told_of(another_stack: Stack, sandbox: Sandbox) -> None:
    person = sandbox.user_id("ada.lovelace@example.com")
    up, second = up_with_an_app_made_twice(another_stack, sandbox, "Zscaler 3.0", person)
    assert up.returncode == 4, up.stdout + up.stderr
    assert f"Zscaler 3.0: Okta has a second app of this label, {second}" in up.stdout
    assert second in labelled(sandbox, "Zscaler 3.0")
