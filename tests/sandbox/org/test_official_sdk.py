"""Okta's own Python SDK works on a running sandbox: people, groups, apps, rules, assignments, System Log, in pages."""

import asyncio
import os
import re
import uuid
from collections.abc import Awaitable, Iterator
from typing import Any

import pytest

from tests.sandbox.command_line import Sandbox


@pytest.fixture(scope="module")
def okta_sdk(running_sandbox: Sandbox) -> Iterator[Any]:
    """Give a client; the SDK reads its leave to speak http from the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "true")
        # The environment's proxies would lead away from this machine.
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            patch.delenv(name)
        # Importing it takes seconds: here, and nowhere else.
        from okta.client import Client

        yield Client({"orgUrl": running_sandbox.run.org_url, "token": running_sandbox.secrets.api_token})


def done(answer: Awaitable[Any]) -> Any:
    """Give what an answer of the SDK holds, which must not be an error."""
    result, _, error = asyncio.run(_waited(answer))
    assert error is None, error
    return result


async def _waited(answer: Awaitable[Any]) -> Any:
    return await answer


def _person(name: str, okta_sdk: Any) -> Any:
    login = f"{name}-{uuid.uuid4().hex[:8]}@example.com"
    profile = {"login": login, "email": login, "firstName": name, "lastName": "Doe"}
    return done(okta_sdk.create_user({"profile": profile}))


def test_people_are_created_found_suspended_and_deactivated(okta_sdk: Any) -> None:
    person = _person("Kim", okta_sdk)
    login = person.profile.login
    assert done(okta_sdk.get_user(person.id)).status == "PROVISIONED"
    found = done(okta_sdk.list_users(search=f'profile.login eq "{login}"'))
    assert [user.id for user in found] == [person.id]
    done(okta_sdk.deactivate_user(person.id))
    assert done(okta_sdk.get_user(person.id)).status == "DEPROVISIONED"


def test_groups_apps_and_assignments_are_made_and_listed_page_by_page(okta_sdk: Any) -> None:
    mark = uuid.uuid4().hex[:8]
    group = done(okta_sdk.add_group({"profile": {"name": f"Team {mark}", "description": "Made by the SDK"}}))
    app = done(okta_sdk.create_application(_bookmark(f"Handbook {mark}")))
    people = [_person(name, okta_sdk) for name in ("Ann", "Bo", "Cy")]
    for person in people:
        done(okta_sdk.assign_user_to_group(group.id, person.id))
    done(okta_sdk.assign_group_to_application(app.id, group.id))
    (assigned,) = done(okta_sdk.list_application_group_assignments(app.id))
    assert assigned.id == group.id
    assert sorted(_ids(okta_sdk.list_application_users, app.id)) == sorted(person.id for person in people)
    assert sorted(_ids(okta_sdk.list_group_users, group.id)) == sorted(person.id for person in people)
    found = done(okta_sdk.list_applications(q=f"Handbook {mark}"))
    assert [one.id for one in found] == [app.id]


def test_a_group_rule_is_made_and_switched_on(okta_sdk: Any) -> None:
    mark = uuid.uuid4().hex[:8]
    group = done(okta_sdk.add_group({"profile": {"name": f"Rule {mark}"}}))
    person = _person(f"Rule{mark}", okta_sdk)
    expression = {"type": "urn:okta:expression:1.0", "value": f'user.firstName == "Rule{mark}"'}
    actions = {"assignUserToGroups": {"groupIds": [group.id]}}
    rule = {"type": "group_rule", "name": mark, "conditions": {"expression": expression}, "actions": actions}
    made = done(okta_sdk.create_group_rule(rule))
    done(okta_sdk.activate_group_rule(made.id))
    assert _ids(okta_sdk.list_group_users, group.id) == [person.id]


def test_the_system_log_is_read_by_filter_and_page(okta_sdk: Any) -> None:
    person = _person("Log", okta_sdk)
    events = done(okta_sdk.list_log_events(filter=f'target.id eq "{person.id}"', limit=1))
    assert [event.event_type for event in events] == ["user.lifecycle.create"]
    assert events[0].target[0].alternate_id == person.profile.login


def _bookmark(label: str) -> Any:
    from okta.models import BookmarkApplication

    return BookmarkApplication.from_dict(
        {
            "name": "bookmark",
            "label": label,
            "signOnMode": "BOOKMARK",
            "settings": {"app": {"url": "https://handbook.example", "requestIntegration": False}},
        }
    )


def _ids(listing: Any, subject: str) -> list[str]:
    """List by pages of two, along `after`."""
    found: list[str] = []
    after = None
    while True:
        page, answer, error = asyncio.run(_waited(listing(subject, limit=2, after=after)))
        assert error is None, error
        found += [item.id for item in page]
        following = re.search(r'[?&]after=([^&>]+)[^>]*>; rel="next"', answer.headers.get("Link", ""))
        if following is None:
            return found
        after = following.group(1)
