"""The Dashboard: how the org is, what waits for a person, and Activate People."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy import func, select

from sandbox.console.drafts import Message, drafts_of
from sandbox.console.pages import HOME, ConsoleRoute, page, see_other
from sandbox.console.session import Admin, AdminForm
from sandbox.org.dependencies import org_of
from sandbox.org.operations.people import activate_people, count_people_to_activate, people_to_activate
from sandbox.org.operations.tasks import count_by_state
from sandbox.org.organisation import Org
from sandbox.org.tables import App, Group, User

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

ACTIVATION: Final = "/admin/people/activate"
SHOWN: Final = 200
# What is counted under Overview.
OVERVIEW: Final = {"Users": User, "Groups": Group, "Applications": App}


@router.get("/dashboard")
def dashboard(request: Request, _session: Admin) -> Response:
    """Show the org's numbers, and under Status what is to be done."""
    with org_of(request).store.reading() as store:
        numbers = {name: store.scalar(select(func.count()).select_from(table)) for name, table in OVERVIEW.items()}
        tasks = count_by_state(store)
        to_activate = count_people_to_activate(store)
    return page(request, "dashboard.html", title="Dashboard", numbers=numbers, tasks=tasks, to_activate=to_activate)


@router.get("/people/activate")
def activation(request: Request, _session: Admin, confirm: str = "") -> Response:
    """List those who need their account activated; `confirm=all` asks whether it is to be all of them."""
    with org_of(request).store.reading() as store:
        people, total = people_to_activate(store, SHOWN), count_people_to_activate(store)
    return page(
        request,
        "activate_people.html",
        title="Activate People",
        people=people,
        total=total,
        asks=confirm == "all",
    )


@router.post("/people/activate")
def activate(
    request: Request,
    session: AdminForm,
    org: Annotated[Org, Depends(org_of)],
    user_id: Annotated[str, Form()] = "",
    everybody: Annotated[str, Form(alias="all")] = "",
) -> Response:
    """Activate one person or all; they are pushed then to the apps that they have."""
    with org.store.writing() as store:
        activated = activate_people(store, None if everybody else [user_id])
        is_more = count_people_to_activate(store) > 0
    who = activated[0].display_name if len(activated) == 1 else f"{len(activated)} people"
    drafts_of(request).tell(session.identifier, Message(f"Activated: {who}"))
    return see_other(ACTIVATION if is_more else HOME)
