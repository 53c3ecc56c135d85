"""Requests in the absolute form of a proxy, through the real server and through the middleware alone."""

import asyncio
import socket
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from sandbox.org.app import create_app
from sandbox.org.request_line import AbsoluteForm, is_loopback_host
from tests.sandbox.org.service import served


def ask(port: int, target: str, host: str, token: str) -> str:
    """Send a request whose line has this target, and give the status line of the answer."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        lines = (
            f"GET {target} HTTP/1.1",
            f"Host: {host}",
            f"Authorization: SSWS {token}",
            "Connection: close",
        )
        connection.sendall("\r\n".join((*lines, "", "")).encode())
        return connection.makefile().readline().strip()


def test_uvicorn_takes_the_absolute_form_as_a_proxy_would(org_directory: Path) -> None:
    application = create_app(org_directory, start_worker=False)
    token = application.state.org.secrets.api_token
    with served(application) as port:
        host = "sandbox-org.okta-sandbox.localhost"
        assert ask(port, f"http://{host}/api/v1/users/me", host, token) == "HTTP/1.1 200 OK"
        assert ask(port, "/api/v1/users/me", f"127.0.0.1:{port}", token) == "HTTP/1.1 200 OK"
        assert ask(port, "/api/v1/users/me", "attacker.example", token) == "HTTP/1.1 403 Forbidden"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("http://org.localhost:80/api/v1/apps", "/api/v1/apps"),
        ("https://org.localhost/api/v1/apps", "/api/v1/apps"),
        ("http://org.localhost", "/"),
        ("/api/v1/apps", "/api/v1/apps"),
        ("/api/v1/apps/http://x", "/api/v1/apps/http://x"),
    ],
)
def test_scheme_and_host_are_taken_off_and_nothing_else(path: str, expected: str) -> None:
    seen: list[str] = []

    async def application(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["path"])

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(_message: Message) -> None:
        return None

    scope: Scope = {"type": "http", "path": path, "raw_path": path.encode()}
    asyncio.run(AbsoluteForm(application)(scope, receive, send))
    assert seen == [expected]


@pytest.mark.parametrize("host", ["127.0.0.1:8470", "localhost", "[::1]:80", "org.okta-sandbox.localhost"])
def test_this_machines_names_are_taken(host: str) -> None:
    assert is_loopback_host(host)


@pytest.mark.parametrize("host", ["", "example.com", "127.0.0.1.example.com", "localhost.example.com", "0.0.0.0"])
def test_other_names_are_refused(host: str) -> None:
    assert not is_loopback_host(host)
