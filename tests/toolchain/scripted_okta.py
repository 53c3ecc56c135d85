"""An Okta that answers what a test wrote down, and a provider that asks it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from toolchain.okta_plugin.client import Client
from toolchain.okta_plugin.provider import Provider, Target

TOKEN = "00token-of-the-org"
ORG = "http://127.0.0.1:8470"
ENVIRONMENT = {"OKTA_API_TOKEN": TOKEN, "OKTA_HTTP_PROXY": ORG}


@dataclass
class ScriptedOkta:
    """`answers` maps `METHOD /path` to a status, a body, an answer or an error; a list is used up one by one."""

    answers: Mapping[str, Any]
    asked: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    bodies: list[Any] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    log: list[tuple[str, str, str]] = field(default_factory=list)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        call = f"{request.method} {request.url.raw_path.decode()}"
        self.asked.append(call)
        self.hosts.add(request.url.host)
        self.bodies.append(json.loads(request.content) if request.content else None)
        answer = self.answers[call]
        answer = answer.pop(0) if isinstance(answer, list) and answer and is_answer(answer[0]) else answer
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx2.Response):
            return answer
        return httpx2.Response(answer) if isinstance(answer, int) else httpx2.Response(200, json=answer)

    def provider(self, environment: Mapping[str, str] = ENVIRONMENT, **arguments: str) -> Provider:
        """Return a configured provider; what configuring asked is forgotten."""
        provider = Provider(
            lambda severity, text, urn: self.log.append((severity, text, urn)),
            environment=environment,
            connect=lambda settings: Client(settings, transport=httpx2.MockTransport(self), sleep=self.slept.append),
        )
        self.answers = {"GET /api/v1/users/me": {"id": "00u1"}, **self.answers}
        provider.configure(arguments)
        self.asked.clear()
        self.bodies.clear()
        return provider


def is_answer(value: object) -> bool:
    return isinstance(value, httpx2.Response | httpx2.TransportError | int)


def refused(status: int, summary: str, *causes: str, **headers: str) -> httpx2.Response:
    """Return an answer with Okta's error object."""
    body = {"errorSummary": summary, "errorCauses": [{"errorSummary": cause} for cause in causes]}
    return httpx2.Response(
        status, json=body, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def target(token: str, identifier: str = "", name: str = "mine") -> Target:
    """Return the resource `mine` of a stack."""
    return Target(f"urn:pulumi:dev::project::{token}::{name}", identifier)
