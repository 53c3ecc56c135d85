"""Trouble that the org shows on purpose: the same each time under one seed, and none when put to rest."""

import time
from typing import Any

import pytest

from tests.sandbox.org.conftest import CUSTOM_SAML, OktaClient, OpenOrg, switch_on
from tests.sandbox.org.service import Service

AT_REST = {
    "wipe_provisioning_on_app_update": False,
    "api_error_rate": 0.0,
    "api_error_status": 429,
    "seed": 0,
}


def set_faults(okta: OktaClient, **faults: Any) -> dict[str, Any]:
    values: dict[str, Any] = okta.ok("PUT", "/sandbox/faults", faults)
    return values


def outcomes(okta: OktaClient, count: int = 20) -> list[int]:
    return [okta.http.get("/api/v1/users/me").status_code for _ in range(count)]


def test_a_new_org_has_no_faults(okta: OktaClient) -> None:
    assert okta.ok("GET", "/sandbox/faults") == AT_REST


def test_what_is_set_is_shown_and_what_is_left_out_comes_to_rest(okta: OktaClient) -> None:
    set_faults(okta, seed=7)

    assert set_faults(okta, api_error_rate=0.5) == AT_REST | {"api_error_rate": 0.5}
    assert set_faults(okta) == AT_REST


def test_faults_outlive_a_restart(okta: OktaClient, open_org: OpenOrg) -> None:
    set_faults(okta, wipe_provisioning_on_app_update=True)

    assert open_org().ok("GET", "/sandbox/faults")["wipe_provisioning_on_app_update"] is True


@pytest.mark.parametrize(
    ("fault", "value", "takes"),
    [
        ("wipe_provisioning_on_app_update", 1, "true or false"),
        ("wipe_provisioning_on_app_update", "yes", "true or false"),
        ("api_error_rate", 1.1, "a number from 0 to 1"),
        ("api_error_rate", -0.1, "a number from 0 to 1"),
        ("api_error_rate", True, "a number from 0 to 1"),
        ("api_error_status", 503, "429 or 500"),
        ("seed", 1.5, "a whole number"),
        ("seed", None, "a whole number"),
    ],
)
def test_a_value_that_a_fault_does_not_take_is_refused(okta: OktaClient, fault: str, value: Any, takes: str) -> None:
    refused = okta.refused("PUT", "/sandbox/faults", {"api_error_rate": 0.1, fault: value})

    assert refused == (400, "E0000001", [f"{fault}: The value must be {takes}"])
    assert okta.ok("GET", "/sandbox/faults") == AT_REST


@pytest.mark.parametrize(
    ("unknown", "nearest"),
    [("api_eror_rate", "api_error_rate"), ("wipe_provisioning", "wipe_provisioning_on_app_update"), ("Seed", "seed")],
)
def test_an_unknown_fault_is_refused_with_the_nearest(okta: OktaClient, unknown: str, nearest: str) -> None:
    refused = okta.refused("PUT", "/sandbox/faults", {unknown: 1})

    assert refused == (400, "E0000001", [f"There is no fault '{unknown}'; the nearest is '{nearest}'"])


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_without_the_api_token_nothing_is_told_or_set(okta: OktaClient, method: str) -> None:
    answer = okta.http.request(method, "/sandbox/faults", json={}, headers={"Authorization": "SSWS wrong"})

    assert answer.status_code == 401


