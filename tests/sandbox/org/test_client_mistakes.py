"""What a client sends wrong: refused with Okta's codes and the cause, never a failure of the org."""

import json
from typing import Any, Final

import pytest
from starlette.testclient import TestClient

from sandbox.org import app as application
from tests.sandbox.org.conftest import CUSTOM_SAML, OktaClient

ADA: Final = {"login": "a@example.com", "email": "a@example.com", "firstName": "A", "lastName": "B"}
_OBJECT: Final = "The field must be an object"
_TEXT: Final = "The field must be a text"
_ASSIGN: Final = "/api/v1/apps/{app}/users"
_BOXES: Final = "/api/v1/apps/{org2org}/features/USER_PROVISIONING"
_SCHEMA: Final = "/api/v1/meta/schemas/user/default"
# Method, path, body, and the cause that is told.
WRONG: Final[list[tuple[str, str, Any, str]]] = [
    ("POST", _ASSIGN, {"id": "{user}", "credentials": "x"}, f"credentials: {_OBJECT}"),
    ("POST", _ASSIGN, {"id": "{user}", "credentials": {"userName": {}}}, f"userName: {_TEXT}"),
    ("POST", _ASSIGN, {"id": "{user}", "profile": [1]}, f"profile: {_OBJECT}"),
    ("POST", f"{_ASSIGN}/{{user}}", {"credentials": [1]}, f"credentials: {_OBJECT}"),
    ("POST", f"{_ASSIGN}/{{user}}", {"credentials": {"userName": 5}}, f"userName: {_TEXT}"),
    ("POST", "/api/v1/users", {"profile": ADA, "groupIds": 5}, "groupIds: The field must be a list"),
    ("POST", "/api/v1/users", {"profile": ADA, "groupIds": "x"}, "groupIds: The field must be a list"),
    ("POST", "/api/v1/users", {"profile": ADA | {"firstName": "A" * 51}}, "firstName: The field is too long"),
    ("POST", "/api/v1/users", {"profile": ADA | {"nickName": 5}}, f"nickName: {_TEXT}"),
    ("PUT", _BOXES, {"create": "x"}, f"create: {_OBJECT}"),
    ("PUT", _BOXES, {"create": {"lifecycleCreate": 5}}, f"lifecycleCreate: {_OBJECT}"),
    ("PUT", _BOXES, {"update": [1]}, f"update: {_OBJECT}"),
    ("PUT", _BOXES, {"update": {"password": "x"}}, f"password: {_OBJECT}"),
    ("PUT", _BOXES, {"update": {"password": {"seed": [1]}}}, f"seed: {_TEXT}"),
    ("PUT", _BOXES, {"update": {"password": {"seed": "x"}}}, "seed: The field must be OKTA or RANDOM"),
    ("PUT", _BOXES, {"update": {"password": {"change": "x"}}}, "change: The field must be CHANGE or KEEP_EXISTING"),
    ("POST", "/api/v1/apps", CUSTOM_SAML | {"credentials": {"userNameTemplate": 5}}, f"userNameTemplate: {_OBJECT}"),
    ("POST", _SCHEMA, {"definitions": {"custom": {"properties": {"x": 5}}}}, f"x: {_OBJECT}"),
    ("POST", "/api/v1/meta/schemas/group/default", {"definitions": "s"}, f"definitions: {_OBJECT}"),
    ("POST", "/api/v1/policies", {"type": [], "name": "P"}, "type: The field cannot be left blank"),
    ("GET", f"/api/v1/logs?after={'9' * 23}", None, f"'after' has an invalid value '{'9' * 23}'"),
    (
        "GET",
        "/api/v1/logs?since=0001-01-01T00:00:00%2B23:00",
        None,
        "'since' has an invalid value '0001-01-01T00:00:00+23:00'",
    ),
]
SECRET: Final = "my-secret"
UNREADABLE_FILTERS: Final = {
    "nested": "(" * 5000,
    "negated": "not " * 3000 + 'status eq "ACTIVE"',
    "long": " or ".join(['status eq "ACTIVE"'] * 1200),
    "unterminated": 'profile.login eq "ada',
    "unquoted": "profile.login eq ada@corp.example",
}


