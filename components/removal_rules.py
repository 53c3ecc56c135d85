"""What may be done when an app leaves the stack, and how many people an update may unassign."""

from collections.abc import Callable
from dataclasses import dataclass, field

SwitchOff = Callable[[str, str], str]
"""Switches an app's features off, then deactivates its connection, by the app's id and label; gives the connection's
status as read back, and raises what a person can act on where Okta shows it on. It runs in a thread of its own."""


@dataclass(frozen=True)
class Loss:
    """What taking groups off one app comes to."""

    label: str
    groups: tuple[str, ...]
    people: int
    of: int
    """The people who have the app by this stack's groups."""

    @property
    def share(self) -> float:
        """The part of the app's people, 0 to 1."""
        return self.people / self.of if self.of else 0.0


@dataclass(frozen=True)
class UnassignLimit:
    """How many people an update may unassign from one app: it stops where either is exceeded."""

    max_people: int = 10
    max_share: float = 0.5
    """Of the people who have the app by this stack's groups, 0 to 1."""

    def allows(self, loss: Loss) -> bool:
        """Whether so many people may lose an app."""
        return not loss.people or (loss.people <= self.max_people and loss.share <= self.max_share)


@dataclass(frozen=True)
class RemovalRules:
    """What may be done when an app that stays in Okta leaves the stack."""

    switch_off: SwitchOff | None = None
    """For apps whose provisioning the API sets; without it they cannot leave before somebody switched them off."""
    limit: UnassignLimit = field(default_factory=UnassignLimit)
    """How many people an update may unassign; a console app that leaves loses all of its people."""
    limit_setting: str = ""
    """Where a person raises the limit; empty where the program has no setting for it."""


def raised_limit(people: int) -> str:
    """The variables that allow one run to unassign so many people, all of an app's."""
    return f"OKTA_SCIM_UNASSIGN__MAX_PEOPLE={people} OKTA_SCIM_UNASSIGN__MAX_SHARE=1"
