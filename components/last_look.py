"""The last look at an app: what it showed, and whether this run goes by it instead of asking Okta again."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pulumi

from components.hook import hook
from components.observation import Observation
from components.previous import AppBefore
from components.resource_types import SCIM_PROVISIONING


class LastLook:
    """What the run that looked last saw of one app, as the app's component keeps it in the state.

    It is kept by a run that found the app as declared and had nothing to change. It holds as long as it is young
    enough, the declaration is the same, all outputs of the app's resources in the state are, and the engine changes
    none of them. Where it does not hold, for any other reason than its age, the component's inputs differ too: the
    engine writes that down, and drops the component's outputs, before it changes anything. So no look outlives a run
    that failed, or was killed, on the way.
    """

    def __init__(self, before: AppBefore, declaration: str, after: timedelta, now: datetime | None = None) -> None:
        """Recall it; `declaration` is a digest of all that is declared, `after` how long a look holds."""
        self._now = now or datetime.now(UTC)
        self._declaration = declaration
        self._resources = _digest(before)
        self._changed = False
        self._before = _kept(before)
        intact = (self._before.get("declaration"), self._before.get("resources")) == (declaration, self._resources)
        turn = int(self._before.get("turn", 0))
        self._turn = turn if intact or "at" not in self._before else 1 - turn
        self._holds = intact and timedelta() <= self._now - datetime.fromisoformat(self._before["at"]) < after

    @property
    def inputs(self) -> dict[str, Any]:
        """The component's inputs; the same as long as the look holds, or is only too old."""
        return {"declaration": self._declaration, "turn": self._turn}

    @property
    def seen(self) -> Observation | None:
        """The app as it was seen, or None where Okta has to be asked."""
        if self._changed or not self._holds:
            return None
        seen = self._before["seen"]
        return Observation(**{**seen, "features": tuple(seen["features"])})

    def hooks(self, name: str) -> pulumi.ResourceHookBinding:
        """Hooks of the app's resources, by which the engine says that it changes one."""

        async def note(args: pulumi.ResourceHookArgs) -> None:
            # Components are made and changed with what they hold.
            self._changed |= args.type.startswith("okta:")

        changed = hook(f"{name}-is-changed", note, on_dry_run=True)
        return pulumi.ResourceHookBinding(before_create=[changed], before_update=[changed])

    def kept(self, seen: Observation, as_declared: bool) -> dict[str, Any]:
        """What the component keeps for the next run; a preview, and a run that did not look, keep what there was."""
        if pulumi.runtime.is_dry_run() or self.seen:
            return self._before
        if self._changed or not as_declared:
            return {"turn": self._turn}
        return {
            "turn": self._turn,
            "declaration": self._declaration,
            "resources": self._resources,
            "at": self._now.isoformat(timespec="seconds"),
            "seen": asdict(seen),
        }


def _kept(before: AppBefore) -> dict[str, Any]:
    component = (one for one in before.resources if (one.type, one.name) == (SCIM_PROVISIONING, ""))
    kept = next((one.outputs.get("lastLook") for one in component), None)
    return dict(kept) if isinstance(kept, Mapping) else {}


def _digest(before: AppBefore) -> str:
    rows = [f"{one.type} {one.name} {one.digest}" for one in before.resources if one.type.startswith("okta:")]
    # A look that was kept by another version of these components may lack what this one looks at.
    return hashlib.sha256("\n".join([*(field.name for field in fields(Observation)), *rows]).encode()).hexdigest()
