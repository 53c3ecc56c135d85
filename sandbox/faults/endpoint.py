"""Endpoints as tables name them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Endpoint:
    """A method, or `*` for any, and a path, in which `*` stands for one segment and `**` for any number."""

    method: str
    path: re.Pattern[str]

    @classmethod
    def of(cls, row: Mapping[str, object]) -> "Endpoint":
        """Read the columns `method` and `path` of a table's row."""
        escaped = re.escape(str(row["path"])).replace(r"\*\*", ".*").replace(r"\*", "[^/]+")
        # A path may hold a line break, encoded.
        return cls(str(row["method"]), re.compile(escaped, re.DOTALL))

    def fits(self, method: str, path: str) -> bool:
        """Whether a request is one of these."""
        return self.method in ("*", method) and self.path.fullmatch(path) is not None
