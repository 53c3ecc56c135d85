"""The System Log: what happened in the org, to be searched."""

from typing import Final

from fastapi import APIRouter, Request, Response
from sqlalchemy import String, cast, or_, select

from sandbox.console.pages import ConsoleRoute, page
from sandbox.console.session import Admin
from sandbox.org.dependencies import RowId, org_of
from sandbox.org.tables import LogEvent

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

SHOWN: Final = 100
OUTCOMES: Final = ("SUCCESS", "FAILURE")


@router.get("/reports/system-log")
def system_log(
    request: Request, _session: Admin, q: str = "", event: str = "", outcome: str = "", before: RowId | None = None
) -> Response:
    """List events, the newest first: with a text in message or targets, of a type, of an outcome, before an id."""
    found = select(LogEvent).order_by(LogEvent.id.desc()).limit(SHOWN + 1)
    text = q.strip()
    if text:
        places = (LogEvent.display_message, LogEvent.event_type, cast(LogEvent.target, String))
        found = found.where(or_(*(place.icontains(text, autoescape=True) for place in places)))
    if event:
        found = found.where(LogEvent.event_type == event)
    if outcome:
        found = found.where(LogEvent.outcome["result"].as_string() == outcome)
    if before is not None:
        found = found.where(LogEvent.id < before)
    with org_of(request).store.reading() as store:
        rows = store.scalars(found).all()
        types = store.scalars(select(LogEvent.event_type).distinct().order_by(LogEvent.event_type)).all()
    has_older = len(rows) > SHOWN
    return page(
        request,
        "system_log.html",
        title="System Log",
        rows=rows[:SHOWN],
        older=request.url.include_query_params(before=rows[SHOWN - 1].id).query if has_older else None,
        event_types=types,
        outcomes=OUTCOMES,
        chosen={"q": q, "event": event, "outcome": outcome},
        is_filtered=bool(text or event or outcome or before),
    )
