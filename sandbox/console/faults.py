"""Faults: trouble to rehearse, set by hand."""

import json
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from sandbox.console.drafts import Message, drafts_of
from sandbox.console.pages import ConsoleRoute, page, see_other
from sandbox.console.session import Admin, AdminForm
from sandbox.faults.plan import UnknownFault, about, flat, nested
from sandbox.org.dependencies import org_of

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

PATH: Final = "/admin/faults"


@router.get("/faults")
def show_faults(request: Request, _session: Admin) -> Response:
    """Show every fault with its value, by the server that it is a fault of."""
    return _page(request, dict(flat(org_of(request).faults.values)))


@router.post("/faults")
async def set_faults(request: Request, session: AdminForm) -> Response:
    """Set all faults as the form has them; a form with a mistake comes back as it was filled in."""
    faults = org_of(request).faults
    sent = await request.form()
    values = {
        name: name in sent if isinstance(value, bool) else _typed(str(sent.get(name, "")), value)
        for name, value in flat(faults.values)
    }
    try:
        faults.set(nested(values))
    except UnknownFault as error:
        return _page(request, values, error.problems, status_code=400)
    drafts_of(request).tell(session.identifier, Message("Faults saved"))
    return see_other(PATH)


def _page(
    request: Request, values: dict[str, Any], problems: list[str] | None = None, status_code: int = 200
) -> Response:
    sections: dict[str, list[dict[str, Any]]] = {}
    for name, value in values.items():
        server, _, own_name = name.rpartition(".")
        does, takes = about(name)
        row = {
            "name": name,
            "own_name": own_name,
            "does": does,
            "takes": takes,
            "is_switch": isinstance(value, bool),
            "value": value if isinstance(value, str | bool) else json.dumps(value),
        }
        sections.setdefault(server, []).append(row)
    return page(
        request, "faults.html", title="Faults", sections=sections, problems=problems or [], status_code=status_code
    )


def _typed(text: str, at_present: object) -> object:
    if not text:
        return at_present
    try:
        return json.loads(text, parse_constant=str)
    except ValueError:
        return text
