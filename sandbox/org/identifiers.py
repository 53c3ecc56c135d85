"""Ids and time stamps that look like Okta's."""

import hashlib
import secrets
import string
import threading
import time
from datetime import UTC, datetime
from typing import Final

# ASCII order, so that ids compare in SQLite as they were made and can serve as paging cursors.
_ALPHABET: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
# The last letters of an Okta id name the cell that made it; all ids of one org share them.
CELL: Final = "5d7"
_CLOCK_WIDTH: Final = 7

_lock = threading.Lock()
_last_tick = 0


def new_id(prefix: str) -> str:
    """Make a 20-character id such as `0oakwrj4p8zRhF0WU1d7`; ids made later sort later."""
    tail_width = 20 - len(prefix) - _CLOCK_WIDTH - len(CELL)
    return f"{prefix}{_encode(_next_tick(), _CLOCK_WIDTH)}{random_text(tail_width)}{CELL}"


def seeded_id(prefix: str, name: str) -> str:
    """Make the id that seed data called `name` has in every sandbox; it sorts before all new ids."""
    number = int.from_bytes(hashlib.sha256(f"{prefix}/{name}".encode()).digest()[:8])
    return f"{prefix}5{_encode(number, 20 - len(prefix) - len(CELL) - 1)}{CELL}"


def random_text(length: int) -> str:
    """Make an unguessable text of Okta's id letters, as in `errorId` and `kid`."""
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in secrets.token_bytes(length))


def now() -> str:
    """Give the present time as Okta writes it: UTC, with milliseconds that are always zero."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def now_exact() -> str:
    """Give the present time with its milliseconds, as the System Log writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _next_tick() -> int:
    global _last_tick
    with _lock:
        _last_tick = max(_last_tick + 1, time.time_ns() // 1_000_000)
        return _last_tick


def _encode(number: int, width: int) -> str:
    letters = ""
    for _ in range(width):
        number, rest = divmod(number, len(_ALPHABET))
        letters = _ALPHABET[rest] + letters
    return letters
