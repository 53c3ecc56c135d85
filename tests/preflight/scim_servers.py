"""Tiny HTTP servers on this machine that answer as SCIM servers, and others, do."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "s3cr3t-t0ken-0f-1nv1s10n/+="
PEOPLE = ("ada@example.com", "grace@example.com")


@dataclass(frozen=True)
class Request:
    """What was asked."""

    path: str
    query: dict[str, str]
    authorization: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """What is answered."""

    status: int = 200
    body: str = ""
    type: str = "application/scim+json"
    headers: dict[str, str] = field(default_factory=dict)


Answering = Callable[[Request], Reply]


@dataclass
class Server:
    """One server: `answers` may be set anew at any time; `requests` is what was asked, in order."""

    url: str
    answers: Answering
    requests: list[Request] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        """Paths and queries as a person reads them."""
        return [
            one.path + "".join(f" {name}={value}" for name, value in sorted(one.query.items())) for one in self.requests
        ]


def page(*user_names: str, total: int | None = None) -> Reply:
    """A list of users."""
    people = [{"id": f"id-{name}", "userName": name} for name in user_names]
    return message("ListResponse", totalResults=len(people) if total is None else total, Resources=people)


def error(status: int, detail: str, **headers: str) -> Reply:
    """A SCIM error."""
    reply = message("Error", status=str(status), detail=detail)
    return Reply(status, reply.body, headers={name.replace("_", "-"): value for name, value in headers.items()})


def message(name: str, **values: Any) -> Reply:
    """Any SCIM message."""
    return Reply(body=json.dumps({"schemas": [f"urn:ietf:params:scim:api:messages:2.0:{name}"], **values}))


def html(text: str, status: int = 200) -> Reply:
    """A page for a browser."""
    return Reply(
        status, f"<!DOCTYPE html><html><style>b {{}}</style><body>{text}</body></html>", "text/html; charset=utf-8"
    )


def scim(
    base: str = "/v2",
    authorization: str = f"Bearer {TOKEN}",
    people: tuple[str, ...] = PEOPLE,
    filtered: Answering | None = None,
    users: Answering | None = None,
    elsewhere: Reply = Reply(404),
) -> Answering:
    """A SCIM server below `base`; `filtered` and `users` answer requests with and without a filter otherwise."""

    def answer(request: Request) -> Reply:
        if not request.path.startswith(f"{base}/"):
            return elsewhere
        if request.authorization != authorization:
            return error(401, "who are you?")
        if request.path != f"{base}/Users":
            return Reply(404)
        if "filter" in request.query:
            return filtered(request) if filtered else found(request)
        return users(request) if users else page(*people[: int(request.query["count"])], total=len(people))

    def found(request: Request) -> Reply:
        return page(*(name for name in people if request.query["filter"] == f"userName eq {json.dumps(name)}"))

    return answer


@contextmanager
def serving(answers: Answering, certificate: Path | None = None) -> Iterator[Server]:
    """Serve on a free port until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            asked = Request(parts.path, query, self.headers.get("Authorization", ""), dict(self.headers))
            server.requests.append(asked)
            reply = server.answers(asked)
            self.send_response(reply.status)
            for name, value in {"Content-Type": reply.type, **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body.encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Listener(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # a client that breaks off is what these tests are about

    listener = Listener(("127.0.0.1", 0), Handler)
    scheme = "http"
    if certificate:
        scheme = "https"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        listener.socket = context.wrap_socket(listener.socket, server_side=True)
    server = Server(f"{scheme}://127.0.0.1:{listener.server_port}", answers)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


@contextmanager
def silent() -> Iterator[str]:
    """`host:port` where connections are taken and nothing is ever said."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def closed_port() -> str:
    """`host:port` where nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"
