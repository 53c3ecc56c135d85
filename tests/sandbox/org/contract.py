"""What the contract tests go by: Okta's OpenAPI file, and a tour of requests that takes every operation once."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from tests.sandbox.org.conftest import CUSTOM_SAML, Json, OktaClient

SPEC = Path(__file__).parents[4] / "shared" / "okta-openapi" / "management-apps-groups-users.json"
METHODS = ("get", "post", "put", "patch", "delete")

_ORG2ORG = {
    "name": "okta_org2org",
    "label": "Org2Org",
    "signOnMode": "SAML_2_0",
    "settings": {"app": {"baseUrl": "https://other-org.okta.com"}},
}
_BOOKMARK = {
    "name": "bookmark",
    "label": "Handbook",
    "signOnMode": "BOOKMARK",
    "settings": {"app": {"url": "https://handbook.example"}},
}
_CLIENT = {"name": "oidc_client", "label": "Robot", "signOnMode": "OPENID_CONNECT", "settings": {"oauthClient": {}}}
_KEY = {"kty": "RSA", "kid": "k1", "use": "sig", "e": "AQAB", "n": "sXch"}
_KIM = {"login": "kim@example.com", "email": "kim@example.com", "firstName": "Kim", "lastName": "Doe"}
_LEE = {"login": "lee@example.com", "email": "lee@example.com", "firstName": "Lee", "lastName": "Roe"}
_PASSWORD = "Sandbox-4711"
_QUESTION = {"question": "Which animal?", "answer": "A heron"}
_RULE = {
    "type": "group_rule",
    "name": "By name",
    "conditions": {"expression": {"type": "urn:okta:expression:1.0", "value": 'user.firstName == "Nobody"'}},
    "actions": {"assignUserToGroups": {"groupIds": ["{group}"]}},
}
_ON = {"status": "ENABLED"}
_ATTRIBUTE = {"title": "Badge", "type": "string", "scope": "NONE"}

# Requests that all succeed, in an order in which they can; `= name` keeps the answer's id for `{name}` in what follows.
TOUR: tuple[tuple[str, Json], ...] = (
    ("GET /.well-known/okta-organization", None),
    ("POST /api/v1/apps = org2org", _ORG2ORG),
    ("POST /api/v1/apps = saml", CUSTOM_SAML),
    ("POST /api/v1/apps = client", _CLIENT),
    ("POST /api/v1/apps = bookmark", _BOOKMARK),
    ("GET /api/v1/apps", None),
    ("GET /api/v1/apps/{client}", None),
    ("PUT /api/v1/apps/{bookmark}", _BOOKMARK | {"label": "Manual"}),
    (
        "POST /api/v1/apps/{org2org}/connections/default",
        {"baseUrl": "https://other-org.okta.com", "profile": {"authScheme": "TOKEN", "token": "t"}},
    ),
    ("POST /api/v1/apps/{org2org}/connections/default/lifecycle/activate", None),
    ("GET /api/v1/apps/{org2org}/connections/default", None),
    ("GET /api/v1/apps/{saml}/connections/default", None),
    ("GET /api/v1/apps/{org2org}/features", None),
    ("GET /api/v1/apps/{org2org}/features/INBOUND_PROVISIONING", None),
    ("PUT /api/v1/apps/{org2org}/features/USER_PROVISIONING", {"create": {"lifecycleCreate": _ON}}),
    ("POST /api/v1/groups = group", {"profile": {"name": "Night shift"}}),
    ("POST /api/v1/groups = spare", {"profile": {"name": "Spare", "description": "Nobody"}}),
    ("GET /api/v1/groups", None),
    ("GET /api/v1/groups/{group}", None),
    ("PUT /api/v1/groups/{group}", {"profile": {"name": "Night shift", "description": "Late people"}}),
    ("POST /api/v1/users?activate=false = kim", {"profile": _KIM, "credentials": {"password": {"value": _PASSWORD}}}),
    ("POST /api/v1/users = lee", {"profile": _LEE}),
    ("GET /api/v1/users", None),
    ("GET /api/v1/users/{kim}", None),
    ("POST /api/v1/users/{lee}/lifecycle/reactivate?sendEmail=false", None),
    ("POST /api/v1/users/{kim}/lifecycle/activate?sendEmail=false", None),
    ("POST /api/v1/users/{kim}", {"profile": {"nickName": "K"}}),
    ("PUT /api/v1/users/{kim}", {"profile": _KIM}),
    (
        "POST /api/v1/users/{kim}/credentials/change_recovery_question",
        {"password": {"value": _PASSWORD}, "recovery_question": _QUESTION},
    ),
    (
        "POST /api/v1/users/{kim}/credentials/change_password",
        {"oldPassword": {"value": _PASSWORD}, "newPassword": {"value": "Sandbox-4712"}},
    ),
    ("POST /api/v1/users/{kim}/lifecycle/suspend", None),
    ("POST /api/v1/users/{kim}/lifecycle/unsuspend", None),
    ("POST /api/v1/users/{kim}/lifecycle/reset_factors", None),
    ("POST /api/v1/users/{kim}/credentials/forgot_password?sendEmail=false", None),
    (
        "POST /api/v1/users/{kim}/credentials/forgot_password_recovery_question",
        {"password": {"value": "Sandbox-4713"}, "recovery_question": _QUESTION},
    ),
    ("POST /api/v1/users/{kim}/lifecycle/expire_password", None),
    ("POST /api/v1/users/{kim}/lifecycle/expire_password_with_temp_password", None),
    ("POST /api/v1/users/{kim}/lifecycle/reset_password?sendEmail=false", None),
    ("PUT /api/v1/groups/{group}/users/{kim}", None),
    ("GET /api/v1/groups/{group}/users", None),
    ("GET /api/v1/users/{kim}/groups", None),
    ("POST /api/v1/groups/{group}/owners", {"id": "{kim}", "type": "USER"}),
    ("GET /api/v1/groups/{group}/owners", None),
    ("DELETE /api/v1/groups/{group}/owners/{kim}", None),
    ("POST /api/v1/groups/rules = rule", _RULE),
    ("GET /api/v1/groups/rules", None),
    ("PUT /api/v1/groups/rules/{rule}", _RULE | {"name": "By first name"}),
    ("POST /api/v1/groups/rules/{rule}/lifecycle/activate", None),
    ("GET /api/v1/groups/rules/{rule}?expand=groupIdToGroupNameMap", None),
    ("POST /api/v1/groups/rules/{rule}/lifecycle/deactivate", None),
    ("DELETE /api/v1/groups/rules/{rule}", None),
    ("PUT /api/v1/apps/{org2org}/groups/{group}", {"priority": 1}),
    ("GET /api/v1/apps/{org2org}/groups", None),
    ("GET /api/v1/apps/{org2org}/groups/{group}", None),
    ("PATCH /api/v1/apps/{org2org}/groups/{group}", [{"op": "replace", "path": "/priority", "value": 0}]),
    ("GET /api/v1/groups/{group}/apps", None),
    ("POST /api/v1/apps/{client}/users", {"id": "{lee}", "scope": "USER"}),
    ("GET /api/v1/apps/{client}/users", None),
    ("GET /api/v1/apps/{client}/users/{lee}", None),
    ("POST /api/v1/apps/{client}/users/{lee}", {"credentials": {"userName": "lee"}}),
    ("DELETE /api/v1/apps/{client}/users/{lee}", None),
    ("DELETE /api/v1/apps/{org2org}/groups/{group}", None),
    ("GET /api/v1/meta/schemas/apps/{client}/default", None),
    (
        "POST /api/v1/meta/schemas/apps/{client}/default",
        {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": {"badge": _ATTRIBUTE}}}},
    ),
    ("POST /api/v1/policies = policy", {"type": "ACCESS_POLICY", "name": "Mine"}),
    ("GET /api/v1/policies?type=ACCESS_POLICY", None),
    ("GET /api/v1/policies/{policy}", None),
    ("PUT /api/v1/policies/{policy}", {"type": "ACCESS_POLICY", "name": "Ours"}),
    ("POST /api/v1/policies/{policy}/clone", None),
    ("PUT /api/v1/apps/{saml}/policies/{policy}", None),
    ("GET /api/v1/policies/{policy}/app", None),
    ("POST /api/v1/policies/{policy}/lifecycle/deactivate", None),
    ("POST /api/v1/policies/{policy}/lifecycle/activate", None),
    ("DELETE /api/v1/policies/{policy}", None),
    ("GET /api/v1/apps/{saml}/sso/saml/metadata", None),
    ("POST /api/v1/apps/{saml}/credentials/keys/generate?validityYears=3 = kid", None),
    ("GET /api/v1/apps/{saml}/credentials/keys", None),
    ("GET /api/v1/apps/{saml}/credentials/keys/{kid}", None),
    ("POST /api/v1/apps/{saml}/credentials/keys/{kid}/clone?targetAid={org2org}", None),
    ("POST /api/v1/apps/{client}/credentials/secrets = secret", {}),
    ("GET /api/v1/apps/{client}/credentials/secrets", None),
    ("GET /api/v1/apps/{client}/credentials/secrets/{secret}", None),
    ("POST /api/v1/apps/{client}/credentials/secrets/{secret}/lifecycle/deactivate", None),
    ("POST /api/v1/apps/{client}/credentials/secrets/{secret}/lifecycle/activate", None),
    ("POST /api/v1/apps/{client}/credentials/secrets/{secret}/lifecycle/deactivate", None),
    ("DELETE /api/v1/apps/{client}/credentials/secrets/{secret}", None),
    ("POST /api/v1/apps/{client}/credentials/jwks = key", _KEY),
    ("GET /api/v1/apps/{client}/credentials/jwks", None),
    ("GET /api/v1/apps/{client}/credentials/jwks/{key}", None),
    ("POST /api/v1/apps/{client}/credentials/jwks/{key}/lifecycle/deactivate", None),
    ("POST /api/v1/apps/{client}/credentials/jwks/{key}/lifecycle/activate", None),
    ("POST /api/v1/apps/{client}/credentials/jwks/{key}/lifecycle/deactivate", None),
    ("DELETE /api/v1/apps/{client}/credentials/jwks/{key}", None),
    ("POST /api/v1/apps/{client}/credentials/jwks", _KEY | {"kid": "k2", "use": "enc"}),
    ("POST /api/v1/apps/{org2org}/connections/default/lifecycle/deactivate", None),
    ("POST /api/v1/apps/{org2org}/connections/default", {"profile": {"authScheme": "OAUTH2", "clientId": "c"}}),
    ("GET /api/v1/apps/{org2org}/connections/default/jwks", None),
    ("DELETE /api/v1/groups/{group}/users/{kim}", None),
    ("DELETE /api/v1/groups/{spare}", None),
    ("POST /api/v1/users/{lee}/lifecycle/deactivate", None),
    ("DELETE /api/v1/users/{lee}", None),
    ("POST /api/v1/apps/{bookmark}/lifecycle/deactivate", None),
    ("POST /api/v1/apps/{bookmark}/lifecycle/activate", None),
    ("POST /api/v1/apps/{bookmark}/lifecycle/deactivate", None),
    ("DELETE /api/v1/apps/{bookmark}", None),
)
# What the tour cannot do, and why; other tests do it.
NOT_TOURED = {
    "POST /api/v1/users/{id}/lifecycle/unlock": "nobody is locked out: nobody signs in to the sandbox's apps",
    "POST /api/v1/apps/{appId}/logo": "takes a file",
}


def specification() -> dict[str, Any]:
    """Read Okta's file, or give an empty one where it is not there."""
    if not SPEC.exists():
        return {"openapi": "3.0.3", "info": {"title": "none", "version": "0"}, "paths": {}}
    loaded: dict[str, Any] = json.loads(SPEC.read_text(encoding="utf-8"))
    return loaded


