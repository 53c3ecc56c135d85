"""A stand-in for the comments and issues of GitHub's and GitLab's API, one repository each."""

import json
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "ghs_token-of-the-pipeline"
_PAGE = 2  # small, so that paging is met


class CodeHostServer:
    """Holds texts; every request needs the token, and lists come in pages."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.issues: list[dict[str, Any]] = []
        self.failures: list[int] = []
        """The statuses of the next answers that are none."""
        server = self
        routes: list[tuple[str, Callable[..., Any]]] = [
            (r"/repos/acme/okta/issues/7/comments|/projects/9/merge_requests/7/notes", server._comments),
            (r"/repos/acme/okta/issues/comments/(\d+)|/projects/9/merge_requests/7/notes/(\d+)", server._comment),
            (r"/repos/acme/okta/issues|/projects/9/issues", server._issues),
            (r"/repos/acme/okta/issues/(\d+)|/projects/9/issues/(\d+)", server._issue),
        ]

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                address = urlsplit(self.path)
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)) or "{}")
                token = self.headers["Authorization"] or self.headers["PRIVATE-TOKEN"] or ""
                if server.failures:
                    return self._send(server.failures.pop(), {"message": "try again"})
                if not token.endswith(TOKEN):
                    return self._send(401, {"message": "401 Unauthorized"})
                for pattern, route in routes:
                    if match := re.fullmatch(pattern, address.path):
                        number = next((int(group) for group in match.groups() if group), None)
                        found = route(self.command, number, body)
                        return self._page(address, found) if isinstance(found, list) else self._send(200, found)
                return self._send(404, {"message": f"404 {address.path}"})

            do_GET = do_POST = do_PUT = do_PATCH = _answer

            def _page(self, address: Any, rows: list[Any]) -> None:
                number = int(parse_qs(address.query).get("page", ["1"])[0])
                following = f'<{server.url}{address.path}?page={number + 1}>; rel="next"'
                more = {"Link": following} if len(rows) > number * _PAGE else {}
                self._send(200, rows[(number - 1) * _PAGE : number * _PAGE], more)

            def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {**(headers or {}), "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Be quiet."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """End the server."""
        self._http.shutdown()
        self._http.server_close()

    def open_issues(self) -> list[str]:
        """The titles of the issues that are open."""
        return [issue["title"] for issue in self.issues if issue["state"] == "open"]

    def _comments(self, method: str, _: None, body: dict[str, Any]) -> Any:
        if method == "GET":
            return list(self.comments)
        self.comments.append({"id": len(self.comments), **body})
        return self.comments[-1]

    def _comment(self, _: str, number: int, body: dict[str, Any]) -> Any:
        self.comments[number].update(body)
        return self.comments[number]

    def _issues(self, method: str, _: None, body: dict[str, Any]) -> Any:
        if method == "GET":
            return [issue for issue in self.issues if issue["state"] == "open"]
        number = len(self.issues)
        self.issues.append({"number": number, "iid": number, "state": "open", **body})
        return self.issues[-1]

    def _issue(self, _: str, number: int, body: dict[str, Any]) -> Any:
        self.issues[number].update(body)
        if "closed" in (body.get("state"), f"{body.get('state_event', '')}d"):
            self.issues[number]["state"] = "closed"
        return self.issues[number]
