"""The parts of Okta's Management API that are asked beside the provider, as types."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from components.groups import is_group_id
from evidence.okta_http import OktaHttp, OktaRefused
from evidence.unanswered import Unanswered

LOG_DAYS = 90  # as long as Okta keeps events
MOST_EVENTS = 1000  # the most that Okta shows at once
APPS_AT_ONCE = 200  # the most that Okta shows at once
_NOT_FOUND = 404


@dataclass(frozen=True)
class App:
    """An app integration (`GET /api/v1/apps/{id}`)."""

    id: str
    name: str
    label: str
    status: str
    features: tuple[str, ...]
    username_template: str
    username_suffix: str | None

    def __str__(self) -> str:
        return f"App {self.label!r} ({self.id})"


@dataclass(frozen=True)
class Listed:
    """An app or a group as a list has it."""

    id: str
    name: str
    """An app's label, a group's name."""
    created: datetime | None
    provisions: bool = False
    """Of an app: whether any of its provisioning is on."""


@dataclass(frozen=True)
class AppUser:
    """A person's assignment to an app (`GET /api/v1/apps/{id}/users/{userId}`)."""

    user_id: str
    user_name: str
    scope: str
    """`USER` for one assigned directly, `GROUP` for one who has the app by a group."""
    sync_state: str
    external_id: str | None
    """The person's id at the service, once Okta knows it."""
    last_sync: str | None


@dataclass(frozen=True)
class AppGroup:
    """A group's assignment to an app."""

    group_id: str
    group_name: str
    priority: int | None
    profile: Mapping[str, Any]


@dataclass(frozen=True)
class Person:
    """A person in Okta."""

    id: str
    login: str
    email: str


@dataclass(frozen=True)
class Event:
    """An event of the System Log."""

    published: str
    type: str
    result: str
    reason: str | None
    person: str


class OktaApi:
    """One org's Management API."""

    def __init__(self, http: OktaHttp) -> None:
        """Ask through `http`."""
        self.http = http

    def app(self, app_id: str, subject: str) -> App:
        """An app by its id."""
        return _app(self.http.get(f"/api/v1/apps/{app_id}", subject))

    def app_labelled(self, label: str) -> App:
        """The only app with exactly this label; Okta's search finds all whose label or name begins with it."""
        subject, found = f"App {label!r}", [app.id for app in self.apps_labelled(label)]
        if len(found) == 1:
            return self.app(found[0], subject)
        ids = f": {', '.join(found)}" if found else ""
        raise Unanswered(
            f"{subject}: Okta has {len(found) or 'no'} apps with this label{ids}\n"
            "Next: give the app's id (0oa..., in its page's address in the Admin Console)."
        )

    def apps_labelled(self, label: str) -> list[Listed]:
        """All apps with exactly this label."""
        listed = self.http.pages("/api/v1/apps", f"App {label!r}", {"q": label, "limit": str(APPS_AT_ONCE)})
        return [_listed(app, app["label"]) for app in listed if app["label"] == label]

    def apps(self) -> Iterator[Listed]:
        """All of the org's apps, each page of `APPS_AT_ONCE` by a request when it is needed."""
        listed = self.http.pages("/api/v1/apps", "The org's apps", {"limit": str(APPS_AT_ONCE)})
        return (_listed(app, app["label"]) for app in listed)

    def is_in_use(self, app_id: str) -> bool:
        """Whether anybody has an app, directly or by a group."""
        return any(
            self.http.get(f"/api/v1/apps/{app_id}/{who}", f"App {app_id}", {"limit": "1"})
            for who in ("groups", "users")
        )

    def delete_app(self, app_id: str, label: str) -> None:
        """Delete an app, which Okta takes of inactive ones only."""
        self.http.send("POST", f"/api/v1/apps/{app_id}/lifecycle/deactivate", f"App {label!r} ({app_id})")
        self.http.send("DELETE", f"/api/v1/apps/{app_id}", f"App {label!r} ({app_id})")

    def connection_base_url(self, app: App) -> str | None:
        """Where the app's provisioning connection leads, for the apps whose connection the API tells."""
        body = self.http.get(f"/api/v1/apps/{app.id}/connections/default", str(app))
        return body.get("baseUrl") or None

    def app_users(self, app: App) -> Iterator[AppUser]:
        """All people who have an app."""
        listed = self.http.pages(f"/api/v1/apps/{app.id}/users", str(app), {"limit": "500"})
        return (_app_user(user) for user in listed)

    def app_user(self, app: App, user_id: str) -> AppUser | None:
        """One person's assignment, or None."""
        try:
            return _app_user(self.http.get(f"/api/v1/apps/{app.id}/users/{user_id}", str(app)))
        except OktaRefused as refusal:
            if refusal.status == _NOT_FOUND:
                return None
            raise

    def assign(self, app: App, user_id: str) -> AppUser:
        """Assign a person directly, user name and profile made by the app's own mappings."""
        body = {"id": user_id, "scope": "USER"}
        return _app_user(self.http.send("POST", f"/api/v1/apps/{app.id}/users", str(app), body).json())

    def unassign(self, app: App, user_id: str) -> None:
        """End a person's direct assignment, if there is one."""
        try:
            self.http.send("DELETE", f"/api/v1/apps/{app.id}/users/{user_id}", str(app))
        except OktaRefused as refusal:
            if refusal.status != _NOT_FOUND:
                raise

    def app_groups(self, app: App) -> list[AppGroup]:
        """The groups that have an app, by their names."""
        params = {"limit": "200", "expand": "group"}
        return [_app_group(group) for group in self.http.pages(f"/api/v1/apps/{app.id}/groups", str(app), params)]

    def groups_named(self, name: str) -> list[Listed]:
        """The groups with exactly this name: groups of directories may share one."""
        listed = self.http.pages("/api/v1/groups", f"Group {name!r}", {"q": name, "limit": "200"})
        return [_listed(group, name) for group in listed if group["profile"]["name"] == name]

    def people_in_group(self, name_or_id: str) -> int | None:
        """How many people a group has, by its only exact name or its id; None where Okta does not tell."""
        field = "id" if is_group_id(name_or_id) else "profile.name"
        # Without `search`, Okta answers only with names that begin so; `stats` counts without listing anybody.
        params = {"search": f"{field} eq {json.dumps(name_or_id)}", "expand": "stats", "limit": "2"}
        found = list(self.http.pages("/api/v1/groups", f"Group {name_or_id!r}", params))
        stats = (found[0].get("_embedded") or {}).get("stats") or {} if len(found) == 1 else {}
        return stats.get("usersCount")

    def person_with_email(self, email: str) -> Person:
        """The only person with an email."""
        subject = f"The person with email {email}"
        quoted = email.replace("\\", "\\\\").replace('"', '\\"')
        listed = list(self.http.pages("/api/v1/users", subject, {"search": f'profile.email eq "{quoted}"'}))
        active = [user for user in listed if user["status"] != "DEPROVISIONED"]
        if len(active) != 1:
            raise Unanswered(
                f"{subject}: Okta has {len(active) or 'no'} such people who are not deactivated\n"
                "Next: name somebody else, best an account made for this test."
            )
        return Person(active[0]["id"], active[0]["profile"]["login"], active[0]["profile"]["email"])

    @property
    def log_reach(self) -> str:
        """How far back `last_event` looks."""
        return f"in {LOG_DAYS} days"

    def last_event(self, app: App, event_type: str, result: str, since: str) -> Event | None:
        """The latest event of an app whose type begins with `event_type` and that ended in `result`.

        Okta shows the last seven days only unless told otherwise.
        """
        expression = f'target.id eq "{app.id}" and eventType sw "{event_type}" and outcome.result eq "{result}"'
        params = {"filter": expression, "since": since, "sortOrder": "DESCENDING", "limit": "1"}
        events = self.http.get("/api/v1/logs", str(app), params)
        return _event(events[0]) if events else None

    def latest_events(self, event_type: str, since: str) -> list[tuple[frozenset[str], Event]]:
        """The latest `MOST_EVENTS` whose type begins with `event_type`, latest first, each with its targets' ids."""
        expression = f'eventType sw "{event_type}"'
        params = {"filter": expression, "since": since, "sortOrder": "DESCENDING", "limit": str(MOST_EVENTS)}
        events = self.http.get("/api/v1/logs", "The System Log", params)
        return [(frozenset(str(one.get("id")) for one in body.get("target") or ()), _event(body)) for body in events]


