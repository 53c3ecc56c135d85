"""The program itself, `__main__.py`, under mocks."""

import runpy
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest

from tests.recorder import OktaSays, Recorder, Refusal, Run, run
from tests.settings.stacks import INVISION, TOKEN, configure

PROGRAM = Path(__file__).parents[1] / "__main__.py"
GROUPS = {"Design": "00gDesign", "Sales": "00gSales"}
ASSIGNED = {"invision": {"label": "InVision V7", "appId": "0oaInVision", "groupsAssigned": ["Design", "Sales"]}}
ADOPTED = {
    "other": {"label": "Other", "appId": "0oaOther", "method": "api", "adopted": True, "groupsAssigned": []},
}
DESIGN, SALES = tuple(f"d{i}" for i in range(8)), tuple(f"s{i}" for i in range(4))


def program(says: OktaSays, **settings: Any) -> Run:
    configure({"invision": {**INVISION, "preflight": "off"}}, evidence=False, **settings)
    return run(lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None, says)


@pytest.fixture(autouse=True)
def interrupts_stay_those_of_the_tests() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, handler)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OKTA_API_TOKEN", "OKTA_ORG_NAME", "OKTA_BASE_URL", "OKTA_HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_it_declares_every_app_of_the_settings_with_one_provider_for_all() -> None:
    result = program(OktaSays())
    assert [app.name for app in result.of_type("ScimProvisioning")] == ["invision"]
    assert {one.name for one in result.resources if one.type == "pulumi:providers:okta"} == {"okta"}


def test_an_update_that_unassigns_few_people_goes_on() -> None:
    says = OktaSays(groups=GROUPS, members={"Design": DESIGN, "Sales": SALES}, previous=ASSIGNED)
    assert program(says).of_type("GroupAssignment")


def test_an_update_that_unassigns_too_many_people_stops_before_anything_is_declared() -> None:
    says = OktaSays(groups=GROUPS, members={"Design": SALES, "Sales": DESIGN}, previous=ASSIGNED)
    with pytest.raises(pulumi.RunError) as raised:
        program(says)
    message = str(raised.value)
    assert "InVision V7: 8 of 12 people (67%), by the groups Sales" in message
    assert "Nothing was changed. Allowed are 10 people and 50% of an app's people." in message
    assert "OKTA_SCIM_UNASSIGN__MAX_PEOPLE=8 OKTA_SCIM_UNASSIGN__MAX_SHARE=1 pulumi up" in message


def test_who_keeps_the_app_by_another_group_is_not_counted() -> None:
    says = OktaSays(groups=GROUPS, members={"Design": DESIGN, "Sales": DESIGN}, previous=ASSIGNED)
    assert program(says).of_type("GroupAssignment")


def test_an_app_that_is_gone_from_the_settings_counts_with_all_its_people() -> None:
    gone = {"other": {"label": "Other", "appId": "0oaOther", "groupsAssigned": ["Design"]}}
    with pytest.raises(pulumi.RunError, match="Other: 8 of 8 people"):
        program(OktaSays(groups=GROUPS, members={"Design": DESIGN}, previous=gone))


def test_an_adopted_app_that_is_gone_from_the_settings_goes_on_to_its_deletion() -> None:
    assert program(OktaSays(previous=ADOPTED)).of_type("Saml")


def test_a_protected_app_that_is_gone_from_the_settings_stops_the_update() -> None:
    gone = {"other": {**ADOPTED["other"], "adopted": False, "protected": True}}
    with pytest.raises(pulumi.RunError) as raised:
        program(OktaSays(previous=gone))
    assert "Other: the app is protected and is gone from the settings" in str(raised.value)
    assert "put it back with `protect: false`, run `pulumi up`, and take it out then" in str(raised.value)


def test_an_app_that_has_another_name_now_stops_the_update_before_people_are_counted() -> None:
    before = {"old": {**ASSIGNED["invision"], "groupsAssigned": ["Design"]}}
    with pytest.raises(pulumi.RunError) as raised:
        program(OktaSays(groups=GROUPS, members={"Design": DESIGN}, previous=before))
    assert "InVision V7: the app was called 'old' in the settings and is called 'invision' now" in str(raised.value)
    assert "add `formerly: old` to the settings of 'invision'" in str(raised.value)


def test_an_app_that_says_what_it_was_called_keeps_its_resources_and_its_groups() -> None:
    before = {"old": {**ASSIGNED["invision"], "groupsAssigned": ["Design"]}}
    configure({"invision": {**INVISION, "preflight": "off", "formerly": "old"}}, evidence=False)
    says = OktaSays(groups=GROUPS, members={"Design": DESIGN}, previous=before)
    result = run(lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None, says)
    (alias,) = result.one("ScimProvisioning").request.aliases
    assert alias.spec.name == "old"
    assert result.times_asked("getGroup") == 1


