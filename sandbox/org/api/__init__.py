"""The Management API, `/api/v1/...`, and the sandbox's own endpoints."""

from fastapi import APIRouter, Depends

from sandbox.org.api import (
    app_groups,
    app_users,
    apps,
    checklists,
    connections,
    faults,
    features,
    group_push,
    groups,
    imports,
    logs,
    organization,
    policies,
    sandbox_status,
    users,
)
from sandbox.org.dependencies import require_token

router = APIRouter()
router.include_router(organization.router)
for part in (
    users,
    groups,
    apps,
    app_groups,
    app_users,
    connections,
    features,
    group_push,
    policies,
    logs,
    sandbox_status,
    imports,
    checklists,
    faults,
):
    router.include_router(part.router, dependencies=[Depends(require_token)])
