"""`okta-scim:recheckAfter`: what the last look at an app is bound to, and which apps are looked at all the same."""

from datetime import timedelta
from typing import Any

import pytest

from components import LastLook, PreviousResource, PreviousState, UsernameFormat
from components.observation import Observation
from components.removal_rules import RemovalRules
from settings import declared_apps
from settings.okta_org import provider
from tests.recorder import ON, OktaSays, Run, run
from tests.settings.stacks import INVISION, OKTA, TOKEN, configure, loaded, mistakes

APP = {**INVISION, "preflight": "off"}
ASSIGNMENT = PreviousResource(
    "okta:app/groupAssignment:GroupAssignment", "invision-design", {"appId": "invision-app-id", "groupId": "00gDesign"}
)
SEEN = Observation("invision-app-id", "acme_invisionv7_1", "InVision V7", ON, UsernameFormat.EMAIL.template, "", "")


NOTHING = PreviousState({}, ())


def declare(before: PreviousState, app: dict[str, Any] | None = None, **settings: Any) -> Run:
    configure({"invision": {**APP, **(app or {})}}, **{"recheckAfter": 60, **settings})
    declared = loaded()

    def program() -> Any:
        return declared_apps(declared, before, provider(declared.okta), RemovalRules())["invision"].outputs()

    return run(program, OktaSays(apps=("InVision SSO",), groups={"Design": "00gDesign", "Sales": "00gSales"}))


def inputs(**changes: Any) -> dict[str, Any]:
    """The inputs of the app's component, by which a look is bound to what is declared."""
    return dict(declare(NOTHING, **changes).one("ScimProvisioning").inputs)


def looked_at() -> PreviousState:
    """What the state holds after a run that has just looked at the app."""
    seen = PreviousState({}, (ASSIGNMENT,)).app("invision")
    kept = {"lastLook": LastLook(seen, inputs()["declaration"], timedelta(hours=1)).kept(SEEN, True)}
    return PreviousState({}, (PreviousResource("okta-scim:components:ScimProvisioning", "invision", kept), ASSIGNMENT))


def test_an_app_that_was_just_seen_is_not_asked_about_nor_are_its_groups() -> None:
    result = declare(looked_at())
    assert result.asked == []
    assert result.one("GroupAssignment").inputs["groupId"] == "00gDesign"


@pytest.mark.parametrize(
    "changes",
    [
        {"app": {"label": "InVision"}},
        {"app": {"groups": [{"name": "Design"}, {"name": "Sales"}]}},
        {"app": {"groups": [{"name": "Sales"}]}},
        {"app": {"features": {"profileUpdates": True}}},
        {"app": {"onDrift": "fail"}},
        {"app": {"preset": "generic"}},
        {"tokens": {"invision": "another-token"}},
        {"okta": {**OKTA, "orgName": "other"}},
        {"recheckAfter": 61},
    ],
    ids=["label", "group added", "group changed", "features", "onDrift", "preset", "token", "org", "time"],
)
def test_an_app_that_is_declared_otherwise_is_asked_about(changes: dict[str, Any]) -> None:
    assert declare(looked_at(), **changes).times_asked("getSaml") == 1


def test_every_run_asks_unless_the_stack_says_otherwise() -> None:
    result = declare(looked_at(), recheckAfter=0)
    assert result.times_asked("getSaml") == 1
    assert dict(result.one("ScimProvisioning").inputs) == {}


def test_two_apps_that_must_be_in_step_are_always_asked_about() -> None:
    sign_on = {"signOnApp": {"label": "InVision SSO", "existing": {"label": "InVision SSO"}}}
    assert inputs(app=sign_on) == {}


def test_the_token_is_not_in_what_the_state_holds() -> None:
    assert TOKEN not in str(inputs())


@pytest.mark.parametrize("wrong", [-1, 1441, "soon"])
def test_the_time_is_a_number_of_minutes_up_to_a_day(wrong: Any) -> None:
    configure(recheckAfter=wrong)
    assert "okta-scim:recheckAfter" in mistakes()


def test_an_app_under_another_name_is_still_known_by_the_one_before() -> None:
    app = PreviousResource("okta:app/saml:Saml", "invision-app", {"id": "0oaInVision"})
    component = PreviousResource("okta-scim:components:ScimProvisioning", "invision", {})
    state = PreviousState({}, (component, app))
    assert state.app("design", formerly="invision").is_made
    assert not state.app("design").is_made
