"""What a report says of an app, from settings, outputs and Okta."""

from typing import Any

import pytest

from commands.engine_run import Step
from commands.picture.look import look
from commands.picture.state import State
from commands.picture.structure import AppPicture, Station
from tests.commands.stack_told import DRIFTED, OFF, ON, Told
from tests.evidence.fake_okta import API_TOKEN, FakeOkta, refusal
from tests.settings.stacks import TOKEN

PUSHED = {
    "published": "2026-11-24T09:00:00.000Z",
    "eventType": "application.provision.user.push",
    "outcome": {"result": "SUCCESS"},
    "target": [
        {"id": "0oa1gjh63g214q0Hq0g4", "type": "AppInstance"},
        {"type": "User", "alternateId": "ada@example.com"},
    ],
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OKTA_API_TOKEN", raising=False)


def okta(**changes: Any) -> FakeOkta:
    group = {"id": "00gDesign", "_embedded": {"group": {"profile": {"name": "Design"}}}}
    return FakeOkta(**{"groups": [group], "log": [PUSHED], **changes})


def offline(outputs: dict[str, Any], **changed: Any) -> AppPicture:
    (app,) = look(Told({"invision": outputs}, changed=changed), offline=True).apps
    return app


def online(outputs: dict[str, Any], org: FakeOkta, now: dict[str, Any] | None = None) -> AppPicture:
    told = Told({"invision": outputs}, now={"invision": now} if now else None)
    (app,) = look(told, offline=False, http=org.http()).apps
    return app


def states(app: AppPicture) -> dict[str, State]:
    return {station.title: station.state for station in app.way}


def station(app: AppPicture, title: str) -> Station:
    (found,) = [one for one in (*app.way, app.back) if one.title == title]
    return found


def test_an_app_as_declared_is_so_at_every_station_that_okta_shows() -> None:
    app = offline(ON)
    assert (app.state, app.says) == (State.AS_DECLARED, "Provisioning is on exactly as declared.")
    assert set(states(app).values()) == {State.AS_DECLARED, State.UNKNOWN}
    assert states(app)["Service provider"] is State.UNKNOWN


def test_an_app_that_waits_for_a_person_has_steps_left_where_they_are() -> None:
    app = offline(OFF)
    assert app.says == "Provisioning is not on as declared yet: 1 step left in the Admin Console."
    assert states(app) == {
        "Groups": State.STEPS_LEFT,
        "App in Okta": State.AS_DECLARED,
        "Connection": State.STEPS_LEFT,
        "Features": State.STEPS_LEFT,
        "Service provider": State.UNKNOWN,
    }


def test_what_somebody_changed_differs_at_its_station_alone() -> None:
    app = online(ON, okta(), now=DRIFTED)
    assert [title for title, state in states(app).items() if state is State.DIFFERS] == ["Features"]
    (fact,) = [fact for fact in station(app, "Features").facts if fact.state is State.DIFFERS]
    assert (fact.name, fact.declared, fact.seen) == ("Deactivate Users", "on", "off")


def test_an_app_to_sign_in_through_that_takes_other_user_names_differs() -> None:
    told = {"appId": "0oaSignOn", "label": "InVision SSO", "usernameFormat": "Okta username"}
    differs = ["sign_on_app: declared Email, Okta says Okta username"]
    outputs = {**ON, "signOnApp": told, "provisioningStatus": "differs", "differences": differs}
    app = offline(outputs, signOnApp={"label": "InVision SSO", "existing": {"label": "InVision SSO"}})
    facts = {fact.name: fact for fact in station(app, "App in Okta").facts}
    assert facts["Its username format"].seen == "Okta username"
    assert (facts["Its username format"].state, app.state) == (State.DIFFERS, State.DIFFERS)


def test_a_group_that_somebody_took_off_differs_although_all_settings_are_as_declared() -> None:
    app = online(ON, okta(groups=[]))
    assert (app.state, states(app)["Groups"]) == (State.DIFFERS, State.DIFFERS)
    assert "(Groups)" in app.says


def test_people_pushes_and_evidence_come_from_okta() -> None:
    app = online(ON, okta())
    assert [(group.name, group.people) for group in app.groups] == [("Design", 3)]
    assert app.people == 3
    assert [(push.person, push.result) for push in app.pushes] == [("ada@example.com", "SUCCESS")]
    assert [proof.name for proof in app.evidence] == ["features", "sync state", "System Log", "SCIM server"]


def test_offline_nobody_is_asked_and_the_evidence_is_the_outputs() -> None:
    found = [{"name": "System Log", "proves": "pushes ended well", "holds": True, "at": "", "says": "last success"}]
    told = Told({"invision": {**ON, "evidence": {"verdict": "proved", "found": found}}})
    org = okta()
    picture = look(told, offline=True, http=org.http())
    assert (picture.asked, org.requests) == (False, [])
    assert (picture.apps[0].verdict, picture.apps[0].evidence[0].says) == ("proved", "last success")
    assert picture.apps[0].people is None


def test_an_app_that_is_not_there_yet_shows_the_steps_that_are_to_come() -> None:
    app = offline({})
    assert (app.state, app.says) == (State.UNKNOWN, "The app is not there yet: the next update makes it.")
    assert "Set up the provisioning connection" in [step.title for step in app.steps]


def test_an_adopted_app_that_no_update_has_looked_at_is_none_that_is_made_and_has_no_steps_yet() -> None:
    app = offline({"label": "InVision V7"}, saml=None, existing={"label": "InVision V7"})
    assert (app.says, app.steps) == ("No update has looked at the app yet: the next one does.", ())


def test_import_rules_that_nobody_can_see_are_not_known() -> None:
    assert offline(ON, importRules={"matchOn": "email"}).back.state is State.UNKNOWN
    assert offline(ON).back.state is State.ABSENT


def test_what_okta_does_not_tell_is_said_with_the_next_step() -> None:
    app = online(ON, okta(refusal=refusal(403, "E0000006", "You do not have permission")))
    assert "E0000006 You do not have permission" in app.unanswered
    assert "Next:" in app.unanswered


def test_a_preview_that_fails_is_told_and_leaves_what_the_latest_update_saw() -> None:
    told = Told({"invision": ON}, errors=("no such group",))
    picture = look(told, offline=False, http=okta().http())
    assert picture.errors == ("no such group",)
    assert picture.apps[0].says == "What Okta shows of the app is not known."


def test_resources_that_differ_are_drift() -> None:
    step = Step("update", "okta:app/saml:Saml", "invision-app", {}, {"label": ("InVision", "InVision V7")})
    picture = look(Told({"invision": ON}, resources=(step,)), offline=False, http=okta().http())
    assert picture.state is State.DIFFERS
    assert [(one.name, one.properties) for one in picture.drift] == [
        ("invision-app", "label: 'InVision' → 'InVision V7'")
    ]


def test_the_most_telling_app_comes_first() -> None:
    told = Told({"a": {**ON, "label": "A"}, "b": {**OFF, "label": "B"}})
    assert [app.label for app in look(told, offline=True).apps] == ["B", "A"]


def test_a_token_that_somebody_wrote_where_it_does_not_belong_is_not_shown() -> None:
    note = f"the token is {TOKEN}, the other {API_TOKEN}"
    assert offline({**ON, "notes": [note]}).notes == ("the token is [secret], the other [secret]",)
