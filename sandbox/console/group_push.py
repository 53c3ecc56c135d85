"""The Push Groups tab: groups that Okta makes at the service, and whose members it keeps in step there."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.console import app_page
from sandbox.console.assignments import choices_of_groups, named_group
from sandbox.console.pages import ConsoleRoute
from sandbox.org.errors import OktaError
from sandbox.org.group_push_tables import GroupPushMapping, MappingStatus
from sandbox.org.operations.group_push import find_mapping, push_group, set_mapping_status, unpush_group
from sandbox.org.tables import App, Group

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

TAB: Final = "tab-group-push"
SHOWN: Final = 200
# The style of a status's badge.
STATUSES: Final = {MappingStatus.ACTIVE: "good", MappingStatus.INACTIVE: "", MappingStatus.ERROR: "bad"}


def view(store: Session, app: App) -> dict[str, Any]:
    """Give the pushed groups, up to a page of them, and those that could be pushed."""
    pushed = select(GroupPushMapping, Group).join(Group, Group.id == GroupPushMapping.source_group_id)
    taken = select(GroupPushMapping.source_group_id).where(GroupPushMapping.app_id == app.id)
    return {
        "rows": store.execute(pushed.where(GroupPushMapping.app_id == app.id).order_by(Group.name).limit(SHOWN)).all(),
        "others": choices_of_groups(store, taken),
        "statuses": STATUSES,
    }


@router.post(app_page.PATH + "/group-push")
def push(form: app_page.Filled, group: Annotated[str, Form(alias="group_id")] = "") -> Response:
    """Push a group by id or name from now on."""
    with form.org.store.writing() as store:
        app = form.find(store)
        try:
            found = named_group(store, group)
            push_group(store, app, found)
        except OktaError as error:
            return form.refused(app, TAB, error)
    return form.done(app, TAB, f"Group {found.name} is pushed")


@router.post(app_page.PATH + "/group-push/status")
def set_status(
    form: app_page.Filled, mapping_id: Annotated[str, Form()], status: Annotated[MappingStatus, Form()]
) -> Response:
    """Switch the push of a group off or on."""
    with form.org.store.writing() as store:
        app = form.find(store)
        mapping = find_mapping(store, app, mapping_id)
        set_mapping_status(store, app, mapping, status)
    return form.done(app, TAB, f"Group push of {mapping.target_name} is {status.lower()}")


@router.post(app_page.PATH + "/group-push/unlink")
def unlink(form: app_page.Filled, mapping_id: Annotated[str, Form()], delete: Annotated[str, Form()] = "") -> Response:
    """Forget the push of a group that is off; its group at the service stays, or goes with it."""
    with form.org.store.writing() as store:
        app = form.find(store)
        mapping = find_mapping(store, app, mapping_id)
        try:
            unpush_group(store, app, mapping, delete_target=bool(delete))
        except OktaError as error:
            return form.refused(app, TAB, error)
    return form.done(app, TAB, f"Group {mapping.target_name} is unlinked")
