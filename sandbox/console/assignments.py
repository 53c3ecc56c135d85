"""The Assignments tab: giving an application to people and groups, and taking it back."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sandbox.console import app_page
from sandbox.console.pages import ConsoleRoute
from sandbox.org.errors import OktaError
from sandbox.org.operations.assignments import assign_group, assign_user, unassign_group, unassign_user
from sandbox.org.operations.groups import find_group
from sandbox.org.operations.people import find_user
from sandbox.org.tables import App, AppGroup, AppUser, Group, User

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

TAB: Final = "tab-assignments"
SHOWN: Final = 200


def view(store: Session, app: App) -> dict[str, Any]:
    """Give the people and groups that have the app, and those who could be given it, up to a page of each."""
    people = select(AppUser, User).join(User, User.id == AppUser.user_id).where(AppUser.app_id == app.id)
    groups = select(AppGroup, Group).join(Group, Group.id == AppGroup.group_id)
    having = select(AppUser.user_id).where(AppUser.app_id == app.id, AppUser.scope == "USER")
    lacking = select(User).where(User.status != "DEPROVISIONED", User.id.not_in(having))
    assigned = select(AppGroup.group_id).where(AppGroup.app_id == app.id)
    return {
        "people": store.execute(people.order_by(AppUser.user_name).limit(SHOWN)).all(),
        "people_total": store.scalar(select(func.count()).select_from(AppUser).where(AppUser.app_id == app.id)),
        "groups": store.execute(groups.where(AppGroup.app_id == app.id).order_by(AppGroup.priority)).all(),
        "other_people": store.scalars(lacking.order_by(User.login).limit(SHOWN)).all(),
        "other_groups": store.scalars(
            select(Group).where(Group.id.not_in(assigned)).order_by(Group.name).limit(SHOWN)
        ).all(),
    }


@router.post(app_page.PATH + "/assign/person")
def give_to_person(form: app_page.Filled, login: Annotated[str, Form()] = "") -> Response:
    """Assign a person by login or id."""
    with form.org.store.writing() as store:
        app = form.find(store)
        try:
            user = find_user(store, login.strip())
            assign_user(store, app, user)
        except OktaError as error:
            return form.refused(app, TAB, error)
    return form.done(app, TAB, f"{user.display_name} is assigned")


@router.post(app_page.PATH + "/remove/person")
def take_from_person(form: app_page.Filled, user_id: Annotated[str, Form()]) -> Response:
    """End a person's direct assignment."""
    with form.org.store.writing() as store:
        app = form.find(store)
        user = find_user(store, user_id)
        unassign_user(store, app, user)
    return form.done(app, TAB, f"{user.display_name} is no longer assigned directly")


@router.post(app_page.PATH + "/assign/group")
def give_to_group(form: app_page.Filled, group_id: Annotated[str, Form()]) -> Response:
    """Assign a group, and with it all its members."""
    with form.org.store.writing() as store:
        app = form.find(store)
        group = find_group(store, group_id)
        assign_group(store, app, group)
    return form.done(app, TAB, f"Group {group.name} is assigned")


@router.post(app_page.PATH + "/remove/group")
def take_from_group(form: app_page.Filled, group_id: Annotated[str, Form()]) -> Response:
    """End a group's assignment."""
    with form.org.store.writing() as store:
        app = form.find(store)
        group = find_group(store, group_id)
        unassign_group(store, app, group)
    return form.done(app, TAB, f"Group {group.name} is no longer assigned")
