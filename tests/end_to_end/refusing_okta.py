"""An Okta that refuses one kind of request and hands all others on to the sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from threading import Thread
from urllib.parse import urlsplit

import httpx2

_KEPT = ("Authorization", "Accept", "Content-Type")


@contextmanager
def refusing(org_url: str, request: str, status: int, code: str, summary: str) -> Iterator[str]:
    """Stand before the org at `org_url`, for `okta:httpProxy`; `request` is as `PUT /features/`, a part of the path."""
    method, _, part = request.partition(" ")
    refusal = dumps({"errorCode": code, "errorSummary": summary, "errorId": "oae1", "errorCauses": []}).encode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            address = urlsplit(self.path)
            path = f"{address.path}?{address.query}" if address.query else address.path
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.command == method and part in path:
                self.send(status, refusal, {"Content-Type": "application/json"})
                return
            headers = {name: self.headers[name] for name in _KEPT if name in self.headers}
            said = org.request(self.command, path, content=body, headers=headers)
            self.send(
                said.status_code,
                said.content,
                {name: said.headers[name] for name in ("Content-Type", "Link") if name in said.headers},
            )

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    with httpx2.Client(base_url=org_url, trust_env=False, timeout=60) as org:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
