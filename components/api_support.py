"""Which way provisioning can be set up for an app: by Okta's API, or by a person in the Admin Console."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import yaml


class AuthScheme(StrEnum):
    """How Okta signs in at the service (Management API, `ProvisioningConnectionAuthScheme`)."""

    TOKEN = "TOKEN"  # noqa: S105 - the scheme's name, not a token
    """With an API token of the service."""
    OAUTH2 = "OAUTH2"
    """With OAuth 2.0; a person gives consent in the Admin Console."""


class Method(StrEnum):
    """How provisioning of an app is set up; `auto` takes the API where Okta documents it for the app."""

    AUTO = "auto"
    """By the API where Okta documents it for the app, else in the Admin Console."""
    API = "api"
    """By Okta's Management API."""
    CONSOLE = "console"
    """By a person in the Admin Console, who gets a checklist."""


@dataclass(frozen=True)
class ApiSupport:
    """What Okta documents for one app: its authentication schemes, and whether import rules can be set."""

    auth_schemes: frozenset[AuthScheme]
    inbound: bool


@cache
def documented() -> dict[str, ApiSupport]:
    """The documented apps by their name in Okta (`zscalerbyz`, ...), as listed in `api_support.yaml`."""
    table = yaml.safe_load((resources.files(__package__) / "api_support.yaml").read_text(encoding="utf-8"))
    return {
        name: ApiSupport(frozenset(AuthScheme(scheme) for scheme in row["auth_schemes"]), row["inbound"])
        for name, row in table.items()
    }


def resolve(method: Method, app_name: str | None, scheme: AuthScheme) -> Method:
    """Decide between API and console; `app_name` is None for a new custom SAML app, which has no catalogue name."""
    if method is not Method.AUTO:
        return method
    support = documented().get(app_name or "")
    return Method.API if support and scheme in support.auth_schemes else Method.CONSOLE
