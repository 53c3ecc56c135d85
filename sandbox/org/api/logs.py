"""`/api/v1/logs`: the System Log."""

import re
from datetime import UTC, datetime, timedelta
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
    """List events, of the last seven days unless `since` says otherwise; without `until` a client can poll for more."""
    descending = sort.upper().startswith("DESC")
    found = select(LogEvent).order_by(LogEvent.id.desc() if descending else LogEvent.id)
    found = found.where(LogEvent.published >= (_moment(since, "since") if since else _a_week_ago()))
    if until:
        found = found.where(LogEvent.published < _moment(until, "until"))
    if filter_:
        found = found.where(condition(filter_.replace("target.id eq", "target.id co"), _COLUMNS))
    for word in (q or "").split():
        texts = (LogEvent.event_type, LogEvent.display_message, cast(LogEvent.target, String))
        found = found.where(or_(*(text.icontains(word, autoescape=True) for text in texts)))
    if page.after:
        # No event has an id of more digits than SQLite's whole numbers.
        if not re.fullmatch(r"\d{1,18}", page.after):
            raise invalid("after", f"'after' has an invalid value '{page.after}'")
        last = int(page.after)
        found = found.where(LogEvent.id < last if descending else LogEvent.id > last)
    size = page.size(100, 1000)
    rows = list(session.scalars(found.limit(size + 1)))
    resume = None if until or descending else page.after or "0"
    return [_event_json(event) for event in page.links(rows, size, lambda event: str(event.id), resume=resume)]


def _moment(text: str, name: str) -> str:
    """Read a moment in any form of ISO 8601, and give it as the log writes its own."""
    try:
        # A plus sign that was not encoded arrives as a space.
        moment = datetime.fromisoformat(text.strip().replace(" ", "+"))
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise invalid(name, f"'{name}' has an invalid value '{text}'") from None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _a_week_ago() -> str:
    return (datetime.now(UTC) - timedelta(days=7)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# Okta shows these of every event; the sandbox knows nothing to say of them.
_CLIENT = ("userAgent", "zone", "device", "id", "ipAddress", "geographicalContext")
_AUTHENTICATION = ("authenticationProvider", "credentialProvider", "credentialType", "issuer", "interface")
_SECURITY = ("asNumber", "asOrg", "isp", "domain", "isProxy")


def _event_json(event: LogEvent) -> dict[str, Any]:
    return {
        "actor": event.actor,
        "client": dict.fromkeys(_CLIENT),
        "device": None,
        "authenticationContext": {
            **dict.fromkeys(_AUTHENTICATION),
            "authenticationStep": 0,
            "externalSessionId": "unknown",
        },
        "displayMessage": event.display_message,
        "eventType": event.event_type,
        "outcome": event.outcome,
        "published": event.published,
        "securityContext": dict.fromkeys(_SECURITY),
        "severity": event.severity,
        "debugContext": {"debugData": {}},
        "legacyEventType": None,
        "transaction": {"type": "JOB", "id": event.uuid, "detail": {}},
        "uuid": event.uuid,
        "version": "0",
        "request": {"ipChain": []},
        "target": event.target,
    }