@pytest.fixture
def places(okta: OktaClient) -> dict[str, str]:
    """Give the ids that stand in the paths above: an app, one that the API provisions, and who has the first."""
    app = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"]
    settings = {"app": {"baseUrl": "https://other-org.okta.com"}}
    sent = {"name": "okta_org2org", "label": "Org2Org", "signOnMode": "SAML_2_0", "settings": settings}
    org2org = okta.ok("POST", "/api/v1/apps", sent)["id"]
    okta.connect(org2org, "https://other-org.okta.com")
    user = okta.user_id("ada@corp.example")
    okta.ok("POST", f"/api/v1/apps/{app}/users", {"id": user})
    return {"app": app, "org2org": org2org, "user": user}


def test_parts_of_another_type_get_400_e0000001_with_their_cause(okta: OktaClient, places: dict[str, str]) -> None:
    for method, path, body, cause in WRONG:
        sent = body | {"id": places["user"]} if isinstance(body, dict) and "id" in body else body
        assert okta.refused(method, path.format(**places), sent) == (400, "E0000001", [cause]), (path, body)


@pytest.mark.parametrize(
    ("path", "name"), [("/api/v1/users", "login"), ("/api/v1/users", "firstName"), ("/api/v1/groups", "name")]
)
def test_half_a_surrogate_pair_gets_400_e0000003(path: str, name: str, okta: OktaClient) -> None:
    profile = {"name": "G"} if name == "name" else ADA
    answer = okta.http.post(path, content=json.dumps({"profile": profile | {name: "\ud800"}}))
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "E0000003")


@pytest.mark.parametrize("expression", UNREADABLE_FILTERS.values(), ids=UNREADABLE_FILTERS)
def test_a_filter_that_cannot_be_read_gets_400_e0000031(expression: str, okta: OktaClient) -> None:
    answer = okta.http.get("/api/v1/users", params={"filter": expression})
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "E0000031")


@pytest.mark.parametrize("more", ["", ' or status eq "ACTIVE"'])
def test_an_app_is_found_once_however_many_have_it(more: str, okta: OktaClient, places: dict[str, str]) -> None:
    okta.ok("POST", f"/api/v1/apps/{places['app']}/users", {"id": okta.user_id("grace@corp.example")})
    found = [app["id"] for app in okta.ok("GET", f'/api/v1/apps?filter=user.id eq "{places["user"]}"{more}')]
    assert found.count(places["app"]) == 1
    assert len(found) == (2 if more else 1)


def test_a_method_that_a_path_has_not_gets_405_and_those_it_has(okta: OktaClient) -> None:
    answer = okta.http.patch("/api/v1/groups")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")


def test_a_path_with_a_slash_too_many_is_not_there(okta: OktaClient) -> None:
    assert okta.http.get("/api/v1/groups/", follow_redirects=False).status_code == 404


@pytest.mark.parametrize("header", ["*", '"x", {tag}', "{tag}"])
def test_what_a_client_has_already_is_not_sent_again(header: str, okta: OktaClient) -> None:
    tag = okta.http.get("/api/v1/users/me").headers["ETag"]
    for asked, status in ((header.format(tag=tag), 304), (f"{tag}x", 200)):
        assert okta.http.get("/api/v1/users/me", headers={"If-None-Match": asked}).status_code == status


def test_a_failure_of_the_org_is_answered_and_does_not_reach_the_web_server(
    okta: OktaClient, caplog: pytest.LogCaptureFixture
) -> None:
    served = application.create_app(okta.org.directory, start_worker=False)

    @served.get("/fails")
    def fail() -> None:
        raise ZeroDivisionError(SECRET)

    with TestClient(served, base_url="http://127.0.0.1") as http:
        answer = http.get("/fails")
    assert (answer.status_code, answer.json()["errorCode"]) == (500, "E0000009")
    assert "GET /fails failed: ZeroDivisionError" in caplog.text
    assert SECRET not in caplog.text
