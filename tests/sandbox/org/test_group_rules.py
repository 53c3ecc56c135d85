"""Group rules: who joins a group because of their profile, who leaves it, and what Okta's expressions mean."""

from typing import Any

import pytest

from sandbox.org.okta_expressions import NotUnderstood, Subject, check, matches
from tests.sandbox.org.conftest import ZSCALER, OktaClient, switch_on
from tests.sandbox.org.service import Service

RADIA = Subject(
    {"firstName": "Radia", "department": "Networks", "roles": ["author", "architect"], "level": 7},
    {"00g1": "Engineering", "00g2": "Design reviewers"},
)


def rule(group: str, expression: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "group_rule",
        "name": "By department",
        "conditions": {"expression": {"type": "urn:okta:expression:1.0", "value": expression}},
        "actions": {"assignUserToGroups": {"groupIds": [group]}},
        **more,
    }


def activated(okta: OktaClient, group: str, expression: str, **more: Any) -> str:
    made: str = okta.ok("POST", "/api/v1/groups/rules", rule(group, expression, **more))["id"]
    okta.ok("POST", f"/api/v1/groups/rules/{made}/lifecycle/activate")
    return made


def members(okta: OktaClient, group: str) -> list[str]:
    listed = okta.ok("GET", f"/api/v1/groups/{group}/users")
    return sorted(user["profile"]["login"].partition("@")[0] for user in listed)


@pytest.fixture
def team(okta: OktaClient) -> str:
    """Give the id of a group with nobody in it."""
    made: str = okta.ok("POST", "/api/v1/groups", {"profile": {"name": "Team"}})["id"]
    return made


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('user.department == "Networks"', True),
        ("user.department == 'networks'", False),
        ('user.department != "Networks"', False),
        ('user.missing == "x"', False),
        ("user.missing == null", True),
        ('String.startsWith(user.firstName, "Ra")', True),
        ('String.stringContains(String.toLowerCase(user.department), "work")', True),
        ('String.substringBefore(user.department, "w") == "Net"', True),
        ('Arrays.contains(user.roles, "author")', True),
        ("user.level > 5 && user.level <= 7", True),
        ('user.level < 5 OR user.firstName == "Radia"', True),
        ('NOT (user.firstName == "Radia")', False),
        ('!String.startsWith(user.firstName, "X") AND user.level >= 7', True),
        ('user.level > 5 ? user.firstName == "Radia" : false', True),
        ('isMemberOfGroupName("Engineering")', True),
        ('isMemberOfAnyGroup("00g9", "00g2")', True),
        ('isMemberOfGroupNameStartsWith("Design")', True),
        ('isMemberOfGroupNameContains("nothing")', False),
        ("user.firstName", False),
    ],
)
def test_an_expression_says_of_radia(expression: str, expected: bool) -> None:
    assert matches(expression, RADIA) is expected


@pytest.mark.parametrize(
    "expression",
    ["", "user.", "user.a ==", "(user.a", "nobody.a", "Nothing.at(1)", "String.len()", "user.a == 'x' y", "#"],
)
def test_an_expression_that_makes_no_sense_is_not_understood(expression: str) -> None:
    with pytest.raises(NotUnderstood):
        check(expression)


def test_a_rule_assigns_nobody_before_it_is_activated(okta: OktaClient, team: str) -> None:
    made = okta.ok("POST", "/api/v1/groups/rules", rule(team, 'user.lastName == "Hopper"'))
    assert (made["status"], members(okta, team)) == ("INACTIVE", [])
    okta.ok("POST", f"/api/v1/groups/rules/{made['id']}/lifecycle/activate")
    assert (okta.ok("GET", f"/api/v1/groups/rules/{made['id']}")["status"], members(okta, team)) == (
        "ACTIVE",
        ["grace"],
    )


def test_people_join_and_leave_as_their_profile_changes(okta: OktaClient, team: str) -> None:
    activated(okta, team, 'user.department == "Compilers"')
    ada = f"/api/v1/users/{okta.user_id('ada@corp.example')}"
    okta.ok("POST", ada, {"profile": {"department": "Compilers"}})
    assert members(okta, team) == ["ada"]
    okta.ok("POST", ada, {"profile": {"department": "Poetry"}})
    assert members(okta, team) == []


def test_who_was_put_into_the_group_by_hand_stays_there(okta: OktaClient, team: str) -> None:
    ada = okta.user_id("ada@corp.example")
    okta.ok("PUT", f"/api/v1/groups/{team}/users/{ada}")
    activated(okta, team, 'user.lastName == "Lovelace"')
    okta.ok("POST", f"/api/v1/users/{ada}", {"profile": {"lastName": "King"}})
    assert members(okta, team) == ["ada"]


def test_a_new_person_who_matches_joins_at_once_and_an_excluded_one_never(okta: OktaClient, team: str) -> None:
    alan = okta.user_id("alan@corp.example")
    people = {"people": {"users": {"exclude": [alan]}}}
    conditions = rule(team, 'user.firstName == "Alan"')["conditions"] | people
    activated(okta, team, "true", conditions=conditions)
    profile = {"login": "alan2@corp.example", "email": "a@example.com", "firstName": "Alan", "lastName": "Kay"}
    okta.ok("POST", "/api/v1/users", {"profile": profile})
    assert members(okta, team) == ["alan2"]


