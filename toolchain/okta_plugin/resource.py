"""What every resource of the stand-in offers, and what it may use."""

import copy
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from zlib import crc32

from .client import ApiError, Client
from .errors import ClassicError
from .schema import Empty, Field, Kind, Schema
from .values import Json, Properties, is_zero


class Session:
    """One configured provider: its client, the engine's log, and what is asked once a run."""

    def __init__(self, client: Client, warn: Callable[[str], None]) -> None:
        """Ask nothing yet."""
        self.client = client
        self.warn = warn
        self._lock = threading.Lock()
        self._classic: list[bool] = []

    def speaking(self, warn: Callable[[str], None]) -> "Session":
        """Give the same session with warnings that go elsewhere, so that they name the resource."""
        other = copy.copy(self)
        other.warn = warn
        return other

    def is_classic_org(self) -> bool:
        """Tell whether the org has no access policies; asked once, and taken for no while Okta does not answer."""
        with self._lock:
            if not self._classic:
                try:
                    body = self.client.get("/.well-known/okta-organization").body or {}
                except ApiError:
                    return False
                self._classic.append(body.get("pipeline") == "v1")
            return self._classic[0]


class AfterCreation(Exception):
    """Something failed after the resource was made, so the engine has to know its id."""

    def __init__(self, identifier: str, cause: ClassicError) -> None:
        """Keep both."""
        super().__init__(str(cause))
        self.identifier = identifier


class Resource(Protocol):
    """A resource type; states and plans are plain dictionaries in Pulumi's names."""

    schema: Schema

    def create(self, session: Session, planned: Properties) -> tuple[str, Properties]:
        """Make it in Okta; give its id and what Okta made of it."""

    def read(self, session: Session, identifier: str, state: Properties) -> Properties | None:
        """Bring the state up to date; None if it is gone."""

    def update(self, session: Session, identifier: str, old: Properties, planned: Properties) -> Properties:
        """Change it in Okta; give what Okta made of it."""

    def delete(self, session: Session, identifier: str, state: Properties) -> None:
        """Remove it from Okta."""

    def adopt(self, session: Session, identifier: str) -> tuple[str, Properties]:
        """Turn an import id into the id and the first state, which is then read."""


@contextmanager
def failing(what: str) -> Iterator[None]:
    """Turn an API error into the classic text that begins with `what`."""
    try:
        yield
    except ApiError as error:
        raise ClassicError(f"{what}: {error.described}") from None


@contextmanager
def failing_bare() -> Iterator[None]:
    """Turn an API error into the classic text with nothing before it and the status after it."""
    try:
        yield
    except ApiError as error:
        raise ClassicError(error.with_status) from None


def retry(session: Session, ask: Callable[[], object], seconds: float) -> None:
    """Ask until it succeeds, with growing pauses, for about `seconds`; then let the last error out."""
    pause, waited = 0.5, 0.0
    while True:
        try:
            ask()
        except ApiError:
            if waited + pause > seconds:
                raise
            session.client.sleep(pause)
            waited, pause = waited + pause, pause * 1.5
        else:
            return


def in_set_order(items: list[Any]) -> list[Any]:
    """Order texts as the plugin goes through a set: by the digits of their hashes."""
    return sorted(items, key=lambda item: str(crc32(f"{item};".encode())))


def dig(body: object, path: str) -> Json:
    """Follow a dotted path; None where it ends early."""
    for step in path.split("."):
        body = body.get(step) if isinstance(body, dict) else None
    return body


def put(body: Properties, path: str, value: object) -> None:
    """Set a dotted path, making the objects on the way."""
    *steps, last = path.split(".")
    for step in steps:
        body = body.setdefault(step, {})
    body[last] = value


def write(fields: tuple[Field, ...], values: Properties, body: Properties) -> None:
    """Put every property that has a place in Okta's JSON there, or what its table says for an empty one."""
    for field in fields:
        if not field.okta or field.kind is Kind.JSON:
            continue
        value = values.get(field.name)
        if not is_zero(value):
            put(body, field.okta, value)
        elif field.empty is Empty.SEND:
            put(body, field.okta, False if field.kind is Kind.BOOLEAN else "")
        elif field.empty is Empty.NULL:
            put(body, field.okta, None)


def read_back(fields: tuple[Field, ...], body: object) -> Properties:
    """Take every property that has a place in Okta's JSON from there; absent ones become the zero of their type."""
    zeros = {Kind.STRING: "", Kind.BOOLEAN: False, Kind.STRING_SET: []}
    return {
        field.name: dig(body, field.okta) or zeros.get(field.kind)
        for field in fields
        if field.okta and field.kind in zeros
    }
