"""The Application username format: what a person is called in an app."""

import re
from collections.abc import Mapping
from typing import Final

from sandbox.org.errors import invalid

# ApplicationCredentialsUsernameTemplate of Okta's OpenAPI file lists these eleven and no others.
BUILT_IN_TEMPLATES: Final[Mapping[str, str]] = {
    "AD Employee ID": "${source.employeeID}",
    "AD SAM Account Name": "${source.samAccountName}",
    "AD SAM Account Name (lowercase)": "${fn:toLowerCase(source.samAccountName)}",
    "AD User Principal Name": "${source.userName}",
    "AD User Principal Name prefix": '${fn:substringBefore(source.userName, "@")}',
    "Email": "${source.email}",
    "Email (lowercase)": "${fn:toLowerCase(source.email)}",
    "Email prefix": '${fn:substringBefore(source.email, "@")}',
    "LDAP UID + custom suffix": "${source.userName}${instance.userSuffix}",
    "Okta username": "${source.login}",
    "Okta username prefix": '${fn:substringBefore(source.login, "@")}',
}
DEFAULT_TEMPLATE: Final = BUILT_IN_TEMPLATES["Okta username"]

# Directory attributes that a person mastered by Okta itself has under another name.
_ALIASES: Final = {"userName": "login", "employeeID": "employeeNumber", "samAccountName": "login"}

_PLACEHOLDER: Final = re.compile(r"\$\{([^}]*)\}")
_VALUE: Final = re.compile(r"(?P<object>source|user|instance)\.(?P<attribute>\w+)")
_LOWER_CASE: Final = re.compile(r"fn:toLowerCase\((?P<inner>.+)\)")
_BEFORE: Final = re.compile(r'fn:substringBefore\((?P<inner>.+),\s*"(?P<end>[^"]+)"\)')


def evaluate(template: str, profile: Mapping[str, object], suffix: str | None = None) -> str:
    """Make the user name of a person with `profile`; an unknown expression is refused, not guessed."""
    return _PLACEHOLDER.sub(lambda found: _evaluate(found.group(1).strip(), profile, suffix or ""), template)


def check_template(template: str, kind: str) -> None:
    """Refuse a template that Okta does not take: BUILT_IN is one of eleven, CUSTOM must be understood."""
    if kind == "BUILT_IN" and template not in BUILT_IN_TEMPLATES.values():
        raise invalid(
            "credentials.userNameTemplate.template",
            f"template: '{template}' is not one of the built-in username templates",
        )
    evaluate(template, {})


def _evaluate(expression: str, profile: Mapping[str, object], suffix: str) -> str:
    if lower := _LOWER_CASE.fullmatch(expression):
        return _evaluate(lower["inner"].strip(), profile, suffix).lower()
    if before := _BEFORE.fullmatch(expression):
        return _evaluate(before["inner"].strip(), profile, suffix).partition(before["end"])[0]
    value = _VALUE.fullmatch(expression)
    if value is None:
        raise invalid("credentials.userNameTemplate.template", f"template: cannot evaluate '{expression}'")
    if value["object"] == "instance":
        return suffix
    attribute = value["attribute"]
    found = profile.get(attribute) or profile.get(_ALIASES.get(attribute, attribute))
    return str(found) if found else ""
