"""An app that Okta makes twice, as the provider sends a creation again when its answer is lost, is told and deleted."""

import time
from concurrent.futures import ThreadPoolExecutor

from tests.end_to_end.sandbox import Sandbox
from tests.end_to_end.stack import Stack

LABEL = "Zscaler 2.0"


def labelled(sandbox: Sandbox) -> list[str]:
    """The ids of the apps with the label."""
    return [app["id"] for app in sandbox.get("/apps") if app["label"] == LABEL]


def made_again(sandbox: Sandbox) -> str:
    """Once the app is there, make it again; give the second one's id."""
    deadline = time.monotonic() + 60
    while not (first := labelled(sandbox)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    app = sandbox.get(f"/apps/{first[0]}")
    again = {name: app[name] for name in ("name", "label", "signOnMode", "settings")}
    return str(sandbox.send("POST", "/apps", again)["id"])


def test_an_app_that_okta_made_twice_is_told_and_the_command_deletes_the_second(stack: Stack, sandbox: Sandbox) -> None:
    app = {
        "preset": "zscaler",
        "label": LABEL,
        "connection": {"baseUrl": sandbox.scim_urls["zscaler"]},
        "groups": [{"name": "Engineering"}],
    }
    stack.configure({"apps": {"zscaler": app}})
    stack.configure_secret("okta-scim:tokens.zscaler", sandbox.scim_tokens["zscaler"])
    with ThreadPoolExecutor(1) as beside:
        second = beside.submit(made_again, sandbox)
        up = stack.command("python", "-m", "commands", "up", "--stack", "e2e")
    assert up.returncode == 4, up.stdout + up.stderr
    assert f"{LABEL}: Okta has a second app of this label, {second.result()}" in up.stdout
    deleted = stack.command("python", "-m", "commands", "recover", "--delete-twins", "--stack", "e2e")
    assert deleted.returncode == 0, deleted.stderr
    assert len(labelled(sandbox)) == 1
    assert second.result() not in labelled(sandbox)
