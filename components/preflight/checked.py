"""Preflight within a Pulumi program: the base URL, once it and the token were tried."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import pulumi
from pulumi.runtime.settings import get_monitor

from components.preflight.attempt import try_credentials
from components.preflight.authorization import Authorization
from components.preflight.finding import Finding
from components.preflight.mode import Preflight
from components.preflight.target import Target


def checked_base_url(
    target: Target, token: pulumi.Input[str] | None, preflight: Preflight, parent: pulumi.Resource
) -> pulumi.Output[str]:
    """The target's base URL; what takes it waits for the preflight, at preview as well as at up.

    Where the preflight finds something, `required` lets the output fail with `pulumi.RunError` and `warn` logs it on
    `parent`. Nothing is asked where there is no token, and at a preview that does not know the token yet.
    """
    if token is None or preflight is Preflight.OFF:
        return pulumi.Output.from_input(target.base_url)

    async def check(known: str | None) -> str:
        with _program().one_more():
            # None is what a program of another language gives for a setting that is not there.
            finding = await _program().finding(target, known or "")
        if finding is not None:
            if preflight is Preflight.REQUIRED:
                raise await _program().failure(finding)
            pulumi.log.warn(str(finding), parent)
        return target.base_url

    # The base URL is no secret although it waits for one.
    return pulumi.Output.unsecret(pulumi.Output.from_input(token).apply(check))


# Many at once keep each other, and a small SCIM server, waiting until a time-out passes for a finding.
_AT_ONCE = 8


@dataclass
class _Program:
    """The checks of one program. Its first error ends it, so a failing check waits for the others and tells of all."""

    under_way: int = 0
    findings: list[str] = field(default_factory=list)
    quiet: asyncio.Event = field(default_factory=asyncio.Event)
    tries: dict[tuple[str, Authorization, str], asyncio.Task[Finding | None]] = field(default_factory=dict)
    """By base URL, way of sending the token, and token."""
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def finding(self, target: Target, token: str) -> Finding | None:
        """What is found for an app; apps with the same base URL and token are tried once."""
        key = target.base_url, target.authorization, token
        if key not in self.tries:
            self.tries[key] = asyncio.ensure_future(self._try(target, token))
        found = await asyncio.shield(self.tries[key])
        return found and found.about(target)

    async def _try(self, target: Target, token: str) -> Finding | None:
        async with self.places:
            try:
                await try_credentials(target, token)
            except Finding as finding:
                return finding
        return None

    @contextmanager
    def one_more(self) -> Iterator[None]:
        self.under_way += 1
        self.quiet.clear()
        try:
            yield
        finally:
            self.under_way -= 1
            if not self.under_way:
                self.quiet.set()

    async def failure(self, finding: Finding) -> pulumi.RunError:
        self.findings.append(str(finding))
        await self.quiet.wait()
        return pulumi.RunError("\n\n".join(self.findings))


# By the engine's end: one process may run several programs, unit tests among them.
_programs: WeakKeyDictionary[object, _Program] = WeakKeyDictionary()


def _program() -> _Program:
    return _programs.setdefault(get_monitor(), _Program())
