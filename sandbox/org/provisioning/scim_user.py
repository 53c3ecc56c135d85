"""A person as Okta sends them to a SCIM service."""

from scim2_models import Email, EnterpriseUser, User


class ScimEmail(Email):
    """An email address that need not be one of the Internet: `ada@corp.local` is common, and no server refuses it."""

    value: str | None = None


class ScimUser(User[EnterpriseUser]):
    """A user; the sandbox fills in none of the extension."""

    emails: list[ScimEmail] | None = None  # type: ignore[assignment]  # lists are invariant; a model may narrow them
