"""The Application username format: what a person is called in an app."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from sandbox.org.errors import OktaError, invalid

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
_CALL: Final = re.compile(r"fn:(?P<function>\w+)\((?P<arguments>.*)\)")
_LONGEST: Final = 1000
# Those of the expression language that the built-in formats are written in, with how many arguments each takes.
_FUNCTIONS: Final[Mapping[str, tuple[int, Callable[..., str]]]] = {
    "toLowerCase": (1, str.lower),
    "toUpperCase": (1, str.upper),
    "trim": (1, str.strip),
    "substringBefore": (2, lambda text, mark: text.partition(mark)[0]),
    "substringAfter": (2, lambda text, mark: text.partition(mark)[2]),
    "substring": (3, lambda text, start, end: text[int(start) : int(end)]),
    "replace": (3, str.replace),
}


def evaluate(template: str, profile: Mapping[str, object], suffix: str | None = None) -> str:
    """Make the user name of a person with `profile`; an unknown expression is refused, not guessed."""
    if len(template) > _LONGEST:
        raise invalid("credentials.userNameTemplate.template", f"template: longer than {_LONGEST} characters")
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
    if call := _CALL.fullmatch(expression):
        sent = [_evaluate(argument.strip(), profile, suffix) for argument in _arguments(call["arguments"])]
        arity, function = _FUNCTIONS.get(call["function"], (None, str))
        try:
            if len(sent) != arity or "" in sent[1:2]:
                raise ValueError
            return function(*sent)
        except ValueError:
            raise _not_evaluated(expression) from None
    if re.fullmatch(r'"[^"]*"|\d{1,9}', expression):
        return expression.strip('"')
    value = _VALUE.fullmatch(expression)
    if value is None:
        raise _not_evaluated(expression)
    if value["object"] == "instance":
        return suffix
    attribute = value["attribute"]
    found = profile.get(attribute) or profile.get(_ALIASES.get(attribute, attribute))
    return str(found) if found else ""


def _arguments(sent: str) -> list[str]:
    """Split at the commas that are in no text and in no inner call."""
    found, depth, quoted, start = [], 0, False, 0
    for place, letter in enumerate(sent):
        if letter == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == "," and depth == 0:
            found.append(sent[start:place])
            start = place + 1
    return [*found, sent[start:]]


def _not_evaluated(expression: str) -> OktaError:
    return invalid("credentials.userNameTemplate.template", f"template: cannot evaluate '{expression}'")
