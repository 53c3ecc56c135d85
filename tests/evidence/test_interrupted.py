"""What Okta made for a killed update is known by the engine's note, which is read where something is to be made."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx2
import pytest

from components import PreviousResource, PreviousState
from components.resource_types import GROUP, SAML, SCIM_PROVISIONING
from evidence import with_unrecorded
from evidence.okta_http import OktaHttp
from settings import load
from tests.evidence.fake_okta import org, refusal
from tests.settings.stacks import app, configure, oidc

URN = "urn:pulumi:dev::okta-scim::"
PROVIDER = f"{URN}pulumi:providers:okta::okta"
COMPONENT = f"{URN}{SCIM_PROVISIONING}::invision"
APP = f"{URN}{SCIM_PROVISIONING}$okta-scim:components:AppIntegration${SAML}::invision-app"
BEGUN = PreviousState({}, (PreviousResource(SCIM_PROVISIONING, "invision", {}, urn=COMPONENT),))
MADE = PreviousState({}, (*BEGUN.resources, PreviousResource(SAML, "invision-app", {"id": "0oaOwn"}, urn=APP)))
KNOWN = [{"urn": PROVIDER, "id": "1", "type": "provider"}, {"urn": COMPONENT, "type": SCIM_PROVISIONING}]


def creating(urn: str, **inputs: str) -> dict[str, Any]:
    type_ = urn.split("::")[-2].rpartition("$")[2]
    common = {"urn": urn, "type": type_, "parent": COMPONENT, "provider": f"{PROVIDER}::1"}
    return {"type": "creating", "resource": {**common, "inputs": inputs}}


CUT_OFF = creating(APP, label="InVision V7")


class Engine:
    """A CLI on PATH that exports a state; it notes that it was asked."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._cli, self._asked, self._answer = (directory / name for name in ("pulumi", "asked", "state.json"))
        monkeypatch.setenv("PATH", f"{directory}:/usr/bin:/bin")
        self.exports([])

    def exports(self, pending: Sequence[Any], known: Sequence[Any] = KNOWN) -> None:
        deployment = {"pending_operations": pending, "resources": known}
        self._answer.write_text(json.dumps({"deployment": deployment}), encoding="utf-8")
        self._cli.write_text(f'#!/bin/sh\necho "$@" >> {self._asked}\ncat {self._answer}\n', encoding="utf-8")
        self._cli.chmod(0o755)

    @property
    def asked(self) -> str:
        return self._asked.read_text(encoding="utf-8") if self._asked.exists() else ""


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    return Engine(tmp_path, monkeypatch)


def okta(request: httpx2.Request) -> httpx2.Response:
    """An org with one app and one group, which nobody has."""
    rows = {
        "/api/v1/apps": [{"id": "0oaLost", "label": "InVision V7"}],
        "/api/v1/groups": [{"id": "00gLost", "profile": {"name": "Design"}}],
    }
    return httpx2.Response(200, json=rows.get(request.url.path, []))


def unrecorded(state: PreviousState = BEGUN, answers: Any = okta, **changes: Any) -> dict[str, str]:
    configure(app(**changes))
    http = OktaHttp(org(), transport=httpx2.MockTransport(answers), sleep=lambda _: None)
    return dict(with_unrecorded(state, load(), http).unrecorded)


def test_an_app_that_was_being_made_at_a_kill_and_is_in_okta_is_known(engine: Engine) -> None:
    engine.exports([CUT_OFF])
    assert unrecorded() == {APP: "0oaLost"}


def test_a_declared_group_that_was_being_made_is_known_beside_an_app_that_is_made(engine: Engine) -> None:
    group = f"{URN}{SCIM_PROVISIONING}$okta-scim:components:Groups${GROUP}::invision-design"
    engine.exports([creating(group, name="Design")], [*KNOWN, {"urn": APP, "id": "0oaOwn", "type": SAML, "inputs": {}}])
    assert unrecorded(MADE, groups=[{"name": "Design", "declare": True}]) == {group: "00gLost"}


def test_an_app_that_the_state_has_by_now_is_not_taken_again(engine: Engine) -> None:
    engine.exports([CUT_OFF], [*KNOWN, {"urn": APP, "id": "0oaOwn", "type": SAML, "inputs": {"label": "InVision V7"}}])
    assert unrecorded(MADE, signOnApp=oidc()) == {}


def test_what_was_being_changed_at_a_kill_is_the_engine_s_own_matter(engine: Engine) -> None:
    engine.exports([{**CUT_OFF, "type": "updating"}])
    assert unrecorded() == {}


@pytest.mark.parametrize("state", [PreviousState({}, ()), MADE], ids=["nothing was begun", "all is made"])
def test_where_nothing_was_cut_off_the_engine_is_not_asked(state: PreviousState, engine: Engine) -> None:
    engine.exports([CUT_OFF])
    assert unrecorded(state) == {}
    assert engine.asked == ""


def test_the_stack_is_asked_for_by_its_whole_name(engine: Engine) -> None:
    unrecorded()
    assert "/okta-scim/dev " in engine.asked


def test_without_the_engine_s_cli_the_update_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert unrecorded() == {}


def test_where_okta_does_not_answer_the_update_goes_on(engine: Engine) -> None:
    engine.exports([CUT_OFF])
    assert unrecorded(answers=lambda _: refusal(403, "E0000006", "You do not have permission")) == {}
