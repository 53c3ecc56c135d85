"""`/.well-known/okta-organization`, which needs no token."""

from typing import Any

from fastapi import APIRouter

from sandbox.org.dependencies import BaseUrl, CurrentOrg

router = APIRouter()


@router.get("/.well-known/okta-organization")
def describe_org(org: CurrentOrg, base: BaseUrl) -> dict[str, Any]:
    """Say which org this is; `idx` means Identity Engine."""
    return {
        "id": org.identifier,
        "cell": "sandbox",
        "_links": {"organization": {"href": base}},
        "pipeline": "idx",
        "settings": {
            "analyticsCollectionEnabled": False,
            "bugReportingEnabled": True,
            "omEnabled": False,
            "pssoEnabled": False,
            "desktopMFAEnabled": False,
            "itpEnabled": False,
        },
    }