def test_an_app_that_says_what_it_was_called_does_not_lose_a_group_by_the_way() -> None:
    before = {"old": ASSIGNED["invision"]}
    configure({"invision": {**INVISION, "preflight": "off", "formerly": "old"}}, evidence=False)
    says = OktaSays(groups=GROUPS, members={"Design": SALES, "Sales": DESIGN}, previous=before)
    with pytest.raises(pulumi.RunError, match="InVision V7: 8 of 12 people"):
        run(lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None, says)


@pytest.mark.parametrize("creator", ["first", "second"])
def test_a_group_that_another_app_creates_is_not_looked_for(creator: str) -> None:
    user = {"first": "second", "second": "first"}[creator]
    groups = {creator: [{"name": "Crew", "declare": True}], user: [{"name": "Crew"}]}
    apps = {key: {**INVISION, "preflight": "off", "label": key, "groups": groups[key]} for key in ("first", "second")}
    configure(apps, tokens={"first": TOKEN, "second": TOKEN}, evidence=False)
    result = run(lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None, OktaSays(groups={}))
    assigned = {one.name: one.inputs["groupId"] for one in result.of_type("GroupAssignment")}
    assert assigned == {"first-crew": f"{creator}-crew-id", "second-crew": f"{creator}-crew-id"}
    assert result.times_asked("getGroup") == 0
    (assignment,) = [one for one in result.of_type("GroupAssignment") if one.name == f"{user}-crew"]
    assert f"{creator}-crew" in assignment.depends_on


def test_the_limit_can_be_raised() -> None:
    says = OktaSays(groups=GROUPS, members={"Design": SALES, "Sales": DESIGN}, previous=ASSIGNED)
    assert program(says, unassign={"maxPeople": 8, "maxShare": 1}).of_type("GroupAssignment")


def test_okta_is_not_asked_for_members_while_no_group_is_gone() -> None:
    says = OktaSays(previous={"invision": {"label": "InVision V7", "groupsAssigned": ["Design"]}})
    assert all("includeUsers" not in asked for _, asked in program(says).asked)


def test_a_group_that_is_named_by_its_id_now_is_not_unassigned_by_the_way() -> None:
    says = OktaSays(groups={"Design": "00gDesign", "Sales": "00g500lepp7Qx1kGh5d7"}, previous=ASSIGNED)
    configure(
        {"invision": {**INVISION, "preflight": "off", "groups": [{"name": "Design"}, {"id": "00g500lepp7Qx1kGh5d7"}]}}
    )
    with pytest.raises(pulumi.RunError, match="'invision-sales' and the group '00g500lepp7Qx1kGh5d7' are one group"):
        run(lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None, says)


def test_one_of_two_names_for_one_group_is_not_left_out_by_the_way() -> None:
    group = "00g500lepp7Qx1kGh5d7"
    twice = {"invision": {"label": "InVision V7", "appId": "0oaInVision", "groupsAssigned": ["Design", group]}}
    with pytest.raises(pulumi.RunError, match=f"'invision-{group.lower()}' and the group 'invision-design' are one"):
        program(OktaSays(groups={"Design": group}, previous=twice))


def test_a_group_that_the_stack_made_is_not_deleted_by_no_longer_declaring_it() -> None:
    before = {"invision": {**ASSIGNED["invision"], "groupsAssigned": ["Design"]}}
    says = OktaSays(groups=GROUPS, previous=before, made_groups={"invision-design": "Design"})
    with pytest.raises(pulumi.RunError, match="The group 'Design' was made by this stack and is still assigned"):
        program(says)


def test_a_group_that_the_stack_made_is_not_deleted_while_an_app_names_it_to_whom_it_is_not_assigned_yet() -> None:
    says = OktaSays(groups=GROUPS, made_groups={"other-design": "Design"})
    with pytest.raises(pulumi.RunError, match="was made by this stack and is still a group of 'invision'") as raised:
        program(says)
    assert "declare it again, in any app of the stack that has it" in str(raised.value)


def test_a_group_that_another_app_declares_now_stays_the_same() -> None:
    configure({"invision": {**INVISION, "preflight": "off", "groups": [{"name": "Design", "declare": True}]}})
    says = OktaSays(groups=GROUPS, made_groups={"other-design": "Design"})
    result = run(lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None, says)
    (alias,) = result.one("Group").request.aliases
    assert alias.urn.endswith("okta:group/group:Group::other-design")


