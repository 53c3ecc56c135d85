"""Chance that is the same under one seed."""

import random
import re
from typing import Final

# Ids differ from one sandbox to the next, and must not decide what fails: Okta's have 20 letters, SCIM's 32.
_IDENTIFIER: Final = re.compile(r"(?<=/)(?:[0-9A-Za-z]{20}|[0-9a-f]{32})(?=/|$)")


class Draw:
    """What chance has in store for one request."""

    def __init__(self, key: str) -> None:
        """Begin with what tells this request from all others."""
        self._key = key

    def of(self, purpose: str) -> float:
        """Give a number from 0 up to 1, always the same for one purpose."""
        return random.Random(f"{self._key} {purpose}").random()  # noqa: S311 (nothing secret)


def endpoint_of(method: str, path: str) -> str:
    """Name the endpoint of a request, whatever it is asked about."""
    return f"{method} {_IDENTIFIER.sub('*', path)}"
