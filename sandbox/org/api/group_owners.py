"""`/api/v1/groups/{id}/owners`."""

from typing import Any

from fastapi import APIRouter, Response

from sandbox.org.dependencies import JsonBody, Reading, Writing
from sandbox.org.operations import group_owners
from sandbox.org.operations.groups import find_group
from sandbox.org.representations.groups import owner_json

router = APIRouter(prefix="/api/v1/groups/{group_id}/owners")


@router.get("")
def list_owners(session: Reading, group_id: str) -> list[dict[str, Any]]:
    """List a group's owners."""
    group = find_group(session, group_id)
    return [owner_json(session, owner) for owner in group_owners.owners_of(session, group)]


@router.post("", status_code=201)
def add_owner(session: Writing, group_id: str, body: JsonBody) -> dict[str, Any]:
    """Make a person or a group an owner."""
    group = find_group(session, group_id)
    return owner_json(session, group_owners.add_owner(session, group, body.get("id"), body.get("type")))


@router.delete("/{owner_id}", status_code=204)
def remove_owner(session: Writing, group_id: str, owner_id: str) -> Response:
    """Take an owner from a group."""
    group_owners.remove_owner(session, find_group(session, group_id), owner_id)
    return Response(status_code=204)
