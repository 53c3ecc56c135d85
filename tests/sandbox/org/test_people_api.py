"""People: their lifecycle, what they sign in with, what their profile may hold, and entity tags."""

from typing import Any

import pytest

from tests.sandbox.org.conftest import CUSTOM_SAML, OktaClient

KIM = {"login": "kim@example.com", "email": "kim@example.com", "firstName": "Kim", "lastName": "Doe"}
PASSWORD = "Sandbox-4711"
QUESTION = {"question": "Which animal?", "answer": "A heron"}


def kim(okta: OktaClient, *, password: str | None = PASSWORD, **more: Any) -> str:
    """Add Kim and give the path."""
    credentials = {} if password is None else {"password": {"value": password}}
    made = okta.ok("POST", "/api/v1/users", {"profile": KIM, "credentials": credentials | more})
    return f"/api/v1/users/{made['id']}"


def status(okta: OktaClient, path: str) -> str:
    found: str = okta.ok("GET", path)["status"]
    return found


@pytest.mark.parametrize(
    ("activate", "password", "expected"),
    [("true", PASSWORD, "ACTIVE"), ("true", None, "PROVISIONED"), ("false", PASSWORD, "STAGED")],
)
def test_a_new_person_starts(activate: str, password: str | None, expected: str, okta: OktaClient) -> None:
    credentials = {} if password is None else {"password": {"value": password}}
    made = okta.ok("POST", f"/api/v1/users?activate={activate}", {"profile": KIM, "credentials": credentials})
    assert made["status"] == expected
    assert ("password" in made["credentials"]) is (password is not None)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (["suspend"], "SUSPENDED"),
        (["suspend", "unsuspend"], "ACTIVE"),
        (["expire_password"], "PASSWORD_EXPIRED"),
        (["reset_password"], "RECOVERY"),
        (["reset_password", "reactivate"], "PROVISIONED"),
        (["deactivate"], "DEPROVISIONED"),
        (["deactivate", "activate"], "ACTIVE"),
        (["reset_factors"], "ACTIVE"),
    ],
)
def test_the_lifecycle_leads_an_active_person_to(steps: list[str], expected: str, okta: OktaClient) -> None:
    path = kim(okta)
    for step in steps:
        okta.ok("POST", f"{path}/lifecycle/{step}")
    assert status(okta, path) == expected


@pytest.mark.parametrize(
    ("verb", "refusal"),
    [
        ("activate", (403, "E0000016")),
        ("unsuspend", (400, "E0000001")),
        ("unlock", (403, "E0000032")),
        ("reactivate", (403, "E0000038")),
    ],
)
def test_what_does_not_fit_an_active_person_is_refused(verb: str, refusal: tuple[int, str], okta: OktaClient) -> None:
    assert okta.refused("POST", f"{kim(okta)}/lifecycle/{verb}")[:2] == refusal


def test_the_links_say_what_can_be_done_with_a_person(okta: OktaClient) -> None:
    path = kim(okta)
    assert {"suspend", "deactivate", "changePassword"} <= set(okta.ok("GET", path)["_links"])
    okta.ok("POST", f"{path}/lifecycle/deactivate")
    assert set(okta.ok("GET", path)["_links"]) == {"self", "schema", "type", "activate", "delete"}
    (listed,) = okta.ok("GET", '/api/v1/users?filter=profile.login eq "kim@example.com"')
    assert set(listed["_links"]) == {"self"}


def test_a_password_is_changed_by_who_knows_the_old_one(okta: OktaClient) -> None:
    path = f"{kim(okta)}/credentials/change_password"
    wrong = {"oldPassword": {"value": "Sandbox-0000"}, "newPassword": {"value": "Sandbox-4712"}}
    assert okta.refused("POST", path, wrong)[:2] == (403, "E0000014")
    okta.ok("POST", path, wrong | {"oldPassword": {"value": PASSWORD}})
    assert okta.refused("POST", path, wrong | {"oldPassword": {"value": PASSWORD}})[:2] == (403, "E0000014")


def test_the_answer_to_the_recovery_question_sets_a_new_password(okta: OktaClient) -> None:
    path = kim(okta, recovery_question=QUESTION)
    recovery = f"{path}/credentials/forgot_password_recovery_question"
    wanted = {"password": {"value": "Sandbox-4713"}, "recovery_question": {"answer": "A crow"}}
    assert okta.refused("POST", recovery, wanted)[0] == 403
    shown = okta.ok("POST", recovery, wanted | {"recovery_question": {"answer": "A heron"}})
    assert shown["recovery_question"] == {"question": "Which animal?"}
    change = {"oldPassword": {"value": "Sandbox-4713"}, "newPassword": {"value": PASSWORD}}
    okta.ok("POST", f"{path}/credentials/change_password", change)