def test_another_app_under_the_same_name_counts_with_all_people_of_the_one_before() -> None:
    app = {key: value for key, value in INVISION.items() if key != "saml"}
    configure({"invision": {**app, "preflight": "off", "existing": {"id": "0oa1gjh63g214q0Hq0g4"}}}, evidence=False)
    before = {"invision": {**ASSIGNED["invision"], "groupsAssigned": ["Design"]}}
    says = OktaSays(groups=GROUPS, members={"Design": DESIGN}, previous=before, apps=("0oa1gjh63g214q0Hq0g4",))
    with pytest.raises(pulumi.RunError, match="InVision V7: 8 of 8 people"):
        run(lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None, says)


def test_a_group_that_is_gone_from_okta_stops_nothing() -> None:
    assert program(OktaSays(previous=ASSIGNED)).of_type("GroupAssignment")


def test_an_app_that_the_stack_made_is_not_deleted_by_declaring_it_as_existing() -> None:
    made = {"invision": {"label": "InVision V7", "groupsAssigned": [], "adopted": False, "method": "console"}}
    app = {key: value for key, value in INVISION.items() if key != "saml"}
    configure({"invision": {**app, "preflight": "off", "existing": {"label": "InVision V7"}}})
    with pytest.raises(pulumi.RunError, match="this stack made the app"):
        run(
            lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None,
            OktaSays(previous=made, apps=("InVision V7",)),
        )


@pytest.mark.parametrize(
    ("name", "declared", "said"),
    [
        ("zscalerbyz", {}, "the stack made the catalogue's app 'zscalerbyz', and a custom app is declared"),
        (
            "zscalerbyz",
            {"saml": None, "catalogue": {"name": "slack"}},
            "the stack made the catalogue's app 'zscalerbyz', and the catalogue's app 'slack' is declared",
        ),
        (
            "acme_invisionv7_1",
            {"saml": None, "catalogue": {"name": "slack"}},
            "the stack made a custom app, and the catalogue's app 'slack' is declared",
        ),
    ],
)
def test_an_app_that_the_stack_made_does_not_become_another_one(name: str, declared: dict[str, Any], said: str) -> None:
    made = {"invision": {"label": "InVision V7", "name": name, "groupsAssigned": [], "adopted": False}}
    app = {key: value for key, value in {**INVISION, "preflight": "off", **declared}.items() if value is not None}
    configure({"invision": app}, evidence=False)
    with pytest.raises(pulumi.RunError, match=f"InVision V7: {said} in its place") as raised:
        run(lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None, OktaSays(previous=made))
    assert "declare the other app beside it, under a name and a label of its own" in str(raised.value)


@pytest.mark.parametrize("name", ["acme_invisionv7_1", None])
def test_an_app_that_stays_of_its_kind_goes_on(name: str | None) -> None:
    made: dict[str, Any] = {"invision": {"label": "InVision V7", "name": name, "groupsAssigned": [], "adopted": False}}
    assert program(OktaSays(previous=made)).of_type("Saml")


def test_no_app_is_made_in_the_place_of_an_adopted_one() -> None:
    adopted = {"invision": {**ADOPTED["other"], "label": "InVision V7"}}
    with pytest.raises(pulumi.RunError, match=r"InVision V7: the stack adopted the app \(0oaOther\)"):
        program(OktaSays(previous=adopted))


def test_an_app_to_sign_in_through_that_the_stack_made_is_not_deleted_either() -> None:
    sign_on = {"label": "InVision SSO", "appId": "0oaSignOn", "adopted": False}
    made = {"invision": {"label": "InVision V7", "groupsAssigned": [], "signOnApp": sign_on}}
    existing = {"label": "InVision SSO", "existing": {"label": "InVision SSO"}}
    configure({"invision": {**INVISION, "preflight": "off", "signOnApp": existing}})
    with pytest.raises(pulumi.RunError, match="InVision SSO: this stack made the app") as raised:
        run(lambda: runpy.run_path(str(PROGRAM), run_name="__main__") and None, OktaSays(previous=made))
    assert "the address of invision-sign-on-app" in str(raised.value)


def test_a_state_that_the_engine_is_just_writing_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    torn = iter([True, True])

    def answer(self: Recorder) -> dict[str, Any]:
        if next(torn, False):
            raise Refusal("failed to load checkpoint: EOF")
        return {}

    monkeypatch.setattr(Recorder, "_state", answer)
    assert program(OktaSays()).of_type("Saml")


def test_a_state_that_cannot_be_read_stops_the_update_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.previous._PAUSE_SECONDS", 0)
    says = OktaSays(refuses={"readStackResourceOutputs": "failed to load checkpoint: EOF"})
    with pytest.raises(pulumi.RunError, match="The state of stack 'dev' could not be read") as raised:
        program(says)
    assert "`python -m commands recover` repairs a state in files" in str(raised.value)
