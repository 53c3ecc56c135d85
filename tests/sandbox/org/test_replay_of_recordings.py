"""Each request of the recordings of a real org gets the same status and the same shape from the stand-in."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from httpx2 import Headers, Response

from tests.sandbox.org.conftest import Json, OktaClient

RECORDINGS = Path(__file__).parents[4] / "shared" / "recordings" / "okta"
CASSETTES = sorted(path.stem for path in RECORDINGS.glob("*.yaml"))

# Where the stand-in's answer has another shape on purpose: recording, place in the answer, and why.
_LATER = "recordings of the same endpoint made later have it"
DIFFERENT: dict[tuple[str, str], str] = {
    (
        "TestAccResourceOktaAppSaml_crud",
        ".settings.op4wEnabled is missing",
    ): "the newer recording of the same endpoint has it no more",
    ("TestAccResourceOktaAppSaml_crud", ".universalLogout is not Okta's"): _LATER,
    ("TestAccResourceOktaAppSaml_crud", ".settings.emOptInStatus is not Okta's"): _LATER,
    (
        "TestAccResourceOktaAppGroupAssignment_crud",
        ".universalLogout is dict, not NoneType",
    ): "the OpenAPI file allows no null here, and later recordings have an object",
}

# What a recording starts from, made anew for the stand-in: the app that it finds in its org.
_ORG2ORG = {
    "name": "okta_org2org",
    "label": "Org2Org",
    "signOnMode": "SAML_2_0",
    "settings": {"app": {"baseUrl": "https://other-org.okta.com"}},
}
_ENABLED = {"TestAccOktaAppFeatures_basic": True, "TestAccResourceOktaAppConnection_cru": False}

_ID = re.compile(r"\b(?:0oa|00g|00u|rst)[0-9A-Za-z]{17}\b")

pytestmark = pytest.mark.skipif(not CASSETTES, reason="../shared/recordings/okta is not there")


class Replay:
    """Sends a recording's requests, with the stand-in's ids for the recorded ones."""

    def __init__(self, okta: OktaClient, cassette: str) -> None:
        self.okta = okta
        self.cassette = cassette
        text = (RECORDINGS / f"{cassette}.yaml").read_text(encoding="utf-8")
        self.interactions: list[Json] = yaml.safe_load(text)["interactions"]
        self.ids: dict[str, str] = {}
        if cassette in _ENABLED:
            self._begin_with_an_app(enabled=_ENABLED[cassette])

    def run(self) -> Iterator[tuple[str, Json, Response]]:
        """Give for each request its shape, the recorded response, and the stand-in's."""
        for interaction in self.interactions:
            request, recorded = interaction["request"], interaction["response"]
            parts = urlsplit(request["url"])
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            shape = f"{request['method']} {_ID.sub('ID', re.sub('kid=.*', 'kid=KID', path))}"
            answer = self.okta.http.request(
                request["method"],
                self._translate(path),
                content=self._translate(request.get("body") or ""),
                headers={"Content-Type": "application/json"},
            )
            self._learn(recorded.get("body") or "", answer.text)
            yield shape, recorded, answer

    def _translate(self, text: str) -> str:
        for recorded, own in self.ids.items():
            text = text.replace(recorded, own)
        return text

    def _learn(self, recorded: str, own: str) -> None:
        left, right = _parsed(recorded), _parsed(own)
        for before, after in _pairs(left, right):
            self.ids[before] = after

    def _begin_with_an_app(self, *, enabled: bool) -> None:
        own = self.okta.ok("POST", "/api/v1/apps", _ORG2ORG)["id"]
        found = _ID.search(self.interactions[0]["request"]["url"])
        assert found is not None
        self.ids[found.group()] = own
        if enabled:
            self.okta.connect(own, "https://other-org.okta.com")


def _parsed(text: str) -> Json:
    if text.startswith("<?xml"):
        # The certificate, the app's own names and the org's address are not Okta's to decide.
        text = re.sub(r"(?s)(<ds:X509Certificate>).*?(</)", r"\1\2", text)
        return re.sub(r'"https?://[^"/]*/app/[^"/]*|exk\w{17}', "", text)
    return json.loads(text) if text else None


