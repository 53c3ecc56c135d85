"""Real SCIM servers for the org to push to: scim2-server in memory, one per tenant, on one loopback port."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

import uvicorn
from scim2_models import ScimProvider, UnauthorizedException
from scim2_server.applications.asgi import ASGIApplication
from scim2_server.memory import AsyncInMemoryStorage, InMemoryStorage
from scim2_server.requests import ScimRequest
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN = "the-service's-own-token"


@dataclass
class Fault:
    """An answer given once in place of the service's own, to the next request or the next of `method`."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    method: str | None = None
    # The service does what it was asked, and only its answer is lost.
    acts: bool = False


class RateLimit:
    """So many requests in each second and no more, as services meter them."""

    def __init__(self, requests: int) -> None:
        self.refused = 0
        self._requests = requests
        self._began = 0.0
        self._used = 0

    def is_reached(self) -> bool:
        """Count a request, and say whether it is one too many."""
        if time.monotonic() - self._began >= 1:
            self._began, self._used = time.monotonic(), 0
        self._used += 1
        self.refused += self._used > self._requests
        return self._used > self._requests


class _Application(ASGIApplication):
    def check_auth(self, request: ScimRequest) -> None:
        if request.header("Authorization") != f"Bearer {TOKEN}":
            raise UnauthorizedException(detail="wrong token")


class Service:
    """One service provider and what it was asked."""

    def __init__(self, name: str, port: int) -> None:
        self.base_url = f"http://127.0.0.1:{port}/{name}/v2"
        self.requests: list[tuple[str, str, Any]] = []
        self.faults: deque[Fault] = deque()
        self.rate_limit: RateLimit | None = None
        # Called when a request has come, and again when it has been acted on and not answered yet.
        self.at_each_moment: Callable[[], None] = lambda: None
        self._name = name
        self._storage = InMemoryStorage()
        self._application = cast(ASGIApp, _Application(AsyncInMemoryStorage(self._storage), provider()))

    @property
    def methods(self) -> list[str]:
        """The methods of all requests in order."""
        return [method for method, _, _ in self.requests]

    def people(self) -> dict[str, dict[str, Any]]:
        """All people by user name, as the service has them."""
        resources = (resource.model_dump() for resource in self._storage.resources)
        return {resource["userName"]: resource for resource in resources if "userName" in resource}

    def groups(self) -> dict[str, dict[str, Any]]:
        """All groups by name, as the service has them."""
        resources = [resource.model_dump() for resource in self._storage.resources]
        return {resource["displayName"]: resource for resource in resources if "userName" not in resource}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        query = scope["query_string"].decode()
        path = scope["path"].removeprefix(f"/{self._name}/v2") + (f"?{query}" if query else "")
        self.requests.append((scope["method"], path, json.loads(body) if body else None))
        self.at_each_moment()
        fault = self._next_fault(scope["method"])
        if self.rate_limit is not None and self.rate_limit.is_reached():
            fault = Fault(429, {"Retry-After": "1"})
        answer = PlainTextResponse("", fault.status, fault.headers) if fault is not None else None
        if fault is not None and answer is not None and not fault.acts:
            await answer(scope, receive, send)
            return

        async def again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def swallow(_message: Message) -> None:
            return None

        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.at_each_moment()
            await send(message)

        mounted = dict(scope, root_path=f"/{self._name}")
        await self._application(mounted, again, forward if answer is None else swallow)
        if answer is not None:
            await answer(scope, receive, send)

    def _next_fault(self, method: str) -> Fault | None:
        if self.faults and self.faults[0].method in (None, method):
            return self.faults.popleft()
        return None


@cache
def provider() -> ScimProvider:
    """Describe what every service speaks; slow to make, so made once."""
    return ScimProvider.from_discovery(
        load_default_schemas().values(),
        load_default_resource_types().values(),
        config=load_default_service_provider_config(),
    )


class ServiceServer:
    """Runs all services of a test session."""

    def __init__(self) -> None:
        self._services: dict[str, ASGIApp] = {}
        self.port = 0

    def add(self) -> Service:
        """Add a service with nobody in it."""
        service = Service(f"service-{len(self._services)}", self.port)
        self.mount(service)
        return service

    def mount(self, service: ASGIApp) -> str:
        """Serve a service of another kind, and give its base URL."""
        name = f"service-{len(self._services)}"
        self._services[name] = service
        return f"http://127.0.0.1:{self.port}/{name}/v2"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._services[scope["path"].split("/")[1]](scope, receive, send)


@contextmanager
def served(application: ASGIApp) -> Iterator[int]:
    """Serve an application by a real uvicorn with httptools on a free port."""
    config = uvicorn.Config(application, port=0, http="httptools", ws="none", log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    yield int(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    thread.join()
