"""Application username format: the user name that an app gets for a person."""

from enum import StrEnum


class UsernameFormat(StrEnum):
    """Okta's eleven built-in formats (Management API, `ApplicationCredentialsUsernameTemplate`).

    The value is the format's name in settings; `template` is what Okta stores.
    """

    AD_EMPLOYEE_ID = "ad-employee-id"
    """The employee id in Active Directory."""
    AD_SAM_ACCOUNT_NAME = "ad-sam-account-name"
    """The SAM account name in Active Directory."""
    AD_SAM_ACCOUNT_NAME_LOWERCASE = "ad-sam-account-name-lowercase"
    """The SAM account name in lower case."""
    AD_USER_PRINCIPAL_NAME = "ad-user-principal-name"
    """The user principal name in Active Directory."""
    AD_USER_PRINCIPAL_NAME_PREFIX = "ad-user-principal-name-prefix"
    """The user principal name up to the `@`."""
    EMAIL = "email"
    """The email of the person's profile."""
    EMAIL_LOWERCASE = "email-lowercase"
    """The email in lower case."""
    EMAIL_PREFIX = "email-prefix"
    """The email up to the `@`."""
    LDAP_UID_CUSTOM_SUFFIX = "ldap-uid-custom-suffix"
    """The uid in LDAP with a suffix of your own after it."""
    OKTA_USERNAME = "okta-username"
    """The user name that the person signs in to Okta with."""
    OKTA_USERNAME_PREFIX = "okta-username-prefix"
    """The user name in Okta up to the `@`."""

    @property
    def template(self) -> str:
        """The mapping expression that stands for this format in the API and in the provider."""
        return _TEMPLATES[self][1]

    @property
    def display_name(self) -> str:
        """The format's name in the Admin Console."""
        return _TEMPLATES[self][0]


_TEMPLATES = {
    UsernameFormat.AD_EMPLOYEE_ID: ("AD Employee ID", "${source.employeeID}"),
    UsernameFormat.AD_SAM_ACCOUNT_NAME: ("AD SAM Account Name", "${source.samAccountName}"),
    UsernameFormat.AD_SAM_ACCOUNT_NAME_LOWERCASE: (
        "AD SAM Account Name (lowercase)",
        "${fn:toLowerCase(source.samAccountName)}",
    ),
    UsernameFormat.AD_USER_PRINCIPAL_NAME: ("AD User Principal Name", "${source.userName}"),
    UsernameFormat.AD_USER_PRINCIPAL_NAME_PREFIX: (
        "AD User Principal Name prefix",
        '${fn:substringBefore(source.userName, "@")}',
    ),
    UsernameFormat.EMAIL: ("Email", "${source.email}"),
    UsernameFormat.EMAIL_LOWERCASE: ("Email (lowercase)", "${fn:toLowerCase(source.email)}"),
    UsernameFormat.EMAIL_PREFIX: ("Email prefix", '${fn:substringBefore(source.email, "@")}'),
    UsernameFormat.LDAP_UID_CUSTOM_SUFFIX: (
        "LDAP UID + custom suffix",
        "${source.userName}${instance.userSuffix}",
    ),
    UsernameFormat.OKTA_USERNAME: ("Okta username", "${source.login}"),
    UsernameFormat.OKTA_USERNAME_PREFIX: (
        "Okta username prefix",
        '${fn:substringBefore(source.login, "@")}',
    ),
}


def display_name_of(template: str) -> str:
    """The Admin Console's name of a template, or the template itself where it is none of the built-in ones."""
    return next((title for title, known in _TEMPLATES.values() if known == template), template)
