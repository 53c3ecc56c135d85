"""adopt: an app made by hand is brought under management as it is."""

from pathlib import Path
from typing import Annotated

import typer

from commands import app_file, output
from commands.adoption import Adoption, describe
from commands.apps import okta_api
from commands.exits import CommandFailed
from commands.import_file import write_import_file
from commands.output import AsJson, StackName
from commands.stack import Stack
from commands.stack_file import add_app, as_yaml
from evidence.okta_api import App, OktaApi

_APP_ID_LENGTH = 20


def adopt(
    app: Annotated[str, typer.Option(metavar="ID_OR_LABEL", help="The app, by its id (0oa...) or its exact label.")],
    name: Annotated[
        str | None, typer.Option(metavar="KEY", help="Its name in the settings; made of the label.")
    ] = None,
    stack: StackName = None,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="SCIM base URL, where Okta's API does not tell it.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write the settings into the stack file.")] = False,
    write_app_file: Annotated[
        bool, typer.Option("--write-app-file", help="Write the settings into apps/<stack>/<name>.yaml.")
    ] = False,
    import_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Second step: write the file for `pulumi import`.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the settings that describe an app as it is, then the file that takes it into the state.

    Nothing is changed in Okta. Two steps: the settings (--write or --write-app-file, or paste what is printed), and,
    once they and the token are in the stack, --import-file; each prints the commands that come next. In the end
    `pulumi preview --expect-no-changes` passes.
    """
    if write and write_app_file:
        raise typer.BadParameter("--write and --write-app-file exclude each other")
    chosen = Stack.named_or_selected(stack)
    with okta_api(chosen.okta_org()) as api:
        found = _find(api, app)
        if import_file is None:
            adoption = describe(api, found, name, base_url)
        else:
            assigned = {group.group_id for group in api.app_groups(found)}
    if import_file is not None:
        _second_step(chosen, found, name, assigned, import_file, as_json)
        return
    file: Path | None = None
    if write_app_file:
        if adoption.key in chosen.app_keys():
            raise CommandFailed(
                f"Stack {chosen.name!r} has an app {adoption.key!r} already.\nNext: choose another name with --name."
            )
        file = app_file.write(chosen.directory, chosen.name, adoption.key, adoption.settings)
    elif write:
        file = add_app(chosen.file, chosen.key("apps"), adoption.key, adoption.settings)
    _first_step(chosen, adoption, file, as_json)


def _find(api: OktaApi, reference: str) -> App:
    if reference.startswith("0oa") and len(reference) == _APP_ID_LENGTH:
        return api.app(reference, f"App {reference}")
    return api.app_labelled(reference)


def _first_step(stack: Stack, adoption: Adoption, written: Path | None, as_json: bool) -> None:
    import_file = f"{adoption.key}.import.json"
    options = f"--stack {stack.name} --app {adoption.app.id} --name {adoption.key}"
    commands = [
        f"pulumi config set --stack {stack.name} --secret --path 'tokens.{adoption.key}'",
        f"python -m commands adopt {options} --import-file {import_file}",
    ]
    if as_json:
        output.as_json(
            {
                "stack": stack.name,
                "name": adoption.key,
                "settings": adoption.settings,
                "written": str(written) if written else None,
                "notes": list(adoption.notes),
                "commands": commands,
            }
        )
        return
    output.line(as_yaml(adoption.key, adoption.settings).rstrip())
    place = f"written into {written}" if written else f"paste it under {stack.key('apps')} in {stack.file.name}"
    output.aside(f"\nThat is {adoption.app} as it is; {place}. Nothing was changed in Okta.")
    for note in adoption.notes:
        output.aside(f"Note: {note}")
    output.aside("Next (the first one asks for the SCIM server's token):\n" + _listed(commands))


def _second_step(stack: Stack, app: App, name: str | None, assigned: set[str], file: Path, as_json: bool) -> None:
    declared = stack.settings().apps
    keys = [key for key, one in declared.items() if one.existing and one.existing.id == app.id]
    if name not in keys and (name is not None or len(keys) != 1):
        raise CommandFailed(
            f"The settings of stack {stack.name!r} have no app {name or ''} with `existing: {{id: {app.id}}}`.\n"
            "Next: run this command with --write or --write-app-file first, or paste what it prints."
        )
    key = name or keys[0]
    number = write_import_file(stack, key, app.id, assigned, file)
    commands = [
        f"pulumi import --stack {stack.name} --file {file} --yes --skip-preview --protect=false --generate-code=false",
        f"rm {file}",
        f"pulumi preview --stack {stack.name} --expect-no-changes",
    ]
    if number == 0:
        commands = commands[1:]
    if as_json:
        output.as_json({"stack": stack.name, "name": key, "file": str(file), "resources": number, "commands": commands})
        return
    told = f"{file} takes {number} group assignments into the state" if number else f"{app} is in the state already"
    output.aside(f"{told}. Nothing was changed in Okta.\nNext:\n" + _listed(commands))


def _listed(commands: list[str]) -> str:
    return "\n".join(f"  {command}" for command in commands)
