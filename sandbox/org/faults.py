"""Rehearsal of trouble: named faults that the org shows on purpose, the same ones each time under one seed."""

import difflib
import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, select

from sandbox.org.errors import invalid
from sandbox.org.store import Store
from sandbox.org.tables import FaultValue


@dataclass(frozen=True)
class Fault:
    """A row of the table: a fault's name, its value at rest, and the values that it takes."""

    name: str
    at_rest: bool | int | float
    takes: Callable[[Any], bool]
    values: str


FAULTS: Final = (
    # A PUT of an app disables its connection and switches all its capabilities off: reported of okta_app_saml,
    # terraform-provider-okta 655 and 710.
    Fault("wipe_provisioning_on_app_update", False, lambda value: isinstance(value, bool), "true or false"),
    # The share of requests to /api/v1 that fail before anything is done, how they fail, and which of them.
    Fault("api_error_rate", 0.0, lambda value: _is_number(value) and 0 <= value <= 1, "a number from 0 to 1"),
    Fault("api_error_status", 429, lambda value: _is_whole(value) and value in (429, 500), "429 or 500"),
    Fault("seed", 0, lambda value: _is_whole(value), "a whole number"),
)
_BY_NAME: Final = {fault.name: fault for fault in FAULTS}


class Faults:
    """The faults set in an org; they are kept in its database and outlive a restart."""

    def __init__(self, store: Store) -> None:
        """Read what is set."""
        self._store = store
        self._lock = threading.Lock()
        with store.reading() as session:
            kept = {row.name: row.value for row in session.scalars(select(FaultValue)) if row.name in _BY_NAME}
        self._begin(kept)

    @property
    def values(self) -> dict[str, Any]:
        """The value of every fault, those at rest too."""
        return dict(self._values)

    @property
    def wipe_provisioning_on_app_update(self) -> bool:
        """Whether the update of an app loses its provisioning."""
        return bool(self._values["wipe_provisioning_on_app_update"])

    def set(self, wanted: Mapping[str, Any]) -> None:
        """Set these faults and put all others to rest; counting begins anew, so the same requests fail again."""
        for name, value in wanted.items():
            _check(name, value)
        with self._store.writing() as session:
            session.execute(delete(FaultValue))
            session.add_all(FaultValue(name=name, value=value) for name, value in wanted.items())
        self._begin(wanted)

    def status_for(self, method: str, path: str) -> int | None:
        """Say with which status this request fails, or None.

        It depends on the seed and on how often the path was asked for, not on what is asked for in between: engines
        send their requests in any order.
        """
        values = self._values
        if not values["api_error_rate"]:
            return None
        with self._lock:
            self._seen[method, path] += 1
            number = self._seen[method, path]
        # No secret hangs on it.
        drawn = random.Random(f"{values['seed']} {method} {path} {number}").random()  # noqa: S311
        return int(values["api_error_status"]) if drawn < values["api_error_rate"] else None

    def _begin(self, kept: Mapping[str, Any]) -> None:
        with self._lock:
            self._values = {fault.name: kept.get(fault.name, fault.at_rest) for fault in FAULTS}
            self._seen: Counter[tuple[str, str]] = Counter()


def _check(name: str, value: object) -> None:
    fault = _BY_NAME.get(name)
    if fault is None:
        (nearest,) = difflib.get_close_matches(name, _BY_NAME, n=1, cutoff=0)
        raise invalid(name, f"There is no fault '{name}'; the nearest is '{nearest}'")
    if not fault.takes(value):
        raise invalid(name, f"{name}: The value must be {fault.values}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
