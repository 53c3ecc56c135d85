"""What a session has in hand between two requests: messages to show once, credentials not saved yet."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final, TypeVar

from fastapi import Request

CAPACITY: Final = 200

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Message:
    """A message for the next page; ``place`` names the part of the page that it belongs to."""

    text: str
    is_error: bool = False
    place: str = "page"


@dataclass(frozen=True)
class Credentials:
    """Base URL and token as typed into the form, and whether Test API Credentials passed with these two."""

    base_url: str
    token: str = field(repr=False)
    verified: bool = False


class Drafts:
    """Keeps drafts in memory alone, so that an unsaved token never reaches a disk; the oldest are dropped."""

    def __init__(self) -> None:
        """Begin with nothing in hand."""
        self._lock = threading.Lock()
        self._messages: OrderedDict[str, Message] = OrderedDict()
        self._credentials: OrderedDict[tuple[str, str], Credentials] = OrderedDict()

    def tell(self, session: str, message: Message) -> None:
        """Show a message on the session's next page."""
        with self._lock:
            _put(self._messages, session, message)

    def take_message(self, session: str) -> Message | None:
        """Give the message, once."""
        with self._lock:
            return self._messages.pop(session, None)

    def keep(self, session: str, app_id: str, credentials: Credentials) -> None:
        """Remember what was typed for an app, in place of what was typed before."""
        with self._lock:
            _put(self._credentials, (session, app_id), credentials)

    def credentials(self, session: str, app_id: str) -> Credentials | None:
        """Give what was typed for an app and is not saved yet."""
        with self._lock:
            return self._credentials.get((session, app_id))

    def drop(self, session: str, app_id: str) -> None:
        """Forget what was typed for an app, once it is saved or given up."""
        with self._lock:
            self._credentials.pop((session, app_id), None)


def drafts_of(request: Request) -> Drafts:
    """Return the drafts of the org that the request came to."""
    state = request.app.state
    if not hasattr(state, "console_drafts"):
        state.console_drafts = Drafts()
    drafts: Drafts = state.console_drafts
    return drafts


def _put(kept: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > CAPACITY:
        kept.popitem(last=False)
