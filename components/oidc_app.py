"""A new OpenID Connect app: what people sign in through where the service takes no SAML."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

NAME = "oidc_client"
"""What Okta calls every OpenID Connect app that is in no catalogue; it has no SCIM provisioning."""


class ClientType(StrEnum):
    """Where the service's client runs."""

    WEB = "web"
    """On a server, which keeps a secret."""
    BROWSER = "browser"
    """In the browser, by PKCE and without a secret."""
    NATIVE = "native"
    """On the person's device, by PKCE and without a secret."""


class GrantType(StrEnum):
    """What the client may be granted tokens for; the implicit grant is left out, as OAuth 2.1 does."""

    AUTHORIZATION_CODE = "authorization_code"
    """A person's signing in."""
    REFRESH_TOKEN = "refresh_token"  # noqa: S105 - a grant, not a token
    """A refresh token, without the person."""


class OidcArgs(TypedDict):
    """A new OpenID Connect app; what the service's OIDC page states."""

    redirect_uris: Sequence[pulumi.Input[str]]
    """Where Okta sends people back to (sign-in redirect URIs)."""
    type: NotRequired[ClientType]
    """`web` by default."""
    post_logout_redirect_uris: NotRequired[Sequence[pulumi.Input[str]]]
    """Where people go after signing out; nowhere else by default."""
    grant_types: NotRequired[Sequence[GrantType]]
    """`authorization_code` alone by default."""


def oidc_arguments(args: OidcArgs) -> Mapping[str, Any]:
    """The resource's arguments: grants and response types by name, for the provider would grant a browser all of them.

    The client's secret is made by Okta and stays there: a person fetches it on the app's General tab.
    """
    kind = args.get("type", ClientType.WEB)
    public = kind is not ClientType.WEB
    return {
        "type": kind.value,
        "redirect_uris": args["redirect_uris"],
        "post_logout_redirect_uris": args.get("post_logout_redirect_uris") or None,
        "grant_types": [grant.value for grant in args.get("grant_types", (GrantType.AUTHORIZATION_CODE,))],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none" if public else "client_secret_basic",
        "pkce_required": True if public else None,
        "omit_secret": True,
    }


def require_provisioning(app_name: str | None, label: str) -> None:
    """Raise `pulumi.RunError` for such an app of one's own.

    Okta's guide "Connect your SCIM API with Okta": SCIM provisioning of an OpenID Connect app isn't supported.
    """
    if app_name == NAME:
        raise pulumi.RunError(
            f"{label}: Okta provisions nobody through an OpenID Connect app of your own.\n"
            "Next: provision through a SAML app or one of the catalogue, and make this one its `signOnApp`."
        )
