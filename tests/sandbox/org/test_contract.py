"""Every answer is one that Okta's OpenAPI file allows, whatever is asked; what the file forbids, Okta does too."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from starlette.testclient import TestClient

from sandbox.org.organisation import Org, open_org
from tests.sandbox.org.conftest import OktaClient
from tests.sandbox.org.contract import NOT_TOURED, SPEC, TOUR, filled, operation_of, operations, populate, specification

# Where an answer breaks the file's schema because Okta's own, recorded, answers do, or because no answer can keep it.
FORBIDDEN_BUT_OKTAS = {
    "ApplicationAccessibility/properties/errorRedirectUrl": "null",
    "ApplicationAccessibility/properties/loginRedirectUrl": "null",
    "AppUser/properties/externalId": "null for a person who is not linked",
    "Policy/properties/_embedded/additionalProperties": "a text in a list of policies, resourceType",
    "GroupOwner/properties/originId": "null for an owner of Okta's own directory",
    "POST /api/v1/apps/{appId}/credentials/jwks": "a key for encryption fits both of the file's schemas",
    "ProvisioningConnectionTokenAuthScheme": "UNKNOWN of an app that the API cannot provision",
}
# Requests that Schemathesis takes 18 s to make two of, and those that hold a file.
NOT_MADE_UP = {"POST /api/v1/apps/{appId}/users/{userId}", "POST /api/v1/apps/{appId}/logo"}
_SETTINGS = settings(
    max_examples=2,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_SCHEMA = schemathesis.openapi.from_dict(specification())
_BY_LABEL = {one.ok().label: one.ok() for one in _SCHEMA.get_all_operations() if isinstance(one, Ok)}

pytestmark = pytest.mark.skipif(not SPEC.exists(), reason="../shared/okta-openapi is not there")


def violations(label: str, answer: httpx2.Response) -> Iterator[tuple[str, str]]:
    """Give the places in the file's schemas that an answer breaks, and how."""
    try:
        _BY_LABEL[label].validate_response(answer)
    except (Failure, FailureGroup) as raised:
        for failure in raised.exceptions if isinstance(raised, FailureGroup) else (raised,):
            text = str(failure)
            place = re.search(r"Schema at /components/schemas/(\S+):", text)
            yield (place.group(1) if place else label), f"{label}: {answer.status_code}: {text}"


@pytest.fixture(scope="module")
def populated(
    tmp_path_factory: pytest.TempPathFactory, untouched_org: Path, shared_client: TestClient
) -> tuple[Path, dict[str, list[str]]]:
    """Make an org in which the ids of all paths are known."""
    directory = tmp_path_factory.mktemp("contract") / "org"
    shutil.copytree(untouched_org, directory)
    org = open_org(directory)
    ids = populate(_serving(shared_client, org))
    org.store.close()
    return directory, ids


def test_every_operation_once_done_right_gets_an_answer_that_the_file_allows(okta: OktaClient) -> None:
    okta.org.worker.stop()
    ids: dict[str, str] = {}
    taken: set[str] = set()
    broken: dict[str, str] = {}
    for step, body in TOUR:
        request, _, name = step.partition(" = ")
        method, path = filled(request, ids).split(" ")
        label = operation_of(method, path)
        answer = okta.http.request(method, path, json=filled(body, ids))
        assert answer.is_success, f"{step}: {answer.status_code} {answer.text}"
        taken.add(label)
        broken |= dict(violations(label, answer))
        if name:
            ids[name] = answer.json().get("id") or answer.json()["kid"]
    assert {place: text for place, text in broken.items() if place not in FORBIDDEN_BUT_OKTAS} == {}
    assert set(FORBIDDEN_BUT_OKTAS) - set(broken) == set()
    assert set(operations()) - taken == set(NOT_TOURED)


@pytest.mark.parametrize("label", [label for label in operations() if label not in NOT_MADE_UP])
def test_whatever_is_asked_the_answer_is_one_that_the_file_allows(
    label: str, populated: tuple[Path, dict[str, list[str]]], shared_client: TestClient, tmp_path: Path
) -> None:
    directory, ids = populated
    org = open_org(Path(shutil.copytree(directory, tmp_path / "org")))
    okta = _serving(shared_client, org)
    operation = _BY_LABEL[label]
    found: list[str] = []
    sent = 0

    def ask(case: Case[Any]) -> None:
        nonlocal sent
        sent += 1
        known = {name: values[sent % len(values)] for name, values in ids.items() if f"{{{name}}}" in label}
        case.path_parameters = {**(case.path_parameters or {}), **known}
        answer = _send(okta, case)
        assert answer.status_code < 500, f"{answer.request.url} {case.body!r}: {answer.text}"
        found.extend(text for place, text in violations(label, answer) if place not in FORBIDDEN_BUT_OKTAS)

    strategies = [*operation.get_strategies_from_examples(), operation.as_strategy()]
    if operation.body or operation.query:
        strategies.append(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    for strategy in strategies:
        _SETTINGS(given(case=strategy)(lambda case: ask(case)))()
    org.store.close()
    assert found == [], "\n".join(found)


def _serving(http: TestClient, org: Org) -> OktaClient:
    app = http.app
    assert isinstance(app, FastAPI)
    app.state.org = org
    http.headers["Authorization"] = f"SSWS {org.secrets.api_token}"
    return OktaClient(http, org)


def _send(okta: OktaClient, case: Case[Any]) -> httpx2.Response:
    sent: dict[str, Any] = case.as_transport_kwargs(base_url="http://127.0.0.1")
    body = {name: sent[name] for name in ("json", "data") if sent.get(name) is not None}
    if isinstance(body.get("data"), bytes | str):
        body = {"content": body["data"]}
    headers = {name: value for name, value in (sent.get("headers") or {}).items() if name != "Authorization"}
    headers["Authorization"] = okta.http.headers["Authorization"]
    return okta.http.request(sent["method"], sent["url"], headers=headers, params=sent.get("params"), **body)
