"""The To Okta panel of the Provisioning tab: how imported people are named, matched, confirmed and activated."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Response
from sqlalchemy.orm import Session

from sandbox.console import app_page, provisioning
from sandbox.console.pages import ConsoleRoute
from sandbox.org.errors import OktaError
from sandbox.org.operations import connections
from sandbox.org.operations.connections import provisioning_of
from sandbox.org.operations.import_rules import ImportRules, MatchOn, import_rules_of, set_import_rules
from sandbox.org.tables import App, Provisioning

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

MATCHES: Final = {
    MatchOn.USERNAME: "Okta username format matches",
    MatchOn.EMAIL: "Email matches",
    MatchOn.EXPRESSION: "This expression gives the Okta username",
}
# UNIX cron expressions, as ImportScheduleSettings of Okta's API has them.
SCHEDULES: Final = {
    "": "Never",
    "0 * * * *": "Every hour",
    "0 */12 * * *": "Every 12 hours",
    "0 0 * * *": "Every day",
}
# Okta's name of the box in its API, what it is called on the page, field of the rules.
BOXES: Final = (
    ("allowPartialMatch", "Partial match on first and last name", "allow_partial"),
    ("autoConfirmExactMatch", "Auto-confirm exact matches", "auto_confirm_exact"),
    ("autoConfirmPartialMatch", "Auto-confirm partial matches", "auto_confirm_partial"),
    ("autoConfirmNewUsers", "Auto-confirm new users", "auto_confirm_new"),
    ("autoActivateNewUsers", "Auto-activate new users", "auto_activate_new"),
)


def rules_form(
    match_on: Annotated[MatchOn, Form(alias="exactMatchCriteria")],
    expression: Annotated[str, Form(alias="matchExpression")] = "",
    username_template: Annotated[str, Form(alias="userNameExpression")] = "",
    partial: Annotated[str, Form(alias="allowPartialMatch")] = "",
    confirm_exact: Annotated[str, Form(alias="autoConfirmExactMatch")] = "",
    confirm_partial: Annotated[str, Form(alias="autoConfirmPartialMatch")] = "",
    confirm_new: Annotated[str, Form(alias="autoConfirmNewUsers")] = "",
    activate_new: Annotated[str, Form(alias="autoActivateNewUsers")] = "",
) -> ImportRules:
    """Read the form; a box without a tick sends nothing."""
    return ImportRules(
        match_on=match_on,
        match_expression=expression.strip() if match_on is MatchOn.EXPRESSION else "",
        allow_partial=bool(partial),
        auto_confirm_exact=bool(confirm_exact),
        auto_confirm_partial=bool(confirm_partial),
        auto_confirm_new=bool(confirm_new),
        auto_activate_new=bool(activate_new),
        username_template=username_template.strip(),
    )


def view(store: Session, app: App) -> dict[str, Any]:
    """Give what the panel shows; a schedule that the API set and the page does not offer is shown as it is."""
    rules, schedule = import_rules_of(store, app), _schedule_of(provisioning_of(store, app))
    return {
        "rules": rules,
        "schedule": schedule,
        "schedules": SCHEDULES if schedule in SCHEDULES else SCHEDULES | {schedule: f"Custom: {schedule}"},
        "matches": MATCHES,
        "boxes": {name: {"label": label, "on": getattr(rules, field)} for name, label, field in BOXES},
    }


@router.post(app_page.PATH + "/user-mgmt/to-okta")
def save_to_okta(
    form: app_page.Filled,
    rules: Annotated[ImportRules, Depends(rules_form)],
    schedule: Annotated[str, Form()] = "",
) -> Response:
    """Set the rules, which count from the next import on, and keep the schedule."""
    with form.org.store.writing() as store:
        app = form.find(store)
        try:
            set_import_rules(store, app, rules)
        except OktaError as error:
            return form.refused(app, provisioning.TAB, error, edit=provisioning.TO_OKTA)
        settings = provisioning_of(store, app)
        if schedule != _schedule_of(settings):
            kept = settings.import_settings | {"schedule": _schedule(schedule)}
            connections.set_import_rules(store, app, rules=settings.import_rules, settings=kept)
    return form.done(app, "to-okta-panel", "Provisioning to Okta saved")


def _schedule_of(settings: Provisioning) -> str:
    schedule = settings.import_settings.get("schedule") or {}
    full = schedule.get("fullImport") or {}
    return str(full.get("expression") or "") if schedule.get("status") == "ENABLED" else ""


def _schedule(expression: str) -> dict[str, Any]:
    if not expression:
        return {"status": "DISABLED"}
    return {"status": "ENABLED", "fullImport": {"expression": expression, "timezone": "UTC"}}