def test_no_password_and_no_answer_is_kept_in_clear(okta: OktaClient) -> None:
    kim(okta, recovery_question=QUESTION)
    kept = b"".join(path.read_bytes() for path in okta.org.directory.iterdir())
    assert PASSWORD.encode() not in kept
    assert b"A heron" not in kept


@pytest.mark.parametrize("password", ["short1A", "nocapitals1", "NOSMALLS11", "NoDigitsHere"])
def test_a_weak_password_is_refused_and_not_repeated(password: str, okta: OktaClient) -> None:
    body = {"profile": KIM, "credentials": {"password": {"value": password}}}
    answer = okta.http.post("/api/v1/users", json=body)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "E0000001")
    assert password not in answer.text


def test_an_attribute_that_the_schema_lacks_is_refused_until_it_is_added(okta: OktaClient) -> None:
    body = {"profile": KIM | {"badge": "4711"}}
    refusal = (400, "E0000001", ["Property name 'badge' is not defined in profile"])
    assert okta.refused("POST", "/api/v1/users", body) == refusal
    attribute = {"badge": {"title": "Badge", "type": "string"}}
    schema = "/api/v1/meta/schemas/user/default"
    okta.ok("POST", schema, {"definitions": {"custom": {"properties": attribute}}})
    okta.ok("POST", "/api/v1/users", body)
    assert len(okta.ok("GET", '/api/v1/users?search=profile.badge eq "4711"')) == 1
    okta.ok("POST", schema, {"definitions": {"custom": {"properties": {"badge": None}}}})
    assert okta.ok("GET", schema)["definitions"]["custom"]["properties"] == {}


ATTRIBUTES: dict[str, Any] = {
    "badge": {"type": "string", "minLength": 2, "maxLength": 4, "unique": "UNIQUE_VALIDATED"},
    "age": {"type": "integer"},
    "rate": {"type": "number"},
    "boss": {"type": "boolean"},
    "size": {"type": "string", "enum": ["S", "M"]},
    "tongues": {"type": "array", "items": {"type": "string", "enum": ["de", "en"]}},
}


def add_attributes(okta: OktaClient, **more: Any) -> None:
    properties = {name: {"title": name} | row for name, row in (ATTRIBUTES | more).items()}
    okta.ok("POST", "/api/v1/meta/schemas/user/default", {"definitions": {"custom": {"properties": properties}}})


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("badge", 5, "must be a text"),
        ("badge", "1", "is too short"),
        ("badge", "12345", "is too long"),
        ("age", "7", "must be a whole number"),
        ("age", 7.5, "must be a whole number"),
        ("age", True, "must be a whole number"),
        ("rate", "7.5", "must be a number"),
        ("boss", "true", "must be true or false"),
        ("size", "L", "must be one of S, M"),
        ("tongues", "de", "must be a list"),
        ("tongues", ["de", "fr"], "has an item that must be one of de, en"),
    ],
)
def test_a_value_that_does_not_fit_its_attribute_is_refused(
    name: str, value: Any, cause: str, okta: OktaClient
) -> None:
    add_attributes(okta)
    refusal = (400, "E0000001", [f"{name}: The field {cause}"])
    assert okta.refused("POST", "/api/v1/users", {"profile": KIM | {name: value}}) == refusal
    assert okta.refused("POST", kim(okta), {"profile": {name: value}}) == refusal


def test_values_that_fit_are_taken_and_found_item_by_item_and_in_order(okta: OktaClient) -> None:
    add_attributes(okta)
    person = KIM | {"badge": "12", "age": 40, "rate": 2, "boss": True, "size": "S", "tongues": ["de", "en"]}
    made = okta.ok("POST", "/api/v1/users", {"profile": person})["id"]
    for search in ('tongues eq "EN"', "age gt 9", "rate le 2.5", "boss eq true", "tongues pr", 'size sw "s"'):
        assert [row["id"] for row in okta.ok("GET", f"/api/v1/users?search=profile.{search}")] == [made], search
    for search in ('tongues eq "fr"', "age lt 9", "boss eq false"):
        assert okta.ok("GET", f"/api/v1/users?search=profile.{search}") == [], search


