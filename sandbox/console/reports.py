"""Tasks and System Log: what Okta is still to do, and what it did."""

from typing import Final

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from sandbox.console.pages import ConsoleRoute, page
from sandbox.console.session import Admin
from sandbox.org.dependencies import org_of
from sandbox.org.tables import LogEvent, Task

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

SHOWN: Final = 100


@router.get("/tasks")
def tasks(request: Request, _session: Admin) -> Response:
    """List the latest provisioning tasks, the newest first."""
    with org_of(request).store.reading() as store:
        rows = store.scalars(select(Task).order_by(Task.id.desc()).limit(SHOWN)).all()
    return page(request, "tasks.html", title="Tasks", rows=rows)


@router.get("/reports/system-log")
def system_log(request: Request, _session: Admin) -> Response:
    """List the latest events of the System Log, the newest first."""
    with org_of(request).store.reading() as store:
        rows = store.scalars(select(LogEvent).order_by(LogEvent.id.desc()).limit(SHOWN)).all()
    return page(request, "system_log.html", title="System Log", rows=rows)