def _app(body: Mapping[str, Any]) -> App:
    template = (body.get("credentials") or {}).get("userNameTemplate") or {}
    return App(
        id=body["id"],
        name=body["name"],
        label=body["label"],
        status=body["status"],
        features=tuple(sorted(body.get("features") or ())),
        username_template=template.get("template") or "",
        username_suffix=template.get("userSuffix") or template.get("suffix"),
    )


def by_name(listed: Iterable[Listed]) -> dict[str, list[Listed]]:
    """The items of a list by their names, of which several may share one."""
    found: dict[str, list[Listed]] = {}
    for one in listed:
        found.setdefault(one.name, []).append(one)
    return found


def _listed(body: Mapping[str, Any], name: str) -> Listed:
    created = body.get("created")
    return Listed(body["id"], name, datetime.fromisoformat(created) if created else None, bool(body.get("features")))


def _app_user(body: Mapping[str, Any]) -> AppUser:
    return AppUser(
        user_id=body["id"],
        user_name=(body.get("credentials") or {}).get("userName") or "",
        scope=body.get("scope") or "",
        sync_state=body.get("syncState") or "DISABLED",
        external_id=body.get("externalId"),
        last_sync=body.get("lastSync"),
    )


def _app_group(body: Mapping[str, Any]) -> AppGroup:
    group = (body.get("_embedded") or {}).get("group") or {}
    name = (group.get("profile") or {}).get("name") or ""
    return AppGroup(body["id"], name, body.get("priority"), body.get("profile") or {})


def _event(body: Mapping[str, Any]) -> Event:
    people = [target for target in body.get("target") or () if target.get("type") == "User"]
    outcome = body.get("outcome") or {}
    return Event(
        published=body["published"],
        type=body["eventType"],
        result=outcome.get("result") or "",
        reason=outcome.get("reason"),
        person=people[0].get("alternateId") or "" if people else "",
    )
