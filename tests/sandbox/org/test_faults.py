"""Trouble that the org shows on purpose: the same each time under one seed, and none when put to rest."""

import time
from typing import Any

import pytest

from sandbox.faults.plan import nested
from tests.sandbox.org.conftest import CUSTOM_SAML, OktaClient, OpenOrg, switch_on
from tests.sandbox.org.service import Service

API_AT_REST = {
    "error_rate": 0.0,
    "error_status": 429,
    "drop_rate": 0.0,
    "drop_after_work": False,
    "slow_rate": 0.0,
    "slow_seconds": 30.0,
    "latency": "off",
    "rate_limits": False,
}
AT_REST = {"seed": 0, "wipe_provisioning_on_app_update": False, "api": API_AT_REST, "scim": {}}


def set_faults(okta: OktaClient, *, seed: int = 0, **api: Any) -> dict[str, Any]:
    """Set faults of the Management API."""
    values: dict[str, Any] = okta.ok("PUT", "/sandbox/faults", {"seed": seed, "api": api})
    return values


def wipe(okta: OktaClient) -> None:
    okta.ok("PUT", "/sandbox/faults", {"wipe_provisioning_on_app_update": True})


def outcomes(okta: OktaClient, count: int = 20) -> list[int]:
    return [okta.http.get("/api/v1/users/me").status_code for _ in range(count)]


def test_a_new_org_has_no_faults(okta: OktaClient) -> None:
    assert okta.ok("GET", "/sandbox/faults") == AT_REST


def test_what_is_set_is_shown_and_what_is_left_out_comes_to_rest(okta: OktaClient) -> None:
    set_faults(okta, seed=7)

    assert set_faults(okta, error_rate=0.5) == AT_REST | {"api": API_AT_REST | {"error_rate": 0.5}}
    assert set_faults(okta) == AT_REST


def test_faults_outlive_a_restart(okta: OktaClient, open_org: OpenOrg) -> None:
    wipe(okta)

    assert open_org().ok("GET", "/sandbox/faults")["wipe_provisioning_on_app_update"] is True


@pytest.mark.parametrize(
    ("fault", "value", "takes"),
    [
        ("wipe_provisioning_on_app_update", 1, "true or false"),
        ("wipe_provisioning_on_app_update", "yes", "true or false"),
        ("api.error_rate", 1.1, "a number from 0 to 1"),
        ("api.error_rate", -0.1, "a number from 0 to 1"),
        ("api.error_rate", True, "a number from 0 to 1"),
        ("api.error_status", 418, "429, 500, 502, 503 or 504"),
        ("api.slow_seconds", 1e9, "a number of seconds from 0 to 600"),
        ("api.latency", "fast", "off, recorded, or a list of seconds from the shortest to the longest"),
        ("api.latency", [1], "off, recorded, or a list of seconds from the shortest to the longest"),
        ("api.latency", [0, "slow"], "off, recorded, or a list of seconds from the shortest to the longest"),
        ("api", 3, "a table of faults"),
        ("seed", 1.5, "a whole number"),
        ("seed", None, "a whole number"),
        ("scim.acme.latency", "recorded", "off, or a list of seconds from the shortest to the longest"),
        ("scim.acme.content_type", "json", "a media type such as application/json, or null"),
    ],
)
def test_a_value_that_a_fault_does_not_take_is_refused(okta: OktaClient, fault: str, value: Any, takes: str) -> None:
    refused = okta.refused("PUT", "/sandbox/faults", nested({fault: value}))

    assert refused == (400, "E0000001", [f"{fault}: The value must be {takes}"])
    assert okta.ok("GET", "/sandbox/faults") == AT_REST


@pytest.mark.parametrize(
    ("unknown", "nearest"),
    [
        ("api.eror_rate", "api.error_rate"),
        ("wipe_provisioning", "wipe_provisioning_on_app_update"),
        ("Seed", "seed"),
        ("scim.acme.no_ptach", "scim.acme.no_patch"),
    ],
)
def test_an_unknown_fault_is_refused_with_the_nearest(okta: OktaClient, unknown: str, nearest: str) -> None:
    refused = okta.refused("PUT", "/sandbox/faults", nested({unknown: 1}))

    assert refused == (400, "E0000001", [f"There is no fault '{unknown}'; the nearest is '{nearest}'"])


def test_all_mistakes_are_told_at_once(okta: OktaClient) -> None:
    wrong = {"seed": "x", "api": {"error_rate": 2, "drops": 1}}

    _, _, told = okta.refused("PUT", "/sandbox/faults", wrong)

    assert [sentence.split(":")[0] for sentence in told[:2]] == ["seed", "api.error_rate"]
    assert told[2].startswith("There is no fault 'api.drops'")


def test_a_tenant_that_is_not_there_is_refused(okta: OktaClient) -> None:
    (okta.org.directory / "scim-acme.sqlite").touch()

    refused = okta.refused("PUT", "/sandbox/faults", {"scim": {"acne": {"no_patch": True}}})

    assert refused[2] == ["scim.acne: There is no such tenant; there are: acme"]


