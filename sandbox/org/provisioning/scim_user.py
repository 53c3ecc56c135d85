"""A person as Okta sends them to a SCIM service, and as services send them back."""

from scim2_models import Email, EnterpriseUser, User


class ScimEmail(Email):
    """An email address that need not be one of the Internet: `ada@corp.local` is common, and no server refuses it."""

    value: str | None = None


class ScimUser(User[EnterpriseUser]):
    """A user; with the extension, an answer that has it is kept whole when it is sent back."""

    emails: list[ScimEmail] | None = None  # type: ignore[assignment]  # lists are invariant; a model may narrow them
