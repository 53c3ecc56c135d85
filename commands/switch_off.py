"""switch-off: end the provisioning of an app that stays in Okta, before it leaves the stack."""

from typing import Annotated, Any

import typer

from commands import output
from commands.apps import okta_api
from commands.exits import CommandFailed, Exit
from commands.output import AsJson, StackName
from commands.stack import Stack
from components import Method
from evidence.okta_api import OktaApi

_ALL_OFF: dict[str, Any] = {
    "create": {"lifecycleCreate": {"status": "DISABLED"}},
    "update": {
        "lifecycleDeactivate": {"status": "DISABLED"},
        "password": {"change": "KEEP_EXISTING", "seed": "RANDOM", "status": "DISABLED"},
        "profile": {"status": "DISABLED"},
    },
}


def switch_off(
    app: Annotated[str, typer.Option(help="The app, by its name in the settings, also after it was taken out there.")],
    stack: StackName = None,
    as_json: AsJson = False,
) -> None:
    """Switch an app's provisioning features off, then deactivate its connection, and read back that it is so.

    The order matters: with Deactivate Users on, unassigning people afterwards would deactivate them at the service. For
    apps whose provisioning the API sets; nobody is unassigned. Exit code 0: off; 3: only the Admin Console can do it.
    """
    of = Stack.named_or_selected(stack)
    known = of.apps().get(app)
    if known is None:
        raise CommandFailed(
            f"The last update of stack {of.name!r} knew no app {app!r}, but {', '.join(of.apps()) or 'none at all'}."
        )
    if known["method"] != Method.API.value:
        raise CommandFailed(
            f"{known['label']}: Okta's API cannot switch its provisioning off.\n"
            "Next: in the Admin Console, Provisioning tab, Integration, Edit: clear Enable API integration, then Save.",
            Exit.LEFT,
        )
    with okta_api(of.okta_org()) as api:
        status = _off(api, str(known["appId"]), f"App {known['label']!r} ({known['appId']})")
    if as_json:
        output.as_json({"app": app, "appId": known["appId"], "connectionStatus": status})
    else:
        output.line(f"{known['label']}: provisioning is off, Okta says {status} of its connection")


def _off(api: OktaApi, app_id: str, subject: str) -> str:
    connection = f"/api/v1/apps/{app_id}/connections/default"
    if api.http.get(connection, subject)["status"] == "ENABLED":
        api.http.send("PUT", f"/api/v1/apps/{app_id}/features/USER_PROVISIONING", subject, _ALL_OFF)
        api.http.send("POST", f"{connection}/lifecycle/deactivate", subject)
    status = str(api.http.get(connection, subject)["status"])
    left = [feature for feature in api.app(app_id, subject).features if feature.startswith("PUSH_")]
    if status == "ENABLED" or left:
        raise CommandFailed(
            f"{subject}: Okta still says {status} of its connection and shows {', '.join(left) or 'no feature'}.\n"
            "Next: run the command again; where it stays so, switch provisioning off in the Admin Console."
        )
    return status
