"""Of two apps from one creation the second is deleted, where it is nobody's and cannot be another's."""

import asyncio
from typing import Any

import httpx2
import pytest
from pulumi.runtime import mocks

from evidence import delete_second_apps
from evidence.okta_http import OktaHttp
from tests.evidence.fake_okta import org, refusal
from tests.recorder import OktaSays, Recorder

OWN = {"id": "0oaOwn", "label": "InVision V7", "created": "2026-12-01T09:00:00.000Z"}
SECOND = {**OWN, "id": "0oaSecond", "created": "2026-12-01T08:59:58.000Z"}
OUTPUTS = {"label": "InVision V7", "appId": "0oaOwn"}


def asked(
    *listed: dict[str, str],
    new: tuple[str, ...] = ("InVision V7",),
    outputs: dict[str, Any] | None = None,
    used: tuple[str, ...] = (),
    preview: bool = False,
) -> list[str]:
    """What Okta is asked that lists these apps, of which `used` are assigned."""
    requests: list[str] = []

    def okta(request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix("/api/v1/")
        requests.append(f"{request.method} {path}")
        if path == "apps":
            return httpx2.Response(200, json=list(listed)) if listed else refusal(403, "E0000006", "No permission")
        in_use = path.endswith("/users") and path.split("/")[1] in used
        return httpx2.Response(200, json=[{"id": "somebody"}] if in_use else [])

    mocks.set_mocks(Recorder(OktaSays()), project="okta-scim", stack="dev", preview=preview)
    http = OktaHttp(org(), transport=httpx2.MockTransport(okta), sleep=lambda _: None)
    asyncio.run(delete_second_apps(org(), new, [outputs or OUTPUTS], http))
    return requests


def deleted(*listed: dict[str, str], **changes: Any) -> list[str]:
    return [request.split("/")[-1] for request in asked(*listed, **changes) if request.startswith("DELETE")]


def test_a_second_app_of_the_same_minutes_is_deleted() -> None:
    assert deleted(SECOND, OWN) == ["0oaSecond"]


def test_so_is_one_to_sign_in_through() -> None:
    outputs = {"label": "Other", "appId": "0oaOther", "signOnApp": OUTPUTS}
    assert deleted(SECOND, OWN, outputs=outputs) == ["0oaSecond"]


def test_one_that_somebody_has_stays() -> None:
    assert deleted(SECOND, OWN, used=("0oaSecond",)) == []


@pytest.mark.parametrize("created", ["2026-11-30T09:00:00.000Z", "2026-12-01T09:06:00.000Z"])
def test_one_of_another_time_stays(created: str) -> None:
    assert deleted({**SECOND, "created": created}, OWN) == []


def test_one_of_another_label_stays() -> None:
    assert deleted({**SECOND, "label": "InVision V7 (test)"}, OWN) == []


@pytest.mark.parametrize("changes", [{"new": ()}, {"preview": True}], ids=["nothing is made", "a preview"])
def test_where_no_app_is_made_okta_is_not_asked(changes: dict[str, Any]) -> None:
    assert asked(SECOND, OWN, **changes) == []


def test_beside_an_app_that_stood_before_nothing_is_deleted() -> None:
    assert deleted(SECOND, OWN, new=("Another",)) == []


def test_what_okta_does_not_tell_stops_nothing() -> None:
    assert asked() == ["GET apps"]
