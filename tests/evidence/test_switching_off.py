"""Switching off an app's provisioning: features before connection, and nothing believed that is not read back."""

import json
from typing import Any

import httpx2
import pytest

from evidence.okta_http import OktaHttp
from evidence.switching_off import switch_off
from evidence.unanswered import Unanswered
from tests.evidence.fake_okta import APP_ID, org, refusal

CONNECTION = f"/api/v1/apps/{APP_ID}/connections/default"
FEATURES = f"/api/v1/apps/{APP_ID}/features/USER_PROVISIONING"


class Zscaler:
    """The org's app: connected, unless told otherwise, and its features on as long as nobody switches them off."""

    def __init__(self, status: str = "ENABLED", refuses: str = "", http_status: int = 403, obeys: bool = True) -> None:
        self.status, self.features = status, ["PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION"] if status == "ENABLED" else []
        self.changes: list[str] = []
        self.refuses, self._http_status, self._obeys = refuses, http_status, obeys

    def switch_off(self) -> str:
        http = OktaHttp(org(), transport=httpx2.MockTransport(self._answer), sleep=lambda _: None)
        return switch_off(org(), APP_ID, "Zscaler 2.0", http)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        path, said = request.url.path, f"{request.method} {request.url.path}"
        if self.refuses and said.endswith(self.refuses):
            return refusal(self._http_status, "E0000006", "You do not have permission")
        if request.method != "GET":
            self.changes.append(said)
        if request.method == "PUT" and self._obeys:
            self.features = [name for name in self.features if _status_of(json.loads(request.content), name)]
        if request.method == "POST" and self._obeys:
            self.status = "DISABLED"
        if path == CONNECTION:
            return httpx2.Response(200, json={"status": self.status})
        credentials = {"userNameTemplate": {"template": "${source.email}"}}
        names = {"id": APP_ID, "name": "zscalerbyz", "label": "Zscaler 2.0", "status": "ACTIVE"}
        return httpx2.Response(200, json={**names, "features": self.features, "credentials": credentials})


def _status_of(body: dict[str, Any], feature: str) -> bool:
    asked = body["create"]["lifecycleCreate"] if feature == "PUSH_NEW_USERS" else body["update"]["lifecycleDeactivate"]
    return bool(asked["status"] == "ENABLED")


def test_the_features_go_off_before_the_connection() -> None:
    app = Zscaler()
    assert app.switch_off() == "DISABLED"
    assert app.changes == [f"PUT {FEATURES}", f"POST {CONNECTION}/lifecycle/deactivate"]


def test_an_app_that_is_off_is_left_as_it_is() -> None:
    app = Zscaler("DISABLED")
    assert (app.switch_off(), app.changes) == ("DISABLED", [])


@pytest.mark.parametrize("http_status", [403, 500])
@pytest.mark.parametrize("refuses", ["/USER_PROVISIONING", "/deactivate"])
def test_what_okta_refuses_is_told_in_its_words_with_the_next_step(refuses: str, http_status: int) -> None:
    with pytest.raises(Unanswered) as refused:
        Zscaler(refuses=refuses, http_status=http_status).switch_off()
    first, following = str(refused.value).splitlines()
    assert first.startswith(f"App 'Zscaler 2.0' ({APP_ID}): Okta refused ")
    assert "E0000006 You do not have permission" in first
    assert following.startswith("Next: ")


def test_a_200_is_not_believed_where_okta_shows_it_on_afterwards() -> None:
    with pytest.raises(Unanswered) as refused:
        Zscaler(obeys=False).switch_off()
    assert "Okta still says ENABLED of its connection and shows PUSH_NEW_USERS, PUSH_USER_DEACTIVATION." in str(
        refused.value
    )


def test_the_connection_stays_where_the_features_could_not_be_switched_off() -> None:
    app = Zscaler(refuses="/USER_PROVISIONING")
    with pytest.raises(Unanswered):
        app.switch_off()
    assert (app.status, app.changes) == ("ENABLED", [])


def test_what_was_left_half_done_is_done_by_the_next_run() -> None:
    app = Zscaler(refuses="/deactivate", http_status=500)
    with pytest.raises(Unanswered):
        app.switch_off()
    assert (app.status, app.features) == ("ENABLED", [])
    app.refuses = ""
    assert (app.switch_off(), app.status) == ("DISABLED", "DISABLED")
