"""Application username format: the user name that an app gets for a person."""

from enum import StrEnum


class UsernameFormat(StrEnum):
    """Okta's eleven built-in formats (Management API, `ApplicationCredentialsUsernameTemplate`).

    The value is the format's name in settings; `template` is what Okta stores.
    """

    AD_EMPLOYEE_ID = "ad-employee-id"
    AD_SAM_ACCOUNT_NAME = "ad-sam-account-name"
    AD_SAM_ACCOUNT_NAME_LOWERCASE = "ad-sam-account-name-lowercase"
    AD_USER_PRINCIPAL_NAME = "ad-user-principal-name"
    AD_USER_PRINCIPAL_NAME_PREFIX = "ad-user-principal-name-prefix"
    EMAIL = "email"
    EMAIL_LOWERCASE = "email-lowercase"
    EMAIL_PREFIX = "email-prefix"
    LDAP_UID_CUSTOM_SUFFIX = "ldap-uid-custom-suffix"
    OKTA_USERNAME = "okta-username"
    OKTA_USERNAME_PREFIX = "okta-username-prefix"

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
