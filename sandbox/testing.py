"""An org and a SCIM server inside a test's own process; `sandbox.pytest_plugin` makes fixtures of them."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2
from starlette.types import ASGIApp

from sandbox.console.routes import router
from sandbox.http_server import server_of
from sandbox.org.app import create_app as create_org
from sandbox.org.organisation import Org
from sandbox.org.provisioning.worker import Retries
from sandbox.scim.app import create_app as create_scim
from sandbox.scim.tokens import IssuedTokens

# Okta waits for minutes; a test should not.
RETRIES: Final = Retries(first_wait=0.05, longest_wait=0.5)
_ENABLED: Final = {"status": "ENABLED"}
_CAPABILITIES: Final = {
    "create": {"lifecycleCreate": _ENABLED},
    "update": {"profile": _ENABLED, "lifecycleDeactivate": _ENABLED},
}


@dataclass(frozen=True)
class ScimServer:
    """A service provider's SCIM 2.0 server, with nobody in it at first."""

    url: str
    token: str = field(repr=False)
    tenant: str
    _client: httpx2.Client = field(repr=False)

    def call(self, method: str, path: str, json: object = None) -> Any:  # noqa: ANN401 (whatever the JSON holds)
        """Send a request and give the answer's JSON; an error status raises httpx2.HTTPStatusError."""
        return _call(self._client, method, self.url + path, f"Bearer {self.token}", json)

    def people(self) -> dict[str, dict[str, Any]]:
        """Give the server's people as it has them, by user name."""
        return {user["userName"]: user for user in self.call("GET", "/Users").get("Resources", [])}


@dataclass(frozen=True)
class OktaOrg:
    """A stand-in org, with the seed's people and groups in it at first."""

    url: str
    token: str = field(repr=False)
    _org: Org = field(repr=False)
    _client: httpx2.Client = field(repr=False)

    def call(self, method: str, path: str, json: object = None) -> Any:  # noqa: ANN401 (whatever the JSON holds)
        """Send a request with the API token and give the answer's JSON, None where it has none.

        An error status raises httpx2.HTTPStatusError.
        """
        return _call(self._client, method, self.url + path, f"SSWS {self.token}", json)

    def group_id(self, name: str) -> str:
        """Give the id of the group of this very name."""
        return str(
            next(group["id"] for group in self.call("GET", "/api/v1/groups") if group["profile"]["name"] == name)
        )

    def user_id(self, login: str) -> str:
        """Give the id of a person."""
        return str(self.call("GET", f"/api/v1/users/{login}")["id"])

    def provision(self, base_url: str, token: str, label: str = "Service under test") -> str:
        """Add an app that creates, updates and deactivates people at a SCIM server, and give its id.

        User names are emails. The server must answer: its credentials are tested, as Okta tests them.
        """
        app = self.call(
            "POST",
            "/api/v1/apps",
            {
                # The only catalogue app to which Okta's API gives a SCIM base URL with a token.
                "name": "zscalerbyz",
                "label": label,
                "signOnMode": "SAML_2_0",
                "credentials": {"userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"}},
                "settings": {"app": {"siteDomain": "example.com"}},
            },
        )["id"]
        connection = {"baseUrl": base_url, "profile": {"authScheme": "TOKEN", "token": token}}
        self.call("POST", f"/api/v1/apps/{app}/connections/default?activate=true", connection)
        self.call("PUT", f"/api/v1/apps/{app}/features/USER_PROVISIONING", _CAPABILITIES)
        return str(app)

    def settle(self, seconds: float = 10) -> list[dict[str, Any]]:
        """Wait until Okta has pushed everything, and give all pushes so far; raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while not self.call("GET", "/sandbox/status")["idle"]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"Okta is still pushing after {seconds:g} s")
            time.sleep(0.01)
        pushes: list[dict[str, Any]] = self.call("GET", "/sandbox/pushes")
        return pushes

    def rehearse(self, faults: Mapping[str, Any]) -> None:
        """Set faults, as a plan's tables, and put all others to rest."""
        self.call("PUT", "/sandbox/faults", faults)


@contextmanager
def okta_org(directory: Path) -> Iterator[OktaOrg]:
    """Serve the org in `directory`, a new one where there is none."""
    application = create_org(directory, extra_routers=[router], retries=RETRIES)
    org: Org = application.state.org
    with _served(application) as url, httpx2.Client(trust_env=False) as client:
        yield OktaOrg(url, org.secrets.api_token, org, client)


@contextmanager
def scim_server(directory: Path, tenant: str = "acme") -> Iterator[ScimServer]:
    """Serve a tenant's SCIM server whose people are in `directory`."""
    tokens = IssuedTokens(directory, tenant)
    application = create_scim(directory, {tenant: tokens.accepted})
    with _served(application) as url, httpx2.Client(trust_env=False) as client:
        yield ScimServer(f"{url}/{tenant}/scim/v2", tokens.current(), tenant, client)


@contextmanager
def _served(application: ASGIApp) -> Iterator[str]:
    server = server_of(application, log_level="error")
    thread = threading.Thread(target=server.run, name="okta-sandbox", daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the server did not start; its log says why")
        thread.join(0.002)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def _call(client: httpx2.Client, method: str, url: str, authorization: str, json: object) -> Any:  # noqa: ANN401
    answer = client.request(method, url, headers={"Authorization": authorization}, json=json)
    if answer.is_error:
        # The answer says what is wrong, which the exception of the client alone would not.
        raise httpx2.HTTPStatusError(
            f"{method} {url}: {answer.status_code} {answer.text}", request=answer.request, response=answer
        )
    return answer.json() if answer.content else None
