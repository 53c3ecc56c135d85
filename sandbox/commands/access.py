"""token, issue-token and env: how other programs sign in to the sandbox."""

import re
import shlex
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sandbox.commands.options import DEFAULT_DIRECTORY, Directory
from sandbox.console.admin_token import admin_token
from sandbox.org.secrets import KEY_FILE, Secrets
from sandbox.processes import SandboxError, command_name, need_running
from sandbox.scim.tokens import IssuedTokens

# The plugin puts the two together to http(s)://sandbox-org.okta-sandbox.localhost; the proxy takes it from there.
ORG_NAME = "sandbox-org"
BASE_URL = "okta-sandbox.localhost"


class TokenKind(StrEnum):
    """What a token opens."""

    API = "api"
    SCIM = "scim"
    CONSOLE = "console"


def token(
    kind: Annotated[
        TokenKind,
        typer.Argument(help="api: the Management API; scim: a SCIM server; console: the Admin Console."),
    ],
    directory: Directory = DEFAULT_DIRECTORY,
    tenant: Annotated[str, typer.Option(help="Whose SCIM server.")] = "invision",
) -> None:
    """Print a token, for $(...)."""
    secrets = secrets_of(directory)
    match kind:
        case TokenKind.API:
            typer.echo(secrets.api_token)
        case TokenKind.CONSOLE:
            typer.echo(admin_token(secrets))
        case TokenKind.SCIM:
            _need_tenant(tenant, tuple(need_running(directory).scim_urls))
            typer.echo(IssuedTokens(directory, tenant).current())


def env(
    directory: Directory = DEFAULT_DIRECTORY,
    scim_token_variable: Annotated[
        list[str] | None,
        typer.Option(metavar="TENANT=NAME", help="Also export a tenant's SCIM token as NAME; repeat for more."),
    ] = None,
) -> None:
    """Print `export` lines that point the Okta provider at the sandbox, for `eval "$(...)"`."""
    run = need_running(directory)
    secrets = secrets_of(directory)
    variables = {
        "OKTA_API_TOKEN": secrets.api_token,
        "OKTA_ORG_NAME": ORG_NAME,
        "OKTA_BASE_URL": BASE_URL,
        "OKTA_HTTP_PROXY": run.org_url,
    }
    for pair in scim_token_variable or []:
        tenant, _, name = pair.partition("=")
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            raise SandboxError(f"--scim-token-variable {pair}: write TENANT=NAME, as in `invision=SCIM_TOKEN`")
        _need_tenant(tenant, tuple(run.scim_urls))
        variables[name] = IssuedTokens(directory, tenant).current()
    for name, value in variables.items():
        typer.echo(f"export {name}={shlex.quote(value)}")


def issue_token(
    directory: Directory = DEFAULT_DIRECTORY,
    tenant: Annotated[str, typer.Option(help="Whose SCIM server.")] = "invision",
    revoke_older: Annotated[
        bool, typer.Option(help="Issue none, and accept the current token only from now on.")
    ] = False,
) -> None:
    """Let a service provider issue a new SCIM token, older ones staying accepted until they are revoked."""
    secrets_of(directory)
    _need_tenant(tenant, tuple(need_running(directory).scim_urls))
    tokens = IssuedTokens(directory, tenant)
    if revoke_older:
        tokens.revoke_older()
        typer.echo(f"{tenant} accepts its current token only")
    else:
        tokens.issue()
        typer.echo(f"{tenant} has issued a new token; the older ones are still accepted")


def secrets_of(directory: Path) -> Secrets:
    """Read the directory's key, and never make one: tokens of a sandbox that never started open nothing."""
    if not (directory / KEY_FILE).exists():
        raise SandboxError(f"{directory} holds no sandbox; `{command_name()} start` makes one")
    return Secrets.of(directory)


def _need_tenant(tenant: str, known: tuple[str, ...]) -> None:
    if tenant not in known:
        raise SandboxError(f"there is no tenant {tenant!r}; there are: {', '.join(known)}")
