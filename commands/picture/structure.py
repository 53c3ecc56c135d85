"""What a report shows, whatever it is told as. It never holds a token."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from commands.picture.state import State, weight, weightiest
from components.checklist import Step
from components.comparison import Difference
from evidence.okta_api import Event


@dataclass(frozen=True)
class Fact:
    """One thing of a station: as declared, and as Okta or the service shows it."""

    name: str
    declared: str = ""
    seen: str = ""
    state: State | None = None
    """None where there is nothing to judge."""


@dataclass(frozen=True)
class Station:
    """A stage of an app's way from Okta to the service provider."""

    title: str
    facts: tuple[Fact, ...]
    state: State


@dataclass(frozen=True)
class Proof:
    """A grade of evidence, and what was found for it."""

    name: str
    proves: str
    holds: bool | None
    at: str
    says: str

    @property
    def state(self) -> State:
        """As other states, so that it is drawn like them."""
        return {True: State.AS_DECLARED, False: State.DIFFERS, None: State.UNKNOWN}[self.holds]


@dataclass(frozen=True)
class GroupOfPeople:
    """A group that is to have the app."""

    name: str
    people: int | None
    """None where Okta was not asked, or did not tell."""
    state: State


@dataclass(frozen=True)
class AppPicture:
    """One app."""

    key: str
    label: str
    app_id: str
    """Empty before the app is there."""
    state: State
    says: str
    """The state in one sentence."""
    way: tuple[Station, ...]
    """From the groups in Okta to the service provider."""
    back: Station
    """The import, which leads from the service provider to Okta."""
    groups: tuple[GroupOfPeople, ...]
    differences: tuple[Difference, ...]
    steps: tuple[Step, ...]
    notes: tuple[str, ...]
    evidence: tuple[Proof, ...]
    verdict: str
    """What the evidence comes to: `proved`, `unproved`, `contradicted`, or `unknown`."""
    pushes: tuple[Event, ...]
    unanswered: str
    """What Okta or the service did not tell, and the next step; empty where all was told."""

    @property
    def people(self) -> int | None:
        """The groups' people, one counted in each group; None where that of some group is not known."""
        counts = [group.people for group in self.groups if group.people is not None]
        return sum(counts) if counts and len(counts) == len(self.groups) else None


@dataclass(frozen=True)
class Run:
    """The stack's latest update, as Pulumi's history has it."""

    kind: str
    result: str
    at: str
    changes: Mapping[str, int]


@dataclass(frozen=True)
class Change:
    """A resource that Okta has other than the state: an update would change it."""

    operation: str
    name: str
    properties: str


@dataclass(frozen=True)
class StackPicture:
    """One stack."""

    name: str
    org: str
    run: Run | None
    asked: bool
    """Whether Okta was asked; else all that is shown as seen is what the latest update saw."""
    apps: tuple[AppPicture, ...] = ()
    drift: tuple[Change, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """The most telling of all that is shown."""
        found = [app.state for app in self.apps]
        found += [State.DIFFERS] if self.drift else []
        found += [State.UNKNOWN] if self.errors else []
        return weightiest(found)


@dataclass(frozen=True)
class Report:
    """One report, of one moment (UTC, as Okta writes it)."""

    at: str
    stacks: tuple[StackPicture, ...]

    @property
    def counts(self) -> dict[State, int]:
        """How many apps are in each state, the most telling first."""
        found = Counter(app.state for _, app in self.apps)
        return {state: found[state] for state in sorted(found, key=weight)}

    @property
    def apps(self) -> list[tuple[StackPicture, AppPicture]]:
        """All apps with their stacks, the most telling first."""
        found = [(stack, app) for stack in self.stacks for app in stack.apps]
        return sorted(found, key=lambda one: weight(one[1].state))

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return asdict(self)
