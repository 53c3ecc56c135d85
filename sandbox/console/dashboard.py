"""The Dashboard: how the org is, and what waits for a person."""

from typing import Final

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select

from sandbox.console.pages import ConsoleRoute, page
from sandbox.console.session import Admin
from sandbox.org.dependencies import org_of
from sandbox.org.operations.tasks import count_by_state
from sandbox.org.tables import App, Group, User

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

# What is counted under Overview, where it is listed.
OVERVIEW: Final = {"Users": User, "Groups": Group, "Applications": App}


@router.get("/dashboard")
def dashboard(request: Request, _session: Admin) -> Response:
    """Show the org's numbers, and under Status what is to be done."""
    with org_of(request).store.reading() as store:
        numbers = {name: store.scalar(select(func.count()).select_from(table)) for name, table in OVERVIEW.items()}
        tasks = count_by_state(store)
    return page(request, "dashboard.html", title="Dashboard", numbers=numbers, tasks=tasks)