@pytest.mark.parametrize("text", ['{"seed": "seven"}', "[]", "{"])
def test_a_file_broken_by_hand_leaves_what_was_rehearsed(text: str, okta: OktaClient) -> None:
    before = set_faults(okta, seed=5)

    (okta.org.directory / "faults.json").write_text(text)

    assert okta.ok("GET", "/sandbox/faults") == before


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
        wipe(okta)

        answered = okta.ok("PUT", f"/api/v1/apps/{app}", CUSTOM_SAML | {"label": "Renamed"})

        assert (answered["label"], answered["features"]) == ("Renamed", [])
        assert okta.ok("GET", f"/api/v1/apps/{app}")["features"] == []

    def test_keeps_it_where_it_is_not(self, okta: OktaClient, app: str) -> None:
        before = okta.ok("GET", f"/api/v1/apps/{app}")["features"]

        okta.ok("PUT", f"/api/v1/apps/{app}", CUSTOM_SAML)

        assert okta.ok("GET", f"/api/v1/apps/{app}")["features"] == before
        assert before

    def test_disables_the_connection_of_an_app_that_the_api_connects(self, okta: OktaClient, zscaler: str) -> None:
        wipe(okta)
        app = okta.ok("GET", f"/api/v1/apps/{zscaler}")

        okta.ok("PUT", f"/api/v1/apps/{zscaler}", app)

        assert okta.ok("GET", f"/api/v1/apps/{zscaler}/connections/default")["status"] == "DISABLED"
        assert okta.refused("GET", f"/api/v1/apps/{zscaler}/features")[0] == 400

    def test_a_change_by_other_requests_loses_nothing(self, okta: OktaClient, app: str) -> None:
        wipe(okta)

        okta.ok("POST", f"/api/v1/apps/{app}/lifecycle/deactivate")
        okta.ok("POST", f"/api/v1/apps/{app}/lifecycle/activate")

        assert okta.ok("GET", f"/api/v1/apps/{app}")["features"]


class TestErrorsOfTheApi:
    def test_a_429_is_okta_s_own(self, okta: OktaClient) -> None:
        set_faults(okta, error_rate=1)

        assert okta.refused("GET", "/api/v1/users/me") == (429, "E0000047", [])
        headers = okta.http.get("/api/v1/users/me").headers
        assert headers["X-Rate-Limit-Remaining"] == "0"
        assert 0 <= int(headers["X-Rate-Limit-Reset"]) - int(time.time()) <= 1
        assert int(headers["X-Rate-Limit-Limit"]) > 0

    @pytest.mark.parametrize(("status", "code"), [(500, "E0000009"), (503, "E0000010")])
    def test_a_5xx_is_okta_s_own(self, status: int, code: str, okta: OktaClient) -> None:
        set_faults(okta, error_rate=1, error_status=status)

        assert okta.refused("GET", "/api/v1/users/me") == (status, code, [])

    def test_what_fails_is_not_done(self, okta: OktaClient) -> None:
        set_faults(okta, error_rate=1)
        okta.refused("POST", "/api/v1/groups", {"profile": {"name": "Never"}})

        set_faults(okta)

        assert okta.ok("GET", "/api/v1/groups?q=Never") == []

    def test_the_share_of_failures_is_the_rate(self, okta: OktaClient) -> None:
        set_faults(okta, error_rate=0.25)

        assert 15 <= outcomes(okta, 100).count(429) <= 35

    def test_the_same_requests_fail_again_under_the_same_seed(self, okta: OktaClient) -> None:
        set_faults(okta, error_rate=0.5, seed=1)
        first = outcomes(okta)

        set_faults(okta, error_rate=0.5, seed=1)
        again = outcomes(okta)
        set_faults(okta, error_rate=0.5, seed=2)
        other = outcomes(okta)

        assert first == again
        assert first != other

    def test_other_requests_in_between_change_nothing(self, okta: OktaClient) -> None:
        set_faults(okta, error_rate=0.5, seed=1)
        alone = outcomes(okta)

        set_faults(okta, error_rate=0.5, seed=1)
        among_others = []
        for _ in alone:
            okta.http.get("/api/v1/groups")
            among_others += outcomes(okta, 1)

        assert among_others == alone

    def test_ids_do_not_decide_what_fails(self, okta: OktaClient) -> None:
        apps = [okta.ok("POST", "/api/v1/apps", CUSTOM_SAML | {"label": f"App {n}"})["id"] for n in range(2)]

        def statuses(app: str) -> list[int]:
            set_faults(okta, error_rate=0.5, seed=3)
            return [okta.http.get(f"/api/v1/apps/{app}").status_code for _ in range(20)]

        assert statuses(apps[0]) == statuses(apps[1])

    def test_the_sandboxs_own_endpoints_never_fail(self, okta: OktaClient) -> None:
        set_faults(okta, error_rate=1)

        assert okta.ok("GET", "/sandbox/status")["idle"] is True
        assert okta.http.get("/.well-known/okta-organization").status_code == 200


class TestConnectionsThatAreCut:
    def test_the_client_gets_no_answer_and_nothing_is_done(self, okta: OktaClient) -> None:
        set_faults(okta, drop_rate=1)
        with pytest.raises(ConnectionResetError):
            okta.http.post("/api/v1/groups", json={"profile": {"name": "Cut off"}})

        set_faults(okta)

        assert okta.ok("GET", "/api/v1/groups?q=Cut") == []

    def test_the_work_is_done_where_only_the_answer_is_to_be_lost(self, okta: OktaClient) -> None:
        set_faults(okta, drop_rate=1, drop_after_work=True)
        with pytest.raises(ConnectionResetError):
            okta.http.post("/api/v1/groups", json={"profile": {"name": "Cut off"}})

        set_faults(okta)

        assert len(okta.ok("GET", "/api/v1/groups?q=Cut")) == 1
