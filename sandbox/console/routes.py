"""All pages of the Admin Console, to be mounted in the org's application."""

from fastapi import APIRouter

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
