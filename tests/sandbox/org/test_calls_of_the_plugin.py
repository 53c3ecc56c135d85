"""Every HTTP call that the real Okta plugin made, from the first preview to the last destroy, gets its status."""

import json
from pathlib import Path

import pytest

from tests.sandbox.org.conftest import Json, OktaClient
from tests.sandbox.org.service import TOKEN, Service

RECORDINGS = Path(__file__).parents[4] / "shared" / "recordings" / "provider"
CALLS = sorted(RECORDINGS.glob("*.http.jsonl"))

# The recording's server took any service for real and answered for features that Zscaler 2.0 does not have.
NOT_OKTAS = {"INBOUND_PROVISIONING": 404}


@pytest.mark.skipif(not CALLS, reason="../shared/recordings/provider is not there")
def test_the_plugins_calls_from_preview_to_destroy_are_all_answered(okta: OktaClient, service: Service) -> None:
    policy = okta.ok("GET", "/api/v1/policies?type=ACCESS_POLICY")[0]["id"]
    own = {"https://scim.example.com/scim/v2": service.base_url, "rst1": policy}
    own |= {"https://scim2.example.com/scim/v2": service.base_url, "t0ken-1": TOKEN, "t0ken-2": TOKEN}
    own |= {"kid1": ""}
    for file in CALLS:
        for line in file.read_text(encoding="utf-8").splitlines():
            call = json.loads(line)
            answer = okta.http.request(
                call["method"], _translated(call["path"], own), json=_translated(call["request"], own)
            )
            expected = next((code for name, code in NOT_OKTAS.items() if name in call["path"]), call["status"])
            assert answer.status_code == expected, f"{file.name}: {call['method']} {call['path']}: {answer.text}"
            if call["method"] == "POST" and answer.content and "id" in answer.json():
                own[call["response"]["id"]] = answer.json()["id"]
                own[f"org_{call['response']['id']}"] = answer.json().get("name", "")
    assert okta.ok("GET", "/api/v1/apps") == []


def _translated(value: Json, own: dict[str, str]) -> Json:
    if isinstance(value, dict):
        # The plugin sends the key that it was given.
        return {
            name: _translated(item, own)
            for name, item in value.items()
            if not (name == "signing" and "kid1" in str(item))
        }
    if isinstance(value, list):
        return [_translated(item, own) for item in value]
    if isinstance(value, str):
        # The longer first: an app's name holds its id.
        for recorded in sorted(own, key=len, reverse=True):
            value = value.replace(recorded, own[recorded])
    return value
