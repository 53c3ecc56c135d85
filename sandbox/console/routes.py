"""All pages of the Admin Console, to be mounted in the org's application."""

from fastapi import APIRouter, Request, Response

from sandbox.console import (
    applications,
    assignments,
    checklists,
    dashboard,
    faults,
    group_push,
    import_tab,
    provisioning,
    service_people,
    sign_in,
    sign_on,
    static_files,
    system_log,
    tasks,
    to_okta,
)
from sandbox.console.pages import HOME, ConsoleRoute, page, see_other
from sandbox.console.session import Admin

PARTS = (
    sign_in,
    dashboard,
    applications,
    sign_on,
    provisioning,
    to_okta,
    import_tab,
    assignments,
    group_push,
    service_people,
    checklists,
    tasks,
    system_log,
    faults,
    static_files,
)

router = APIRouter(include_in_schema=False)
for part in PARTS:
    router.include_router(part.router)

_others = APIRouter(route_class=ConsoleRoute)


@_others.get("/")
def home() -> Response:
    """Lead from the org's address to the Dashboard."""
    return see_other(HOME)


@_others.get("/admin/{path:path}")
def missing_page(request: Request, _session: Admin, path: str) -> Response:
    """Say to a person that there is no such page."""
    text = f"The Admin Console of the sandbox has no page /admin/{path}"
    return page(request, "error.html", status_code=404, text=text)


# After all other pages: its address fits each of them.
router.include_router(_others)
