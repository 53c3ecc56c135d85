"""All pages of the Admin Console, to be mounted in the org's application."""

from fastapi import APIRouter

from sandbox.console import applications, assignments, checklists, faults, provisioning, reports, sign_in, sign_on

router = APIRouter(include_in_schema=False)
for part in (sign_in, applications, sign_on, provisioning, assignments, checklists, reports, faults):
    router.include_router(part.router)
