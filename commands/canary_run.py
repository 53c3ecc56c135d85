"""A canary: one person is assigned, must arrive at the service, and must be inactive there once unassigned."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from commands.exits import CommandFailed, Exit
from components import UsernameFormat
from evidence.okta_api import App, AppUser, OktaApi, Person
from evidence.okta_http import OktaRefused
from evidence.scim_service import ScimPerson, ScimService
from evidence.unanswered import Unanswered

_NEEDED = {"PUSH_NEW_USERS": "Create Users", "PUSH_USER_DEACTIVATION": "Deactivate Users"}
_SERVER_ERROR = 500
_CLEAN_UP_ATTEMPTS = 3
# What a built-in username format makes of a person; the directories' attributes are no part of a person's profile.
_USER_NAMES: dict[str, Callable[[Person], str]] = {
    UsernameFormat.EMAIL.template: lambda person: person.email,
    UsernameFormat.EMAIL_LOWERCASE.template: lambda person: person.email.lower(),
    UsernameFormat.EMAIL_PREFIX.template: lambda person: person.email.partition("@")[0],
    UsernameFormat.OKTA_USERNAME.template: lambda person: person.login,
    UsernameFormat.OKTA_USERNAME_PREFIX.template: lambda person: person.login.partition("@")[0],
}


@dataclass
class Passed:
    """What the canary saw, and how long it took."""

    person: str
    user_name: str = ""
    events: list[tuple[str, float]] = field(default_factory=list)
    """`assigned`, `arrived`, `unassigned`, `deactivated`, with the seconds since the one before."""

    def as_dict(self) -> dict[str, Any]:
        """The run as plain data."""
        seconds = {name: round(taken, 1) for name, taken in self.events}
        return {"person": self.person, "userName": self.user_name, "seconds": seconds}


@dataclass(frozen=True)
class Canary:
    """One run for one person and one app."""

    api: OktaApi
    service: ScimService
    app: App
    person: Person
    timeout: float
    told: Callable[[str], None]
    """Takes each thing as it happens."""
    pause: float = 0.5
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def run(self) -> Passed:
        """Assign, wait, unassign, wait; raises `CommandFailed`. Whatever happens, the person ends up unassigned."""
        self._refuse_where_it_would_harm()
        passed = Passed(self.person.email)
        with _interruptible():
            assigned_at_all = True
            try:
                started = self.clock()
                assigned = self.api.assign(self.app, self.person.id)
                passed.user_name = assigned.user_name
                self._happened(passed, "assigned", started)
                self._wait_for(passed, "arrived", active=True)
            except OktaRefused as refusal:
                # Okta did nothing where it refused the assignment itself; of a 5xx nobody knows.
                assigned_at_all = bool(passed.user_name) or refusal.status >= _SERVER_ERROR
                raise
            finally:
                with _undisturbed():
                    started = self.clock()
                    if assigned_at_all:
                        self._unassign()
                        self._happened(passed, "unassigned", started)
            self._wait_for(passed, "deactivated", active=False)
        return passed

    def _refuse_where_it_would_harm(self) -> None:
        if missing := [f"{box} ({name})" for name, box in _NEEDED.items() if name not in self.app.features]:
            raise _refused(
                f"{self.app}: provisioning is not on for a canary: {', '.join(missing)} is off.", "switch it on."
            )
        if self.app.status != "ACTIVE":
            raise _refused(f"{self.app} is {self.app.status}: Okta provisions nobody to it.", "activate the app.")
        if self.api.app_user(self.app, self.person.id):
            raise _refused(
                f"{self.person.email} is assigned to {self.app} already: its end would take the app from them.",
                "name somebody who does not have the app, best an account made for this test.",
            )
        user_name = _USER_NAMES.get(self.app.username_template)
        if user_name and _is_active(self.service.by_user_name(user_name(self.person))):
            raise _refused(
                f"{user_name(self.person)} is active at the service already: its end would deactivate them.",
                "name somebody who has no active account there.",
            )

    def _wait_for(self, passed: Passed, event: str, active: bool) -> None:
        started = self.clock()
        while _is_active(self.service.by_user_name(passed.user_name)) is not active:
            taken = self.clock() - started
            failed = self._push_failed() if active else None
            if failed or taken > self.timeout:
                raise CommandFailed(self._lost(passed.user_name, active, failed), Exit.DIFFERS)
            self.sleep(self.pause)
        self._happened(passed, event, started)

    def _push_failed(self) -> AppUser | None:
        now = self.api.app_user(self.app, self.person.id)
        return now if now and now.sync_state == "ERROR" else None

    def _lost(self, user_name: str, active: bool, failed: AppUser | None) -> str:
        wanted = "arrive there" if active else "become inactive there"
        why = "Okta's push failed" if failed else f"not within {self.timeout:g} seconds"
        return (
            f"{self.app}: the SCIM server did not see {user_name} {wanted}: {why}.\n"
            "Next: python -m commands evidence shows Okta's reason (System Log); "
            "python -m commands check-credentials tries the SCIM server; --timeout waits longer."
        )

    def _unassign(self) -> None:
        """Unassign, also where Okta's answer to the assignment was never read."""
        for attempt in range(1, _CLEAN_UP_ATTEMPTS + 1):
            try:
                self.api.unassign(self.app, self.person.id)
                return
            except (CommandFailed, Unanswered) as failed:
                if attempt == _CLEAN_UP_ATTEMPTS:
                    raise CommandFailed(
                        f"{self.person.email} IS STILL ASSIGNED to {self.app}: {failed}\n"
                        "Next: remove the person on the app's Assignments tab in the Admin Console.",
                        Exit.UNCLEAN,
                    ) from None
                self.sleep(self.pause)

    def _happened(self, passed: Passed, event: str, started: float) -> None:
        passed.events.append((event, self.clock() - started))
        self.told(f"{event}: {passed.user_name or self.person.email} ({passed.events[-1][1]:.1f} s)")


def _is_active(person: ScimPerson | None) -> bool:
    return person is not None and person.active


def _refused(why: str, next_step: str) -> CommandFailed:
    return CommandFailed(f"{why} Nothing was changed.\nNext: {next_step}", Exit.LEFT)


@contextmanager
def _interruptible() -> Iterator[None]:
    """A pipeline's SIGTERM ends the run as Ctrl-C does: by cleaning up."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C does not end the cleaning up."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