class TestTheUpdateOfAnApp:
    @pytest.fixture
    def app(self, okta: OktaClient, service: Service) -> str:
        app_id: str = okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"]
        switch_on(okta, app_id, service, create=True, deactivate=True)
        return app_id

    def test_loses_its_provisioning_where_that_is_rehearsed(self, okta: OktaClient, app: str) -> None:
        set_faults(okta, wipe_provisioning_on_app_update=True)

        answered = okta.ok("PUT", f"/api/v1/apps/{app}", CUSTOM_SAML | {"label": "Renamed"})

        assert (answered["label"], answered["features"]) == ("Renamed", [])
        assert okta.ok("GET", f"/api/v1/apps/{app}")["features"] == []

    def test_keeps_it_where_it_is_not(self, okta: OktaClient, app: str) -> None:
        before = okta.ok("GET", f"/api/v1/apps/{app}")["features"]

        okta.ok("PUT", f"/api/v1/apps/{app}", CUSTOM_SAML)

        assert okta.ok("GET", f"/api/v1/apps/{app}")["features"] == before
        assert before

    def test_disables_the_connection_of_an_app_that_the_api_connects(self, okta: OktaClient, zscaler: str) -> None:
        set_faults(okta, wipe_provisioning_on_app_update=True)
        app = okta.ok("GET", f"/api/v1/apps/{zscaler}")

        okta.ok("PUT", f"/api/v1/apps/{zscaler}", app)

        assert okta.ok("GET", f"/api/v1/apps/{zscaler}/connections/default")["status"] == "DISABLED"
        assert okta.refused("GET", f"/api/v1/apps/{zscaler}/features")[0] == 400

    def test_a_change_by_other_requests_loses_nothing(self, okta: OktaClient, app: str) -> None:
        set_faults(okta, wipe_provisioning_on_app_update=True)

        okta.ok("POST", f"/api/v1/apps/{app}/lifecycle/deactivate")
        okta.ok("POST", f"/api/v1/apps/{app}/lifecycle/activate")

        assert okta.ok("GET", f"/api/v1/apps/{app}")["features"]


class TestErrorsOfTheApi:
    def test_a_429_is_okta_s_own(self, okta: OktaClient) -> None:
        set_faults(okta, api_error_rate=1)

        assert okta.refused("GET", "/api/v1/users/me") == (429, "E0000047", [])
        headers = okta.http.get("/api/v1/users/me").headers
        assert headers["X-Rate-Limit-Remaining"] == "0"
        assert 0 <= int(headers["X-Rate-Limit-Reset"]) - int(time.time()) <= 1
        assert int(headers["X-Rate-Limit-Limit"]) > 0

    def test_a_500_is_okta_s_own(self, okta: OktaClient) -> None:
        set_faults(okta, api_error_rate=1, api_error_status=500)

        assert okta.refused("GET", "/api/v1/users/me") == (500, "E0000009", [])

    def test_what_fails_is_not_done(self, okta: OktaClient) -> None:
        set_faults(okta, api_error_rate=1)
        okta.refused("POST", "/api/v1/groups", {"profile": {"name": "Never"}})

        set_faults(okta)

        assert okta.ok("GET", "/api/v1/groups?q=Never") == []

    def test_the_share_of_failures_is_the_rate(self, okta: OktaClient) -> None:
        set_faults(okta, api_error_rate=0.25)

        assert 15 <= outcomes(okta, 100).count(429) <= 35

    def test_the_same_requests_fail_again_under_the_same_seed(self, okta: OktaClient) -> None:
        set_faults(okta, api_error_rate=0.5, seed=1)
        first = outcomes(okta)

        set_faults(okta, api_error_rate=0.5, seed=1)
        again = outcomes(okta)
        set_faults(okta, api_error_rate=0.5, seed=2)
        other = outcomes(okta)

        assert first == again
        assert first != other

    def test_other_requests_in_between_change_nothing(self, okta: OktaClient) -> None:
        set_faults(okta, api_error_rate=0.5, seed=1)
        alone = outcomes(okta)

        set_faults(okta, api_error_rate=0.5, seed=1)
        among_others = []
        for _ in alone:
            okta.http.get("/api/v1/groups")
            among_others += outcomes(okta, 1)

        assert among_others == alone

    def test_the_sandboxs_own_endpoints_never_fail(self, okta: OktaClient) -> None:
        set_faults(okta, api_error_rate=1)

        assert okta.ok("GET", "/sandbox/status")["idle"] is True
        assert okta.http.get("/.well-known/okta-organization").status_code == 200