def test_a_rules_members_are_provisioned_to_the_groups_apps(okta: OktaClient, team: str, service: Service) -> None:
    app = okta.ok("POST", "/api/v1/apps", ZSCALER)["id"]
    switch_on(okta, app, service, create=True, deactivate=True)
    okta.ok("PUT", f"/api/v1/apps/{app}/groups/{team}", {})
    activated(okta, team, 'user.lastName == "Hopper"')
    assert [push["operation"] for push in okta.settle()] == ["create"]


@pytest.mark.parametrize(("remove", "left"), [("true", []), ("false", ["grace"])])
def test_deleting_a_rule_keeps_or_removes_its_members(
    remove: str, left: list[str], okta: OktaClient, team: str
) -> None:
    made = activated(okta, team, 'user.lastName == "Hopper"')
    okta.ok("DELETE", f"/api/v1/groups/rules/{made}?removeUsers={remove}")
    assert members(okta, team) == left
    assert okta.refused("GET", f"/api/v1/groups/rules/{made}")[:2] == (404, "E0000007")


def test_an_active_rule_is_not_changed(okta: OktaClient, team: str) -> None:
    made = activated(okta, team, 'user.lastName == "Hopper"')
    changed = rule(team, 'user.lastName == "Knuth"')
    assert okta.refused("PUT", f"/api/v1/groups/rules/{made}", changed)[:2] == (400, "E0000001")
    okta.ok("POST", f"/api/v1/groups/rules/{made}/lifecycle/deactivate")
    assert okta.ok("PUT", f"/api/v1/groups/rules/{made}", changed)["conditions"]["expression"]["value"].endswith(
        '"Knuth"'
    )


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 51},
        {"type": "other"},
        {"conditions": {"expression": {"value": "user."}}},
        {"actions": {"assignUserToGroups": {"groupIds": []}}},
    ],
)
def test_a_rule_that_cannot_work_is_refused(change: dict[str, Any], okta: OktaClient, team: str) -> None:
    refusal = okta.refused("POST", "/api/v1/groups/rules", rule(team, "true") | change)
    assert refusal[:2] == (400, "E0000001")


def test_rules_are_searched_by_name_and_paged(okta: OktaClient, team: str) -> None:
    for number in range(3):
        okta.ok("POST", "/api/v1/groups/rules", rule(team, "true", name=f"Rule {number}"))
    first = okta.http.get("/api/v1/groups/rules?limit=2")
    second = okta.http.get(first.links["next"]["url"])
    assert [row["name"] for row in first.json() + second.json()] == ["Rule 0", "Rule 1", "Rule 2"]
    (found,) = okta.ok("GET", "/api/v1/groups/rules?search=Rule 2&expand=groupIdToGroupNameMap")
    assert found["_embedded"]["groupIdToGroupNameMap"] == {team: "Team"}


@pytest.mark.parametrize(
    "expression",
    [
        'isMemberOfGroupNameRegex("(")',
        'isMemberOfGroupNameRegex("(?=a)a")',
        "String.replace(" * 12 + '"aaaaaaaa"' + ', "a", "aaaaaaaa")' * 12 + ' == "x"',
        "(" * 2000,
        "!" * 3999 + "(" * 100,
        'String.startsWith(user.login, "' + "a" * 5000 + '")',
        "String.substring(user.login, 'a', 'b')",
    ],
    ids=range(7),
)
def test_a_rule_that_cannot_be_evaluated_is_refused(expression: str, okta: OktaClient, team: str) -> None:
    status, code, _ = okta.refused("POST", "/api/v1/groups/rules", rule(team, expression))
    assert (status, code) == (400, "E0000001")


def test_a_regular_expression_that_backtracks_holds_nothing_up(okta: OktaClient, team: str) -> None:
    long_name = okta.ok("POST", "/api/v1/groups", {"profile": {"name": "a" * 200 + "!"}})["id"]
    okta.ok("PUT", f"/api/v1/groups/{long_name}/users/{okta.user_id('ada@corp.example')}")
    activated(okta, team, 'isMemberOfGroupNameRegex("(a+)+$")')
    assert okta.ok("GET", f"/api/v1/groups/{team}/users") == []


@pytest.mark.parametrize(
    "expression",
    [
        "isMemberOfGroupNameRegex(user.nickName)",
        'String.substringBefore(user.login, user.nickName) == "x"',
        "Convert.toInt(user.nickName) > 0",
    ],
)
def test_a_rule_that_fails_for_one_person_stops_nobody(expression: str, okta: OktaClient, team: str) -> None:
    activated(okta, team, expression)
    for nick_name in ("(", "--5", None):
        login = f"{nick_name and len(nick_name)}@example.com"
        profile = {"login": login, "email": login, "firstName": "A", "lastName": "B", "nickName": nick_name}
        okta.ok("POST", "/api/v1/users", {"profile": profile})
