"""A person at the console's pages, and a service provider for them to connect."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from sandbox.commands.forms import HtmlForm, WebPage
from sandbox.console.admin_token import admin_token
from sandbox.console.app_page import app_path
from sandbox.org.operations.apps import create_app as add_app
from sandbox.org.operations.connections import features_of, provisioning_of
from sandbox.org.organisation import Org
from sandbox.org.tables import App, Provisioning

INVISION_TOKEN = "token-of-invision"


class Person:
    """Someone in front of the console, signed in unless told otherwise."""

    def __init__(self, application: FastAPI, *, signed_in: bool = True) -> None:
        self.org: Org = application.state.org
        self.client = TestClient(application, "http://127.0.0.1:8470")
        self.page = WebPage("")
        self.at = self.client.base_url
        if signed_in:
            self.open("/admin/signin")
            self.send("sign-in", token=admin_token(self.org.secrets))

    def open(self, path: str) -> httpx2.Response:
        """Open a page."""
        return self._see(self.client.get(self.at.join(path)))

    def send(self, form: str | HtmlForm, button: str = "", /, **values: str | bool) -> httpx2.Response:
        """Fill in a form of the page and send it."""
        filled = self.page.form(form) if isinstance(form, str) else form
        for name, value in values.items():
            if isinstance(value, bool):
                filled.tick(name, value)
            else:
                filled.fill(name, value)
        action = filled.action_of(button) if button else filled.action
        return self._see(self.client.post(self.at.join(action), data=filled.fields))

    def new_app(self, label: str = "InVision V7", name: str | None = None) -> App:
        """Have an app made by API, a custom SAML app or one of the catalogue, and open its page."""
        sent: dict[str, Any] = {"label": label, "signOnMode": "SAML_2_0"}
        sent |= {"name": name} if name else {"settings": {"signOn": SAML}}
        with self.org.store.writing() as store:
            app = add_app(store, self.org.secrets, sent)
        self.open(app_path(app))
        return app

    def configure(self) -> None:
        """Open the form Configure API Integration, after SCIM is switched on where it has to be."""
        if "general" in self.page.forms:
            self.send("general", provisioning="SCIM")
        self.open(self.page.link("configure-api-integration").address)

    def connect(self, base_url: str) -> None:
        """Set the integration up as one should: test, then save."""
        self.configure()
        values = {"scim_base_url": base_url, "scim_auth_header_value": INVISION_TOKEN}
        self.send("integration", "m-verify-button", **values)
        self.send("integration", "save-integration")

    def provisioning(self, app: App) -> Provisioning:
        """Read what the org has stored."""
        with self.org.store.reading() as store:
            return provisioning_of(store, app)

    def features(self, app: App) -> list[str]:
        """Read what the API would show."""
        return features_of(app, self.provisioning(app))

    def _see(self, answer: httpx2.Response) -> httpx2.Response:
        self.at, self.page = answer.url, WebPage(answer.text)
        return answer


SAML = {
    "ssoAcsUrl": "https://service.example/saml",
    "audience": "https://service.example",
    "recipient": "https://service.example/saml",
    "destination": "https://service.example/saml",
    "subjectNameIdTemplate": "${user.userName}",
    "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    "responseSigned": True,
    "assertionSigned": True,
    "signatureAlgorithm": "RSA_SHA256",
    "digestAlgorithm": "SHA256",
    "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
}


@contextmanager
def served(application: ASGIApp) -> Iterator[str]:
    """Serve an application on a free loopback port, in a thread."""
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_level="error", http="httptools"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the server did not start")
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
