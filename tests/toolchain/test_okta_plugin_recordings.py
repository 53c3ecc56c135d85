"""The stand-in plugin answers the engine, and asks Okta, as the recorded real plugin did.

Left out of the comparison, and why:
- `__pulumi_raw_state_delta`: a note of the bridge to itself, read by nobody else;
- `credentials.signing` in the body of `POST /api/v1/apps`: added by the recording server to the object it kept;
- Handshake: unimplemented in both, so there is nothing to compare.
"""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import httpx2
import pytest
from google.protobuf import json_format

from toolchain.okta_plugin.client import Client
from toolchain.okta_plugin.messages import CALLS
from toolchain.okta_plugin.provider import Provider

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings" / "provider"
STEPS = sorted(path.name.removesuffix(".grpc.jsonl") for path in RECORDINGS.glob("*.grpc.jsonl"))
ENVIRONMENT = {"OKTA_API_TOKEN": "a-token", "OKTA_HTTP_PROXY": "http://127.0.0.1:9911"}
RAW_STATE = "__pulumi_raw_state_delta"

pytestmark = pytest.mark.skipif(not STEPS, reason=f"no recordings in {RECORDINGS}")


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (RECORDINGS / name).read_text().splitlines()]


class RecordedOkta:
    """Answers with what was recorded for the same method and path, in that order, and keeps what was asked."""

    def __init__(self, step: str, metadata: str) -> None:
        recorded = lines(f"{step}.http.jsonl")
        for line in recorded:
            if line["method"] == "POST" and line["path"].startswith("/api/v1/apps?"):
                del line["request"]["credentials"]["signing"]
        self.expected = [(line["method"], line["path"], line["request"]) for line in recorded]
        self.asked: list[tuple[str, str, Any]] = []
        self._metadata = metadata
        self._answers: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for line in recorded:
            self._answers[line["method"], line["path"]].append(line)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.raw_path.decode()
        body = json.loads(request.content) if request.content else None
        self.asked.append((request.method, path, body))
        answers = self._answers[request.method, path]
        assert answers, f"{request.method} {path} was not asked (that often) by the real plugin"
        # Two creations differ in their body alone, and ran at the same time.
        line = next((line for line in answers if line["request"] == body), answers[0])
        answers.remove(line)
        if line["response"] == "xml":
            return httpx2.Response(200, text=self._metadata, headers={"Content-Type": "application/xml"})
        if line["response"] is None:
            return httpx2.Response(line["status"])
        return httpx2.Response(line["status"], json=line["response"])


class Replay:
    """Everything that one step's engine asked, with the recorded and the given answers."""

    def __init__(self, step: str) -> None:
        recorded = lines(f"{step}.grpc.jsonl")
        texts = [(line["response"] or {}).get("properties", {}).get("metadata") for line in recorded]
        self.okta = RecordedOkta(step, next((text for text in texts if text and text.startswith("<")), ""))
        provider = Provider(
            lambda severity, text, urn: None,
            environment=ENVIRONMENT,
            connect=lambda settings: Client(settings, transport=httpx2.MockTransport(self.okta)),
        )
        self.answers: list[tuple[str, Any, Any]] = []
        self.calls: list[list[tuple[str, str, Any]]] = []
        for line in recorded:
            if line["method"] == "Handshake":
                continue
            answer, message = CALLS[line["method"]]
            request = json_format.ParseDict(line["request"], message(), ignore_unknown_fields=True)
            before = len(self.okta.asked)
            given = json_format.MessageToDict(answer(provider, request))
            name = line["request"].get("name") or line["request"].get("tok", "")
            self.answers.append((f"{line['method']} {name}", given, without_raw_state(line["response"])))
            self.calls.append(self.okta.asked[before:])


def without_raw_state(response: dict[str, Any]) -> dict[str, Any]:
    if "properties" in response:
        response = response | {"properties": {k: v for k, v in response["properties"].items() if k != RAW_STATE}}
    return response


@pytest.fixture(scope="module", params=STEPS)
def replay(request: pytest.FixtureRequest) -> Replay:
    return Replay(request.param)


def test_every_answer_to_the_engine_is_the_recorded_one(replay: Replay) -> None:
    different = [(call, given, recorded) for call, given, recorded in replay.answers if given != recorded]

    assert different == []


def test_okta_is_asked_neither_more_nor_less_than_recorded(replay: Replay) -> None:
    asked, expected = replay.okta.asked, replay.okta.expected

    assert sorted(asked, key=repr) == sorted(expected, key=repr)


def test_each_operation_asks_in_the_recorded_order(replay: Replay) -> None:
    for calls in replay.calls:
        remaining = iter(replay.okta.expected)

        # Other operations ran at the same time, so one operation's calls are a subsequence of the recording.
        assert all(call in remaining for call in calls)
