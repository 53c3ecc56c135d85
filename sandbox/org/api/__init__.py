"""The Management API, `/api/v1/...`, and the sandbox's own endpoints."""

from fastapi import APIRouter, Depends

from sandbox.org.api import (
    app_groups,
    app_keys,
    app_users,
    apps,
    checklists,
    client_credentials,
    connections,
    faults,
    features,
    group_owners,
    group_push,
    group_rules,
    groups,
    imports,
    internal,
    logs,
    oauth,
    organization,
    policies,
    policy_rules,
    sandbox_status,
    schemas,
    user_lifecycle,
    users,
)
from sandbox.org.dependencies import require_token

router = APIRouter()
router.include_router(organization.router)
router.include_router(oauth.router)
for part in (
    users,
    user_lifecycle,
    # Before groups: `rules` is not the id of one.
    group_rules,
    group_owners,
    groups,
    schemas,
    apps,
    app_groups,
    app_keys,
    app_users,
    connections,
    features,
    group_push,
    client_credentials,
    internal,
    policies,
    policy_rules,
    logs,
    sandbox_status,
    imports,
    checklists,
    faults,
):
    router.include_router(part.router, dependencies=[Depends(require_token)])
