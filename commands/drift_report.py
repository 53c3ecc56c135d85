"""What a preview says of drift: between Okta now and what is declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from commands.engine_run import EngineRun, Step
from commands.exits import Exit
from commands.step_changes import shown

_NEVER_SEEN_ON = frozenset({"off", None})


class Drift(StrEnum):
    """What becomes of one stack."""

    NONE = "none"
    STEPS_LEFT = "steps left"
    """For a person in the Admin Console, or for the next update once they are done."""
    DRIFT = "drift"
    UNKNOWN = "unknown"

    @property
    def exit_code(self) -> Exit:
        """How a command ends that found this."""
        return _EXIT_CODES[self]


_EXIT_CODES = {
    Drift.NONE: Exit.DONE,
    Drift.STEPS_LEFT: Exit.LEFT,
    Drift.DRIFT: Exit.DIFFERS,
    Drift.UNKNOWN: Exit.FAILED,
}
# The most telling one of several stacks decides how the command ends.
_BY_WEIGHT = (Drift.DRIFT, Drift.UNKNOWN, Drift.STEPS_LEFT, Drift.NONE)


@dataclass(frozen=True)
class AppDrift:
    """One app as the preview saw it in Okta."""

    key: str
    label: str
    status: str
    """`on` as declared, `off`, or `differs`."""
    before: str | None
    """The status that the last update saw."""
    assigned: bool
    """Whether groups are assigned by the stack."""
    steps_left: tuple[str, ...]
    differences: tuple[str, ...] = ()
    """`setting: declared ..., Okta says ...`, one each."""

    @property
    def drift(self) -> Drift:
        """Steps are left where provisioning was never on or only a new token waits; anything else has drifted."""
        if self.status == "on":
            return Drift.NONE
        token_only = bool(self.differences) and all(text.startswith("token:") for text in self.differences)
        return Drift.STEPS_LEFT if self.never_on or token_only else Drift.DRIFT

    @property
    def never_on(self) -> bool:
        """Whether no update has seen provisioning on yet, and nobody was assigned."""
        return self.before in _NEVER_SEEN_ON and not self.assigned

    def waits_for(self, step: Step) -> bool:
        """Whether a person has done the console's steps and the next update does the rest: that is no drift."""
        return self.never_on and step.operation == "create" and step.name.startswith(f"{self.key}-")


@dataclass(frozen=True)
class StackDrift:
    """One stack's drift."""

    stack: str
    steps: tuple[Step, ...]
    apps: tuple[AppDrift, ...]
    warnings: tuple[str, ...]
    errors: tuple[str, ...]

    @property
    def drift(self) -> Drift:
        """The most telling of what was found."""
        found = [app.drift for app in self.apps]
        due = [any(app.waits_for(step) for app in self.apps) for step in self.steps]
        found += [Drift.STEPS_LEFT if waits else Drift.DRIFT for waits in due]
        found += [Drift.UNKNOWN] if self.errors else []
        return weightiest(found)

    def as_dict(self) -> dict[str, Any]:
        """The stack's drift as plain data."""
        return {
            "stack": self.stack,
            "drift": self.drift.value,
            "exitCode": int(self.drift.exit_code),
            "resources": [
                {
                    "operation": step.operation,
                    "type": step.type,
                    "name": step.name,
                    "changes": {
                        path: {"okta": shown(now), "declared": shown(declared)}
                        for path, (now, declared) in step.changes.items()
                    },
                }
                for step in self.steps
            ],
            "apps": [
                {
                    "name": app.key,
                    "label": app.label,
                    "drift": app.drift.value,
                    "provisioningStatus": app.status,
                    "before": app.before,
                    "differences": list(app.differences),
                    "stepsLeft": list(app.steps_left),
                }
                for app in self.apps
            ],
            "warnings": list(self.warnings),
            "errors": list(self.errors),
        }


def drift_of(stack: str, preview: EngineRun, before: Mapping[str, Mapping[str, Any]]) -> StackDrift:
    """Judge a preview; `before` is what the last update said of the apps."""
    apps = apps_of(preview.apps, before)
    labels = [app.label for app in apps]
    told = tuple(text for text in preview.warnings if any(text.startswith(f"{label}:") for label in labels))
    return StackDrift(stack, tuple(step for step in preview.steps if step.in_okta), apps, told, preview.errors)


def apps_of(apps: Mapping[str, Mapping[str, Any]], before: Mapping[str, Mapping[str, Any]]) -> tuple[AppDrift, ...]:
    """Judge the program's output `apps`, each as it is now and as it was.

    Apps that a preview would only create have no status yet: their resources tell of them.
    """
    return tuple(
        AppDrift(
            key=key,
            label=str(app.get("label", key)),
            status=app["provisioningStatus"],
            before=before.get(key, {}).get("provisioningStatus"),
            assigned=bool(before.get(key, {}).get("groupsAssigned")),
            steps_left=tuple(step["title"] for step in app.get("stepsLeft") or ()),
            differences=tuple(app.get("differences") or ()),
        )
        for key, app in apps.items()
        if app.get("provisioningStatus") in ("on", "off", "differs")
    )


def weightiest(found: list[Drift]) -> Drift:
    """The most telling of several."""
    return next((drift for drift in _BY_WEIGHT if drift in found), Drift.NONE)