def test_a_unique_value_is_one_persons_and_a_required_one_is_everybodys(okta: OktaClient) -> None:
    add_attributes(okta, site={"type": "string", "required": True})
    assert okta.refused("POST", "/api/v1/users", {"profile": KIM})[2] == ["site: The field cannot be left blank"]
    okta.ok("POST", "/api/v1/users", {"profile": KIM | {"site": "Ulm", "badge": "12"}})
    other = {"login": "b@example.com", "email": "b@example.com", "site": "Ulm", "badge": "12"}
    assert "already exists" in okta.refused("POST", "/api/v1/users", {"profile": KIM | other})[2][0]


def test_the_profile_of_an_apps_user_must_fit_the_apps_schema(okta: OktaClient) -> None:
    app = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"]
    properties = {"seat": {"title": "Seat", "type": "integer", "required": True}}
    schema = f"/api/v1/meta/schemas/apps/{app}/default"
    okta.ok("POST", schema, {"definitions": {"custom": {"properties": properties}}})
    ada, path = okta.user_id("ada@corp.example"), f"/api/v1/apps/{app}/users"
    assert okta.refused("POST", path, {"id": ada})[2] == ["seat: The field cannot be left blank"]
    wrong = okta.refused("POST", path, {"id": ada, "profile": {"seat": "7"}})
    assert wrong == (400, "E0000001", ["seat: The field must be a whole number"])
    assert okta.ok("POST", path, {"id": ada, "profile": {"seat": 7}})["profile"]["seat"] == 7
    group = f"/api/v1/apps/{app}/groups/{okta.group_id('Design')}"
    assert okta.refused("PUT", group, {"profile": {"seat": "7"}})[:2] == (400, "E0000001")


def test_a_tag_tells_a_changed_person_from_the_one_that_was_read(okta: OktaClient) -> None:
    path = kim(okta)
    tag = okta.http.get(path).headers["ETag"]
    assert okta.http.get(path, headers={"If-None-Match": tag}).status_code == 304
    change = {"profile": {"nickName": "K"}}
    assert okta.http.post(path, json=change, headers={"If-Match": tag}).status_code == 200
    assert okta.http.post(path, json=change, headers={"If-Match": tag}).status_code == 412
    assert okta.http.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_an_owner_of_a_group_is_a_person_or_a_group_and_owns_it_once(okta: OktaClient) -> None:
    path = f"/api/v1/groups/{okta.group_id('Design')}/owners"
    okta.ok("POST", path, {"id": okta.user_id("ada@corp.example"), "type": "USER"})
    okta.ok("POST", path, {"id": okta.group_id("Engineering"), "type": "GROUP"})
    assert sorted(owner["displayName"] for owner in okta.ok("GET", path)) == ["Ada Lovelace", "Engineering"]
    twice = okta.refused("POST", path, {"id": okta.user_id("ada@corp.example"), "type": "USER"})
    assert twice == (400, "E0000001", ["Provided owner is already assigned to this group"])
    okta.ok("DELETE", f"{path}/{okta.group_id('Engineering')}")
    assert len(okta.ok("GET", path)) == 1


def test_a_group_tells_how_many_people_and_apps_it_has_when_asked(okta: OktaClient) -> None:
    (design,) = okta.ok("GET", "/api/v1/groups?q=Design&expand=stats")
    assert (design["_embedded"]["stats"]["usersCount"], design["_embedded"]["stats"]["appsCount"]) == (3, 0)


@pytest.mark.parametrize(("login", "asked"), [("Kim@Example.com", "kim@example.COM"), ("ÅSA@example.com", "åsa")])
def test_a_login_is_the_same_in_any_case(login: str, asked: str, okta: OktaClient) -> None:
    made = okta.ok("POST", "/api/v1/users", {"profile": KIM | {"login": login}})
    assert okta.ok("GET", f"/api/v1/users/{asked}")["id"] == made["id"]
    assert okta.ok("GET", f'/api/v1/users?filter=profile.login eq "{login.swapcase()}"')[0]["id"] == made["id"]
    taken = "login: An object with this field already exists in the current organization"
    refused = okta.refused("POST", "/api/v1/users", {"profile": KIM | {"login": login.swapcase()}})
    assert refused == (400, "E0000001", [taken])
