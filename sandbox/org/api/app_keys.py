"""`/api/v1/apps/{id}/credentials/keys`: the certificates with which an app signs."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from sandbox.org.certificates import key_credential
from sandbox.org.dependencies import CurrentOrg, Reading, Writing
from sandbox.org.operations import apps

router = APIRouter(prefix="/api/v1/apps/{app_id}/credentials/keys")


@router.get("")
def list_keys(session: Reading, app_id: str) -> list[dict[str, Any]]:
    """List an app's signing certificates."""
    return [key_credential(key) for key in apps.keys_of(session, apps.find_app(session, app_id))]


@router.post("/generate", status_code=201)
def generate_key(
    session: Writing, org: CurrentOrg, app_id: str, years: Annotated[int, Query(alias="validityYears")]
) -> dict[str, Any]:
    """Add a signing certificate."""
    return key_credential(apps.generate_key(session, org.secrets, apps.find_app(session, app_id), years))


@router.get("/{kid}")
def get_key(session: Reading, app_id: str, kid: str) -> dict[str, Any]:
    """Show one signing certificate of an app."""
    return key_credential(apps.find_key(session, apps.find_app(session, app_id), kid))


@router.post("/{kid}/clone", status_code=201)
def clone_key(
    session: Writing, app_id: str, kid: str, target_id: Annotated[str, Query(alias="targetAid")]
) -> dict[str, Any]:
    """Share a signing certificate with another app."""
    return key_credential(apps.clone_key(session, apps.find_app(session, app_id), kid, target_id))
