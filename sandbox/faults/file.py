"""Where the faults that are rehearsed are kept: one file, which the org and the SCIM servers both look at."""

import json
import logging
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sandbox.faults.chance import Draw, endpoint_of
from sandbox.faults.plan import FaultPlan, UnknownFault, read_plan, shown

FILE: Final = "faults.json"
_log: Final = logging.getLogger(__name__)
# The file's identity, size and time: it is replaced, never written into.
_Version = tuple[int, int, int]


class Faults:
    """The faults of a sandbox; they outlive a restart, and a change is seen by the next request of either process."""

    def __init__(self, directory: Path) -> None:
        """Look at the faults of the sandbox in `directory`."""
        self._directory = directory
        self._file = directory / FILE
        self._lock = threading.Lock()
        self._seen: _Version | None = None
        self._plan = FaultPlan()
        self._asked: Counter[str] = Counter()

    @property
    def plan(self) -> FaultPlan:
        """What is rehearsed now; a file that somebody broke by hand changes nothing."""
        with self._lock:
            return self._current()

    @property
    def values(self) -> dict[str, Any]:
        """The value of every fault, those at rest too."""
        return shown(self.plan, self.tenants)

    @property
    def tenants(self) -> list[str]:
        """The service providers that have a SCIM server in this sandbox."""
        return sorted(file.stem.removeprefix("scim-") for file in self._directory.glob("scim-*.sqlite"))

    def draw(self, method: str, path: str) -> Draw:
        """Give what chance has in store for the next request to an endpoint.

        That depends on the seed and on how often the endpoint was asked since the faults were set, not on what was
        asked for in between: clients send their requests in any order.
        """
        endpoint = endpoint_of(method, path)
        with self._lock:
            plan = self._current()
            self._asked[endpoint] += 1
            return Draw(f"{plan.seed} {endpoint} {self._asked[endpoint]}")

    def set(self, wanted: Mapping[str, Any]) -> None:
        """Set these faults and put all others to rest; counting begins anew, so the same requests fail again.

        Raises UnknownFault, and then sets nothing.
        """
        plan = read_plan(wanted, self.tenants)
        # A file of its own for each change: two at once must not write into one.
        descriptor, scratch = tempfile.mkstemp(prefix=f"{FILE}.", dir=self._directory)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(plan.model_dump_json(exclude_defaults=True, indent=2) + "\n")
        Path(scratch).replace(self._file)

    def _current(self) -> FaultPlan:
        version = self._version()
        if version != self._seen:
            self._seen = version
            self._asked.clear()
            self._plan = FaultPlan() if version is None else self._read()
        return self._plan

    def _read(self) -> FaultPlan:
        try:
            return read_plan(json.loads(self._file.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            told = str(error) if isinstance(error, UnknownFault) else type(error).__name__
            _log.warning("%s is not used: %s", self._file.name, told)
            return self._plan

    def _version(self) -> _Version | None:
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns
