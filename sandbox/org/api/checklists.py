"""`/sandbox/checklists/{app_id}`: what other programs want a person to do in the console."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sandbox.org.dependencies import Writing
from sandbox.org.operations import checklists
from sandbox.org.operations.apps import find_app

router = APIRouter(prefix="/sandbox/checklists")

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Step(BaseModel):
    """One step: the page to open, what to do there, and the values of the page's fields."""

    model_config = ConfigDict(extra="forbid")

    title: Text
    url: Text
    do: Annotated[list[Text], Field(max_length=100)] = []
    enter: Annotated[dict[Text, Annotated[str, StringConstraints(max_length=2000)]], Field(max_length=100)] = {}


class NewChecklist(BaseModel):
    """A whole checklist; one without steps says that nothing is left to do."""

    model_config = ConfigDict(extra="forbid")

    label: Text
    steps: Annotated[list[Step], Field(max_length=100)]


@router.put("/{app_id}", status_code=204)
def put_checklist(session: Writing, app_id: str, body: NewChecklist) -> Response:
    """Show a checklist on the console, in place of the app's checklist before."""
    steps = [step.model_dump() for step in body.steps]
    checklists.put_checklist(session, find_app(session, app_id), body.label, steps)
    return Response(status_code=204)


@router.delete("/{app_id}", status_code=204)
def delete_checklist(session: Writing, app_id: str) -> Response:
    """Show it no more; done already is done."""
    checklists.take_checklist(session, app_id)
    return Response(status_code=204)
