"""canary: one person is provisioned and deprovisioned, and the service itself has to show it."""

from contextlib import closing
from typing import Annotated

import typer

from commands import output
from commands.apps import StackApps, okta_api
from commands.canary_run import Canary
from commands.exits import CommandFailed, Exit
from commands.output import AsJson, StackName
from commands.stack import Stack


def canary(
    app: Annotated[str, typer.Option(help="The app, by its name in the settings.")],
    stack: StackName = None,
    person: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="Whom to assign; the app's setting `canary` if left out.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that each of the two waits may last.")] = 120,
    as_json: AsJson = False,
) -> None:
    """Assign a person, see them arrive at the SCIM server, unassign them, see them inactive there.

    The person is unassigned whatever happens, Ctrl-C included; at the service an inactive account stays. Exit code 0:
    provisioning works; 3: refused, nothing was changed; 4: the person did not arrive or stayed active; 5: could not be
    unassigned; 130: interrupted, cleaned up.
    """
    apps = StackApps.of(Stack.named_or_selected(stack))
    email = person or apps.settings_of(app).canary
    if not email:
        raise CommandFailed(
            f"Nobody is named.\nNext: --person EMAIL, or `canary: EMAIL` in the settings of {app}.", Exit.LEFT
        )
    with okta_api(apps.settings.okta) as api:
        found = apps.find(api, app)
        service = apps.service(app, found)
        if service is None:
            raise CommandFailed(
                f"The stack has no token for the SCIM server of {app}: nobody could be looked up there.\n"
                f"Next: pulumi config set --stack {apps.stack.name} --secret --path 'tokens.{app}'",
                Exit.LEFT,
            )
        with closing(service):
            told = output.aside if as_json else output.line
            passed = Canary(api, service, found, api.person_with_email(email), timeout, told).run()
    if as_json:
        output.as_json({"app": app, "appId": found.id, "passed": True, **passed.as_dict()})
    else:
        output.line(f"{found.label}: provisioning works; the service keeps an inactive account {passed.user_name}")
