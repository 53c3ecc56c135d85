"""An org with its console and a service provider beside it, for a person in a browser."""

from dataclasses import dataclass
from typing import Any

import httpx2
from fastapi import FastAPI
from sqlalchemy import select

from sandbox.org.operations.apps import create_app as add_app
from sandbox.org.operations.apps import set_username_format
from sandbox.org.operations.assignments import assign_user
from sandbox.org.operations.connections import enable_provisioning, set_capabilities, set_connection, set_scim_enabled
from sandbox.org.operations.people import find_user
from sandbox.org.tables import App, User
from tests.sandbox.console_client import INVISION_TOKEN, SAML


@dataclass(frozen=True)
class World:
    """An org with its worker and console, and a service provider with its people, both served."""

    application: FastAPI
    console: str
    scim: str

    def add_to_service(self, *user_names: str) -> None:
        """Have people at the service whom Okta has not made."""
        with httpx2.Client(headers={"Authorization": f"Bearer {INVISION_TOKEN}"}, trust_env=False) as client:
            for name in user_names:
                first, last = name.partition("@")[0].split(".")
                body = {
                    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                    "userName": name,
                    "name": {"givenName": first.title(), "familyName": last.title()},
                    "emails": [{"value": name, "primary": True}],
                    "active": True,
                }
                assert client.post(f"{self.scim}/Users", json=body).status_code == 201

    def at_service(self) -> dict[str, bool]:
        """Tell who is at the service, and whether they are active there."""
        return {user["userName"]: user["active"] for user in self._people()}

    def id_at_service(self, user_name: str) -> str:
        """Tell the service's id of a person."""
        return next(str(user["id"]) for user in self._people() if user["userName"] == user_name)

    def _people(self) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {INVISION_TOKEN}"}
        found: dict[str, Any] = httpx2.get(f"{self.scim}/Users", headers=headers, trust_env=False).json()
        people: list[dict[str, Any]] = found.get("Resources", [])
        return people

    def new_app(self, label: str) -> App:
        """Have the SAML app there that single sign-on uses already."""
        org = self.application.state.org
        with org.store.writing() as store:
            app: App = add_app(
                store, org.secrets, {"label": label, "signOnMode": "SAML_2_0", "settings": {"signOn": SAML}}
            )
        return app

    def connect(self, app: App, base_url: str = "") -> None:
        """Set an app's provisioning up, to the service provider unless told otherwise."""
        org = self.application.state.org
        with org.store.writing() as store:
            set_scim_enabled(store, app, True)
            set_username_format(store, store.get_one(App, app.id), "${source.email}")
            set_connection(store, org.secrets, app, base_url=base_url or self.scim, token=INVISION_TOKEN)
            enable_provisioning(store, app)
            set_capabilities(store, app, create=True, deactivate=True)

    def connected_app(self, label: str, base_url: str = "") -> App:
        """Have an app there whose provisioning is set up."""
        app = self.new_app(label)
        self.connect(app, base_url)
        return app

    def assign(self, app: App, login: str) -> None:
        """Assign a person behind the browser's back."""
        with self.application.state.org.store.writing() as store:
            assign_user(store, store.get_one(App, app.id), find_user(store, login))

    def status_of(self, email: str) -> str | None:
        """Tell a person's status in Okta."""
        with self.application.state.org.store.reading() as store:
            status: str | None = store.scalar(select(User.status).where(User.email == email))
        return status
