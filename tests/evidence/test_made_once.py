"""No app is made twice: those that are there are seen before, and the second one of a creation is deleted after."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import httpx2
import pytest
from pulumi.runtime import mocks

from evidence import MadeOnce
from evidence.okta_http import OktaHttp
from tests.evidence.fake_okta import org, refusal
from tests.recorder import OktaSays, Recorder

OWN = {"id": "0oaOwn", "label": "InVision V7", "created": "2026-12-01T09:00:00.000Z"}
SECOND = {**OWN, "id": "0oaSecond", "created": "2026-12-01T08:59:58.000Z"}
OUTPUTS = {"label": "InVision V7", "appId": "0oaOwn"}

BOTH = {**OUTPUTS, "signOnApp": {"label": "Zscaler", "appId": "0oaZscaler"}}


def watching(
    listed: Sequence[Mapping[str, Any]],
    new: Collection[str] = ("InVision V7",),
    used: Collection[str] = (),
    preview: bool = False,
) -> tuple[MadeOnce, list[str]]:
    """What watches over the labels `new`, and what it asks Okta that lists these apps, of which `used` are assigned."""
    requests: list[str] = []

    def okta(request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix("/api/v1/")
        requests.append(
            f"{request.method} {path}" + (f" of {request.url.params['q']}" if "q" in request.url.params else "")
        )
        if path == "apps":
            return httpx2.Response(200, json=list(listed)) if listed else refusal(403, "E0000006", "No permission")
        in_use = path.endswith("/users") and path.split("/")[1] in used
        return httpx2.Response(200, json=[{"id": "somebody"}] if in_use else [])

    mocks.set_mocks(Recorder(OktaSays()), project="okta-scim", stack="dev", preview=preview)
    http = OktaHttp(org(), transport=httpx2.MockTransport(okta), sleep=lambda _: None)
    return MadeOnce(org(), new, http), requests


def asked(*listed: Mapping[str, Any], outputs: Mapping[str, Any] = OUTPUTS, **changes: Any) -> list[str]:
    """What Okta is asked while the app is made."""
    once, requests = watching(listed, **changes)
    asyncio.run(once.watch([outputs]))
    return requests


def seen_before(*listed: Mapping[str, Any], **changes: Any) -> tuple[Sequence[str] | None, list[str]]:
    """The apps with the label as an update begins, and what was asked for them."""
    once, requests = watching(listed, **changes)

    async def begin() -> Sequence[str] | None:
        watch = asyncio.create_task(once.watch([]))
        await asyncio.sleep(0)
        ids = await once.ids_of("InVision V7")
        await watch
        return ids

    return asyncio.run(begin()), requests


def deleted(*listed: Mapping[str, Any], **changes: Any) -> list[str]:
    return [request.split("/")[-1] for request in asked(*listed, **changes) if request.startswith("DELETE")]


def test_one_label_is_searched_for() -> None:
    assert seen_before(OWN) == (["0oaOwn"], ["GET apps of InVision V7"])


def test_several_labels_are_found_in_the_list_of_all_apps() -> None:
    assert seen_before(OWN, new=("InVision V7", "Zscaler")) == (["0oaOwn"], ["GET apps"])


def test_a_label_that_okta_has_not_is_known_to_be_free() -> None:
    assert seen_before({**OWN, "label": "InVision V7 (test)"}) == ([], ["GET apps of InVision V7"])


def test_more_apps_than_are_worth_reading_leave_a_label_unknown() -> None:
    many = [{**OWN, "id": f"0oa{number}"} for number in range(400)]
    assert seen_before(*many, new=("InVision V7", "Zscaler"))[0] is None


def test_where_okta_does_not_tell_a_label_is_unknown() -> None:
    assert seen_before()[0] is None


def test_a_second_app_of_the_same_minutes_is_deleted() -> None:
    assert deleted(SECOND, OWN) == ["0oaSecond"]


def test_so_is_one_to_sign_in_through() -> None:
    outputs = {"label": "Other", "appId": "0oaOther", "signOnApp": OUTPUTS}
    assert deleted(SECOND, OWN, outputs=outputs) == ["0oaSecond"]


def test_among_more_apps_than_are_worth_reading_each_label_is_searched_for() -> None:
    many = [{**OWN, "id": f"0oa{number}", "label": "Another"} for number in range(400)]
    assert deleted(SECOND, OWN, *many, new=("InVision V7", "Zscaler"), outputs=BOTH) == ["0oaSecond"]


def test_one_that_somebody_has_stays() -> None:
    assert deleted(SECOND, OWN, used=("0oaSecond",)) == []


@pytest.mark.parametrize("created", ["2026-12-01T08:54:59.000Z", "2026-12-01T09:00:01.000Z"])
def test_one_of_another_time_stays(created: str) -> None:
    assert deleted({**SECOND, "created": created}, OWN) == []


def test_one_whose_provisioning_is_on_stays() -> None:
    assert deleted({**SECOND, "features": ["PUSH_NEW_USERS"]}, OWN) == []


def test_one_of_another_label_stays() -> None:
    assert deleted({**SECOND, "label": "InVision V7 (test)"}, OWN) == []


@pytest.mark.parametrize("changes", [{"new": ()}, {"preview": True}], ids=["nothing is made", "a preview"])
def test_where_no_app_is_made_okta_is_not_asked(changes: dict[str, Any]) -> None:
    assert asked(SECOND, OWN, **changes) == []


def test_beside_an_app_that_stood_before_nothing_is_deleted() -> None:
    assert deleted(SECOND, OWN, new=("Another",)) == []


def test_what_okta_does_not_tell_stops_nothing() -> None:
    assert asked() == ["GET apps of InVision V7"] * 2
