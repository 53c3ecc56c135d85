"""The To Okta rules of an app: how imported people are named, matched, confirmed and activated."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from sqlalchemy.orm import Session

from sandbox.org.app_shapes import merged
from sandbox.org.errors import invalid
from sandbox.org.objects import objects_at, text_at
from sandbox.org.operations import connections
from sandbox.org.tables import App, Provisioning
from sandbox.org.usernames import evaluate

_EXPRESSION: Final = "matchExpression"
# The fields below as CapabilitiesImportRulesUserCreateAndMatchObject of Okta's OpenAPI file names them.
_BOXES: Final[Mapping[str, str]] = {
    "allow_partial": "allowPartialMatch",
    "auto_confirm_exact": "autoConfirmExactMatch",
    "auto_confirm_partial": "autoConfirmPartialMatch",
    "auto_confirm_new": "autoConfirmNewUsers",
    "auto_activate_new": "autoActivateNewUsers",
}


class MatchOn(StrEnum):
    """What must be the same for an exact match; EXPRESSION can be chosen in the Admin Console only."""

    EMAIL = "EMAIL"
    USERNAME = "USERNAME"
    EXPRESSION = "EXPRESSION"


@dataclass(frozen=True)
class ImportRules:
    """User Creation & Matching, and the format of the Okta username that a new person gets.

    The templates are those of the Application username format; `source` is the imported person, with
    `userName`, `email`, `firstName`, `lastName` and `externalId`. What `match_expression` gives is compared with
    the Okta usernames. An empty `username_template` stands for the imported person's email.
    """

    match_on: MatchOn = MatchOn.EMAIL
    match_expression: str = ""
    allow_partial: bool = False
    auto_confirm_exact: bool = False
    auto_confirm_partial: bool = False
    auto_confirm_new: bool = False
    auto_activate_new: bool = False
    username_template: str = ""


def import_rules_of(session: Session, app: App) -> ImportRules:
    """Read an app's rules; those of a new app match by email and leave every confirmation to a person."""
    settings = connections.provisioning_of(session, app)
    return _read(settings.import_rules, settings.import_settings)


def set_import_rules(session: Session, app: App, rules: ImportRules) -> None:
    """Set an app's rules whole; the schedule stays."""
    settings = connections.provisioning_of(session, app)
    boxes = {name: getattr(rules, field) for field, name in _BOXES.items()}
    criteria = {} if rules.match_on is MatchOn.EXPRESSION else {"exactMatchCriteria": rules.match_on.value}
    username = {
        **_username_format("CUSTOM" if rules.username_template else "EMAIL"),
        "userNameExpression": rules.username_template,
    }
    kept: dict[str, Any] = {"userCreateAndMatch": criteria | boxes}
    if rules.match_on is MatchOn.EXPRESSION:
        kept[_EXPRESSION] = rules.match_expression
    _keep(session, app, rules=kept, settings=merged(settings.import_settings, {"username": username}))


def change_import_rules(session: Session, app: App, body: Mapping[str, Any]) -> Provisioning:
    """Set what a PUT of INBOUND_PROVISIONING gives; capabilities left out keep their value."""
    kept = connections.require_enabled(session, app)
    username = objects_at(body, "importSettings").get("username", {})
    # The schema says usernameFormat, Okta's own answers userNameFormat: both are taken and both are given.
    form = username.get("usernameFormat") or username.get("userNameFormat")
    sent = merged(objects_at(body, "importSettings"), {"username": _username_format(form)} if form else {})
    given = objects_at(body, "importRules")
    rules = merged(kept.import_rules, given)
    if "exactMatchCriteria" in given.get("userCreateAndMatch", {}):
        rules.pop(_EXPRESSION, None)
    return _keep(session, app, rules=rules, settings=merged(kept.import_settings, sent))


def shown_rules(settings: Provisioning) -> dict[str, Any]:
    """Give the rules as the API shows them; it has no word for an expression, so none is shown."""
    return {name: value for name, value in settings.import_rules.items() if name != _EXPRESSION}


def _username_format(value: str) -> dict[str, str]:
    return {"usernameFormat": value, "userNameFormat": value}


def _keep(session: Session, app: App, *, rules: Mapping[str, Any], settings: Mapping[str, Any]) -> Provisioning:
    _check(rules, settings)
    return connections.set_import_rules(session, app, rules=rules, settings=settings)


def _read(rules: Mapping[str, Any], settings: Mapping[str, Any]) -> ImportRules:
    kept = rules["userCreateAndMatch"]
    boxes: dict[str, Any] = {field: bool(kept.get(name)) for field, name in _BOXES.items()}
    username = settings["username"]
    template = text_at(username, "userNameExpression") if username.get("usernameFormat") == "CUSTOM" else None
    read = ImportRules(username_template=template or "", **boxes)
    if _EXPRESSION in rules:
        return replace(read, match_on=MatchOn.EXPRESSION, match_expression=rules[_EXPRESSION])
    return replace(read, match_on=MatchOn(kept.get("exactMatchCriteria", MatchOn.EMAIL)))


def _check(rules: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
    kept = rules["userCreateAndMatch"]
    if kept.get("exactMatchCriteria", MatchOn.EMAIL) not in (MatchOn.EMAIL, MatchOn.USERNAME):
        raise invalid("importRules", "exactMatchCriteria: The field must be EMAIL or USERNAME")
    for name in _BOXES.values():
        if not isinstance(kept.get(name, False), bool):
            raise invalid("importRules", f"{name}: The field must be true or false")
    if settings["username"].get("usernameFormat") not in ("EMAIL", "CUSTOM"):
        raise invalid("importSettings", "usernameFormat: The field must be EMAIL or CUSTOM")
    if rules.get(_EXPRESSION) == "":
        raise invalid("importRules", "matchExpression: The field cannot be left blank")
    if "${" not in rules.get(_EXPRESSION, "${"):
        # Everybody would be the same one.
        raise invalid("importRules", "matchExpression: The expression names nothing of the imported person")
    read = _read(rules, settings)
    for template in (read.username_template, read.match_expression):
        evaluate(template, {})
