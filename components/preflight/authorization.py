"""What Okta sends as `Authorization` to a SCIM server: it depends on the kind of app."""

from enum import StrEnum


class Authorization(StrEnum):
    """How Okta makes the header's value of a token."""

    BEARER = "bearer"
    AS_TYPED = "as-typed"

    def value_of(self, token: str) -> str:
        """The header's value for a token."""
        return f"{_BEARER}{token}" if self is Authorization.BEARER else token


_BEARER = "Bearer "
# Apps of the catalogue that differ from custom SAML apps with SCIM and all others. None: Okta asks no SCIM server with
# this token (Org2Org speaks to another org's Management API, the basic test app takes a user name and a password).
_OTHERS: dict[str, Authorization | None] = {
    "scim2headerauth": Authorization.AS_TYPED,
    "scim2testapp_basic": None,
    "okta_org2org": None,
}


def authorization_of(app_name: str | None) -> Authorization | None:
    """How an app's token is sent, by the app's name in Okta; None where it is no token for a SCIM server."""
    return _OTHERS.get(app_name or "", Authorization.BEARER)


def bearer_words(header_value: str) -> int:
    """How often the word `Bearer` begins a header's value: once is right."""
    words = header_value.lower().split()
    return next((index for index, word in enumerate(words) if word != "bearer"), len(words))
