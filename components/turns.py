"""Turns: of many new apps, so many are made at a time, and each is seen through to its groups.

The engine takes what waits for a place in the order in which it was registered: all apps, then all connections, then
all features, then all assignments. Connections and features have rate limits of their own at Okta, and while they wait
for these, nothing would use the one that apps and assignments share and that decides how long many apps take.
"""

from contextlib import suppress
from typing import Any

import pulumi

_AT_ONCE = 16


class Turns:
    """The order in which the new apps of one program are made: each begins when the one so many before it is done."""

    def __init__(self, at_once: int = _AT_ONCE) -> None:
        """Let `at_once` apps be under way at a time."""
        self._at_once = at_once
        self._apps: list[pulumi.Output[Any]] = []

    def wait(self) -> pulumi.ResourceOptions:
        """Options of the next app, without a dependency in the state; at a preview nothing waits."""
        if len(self._apps) < self._at_once or pulumi.runtime.is_dry_run():
            return pulumi.ResourceOptions()
        turn: pulumi.Output[list[pulumi.Resource]] = pulumi.Output.from_input(_end_of(self._apps[-self._at_once]))
        return pulumi.ResourceOptions(depends_on=turn)

    def add(self, done: pulumi.Output[Any]) -> None:
        """Count an app as under way until `done` is known, or has failed."""
        self._apps.append(done)


async def _end_of(app: pulumi.Output[Any]) -> list[pulumi.Resource]:
    # An app that failed is told of by its own error.
    with suppress(Exception):
        await app.future()
    return []
