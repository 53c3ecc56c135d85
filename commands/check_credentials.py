"""`check-credentials`: try a SCIM base URL and token as Okta's button Test API Credentials does, and a little more."""

import asyncio
import os
from typing import Annotated

import typer

from commands.exits import Exit
from commands.output import AsJson, as_json, line
from components.preflight import Authorization, Finding, Passed, Target, try_credentials


def check_credentials(
    base_url: Annotated[str, typer.Argument(metavar="BASE_URL", help="The SCIM base URL, without /Users.")],
    token_variable: Annotated[
        str, typer.Option(metavar="NAME", help="The environment variable that holds the token.")
    ] = "SCIM_TOKEN",  # noqa: S107 - a name, not a token
    header_auth: Annotated[
        bool, typer.Option("--header-auth", help="As for a Header Auth app: the token is sent as typed.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Try base URL and token against the SCIM server; nothing is changed there, and the token is never shown.

    Exit code 0: Okta can work with them. 1: it cannot, and the message says why.
    """
    token = os.environ.get(token_variable)
    if token is None:
        raise typer.BadParameter(
            f"there is no environment variable {token_variable}. On a stack: "
            f"export {token_variable}=\"$(pulumi config get --path 'tokens.NAME')\"",
            param_hint="--token-variable",
        )
    authorization = Authorization.AS_TYPED if header_auth else Authorization.BEARER
    target = Target("SCIM server", base_url, authorization, "BASE_URL", f"the token in {token_variable}")
    try:
        passed = asyncio.run(try_credentials(target, token))
    except Finding as finding:
        if json:
            as_json({"passed": False, **finding.as_dict()})
        else:
            line(str(finding))
        raise typer.Exit(Exit.FAILED) from None
    if json:
        as_json({"passed": True, **passed.as_dict()})
    else:
        for text in _lines(target, passed):
            line(text)


def _lines(target: Target, passed: Passed) -> list[str]:
    people = "1 user" if passed.people == 1 else f"{passed.people} users"
    found = "it found one of them" if passed.filter_found_somebody else "there is nobody to be found yet"
    described = "it is there" if passed.service_provider_config else "it is not there, and Okta does not need it"
    return [
        f"SCIM server: {target.shown} takes the token; Okta can work with it.",
        f"  users: {people}",
        f"  filter by userName: works ({found})",
        f"  ServiceProviderConfig: {described}",
        *(f"  note: {note}" for note in passed.notes),
    ]
