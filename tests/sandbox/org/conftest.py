"""A stand-in org for each test, and SCIM services for it to push to."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from sandbox.org import app as application
from sandbox.org.identifiers import seeded_id
from sandbox.org.operations import connections
from sandbox.org.operations.apps import create_app, find_app
from sandbox.org.operations.imports import is_idle
from sandbox.org.organisation import Org
from sandbox.org.organisation import open_org as open_org_in
from sandbox.org.provisioning.worker import Retries
from tests.sandbox.org.service import TOKEN, Service, ServiceServer, served

Json = Any

CUSTOM_SAML: dict[str, Any] = {
    "label": "InVision V7",
    "signOnMode": "SAML_2_0",
    "credentials": {"userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"}},
    "settings": {
        "signOn": {
            "ssoAcsUrl": "https://sp.example/acs",
            "audience": "https://sp.example",
            "recipient": "https://sp.example/acs",
            "destination": "https://sp.example/acs",
            "subjectNameIdTemplate": "${user.userName}",
            "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
            "signatureAlgorithm": "RSA_SHA256",
            "digestAlgorithm": "SHA256",
            "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
        }
    },
}
ZSCALER: dict[str, Any] = {
    "label": "Zscaler 2.0",
    "name": "zscalerbyz",
    "signOnMode": "SAML_2_0",
    "credentials": {"userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"}},
    "settings": {"app": {"siteDomain": "example.com"}},
}


class OktaClient:
    """Talks to an org as a program with its API token does."""

    def __init__(self, http: TestClient, org: Org) -> None:
        self.http = http
        self.org = org
        self._written = threading.Event()
        org.store.after_write(self._written.set)

    def ok(self, method: str, path: str, json: Json = None) -> Json:
        """Send a request that must succeed and give its JSON."""
        answer = self.http.request(method, path, json=json)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def refused(self, method: str, path: str, json: Json = None) -> tuple[int, str, list[str]]:
        """Send a request that must fail and give its status, errorCode and causes."""
        answer = self.http.request(method, path, json=json)
        body = answer.json()
        assert set(body) == {"errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"}
        return (
            answer.status_code,
            body["errorCode"],
            [cause["errorSummary"] for cause in body["errorCauses"]],
        )

    def group_id(self, name: str) -> str:
        """Give the id of a seeded group."""
        return seeded_id("00g", name)

    def user_id(self, login: str) -> str:
        """Give the id of a seeded person."""
        return seeded_id("00u", login)

    def settle(self) -> list[dict[str, Any]]:
        """Wait until provisioning has come to rest and give all pushes so far."""
        self._written.clear()
        while not self.is_idle():
            assert self._written.wait(timeout=10), "provisioning does not come to rest"
            self._written.clear()
        pushes: list[dict[str, Any]] = self.ok("GET", "/sandbox/pushes")
        return pushes

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until the org has written down what makes `condition` true."""
        while not condition():
            self._written.clear()
            assert condition() or self._written.wait(timeout=10), "what was waited for does not come about"

    def is_idle(self) -> bool:
        """Say whether every task is done or given up, without the cost of a request."""
        with self.org.store.reading() as session:
            return is_idle(session)

    def connect(self, app_id: str, base_url: str, token: str = TOKEN) -> None:
        """Set up and switch on an app's connection by the API."""
        connection = f"/api/v1/apps/{app_id}/connections/default"
        profile = {"authScheme": "TOKEN", "token": token}
        self.ok("POST", connection, {"baseUrl": base_url, "profile": profile})
        self.ok("POST", f"{connection}/lifecycle/activate")

    def set_boxes(self, app_id: str, **boxes: bool) -> Json:
        """Set capabilities by the API: create, deactivate, profile, password."""
        block = {name: {"status": "ENABLED" if on else "DISABLED"} for name, on in boxes.items()}
        return self.ok(
            "PUT",
            f"/api/v1/apps/{app_id}/features/USER_PROVISIONING",
            {
                "create": {"lifecycleCreate": block["create"]} if "create" in block else {},
                "update": {
                    {"deactivate": "lifecycleDeactivate"}.get(name, name): value
                    for name, value in block.items()
                    if name != "create"
                },
            },
        )