def _pairs(left: Json, right: Json) -> Iterator[tuple[str, str]]:
    """Pair what the org has chosen: an object's id, a custom app's name, a key; the default policy by its name."""
    if isinstance(left, list) and isinstance(right, list):
        for one in left:
            same = [other for other in right if _key(one) == _key(other)]
            if same:
                yield from _pairs(one, same[0])
    if isinstance(left, dict) and isinstance(right, dict):
        for name in ("id", "name", "kid"):
            if isinstance(left.get(name), str) and isinstance(right.get(name), str):
                yield left[name], right[name]
        for name in ("credentials", "signing"):
            yield from _pairs(left.get(name), right.get(name))


def _key(item: Json) -> Json:
    return item.get("name") if isinstance(item, dict) else item


def differences(recorded: Json, own: Json, place: str = "") -> Iterator[str]:
    """List the places where two JSON values differ in keys or types."""
    if isinstance(recorded, dict) and isinstance(own, dict):
        for name in sorted({*recorded, *own}):
            # An app's links are named after the app.
            where = f"{place}.{'NAME_link' if name.endswith('_link') else name}"
            if name not in own:
                yield f"{where} is missing"
            elif name not in recorded:
                yield f"{where} is not Okta's"
            else:
                yield from differences(recorded[name], own[name], where)
    elif isinstance(recorded, list) and isinstance(own, list):
        for mine in own:
            best = [set(differences(theirs, mine, f"{place}[]")) for theirs in recorded]
            yield from min(best, key=len, default={f"{place}[] is not Okta's"})
        if recorded and not own:
            yield f"{place}[] is empty"
    elif type(recorded) is not type(own):
        yield f"{place} is {type(own).__name__}, not {type(recorded).__name__}"
    elif isinstance(recorded, str) and recorded.startswith("<?xml") and recorded != own:
        yield f"{place} is {own}, not {recorded}"


def differences_of_headers(recorded: Json, own: Headers) -> Iterator[str]:
    """List the recorded headers that the stand-in has not, or has otherwise; of links the relations count."""
    for name, values in recorded.items():
        if name not in ("Date", "Content-Length", "Report-To"):
            theirs, ours = (_comparable(each) for each in (values, own.get_list(name)))
            if theirs != ours:
                yield f" header {name} is {ours}, not {theirs}"


def _comparable(values: list[str]) -> list[str]:
    return [re.sub("^<.*>", "", each.strip()) for value in values for each in value.split(", <")]


def _same_names(body: Json) -> Json:
    """Name an app's own links alike."""
    if isinstance(body, dict):
        return {"NAME_link" if name.endswith("_link") else name: _same_names(value) for name, value in body.items()}
    return [_same_names(item) for item in body] if isinstance(body, list) else body


@pytest.mark.parametrize("cassette", CASSETTES)
def test_every_request_gets_the_status_and_shape_that_okta_gave(cassette: str, okta: OktaClient) -> None:
    okta.org.worker.stop()
    found: list[str] = []
    tolerated: set[tuple[str, str]] = set()
    for number, (shape, recorded, answer) in enumerate(Replay(okta, cassette).run()):
        if answer.status_code != recorded["code"]:
            found.append(f"{number} {shape}: {answer.status_code}, not {recorded['code']}: {answer.text}")
            continue
        left, right = _same_names(_parsed(recorded.get("body") or "")), _same_names(_parsed(answer.text))
        for difference in (*differences(left, right), *differences_of_headers(recorded["headers"], answer.headers)):
            if (cassette, difference) in DIFFERENT:
                tolerated.add((cassette, difference))
            else:
                found.append(f"{number} {shape}: {difference}")
    assert found == [], "\n".join(found)
    assert tolerated == {key for key in DIFFERENT if key[0] == cassette}


def test_the_ledger_names_recordings_that_exist() -> None:
    assert {recording for recording, _ in DIFFERENT} <= set(CASSETTES)
