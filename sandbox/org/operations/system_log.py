"""Writing the System Log."""

import uuid
from typing import Any, Final

from sqlalchemy.orm import Session

from sandbox.org.identifiers import now_exact
from sandbox.org.operations.batches import add
from sandbox.org.tables import App, Group, LogEvent, User

Target = dict[str, Any]

SYSTEM: Final[Target] = {
    "id": "okta-sandbox",
    "type": "SystemPrincipal",
    "alternateId": "system@okta.com",
    "displayName": "Okta System",
    "detailEntry": None,
}


def record(
    session: Session,
    event_type: str,
    message: str,
    *targets: Target,
    failure: str | None = None,
) -> None:
    """Add an event; `failure` makes its outcome FAILURE, for this reason."""
    add(
        session,
        LogEvent,
        uuid=str(uuid.uuid4()),
        published=now_exact(),
        event_type=event_type,
        severity="INFO" if failure is None else "ERROR",
        display_message=message,
        outcome={"result": "SUCCESS" if failure is None else "FAILURE", "reason": failure},
        actor=SYSTEM,
        target=list(targets),
    )


def user_target(user: User) -> Target:
    """Describe a person as the target of an event."""
    return target("User", user.id, user.login, user.display_name)


def app_target(app: App) -> Target:
    """Describe an app as the target of an event."""
    return target("AppInstance", app.id, app.label, app.label)


def group_target(group: Group) -> Target:
    """Describe a group as the target of an event."""
    return target("UserGroup", group.id, "unknown", group.name)


def target(kind: str, identifier: str, alternate: str, name: str) -> Target:
    """Describe anything as the target of an event."""
    return {
        "id": identifier,
        "type": kind,
        "alternateId": alternate,
        "displayName": name,
        "detailEntry": None,
    }