OpenOrg = Callable[[], OktaClient]


@pytest.fixture(scope="session")
def shared_client(untouched_org: Path) -> Iterator[TestClient]:
    """Give one application to all tests, which puts off until the first use what it needs for each endpoint."""
    served = application.create_app(untouched_org, start_worker=False)
    with TestClient(served, base_url="http://127.0.0.1") as http:
        yield http


@pytest.fixture
def org_directory(tmp_path: Path, untouched_org: Path) -> Path:
    """Give a directory with an untouched org of this test's own."""
    return Path(shutil.copytree(untouched_org, tmp_path / "org"))


@pytest.fixture
def open_org(org_directory: Path, shared_client: TestClient) -> Iterator[OpenOrg]:
    """Open the org of this test's directory; opened again it is the same org, restarted."""
    opened: list[Org] = []

    def close() -> None:
        while opened:
            opened[-1].worker.stop()
            opened.pop().store.close()

    def open_() -> OktaClient:
        close()
        quick = Retries(first_wait=0.01, longest_wait=0.05, attempts=4)
        opened.append(open_org_in(org_directory, retries=quick))
        opened[-1].worker.start()
        served_app = shared_client.app
        assert isinstance(served_app, FastAPI)
        served_app.state.org = opened[-1]
        shared_client.headers["Authorization"] = f"SSWS {opened[-1].secrets.api_token}"
        return OktaClient(shared_client, opened[-1])

    yield open_
    close()


@pytest.fixture
def okta(open_org: OpenOrg) -> OktaClient:
    """Give a new org."""
    return open_org()


@pytest.fixture(scope="session")
def services() -> Iterator[ServiceServer]:
    """Serve SCIM for all tests."""
    server = ServiceServer()
    with served(server) as port:
        server.port = port
        yield server


@pytest.fixture
def service(services: ServiceServer) -> Service:
    """Give a SCIM service with nobody in it."""
    return services.add()


@pytest.fixture
def zscaler(okta: OktaClient, service: Service) -> str:
    """Give the id of a catalogue app that creates and deactivates people at `service`."""
    with okta.org.store.writing() as session:
        app_id = create_app(session, okta.org.secrets, ZSCALER).id
    switch_on(okta, app_id, service, create=True, deactivate=True)
    return app_id


@pytest.fixture
def invision(okta: OktaClient, service: Service) -> str:
    """Give the id of a custom SAML app that is connected to `service`, all boxes of To App off."""
    app_id = str(okta.ok("POST", "/api/v1/apps", CUSTOM_SAML)["id"])
    switch_on(okta, app_id, service)
    return app_id


def switch_on(okta: OktaClient, app_id: str, service: Service | str, **boxes: bool) -> None:
    """Do what a person does on the Provisioning tab; `service` may also be a base URL."""
    base_url = service if isinstance(service, str) else service.base_url
    with okta.org.store.writing() as session:
        app = find_app(session, app_id)
        if app.custom:
            connections.set_scim_enabled(session, app, True)
        connections.set_connection(session, okta.org.secrets, app, base_url=base_url, token=TOKEN)
        connections.enable_provisioning(session, app)
        connections.set_capabilities(session, app, **boxes)


def assign(okta: OktaClient, app_id: str, group: str) -> None:
    """Assign a group and wait for what follows."""
    queue_assignment(okta, app_id, group)
    okta.settle()


def queue_assignment(okta: OktaClient, app_id: str, group: str) -> None:
    """Assign a group while the worker stands still."""
    okta.ok("PUT", f"/api/v1/apps/{app_id}/groups/{okta.group_id(group)}", {})


def done(pushes: list[dict[str, Any]]) -> list[str]:
    return [push["operation"] for push in pushes if push["outcome"] == "done"]
