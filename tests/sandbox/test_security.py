"""What a thing that holds tokens must keep to: this machine alone, nobody without a token, none of them shown."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from sandbox.console.admin_token import admin_token
from sandbox.scim.tokens import IssuedTokens
from tests.sandbox.command_line import CLIENT, Sandbox

LISTENS, LOOPBACK = "0A", "0100007F"
ZSCALER = {
    "name": "zscalerbyz",
    "label": "Security of Zscaler",
    "signOnMode": "SAML_2_0",
    "settings": {"app": {"siteDomain": "example.com"}},
}
# Pages that a browser must get without a session, to begin one.
OPEN_PAGES = {"/admin/signin"}


def endpoints(routes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """All methods and paths of an application, with something in place of every id."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from endpoints(route.original_router.routes)
        elif hasattr(route, "methods"):
            for method in route.methods:
                yield method, re.sub(r"\{[^}]*\}", "x", route.path)


def listening(pid: int) -> set[str]:
    """The addresses, as the kernel writes them, on which a process takes connections."""
    held = {str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir() if file.is_symlink()}
    rows = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()
    ]
    return {row[1].split(":")[0] for row in rows if row[3] == LISTENS and f"socket:[{row[9]}]" in held}


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="the system does not tell who listens where")
def test_both_processes_listen_on_this_machine_alone(running_sandbox: Sandbox) -> None:
    run = running_sandbox.run

    assert listening(run.org_pid) == listening(run.scim_pid) == {LOOPBACK}


def test_every_endpoint_of_the_api_wants_the_token(console: FastAPI) -> None:
    http = TestClient(console, "http://127.0.0.1")
    asked = [(method, path) for method, path in endpoints(console.routes) if path.startswith(("/api/", "/sandbox"))]

    assert len(asked) > 50
    answers = {f"{method} {path}": http.request(method, path, json={}).status_code for method, path in asked}
    assert {what: status for what, status in answers.items() if status != 401} == {}


def test_every_page_wants_an_admins_session(console: FastAPI) -> None:
    http = TestClient(console, "http://127.0.0.1", follow_redirects=False)
    asked = [(method, path) for method, path in endpoints(console.routes) if path.startswith("/admin")]

    assert len(asked) > 15
    wrong = []
    for method, path in asked:
        answer = http.request(method, path)
        # Some only lead on to a page that asks itself.
        leads_on = answer.status_code in (303, 307) and answer.headers["Location"].startswith("/admin")
        if path not in OPEN_PAGES and not leads_on and answer.status_code != 403 and "/static/" not in path:
            wrong.append((method, path, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("host", ["attacker.example", "127.0.0.1.attacker.example", "localhost.attacker.example"])
def test_no_name_of_another_site_leads_in(host: str, running_sandbox: Sandbox) -> None:
    run = running_sandbox.run
    addresses = [f"{run.org_url}/api/v1/users/me", run.console_url, f"{run.scim_urls['invision']}/Users"]

    answers = [CLIENT.get(address, headers={"Host": host}) for address in addresses]

    assert [answer.status_code for answer in answers] == [403, 403, 400]


@pytest.fixture(scope="module")
def tokens(running_sandbox: Sandbox) -> Iterator[dict[str, str]]:
    """All tokens there are, after Okta has pushed somebody with one of them."""
    token = running_sandbox.secrets.scim_token("zscaler")
    app = running_sandbox.api("POST", "/api/v1/apps", ZSCALER)["id"]
    profile = {"authScheme": "TOKEN", "token": token}
    connection = {"baseUrl": running_sandbox.run.scim_urls["zscaler"], "profile": profile}
    running_sandbox.api("POST", f"/api/v1/apps/{app}/connections/default?activate=true", connection)
    enabled = {"create": {"lifecycleCreate": {"status": "ENABLED"}}}
    running_sandbox.api("PUT", f"/api/v1/apps/{app}/features/USER_PROVISIONING", enabled)
    me = running_sandbox.api("GET", "/api/v1/users/me")["id"]
    running_sandbox.api("POST", f"/api/v1/apps/{app}/users", {"id": me})
    # An answer that refuses a token must not repeat it either.
    refused = CLIENT.get(f"{running_sandbox.run.org_url}/api/v1/users", headers={"Authorization": "SSWS wrong-token"})
    assert "wrong-token" not in refused.text
    running_sandbox.command("people")
    yield {
        "API token": running_sandbox.secrets.api_token,
        "admin's token": admin_token(running_sandbox.secrets),
        "SCIM token": token,
        "other SCIM token": IssuedTokens(running_sandbox.directory, "invision").current(),
        "cookie secret": running_sandbox.secrets.session_secret("console cookies"),
    }
    # Others use this sandbox too, and count who is where.
    running_sandbox.api("POST", f"/api/v1/apps/{app}/lifecycle/deactivate")
    running_sandbox.api("DELETE", f"/api/v1/apps/{app}")
    for person in running_sandbox.scim("zscaler", "GET", '/Users?filter=userName eq "admin@corp.example"')["Resources"]:
        address = f"{running_sandbox.run.scim_urls['zscaler']}/Users/{person['id']}"
        assert CLIENT.delete(address, headers={"Authorization": f"Bearer {token}"}).status_code == 204


class TestTokens:
    def test_none_is_in_clear_in_any_file_but_the_key(self, tokens: dict[str, str], running_sandbox: Sandbox) -> None:
        files = [file for file in running_sandbox.directory.iterdir() if file.name != "key"]

        assert {"org.sqlite", "scim-zscaler.sqlite", "org.log", "scim.log", "run.json"} <= {file.name for file in files}
        found = [
            (file.name, name) for file in files for name, token in tokens.items() if token.encode() in file.read_bytes()
        ]
        assert found == []

    def test_none_is_in_what_the_api_shows(self, tokens: dict[str, str], running_sandbox: Sandbox) -> None:
        paths = ["/api/v1/apps", "/api/v1/logs", "/sandbox/pushes", "/sandbox/faults", "/sandbox/status"]
        for app in running_sandbox.api("GET", "/api/v1/apps"):
            paths += [f"/api/v1/apps/{app['id']}/{part}" for part in ("connections/default", "features", "users")]

        shown = "".join(running_sandbox.ask("GET", path).text for path in paths)

        assert "zscalerbyz" in shown
        assert [name for name, token in tokens.items() if token in shown] == []

    def test_none_is_in_what_the_commands_show_unasked(self, tokens: dict[str, str], running_sandbox: Sandbox) -> None:
        shown = "".join(running_sandbox.command(name).output for name in ("status", "people", "faults"))

        assert running_sandbox.run.org_url in shown
        assert [name for name, token in tokens.items() if token in shown] == []

    def test_the_directory_and_all_its_files_are_their_owners_alone(
        self, tokens: dict[str, str], running_sandbox: Sandbox
    ) -> None:
        directory = running_sandbox.directory
        modes = {file.name: file.stat().st_mode & 0o777 for file in directory.iterdir()}

        assert {"key", "org.sqlite", "org.sqlite-wal", "org.log", "run.json"} <= modes.keys()
        assert {name: oct(mode) for name, mode in modes.items() if mode != 0o600} == {}
        assert directory.stat().st_mode & 0o777 == 0o700

    def test_the_logs_tell_who_was_asked_for_to_nobody(self, running_sandbox: Sandbox) -> None:
        running_sandbox.ask("GET", '/api/v1/users?filter=profile.login eq "whom-i-sought@example.com"')

        logged = (running_sandbox.directory / "org.log").read_text()
        assert '"GET /api/v1/users HTTP' in logged
        assert "whom-i-sought" not in logged
