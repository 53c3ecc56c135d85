"""switch-off: end the provisioning of an app that stays in Okta, as its removal from the stack does."""

from typing import Annotated

import typer

from commands import output
from commands.exits import CommandFailed, Exit
from commands.output import AsJson, StackName
from commands.stack import Stack
from components import Method
from evidence import switching_off


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
    status = switching_off.switch_off(of.okta_org(), str(known["appId"]), str(known["label"]))
    if as_json:
        output.as_json({"app": app, "appId": known["appId"], "connectionStatus": status})
    else:
        output.line(f"{known['label']}: provisioning is off, Okta says {status} of its connection")
