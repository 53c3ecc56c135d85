"""switch-on: a scripted person who sets up an app's provisioning on the Admin Console's pages."""

import os
from typing import Annotated, Final
from urllib.parse import urlencode

import typer

from sandbox.commands.access import secrets_of
from sandbox.commands.forms import HtmlForm
from sandbox.commands.options import DEFAULT_DIRECTORY, Directory
from sandbox.commands.visitor import Visitor
from sandbox.console.admin_token import admin_token
from sandbox.processes import SandboxError, need_running

FORMAT_FIELD: Final = "userNameTemplate"
# Okta's names of the boxes: in the form, and as a person reads them.
BOX_LABELS: Final = {
    "pushNewAccount": "Create Users",
    "pushProfile": "Update User Attributes",
    "pushDeactivation": "Deactivate Users",
}


def switch_on(
    app: Annotated[str, typer.Option(help="The app's id or label.")],
    base_url: Annotated[str, typer.Option(help="Base URL of the service's SCIM server.")],
    token_variable: Annotated[
        str, typer.Option(help="Environment variable that holds the API Token; a token is never an argument.")
    ],
    directory: Directory = DEFAULT_DIRECTORY,
    username_format: Annotated[
        str, typer.Option(help="Application username format, as `Email` or `OKTA_USERNAME`.")
    ] = "EMAIL",
    create: Annotated[bool, typer.Option(help="Create Users.")] = True,
    deactivate: Annotated[bool, typer.Option(help="Deactivate Users.")] = True,
    profile: Annotated[bool, typer.Option(help="Update User Attributes.")] = False,
) -> None:
    """Do by the console's own forms what a person does there: Sign On, API integration, To App."""
    token = os.environ.get(token_variable, "")
    if not token:
        raise SandboxError(f"the environment variable {token_variable} holds no token")
    run = need_running(directory)
    boxes = {"pushNewAccount": create, "pushProfile": profile, "pushDeactivation": deactivate}
    with Visitor(run.console_url) as visitor:
        _sign_in(visitor, admin_token(secrets_of(directory)))
        _open_app(visitor, app)
        _switch_on_scim(visitor)
        _choose_username_format(visitor, username_format)
        _connect(visitor, base_url, token)
        _choose_what_to_push(visitor, boxes)


def _sign_in(visitor: Visitor, token: str) -> None:
    form = visitor.page.form("sign-in")
    form.fill("token", token)
    visitor.send(form, "Sign in")
    typer.echo("Admin Console: signed in")


def _open_app(visitor: Visitor, app: str) -> None:
    listed = [link for link in visitor.page.links if "/instance/" in link.address]
    # An org may have more applications than one page lists: then only a search finds it.
    visitor.open(f"?{urlencode({'q': app})}")
    for link in visitor.page.links:
        if "/instance/" in link.address and (app == link.text or f"/instance/{app}/" in link.address):
            visitor.open(link.address)
            typer.echo(f"Applications: opened {link.text}")
            return
    raise SandboxError(f"no application {app!r}; there are: {', '.join(link.text for link in listed) or 'none'}")


def _switch_on_scim(visitor: Visitor) -> None:
    form = visitor.page.forms.get("general")
    # Only custom SAML apps have the choice; catalogue apps speak SCIM from the start.
    if form is not None and form.fields["provisioning"] != "SCIM":
        form.fill("provisioning", "SCIM")
        visitor.send(form, "Save")
        typer.echo("General: Provisioning: SCIM, saved")


def _choose_username_format(visitor: Visitor, wanted: str) -> None:
    form = visitor.page.form("sign-on")
    choices = {choice.text: choice.value for choice in form.choices[FORMAT_FIELD]}
    name = next((text for text in choices if text.lower() == wanted.replace("_", " ").lower()), None)
    if name is None:
        raise SandboxError(f"no username format {wanted!r}; there are: {', '.join(choices)}")
    if form.fields[FORMAT_FIELD] != choices[name]:
        form.fill(FORMAT_FIELD, choices[name])
        visitor.send(form, "Save")
    typer.echo(f"Sign On: Application username format is {name}")


def _connect(visitor: Visitor, base_url: str, token: str) -> None:
    visitor.follow("configure-api-integration")
    typer.echo("Provisioning: Configure API Integration, Enable API integration")
    visitor.send(_filled(visitor, base_url, token), "m-verify-button")
    typer.echo(f"Provisioning: Test API Credentials: {visitor.page.message}")
    visitor.send(_filled(visitor, base_url, token), "save-integration")
    typer.echo(f"Provisioning: saved with Base URL {base_url}")


def _filled(visitor: Visitor, base_url: str, token: str) -> HtmlForm:
    form = visitor.page.form("integration")
    form.tick("enabled", True)
    form.fill("scim_base_url", base_url)
    # The field has another name once a token is saved.
    edited = "scim_auth_header_value_new" in form.fields
    form.fill("scim_auth_header_value_new" if edited else "scim_auth_header_value", token)
    return form


def _choose_what_to_push(visitor: Visitor, boxes: dict[str, bool]) -> None:
    visitor.follow("edit-to-app")
    form = visitor.page.form("to-app")
    for name, ticked in boxes.items():
        form.tick(name, ticked)
    visitor.send(form, "Save")
    on = [BOX_LABELS[name] for name, ticked in boxes.items() if ticked]
    typer.echo(f"To App: {', '.join(on) or 'nothing'} enabled, saved")
