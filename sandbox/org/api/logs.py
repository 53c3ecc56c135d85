"""`/api/v1/logs`: the System Log."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import String, cast, or_, select

from sandbox.org.api.expressions import condition
from sandbox.org.api.paging import Page
from sandbox.org.dependencies import Reading
from sandbox.org.errors import invalid
from sandbox.org.tables import LogEvent

router = APIRouter(prefix="/api/v1/logs")

_COLUMNS = {
    "uuid": LogEvent.uuid,
    "published": LogEvent.published,
    "eventType": LogEvent.event_type,
    "severity": LogEvent.severity,
    "displayMessage": LogEvent.display_message,
    "outcome.result": LogEvent.outcome["result"].as_string(),
    "outcome.reason": LogEvent.outcome["reason"].as_string(),
    "actor.id": LogEvent.actor["id"].as_string(),
    # All targets of an event are searched, as Okta does.
    "target.id": cast(LogEvent.target, String),
}


@router.get("")
def list_events(
    session: Reading,
    page: Page,
    since: Annotated[str | None, Query()] = None,
    until: Annotated[str | None, Query()] = None,
    filter_: Annotated[str | None, Query(alias="filter")] = None,
    q: Annotated[str | None, Query()] = None,
    sort: Annotated[str, Query(alias="sortOrder")] = "ASCENDING",
) -> list[dict[str, Any]]:
    """List events; unlike Okta's, the default is the whole log and not the last seven days."""
    descending = sort.upper().startswith("DESC")
    found = select(LogEvent).order_by(LogEvent.id.desc() if descending else LogEvent.id)
    if since:
        found = found.where(LogEvent.published >= since)
    if until:
        found = found.where(LogEvent.published < until)
    if filter_:
        found = found.where(condition(filter_.replace("target.id eq", "target.id co"), _COLUMNS))
    for word in (q or "").split():
        texts = (LogEvent.event_type, LogEvent.display_message, cast(LogEvent.target, String))
        found = found.where(or_(*(text.icontains(word, autoescape=True) for text in texts)))
    if page.after:
        if not page.after.isdecimal():
            raise invalid("after", f"'after' has an invalid value '{page.after}'")
        last = int(page.after)
        found = found.where(LogEvent.id < last if descending else LogEvent.id > last)
    size = page.size(100, 1000)
    rows = list(session.scalars(found.limit(size + 1)))
    return [_event_json(event) for event in page.links(rows, size, lambda event: str(event.id))]


def _event_json(event: LogEvent) -> dict[str, Any]:
    return {
        "actor": event.actor,
        "client": None,
        "authenticationContext": {"authenticationStep": 0, "externalSessionId": "unknown"},
        "displayMessage": event.display_message,
        "eventType": event.event_type,
        "outcome": event.outcome,
        "published": event.published,
        "securityContext": {},
        "severity": event.severity,
        "debugContext": {"debugData": {}},
        "legacyEventType": None,
        "transaction": {"type": "JOB", "id": event.uuid, "detail": {}},
        "uuid": event.uuid,
        "version": "0",
        "request": {"ipChain": []},
        "target": event.target,
    }
