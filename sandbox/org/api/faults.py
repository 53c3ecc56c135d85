"""`/sandbox/faults`: trouble to rehearse."""

from typing import Any

from fastapi import APIRouter

from sandbox.faults.plan import UnknownFault
from sandbox.org.dependencies import CurrentOrg, JsonBody
from sandbox.org.errors import invalid

router = APIRouter(prefix="/sandbox/faults")


@router.get("")
def show_faults(org: CurrentOrg) -> dict[str, Any]:
    """Show every fault with its value, those at rest too."""
    return org.faults.values


@router.put("")
def set_faults(org: CurrentOrg, body: JsonBody) -> dict[str, Any]:
    """Set the faults in the body and put all others to rest; one that is not known is refused, and nothing set."""
    try:
        org.faults.set(body)
    except UnknownFault as error:
        raise invalid("faults", *error.problems) from None
    return org.faults.values
