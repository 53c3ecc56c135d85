"""The services' people beside Okta's: who exists where, under which name, and what was pushed last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from sandbox.console.app_page import app_path
from sandbox.console.pages import ConsoleRoute, page
from sandbox.console.session import Admin
from sandbox.console.tasks import STATES
from sandbox.org.dependencies import org_of
from sandbox.org.tables import App, AppUser, Provisioning, Task, User
from sandbox.scim.people import ServicePerson, people_at, tenants_of

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

SHOWN: Final = 200
_LATEST_TASKS: Final = 2000


@dataclass
class Pair:
    """A person at the service, in Okta, or both; ``apps`` are those that have them assigned."""

    there: ServicePerson | None
    user: User | None = None
    apps: list[App] = field(default_factory=list)
    is_linked: bool = False
    push: Task | None = None


class Pushes:
    """The latest task of each person, as far back as the latest tasks go."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        """Take tasks, the newest first."""
        self._of_assignment: dict[tuple[str, str], Task] = {}
        self._of_service_id: dict[str, Task] = {}
        for task in tasks:
            self._of_assignment.setdefault((task.app_id, task.user_id), task)
            if task.external_id:
                self._of_service_id.setdefault(task.external_id, task)

    def about(self, app: App, user: User) -> Task | None:
        """Find the latest task of a person for an app."""
        return self._of_assignment.get((app.id, user.id))

    def at(self, service_id: str) -> Task | None:
        """Find the latest task about the service's person with this id."""
        return self._of_service_id.get(service_id)


@router.get("/service-people")
def service_people(request: Request, _session: Admin, q: str = "") -> Response:
    """Show each service provider's people beside Okta's, up to a page of each, as they are now."""
    org = org_of(request)
    services = []
    with org.store.reading() as store:
        for tenant in tenants_of(org.directory):
            people = people_at(org.directory, tenant, search=q.strip(), limit=SHOWN)
            apps = _apps_of(store, tenant)
            services.append(
                {
                    "tenant": tenant,
                    "people": people,
                    "apps": [{"label": app.label, "path": app_path(app)} for app in apps],
                    "pairs": _pairs(store, apps, people.shown, q.strip()),
                }
            )
    return page(
        request, "service_people.html", title="People at services", services=services, q=q, states=STATES, shown=SHOWN
    )


def _apps_of(store: Session, tenant: str) -> list[App]:
    """Find the apps whose Base URL is a service provider's of this sandbox."""
    connected = select(App, Provisioning.base_url).join(Provisioning, Provisioning.app_id == App.id)
    found = store.execute(connected.where(Provisioning.base_url.contains(f"/{tenant}/scim", autoescape=True)))
    return [app for app, base_url in found if urlsplit(base_url or "").path.startswith(f"/{tenant}/scim")]


def _pairs(store: Session, apps: Sequence[App], there: Sequence[ServicePerson], search: str) -> list[Pair]:
    pushes = _pushes(store, apps)
    by_id = {person.id: Pair(person) for person in there}
    by_name = {person.user_name.lower(): by_id[person.id] for person in there}
    only_in_okta = []
    for app, app_user, user in _assigned(store, apps, by_id, search):
        pair = by_id.get(app_user.external_id or "") or by_name.get(app_user.user_name.lower())
        if pair is None:
            only_in_okta.append(pair := Pair(None))
        pair.user, pair.is_linked = user, app_user.external_id is not None
        pair.apps.append(app)
        pair.push = pair.push or pushes.about(app, user)
    _find_unassigned(store, by_id.values(), pushes)
    return [*by_id.values(), *only_in_okta]


def _pushes(store: Session, apps: Sequence[App]) -> Pushes:
    latest = select(Task).where(Task.app_id.in_([app.id for app in apps])).order_by(Task.id.desc())
    return Pushes(store.scalars(latest.limit(_LATEST_TASKS)).all())


def _assigned(
    store: Session, apps: Sequence[App], service_ids: Iterable[str], search: str
) -> list[tuple[App, AppUser, User]]:
    """Find those assigned to the apps: the ones linked to these ids, and the first of the others."""
    found = select(App, AppUser, User).join(AppUser, AppUser.app_id == App.id).join(User, User.id == AppUser.user_id)
    found = found.where(App.id.in_([app.id for app in apps]))
    others = found.where(or_(AppUser.external_id.is_(None), AppUser.external_id.not_in(list(service_ids))))
    if search:
        name = User.first_name + " " + User.last_name
        others = others.where(or_(*(text.icontains(search, autoescape=True) for text in (AppUser.user_name, name))))
    linked = store.execute(found.where(AppUser.external_id.in_(list(service_ids)))).all()
    return [*linked, *store.execute(others.order_by(AppUser.user_name).limit(SHOWN))]


def _find_unassigned(store: Session, pairs: Iterable[Pair], pushes: Pushes) -> None:
    """Find in Okta those whom no assignment links: by what was pushed about them, else by login or email."""
    strangers = {}
    for pair in pairs:
        if pair.there is not None and pair.user is None:
            pair.push = pushes.at(pair.there.id)
            pair.user = store.get(User, pair.push.user_id) if pair.push else None
            if pair.user is None:
                strangers[pair.there.user_name.lower()] = pair
    names = list(strangers)
    same = or_(func.lower(User.login).in_(names), func.lower(User.email).in_(names))
    for user in store.scalars(select(User).where(same)) if names else ():
        for key in (user.login.lower(), user.email.lower()):
            if key in strangers:
                strangers[key].user = user
