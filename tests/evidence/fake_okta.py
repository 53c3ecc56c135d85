"""A tiny org with one app, and the service it pushes to, as HTTP transports: what a command asks is answered here."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx2

from evidence.okta_api import App, OktaApi
from evidence.okta_http import OktaHttp
from evidence.scim_service import ScimService
from settings import OktaOrg

API_TOKEN = "00secretApiToken"
SCIM_TOKEN = "s3cr3t-scim-token"
APP_ID = "0oa1gjh63g214q0Hq0g4"
ALAN = {"id": "00uAlan", "status": "ACTIVE", "profile": {"login": "alan@corp.example", "email": "alan@example.com"}}
ON = ("PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION")

Json = dict[str, Any]


def org(**changes: Any) -> OktaOrg:
    return OktaOrg.model_validate({"orgName": "acme", "apiToken": API_TOKEN, **changes})


def refusal(status: int, code: str, summary: str, **headers: str) -> httpx2.Response:
    body = {"errorCode": code, "errorSummary": summary, "errorId": "oae1", "errorCauses": [{"errorSummary": "because"}]}
    return httpx2.Response(status, json=body, headers=headers)


@dataclass
class FakeOkta:
    """The org: one app, the people assigned to it, and a service that gets them at once unless told otherwise."""

    app: Json = field(
        default_factory=lambda: {
            "id": APP_ID,
            "name": "acme_invision_1",
            "label": "InVision V7",
            "status": "ACTIVE",
            "features": list(ON),
            "credentials": {"userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"}},
        }
    )
    assigned: dict[str, Json] = field(default_factory=dict)
    groups: list[Json] = field(default_factory=list)
    log: list[Json] = field(default_factory=list)
    at_service: dict[str, bool] = field(default_factory=dict)
    """User names and whether they are active."""
    pushes: bool = True
    deactivates: bool = True
    requests: list[str] = field(default_factory=list)
    unassign_refusals: int = 0
    assign_refusal: httpx2.Response | None = None
    refusal: httpx2.Response | None = None
    """What all that is asked below `refuses` is answered with."""
    refuses: str = ""

    def api(self) -> OktaApi:
        return OktaApi(self.http())

    def http(self) -> OktaHttp:
        return OktaHttp(org(), transport=httpx2.MockTransport(self._okta), sleep=lambda _: None)

    def service(self) -> ScimService:
        transport = httpx2.MockTransport(self._scim)
        return ScimService("https://scim.example.com/v2", f"Bearer {SCIM_TOKEN}", transport)

    def found(self) -> App:
        return self.api().app(APP_ID, "App")

    def assign(self, user_name: str, **changes: Any) -> None:
        """Somebody who has the app and arrived at the service."""
        at = "2026-11-24T09:00:00.000Z"
        self.assigned[user_name] = {
            "id": user_name,
            "scope": "GROUP",
            "syncState": "SYNCHRONIZED",
            "externalId": user_name,
            "lastSync": at,
            "credentials": {"userName": user_name},
            **changes,
        }
        self.at_service[user_name] = True

    def _okta(self, request: httpx2.Request) -> httpx2.Response:
        assert request.headers["Authorization"] == f"SSWS {API_TOKEN}"
        path = request.url.path
        self.requests.append(f"{request.method} {path}")
        if self.refusal is not None and path.startswith(self.refuses):
            return self.refusal
        if path == f"/api/v1/apps/{APP_ID}":
            return httpx2.Response(200, json=self.app)
        if path == "/api/v1/users":
            return httpx2.Response(200, json=[ALAN])
        if path == "/api/v1/groups" and "search" in request.url.params:
            return httpx2.Response(200, json=[{"_embedded": {"stats": {"usersCount": 3}}}])
        if path == "/api/v1/groups":
            name = request.url.params["q"]
            named = [{"id": "00gFound", "profile": {"name": name}}] * (2 if name == "Shared" else 1)
            return httpx2.Response(200, json=named)
        if path == f"/api/v1/apps/{APP_ID}/groups":
            return httpx2.Response(200, json=self.groups)
        if path == f"/api/v1/apps/{APP_ID}/connections/default":
            return httpx2.Response(200, json={"baseUrl": "https://scim.zscaler.example.com/1"})
        if path == "/api/v1/logs":
            asked = re.findall(r'outcome.result eq "(\w+)"', request.url.params["filter"])
            found = [row for row in self.log if not asked or row["outcome"]["result"] == asked[0]]
            return httpx2.Response(200, json=found[: int(request.url.params["limit"])])
        return self._assignments(request, path)

    def _assignments(self, request: httpx2.Request, path: str) -> httpx2.Response:
        user_id = path.rsplit("/", 1)[-1]
        if path == f"/api/v1/apps/{APP_ID}/users" and request.method == "GET":
            return httpx2.Response(200, json=list(self.assigned.values()))
        if request.method == "POST" and self.assign_refusal is not None:
            return self.assign_refusal
        if request.method == "POST":
            user_id = json.loads(request.content)["id"]
            self.assigned[user_id] = {"id": user_id, "credentials": {"userName": "alan@example.com"}}
            self.at_service |= {"alan@example.com": True} if self.pushes else {}
            return httpx2.Response(200, json=self.assigned[user_id])
        if user_id not in self.assigned:
            return refusal(404, "E0000007", "Not found: Resource not found")
        if request.method == "DELETE":
            if self.unassign_refusals:
                self.unassign_refusals -= 1
                return refusal(500, "E0000009", "Internal Server Error")
            del self.assigned[user_id]
            self.at_service |= {"alan@example.com": False} if self.deactivates and self.at_service else {}
            return httpx2.Response(204)
        return httpx2.Response(200, json=self.assigned[user_id])

    def _scim(self, request: httpx2.Request) -> httpx2.Response:
        assert request.headers["Authorization"] == f"Bearer {SCIM_TOKEN}"
        if request.url.path == "/v2/Users":
            (name,) = re.findall(r'userName eq "(.*)"', parse_qs(request.url.query.decode())["filter"][0])
            found = [self._person(name)] if name in self.at_service else []
            return httpx2.Response(200, json={"Resources": found, "totalResults": len(found)})
        name = request.url.path.rsplit("/", 1)[-1]
        return httpx2.Response(200, json=self._person(name)) if name in self.at_service else httpx2.Response(404)

    def _person(self, name: str) -> Json:
        return {"id": name, "userName": name, "active": self.at_service[name]}
