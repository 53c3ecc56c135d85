"""What an update that ended in trouble left in Okta is found by what the state knows and what is still to be made."""

from typing import Any

import httpx2
import pytest

from components.resource_types import GROUP, SAML
from evidence.okta_api import OktaApi
from evidence.okta_http import OktaHttp
from evidence.unrecorded import Findings, Twin, find, to_be_made
from tests.evidence.fake_okta import org

URN = "urn:pulumi:dev::okta-scim::"
PROVIDER = {"urn": f"{URN}pulumi:providers:okta::okta", "type": "pulumi:providers:okta", "id": "1"}
COMPONENT = {"urn": f"{URN}component::invision", "type": "component"}
STATE = [PROVIDER, COMPONENT]


def resource(type_: str, name: str, **changes: Any) -> dict[str, Any]:
    inputs = {"label": "InVision V7"} if type_ == SAML else {"name": "Design"}
    return {
        "urn": f"{URN}{type_}::{name}",
        "type": type_,
        "parent": COMPONENT["urn"],
        "provider": f"{PROVIDER['urn']}::1",
        "inputs": inputs,
        **changes,
    }


WANTED = resource(SAML, "invision-app")
GROUP_WANTED = resource(GROUP, "invision-design")


def found(
    wanted: list[dict[str, Any]], state: list[dict[str, Any]], apps: tuple[str, ...] = (), used: tuple[str, ...] = ()
) -> Findings:
    """What is found where Okta has these apps, all with one label, of which `used` are assigned, and one group."""

    def okta(request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix("/api/v1/")
        if path == "apps":
            made = [f"2026-12-01T09:00:{second:02}.000Z" for second in range(len(apps))]
            rows = [{"id": app, "label": "InVision V7", "created": at} for app, at in zip(apps, made, strict=True)]
            return httpx2.Response(200, json=rows)
        if path == "groups":
            return httpx2.Response(200, json=[{"id": "00gDesign", "profile": {"name": "Design"}}])
        _, app, who = path.split("/")
        return httpx2.Response(200, json=[{"id": "somebody"}] if app in used and who == "users" else [])

    api = OktaApi(OktaHttp(org(), transport=httpx2.MockTransport(okta), sleep=lambda _: None))
    return find(api, wanted, state)


def test_what_was_to_be_made_and_is_there_is_taken_by_label_and_name() -> None:
    made = found([WANTED, GROUP_WANTED], STATE, apps=("0oaLost",)).made
    assert [(one["urn"], one["id"]) for one in made] == [
        (WANTED["urn"], "0oaLost"),
        (GROUP_WANTED["urn"], "00gDesign"),
    ]


def test_an_app_to_sign_in_through_is_taken_like_any_other() -> None:
    wanted = resource("okta:app/oAuth:OAuth", "invision-sign-on-app", inputs={"label": "InVision V7"})
    assert to_be_made([], [wanted]) == [wanted]
    assert [one["id"] for one in found([wanted], STATE, apps=("0oaSent",)).made] == ["0oaSent"]


def test_what_okta_never_made_is_not_taken() -> None:
    assert found([WANTED], STATE) == Findings()


@pytest.mark.parametrize(("begun", "made"), [("08:59:59.123456789Z", ["0oaLost"]), ("09:05:01Z", [])])
def test_an_app_that_was_there_before_an_update_came_to_make_it_is_not_taken(begun: str, made: list[str]) -> None:
    state = [PROVIDER, {**COMPONENT, "created": f"2026-12-01T{begun}"}]
    assert [one["id"] for one in found([WANTED], state, apps=("0oaLost",)).made] == made


def test_what_the_state_has_by_now_is_not_taken() -> None:
    assert found([WANTED], [*STATE, {**WANTED, "id": "0oaOwn"}], apps=("0oaOther",)).made == []


def test_an_app_that_somebody_has_is_nobody_s_leftover() -> None:
    assert found([WANTED], STATE, apps=("0oaByHand",), used=("0oaByHand",)).made == []


def test_what_no_update_came_to_make_is_not_taken() -> None:
    assert found([WANTED], [PROVIDER], apps=("0oaByHand",)).made == []


def test_a_second_app_of_a_label_is_a_twin_and_a_leftover_only_where_nobody_has_it() -> None:
    state = [*STATE, {**WANTED, "id": "0oaOwn"}]
    twins = found([], state, apps=("0oaSent", "0oaOwn", "0oaUsed"), used=("0oaOwn", "0oaUsed"))
    assert twins.twins == [
        Twin(WANTED["urn"], "InVision V7", "0oaSent", in_use=False),
        Twin(WANTED["urn"], "InVision V7", "0oaUsed", in_use=True),
    ]
    assert [twin.app_id for twin in twins.leftovers] == ["0oaSent"]


def test_of_two_lost_apps_the_newer_is_taken_and_the_other_is_its_twin() -> None:
    findings = found([WANTED], STATE, apps=("0oaFirst", "0oaSecond"))
    assert [one["id"] for one in findings.made] == ["0oaSecond"]
    assert [twin.app_id for twin in findings.twins] == ["0oaFirst"]


def test_pending_creations_and_planned_ones_are_to_be_made_once() -> None:
    pending = [{"type": "creating", "resource": WANTED}, {"type": "updating", "resource": GROUP_WANTED}]
    other = resource("okta:app/groupAssignment:GroupAssignment", "invision-design")
    assert to_be_made(pending, [WANTED, other]) == [WANTED]
