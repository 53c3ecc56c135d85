"""Checklists: what other programs ask a person to do on these pages."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from sandbox.console import app_page
from sandbox.console.pages import ConsoleRoute, page
from sandbox.console.session import Admin
from sandbox.org.dependencies import org_of
from sandbox.org.operations.checklists import checklists
from sandbox.org.tables import App, Checklist

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

PATH: Final = "/admin/checklists"


@router.get("/checklists")
def all_checklists(request: Request, _session: Admin) -> Response:
    """Show all checklists on one page, which can be printed."""
    with org_of(request).store.reading() as store:
        rows = [
            {"label": checklist.label, "steps": checklist.steps, "app": app, "path": app_page.app_path(app)}
            for app, checklist in checklists(store)
        ]
    return page(request, "checklists.html", title="Checklists", rows=rows)


def notice_of(store: Session, app: App) -> dict[str, Any] | None:
    """Give the number of steps that an app's page tells of, and where they stand; None when there are none."""
    checklist = store.get(Checklist, app.id)
    if checklist is None or not checklist.steps:
        return None
    return {"steps": len(checklist.steps), "path": f"{PATH}#checklist-{app.id}"}
