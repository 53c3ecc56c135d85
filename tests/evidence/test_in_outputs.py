"""The stack's outputs tell what proves provisioning, and when that was so."""

from collections.abc import Mapping
from typing import Any

import pytest

from components import AppBefore, PreviousResource, ScimProvisioning
from evidence import EvidenceInOutputs
from settings import load, provisioning_args
from tests.evidence.fake_okta import APP_ID, FakeOkta, refusal
from tests.recorder import OktaSays, run
from tests.settings.stacks import configure

APP = {
    "label": "InVision V7",
    "existing": {"id": APP_ID},
    "connection": {"baseUrl": "https://scim.example.com/v2"},
    "groups": [{"name": "Design"}],
    "preflight": "off",
}
PUSHED = {
    "published": "2026-11-24T09:00:00.000Z",
    "eventType": "application.provision.user.push",
    "outcome": {"result": "SUCCESS"},
    "target": [{"id": APP_ID, "type": "AppInstance"}, {"type": "User", "alternateId": "ada@example.com"}],
}
SAML = {"saml": {"ssoUrl": "https://sp.example.com/acs", "audience": "https://sp.example.com"}}
MADE = PreviousResource("okta:app/saml:Saml", "app", {"id": APP_ID})


def evidence(
    okta: FakeOkta,
    previous: Mapping[str, Any] | None = None,
    preview: bool = False,
    app: Mapping[str, Any] = APP,
    state: AppBefore | None = None,
    **settings: Any,
) -> dict[str, Any]:
    """The output of the app after an update that found `okta`; `previous` is what the update before it told."""
    before = {"invision": {"groupsAssigned": [], "evidence": previous or {}}}
    configure({"invision": dict(app)}, **settings)
    declared = load()

    def program() -> Any:
        provisioning = ScimProvisioning("invision", provisioning_args(declared, "invision"), before=state)
        return EvidenceInOutputs(declared, before, okta.http()).of("invision", provisioning)

    found: dict[str, Any] = run(program, OktaSays(apps=(APP_ID,)), preview).result
    return found


def provisioned() -> FakeOkta:
    okta = FakeOkta(log=[PUSHED])
    okta.assign("ada@example.com")
    return okta


def test_features_sync_state_and_system_log_are_graded_and_dated() -> None:
    found = evidence(provisioned())["evidence"]
    assert (found["verdict"], found["grade"]) == ("proved", 3)
    assert [(one["name"], one["holds"]) for one in found["found"]] == [
        ("features", True),
        ("sync state", True),
        ("System Log", True),
    ]
    assert found["found"][2]["at"] == "2026-11-24T09:00:00.000Z"


def test_what_is_as_it_was_keeps_its_date() -> None:
    first = evidence(provisioned())["evidence"]
    first["found"][0]["at"] = "2026-01-01T00:00:00.000Z"
    assert evidence(provisioned(), first)["evidence"] == first


def test_a_preview_shows_what_the_last_update_found_and_asks_nothing() -> None:
    okta, before = provisioned(), {"verdict": "proved", "grade": 3, "found": []}
    assert evidence(okta, before, preview=True)["evidence"] == before
    assert okta.requests == []


def test_what_okta_does_not_tell_is_said_and_fails_nothing() -> None:
    okta = FakeOkta(refusal=refusal(403, "E0000006", "You do not have permission"))
    found = evidence(okta)["evidence"]
    assert found["verdict"] == "unknown"
    assert "E0000006 You do not have permission" in found["found"][0]["says"]


def test_a_stack_may_do_without() -> None:
    okta = provisioned()
    assert evidence(okta, evidence=False) == {}
    assert okta.requests == []


def test_a_system_log_that_okta_does_not_show_spoils_no_other_evidence() -> None:
    okta = provisioned()
    okta.refusal, okta.refuses = refusal(403, "E0000006", "You do not have permission"), "/api/v1/logs"
    found = evidence(okta)["evidence"]
    assert (found["verdict"], found["grade"]) == ("proved", 2)
    assert "E0000006" in found["found"][2]["says"]


@pytest.mark.parametrize(
    ("pushes", "says"), [(999, "no event in 90 days"), (1000, "no event among the org's latest 1,000 pushes")]
)
def test_no_event_is_said_of_what_was_read_alone(pushes: int, says: str) -> None:
    of_another_app = {**PUSHED, "target": [{"id": "0oaOfAnotherApp", "type": "AppInstance"}]}
    found = evidence(FakeOkta(log=[of_another_app] * pushes))["evidence"]
    assert found["found"][2]["says"] == says


def saml_app() -> dict[str, Any]:
    return {key: value for key, value in APP.items() if key != "existing"} | SAML


def test_of_an_app_that_this_update_makes_okta_is_asked_by_the_next_one() -> None:
    okta = provisioned()
    found = evidence(okta, app=saml_app(), state=AppBefore(()))["evidence"]
    assert okta.requests == []
    assert (found["verdict"], found["grade"]) == ("unproved", 1)
    assert [one["says"].split(":")[0] for one in found["found"][1:]] == ["not asked", "not asked"]


def test_an_app_that_an_update_made_before_is_asked_about() -> None:
    okta = provisioned()
    evidence(okta, app=saml_app(), state=AppBefore((MADE,)))
    assert len(okta.requests) == 2


def test_the_system_log_is_asked_for_once_also_when_okta_refuses() -> None:
    okta = provisioned()
    okta.refusal, okta.refuses = refusal(403, "E0000006", "You do not have permission"), "/api/v1/logs"
    evidence(okta)
    assert sum("/api/v1/logs" in str(request) for request in okta.requests) == 1