@cache
def operations() -> tuple[str, ...]:
    """List the operations of Okta's file, as `GET /api/v1/apps/{appId}`."""
    paths = specification()["paths"]
    return tuple(f"{method.upper()} {path}" for path, item in paths.items() for method in METHODS if method in item)


def operation_of(method: str, path: str) -> str:
    """Find the operation of a request: the one whose path has the fewest names in it."""
    fitting = [label for label in operations() if _pattern(label).fullmatch(f"{method} {path.partition('?')[0]}")]
    return min(fitting, key=lambda label: label.count("{"))


def populate(okta: OktaClient) -> dict[str, list[str]]:
    """Make what the tour names, and give ids for the names that Okta's paths have."""
    ids: dict[str, str] = {}
    for step, body in TOUR:
        request, _, name = step.partition(" = ")
        if name:
            method, path = filled(request, ids).split(" ")
            answer = okta.ok(method, path, filled(body, ids))
            ids[name] = answer.get("id") or answer["kid"]
    connection = {"baseUrl": "https://other-org.okta.com", "profile": {"authScheme": "TOKEN", "token": "t"}}
    okta.ok("POST", filled("/api/v1/apps/{org2org}/connections/default?activate=true", ids), connection)
    okta.ok("PUT", filled("/api/v1/groups/{group}/users/{kim}", ids))
    okta.ok("PUT", filled("/api/v1/apps/{org2org}/groups/{group}", ids))
    return {
        "appId": [ids["org2org"], ids["saml"], ids["client"]],
        "featureName": ["USER_PROVISIONING", "INBOUND_PROVISIONING"],
        "groupId": [ids["group"]],
        "groupRuleId": [ids["rule"]],
        "id": [ids["kim"], ids["lee"]],
        "keyId": [ids["key"], ids["kid"]],
        "ownerId": [ids["kim"]],
        "policyId": [ids["policy"]],
        "secretId": [ids["secret"]],
        "userId": [ids["kim"]],
    }


def filled(value: Json, ids: dict[str, str]) -> Json:
    """Put ids for the names in braces."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda found: ids.get(found.group(1), found.group()), value)
    if isinstance(value, dict):
        return {name: filled(item, ids) for name, item in value.items()}
    return [filled(item, ids) for item in value] if isinstance(value, list) else value


@cache
def _pattern(label: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(label)))
