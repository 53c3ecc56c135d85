"""The Assignments tab: giving an application to people and groups, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Response
from sqlalchemy import Select, func, select
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


@dataclass(frozen=True)
class GroupChoices:
    """The groups to choose from, by name; not ``is_all``: there are more than can be shown."""

    shown: Sequence[Group]
    is_all: bool


def choices_of_groups(store: Session, taken: Select[str]) -> GroupChoices:
    """Give the groups whose ids are not among the taken ones."""
    found = select(Group).where(Group.id.not_in(taken)).order_by(Group.name)
    groups = store.scalars(found.limit(SHOWN + 1)).all()
    return GroupChoices(groups[:SHOWN], len(groups) <= SHOWN)


def named_group(store: Session, text: str) -> Group:
    """Find a group by id, or by the whole of its name."""
    found = store.scalar(select(Group).where(Group.name == text.strip()))
    return found or find_group(store, text.strip())


def view(store: Session, app: App) -> dict[str, Any]:
    """Give the people and groups that have the app, and those who could be given it, up to a page of each."""
    people = select(AppUser, User).join(User, User.id == AppUser.user_id).where(AppUser.app_id == app.id)
    groups = select(AppGroup, Group).join(Group, Group.id == AppGroup.group_id).where(AppGroup.app_id == app.id)
    having = select(AppUser.user_id).where(AppUser.app_id == app.id, AppUser.scope == "USER")
    lacking = select(User).where(User.status != "DEPROVISIONED", User.id.not_in(having))
    assigned = select(AppGroup.group_id).where(AppGroup.app_id == app.id)
    return {
        "people": store.execute(people.order_by(AppUser.user_name).limit(SHOWN)).all(),
        "people_total": store.scalar(people.with_only_columns(func.count())),
        "groups": store.execute(groups.order_by(AppGroup.priority).limit(SHOWN)).all(),
        "groups_total": store.scalar(groups.with_only_columns(func.count())),
        "other_people": store.scalars(lacking.order_by(User.login).limit(SHOWN)).all(),
        "other_groups": choices_of_groups(store, assigned),
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
def give_to_group(form: app_page.Filled, group: Annotated[str, Form(alias="group_id")] = "") -> Response:
    """Assign a group by id or name, and with it all its members."""
    with form.org.store.writing() as store:
        app = form.find(store)
        try:
            found = named_group(store, group)
            assign_group(store, app, found)
        except OktaError as error:
            return form.refused(app, TAB, error)
    return form.done(app, TAB, f"Group {found.name} is assigned")


@router.post(app_page.PATH + "/remove/group")
def take_from_group(form: app_page.Filled, group_id: Annotated[str, Form()]) -> Response:
    """End a group's assignment."""
    with form.org.store.writing() as store:
        app = form.find(store)
        group = find_group(store, group_id)
        unassign_group(store, app, group)
    return form.done(app, TAB, f"Group {group.name} is no longer assigned")
