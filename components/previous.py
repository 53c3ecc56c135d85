"""What the stack holds before this update, read from its own state."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

_STACK = "pulumi:pulumi:Stack"
# What is needed of a resource: a token that stands in the state is not kept in memory a second time.
_KEPT = frozenset({"id", "appId", "groupId", "label", "name", "adopted", "protected"})
_ATTEMPTS = 20
_PAUSE_SECONDS = 0.1


@dataclass(frozen=True)
class PreviousResource:
    """A resource as it stands in the state, also after an update that failed."""

    type: str
    name: str
    outputs: Mapping[str, Any]
    """Those that identify it (`id`, `appId`, `groupId`, `label`, `name`), and of an app's component how it is kept."""


@dataclass(frozen=True)
class PreviousState:
    """The stack's own state; empty before the first update."""

    outputs: Mapping[str, Any]
    """The stack's outputs as of the last successful update."""
    resources: tuple[PreviousResource, ...]

    def output(self, name: str) -> Mapping[str, Any]:
        """An output that is an object; empty where there is none yet."""
        found = self.outputs.get(name)
        return found if isinstance(found, Mapping) else {}

    def apps(self, names: Mapping[str, str]) -> Mapping[str, Any]:
        """The output `apps`; `names` has the present names of apps that were called otherwise."""
        return {names.get(key, key): app for key, app in self.output("apps").items()}


def previous_state() -> pulumi.Output[PreviousState]:
    """Read the state once; raises `pulumi.RunError` where it cannot be read.

    By the function beneath `pulumi.StackReference` and not by that resource, which a refresh would show as changed
    whenever an output changed.
    """
    itself = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    return pulumi.Output.unsecret(pulumi.Output.from_input(itself).apply(_read))


async def _read(stack: str) -> PreviousState:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            arguments = {"stackName": stack}
            answer = await pulumi.runtime.invoke_async("pulumi:pulumi:readStackResourceOutputs", arguments)
        except Exception as error:
            # The engine writes the state of this very update meanwhile, and where it lies in files not in one piece.
            if attempt == _ATTEMPTS:
                raise pulumi.RunError(
                    f"The state of stack {pulumi.get_stack()!r} could not be read, so nobody knows what this update "
                    f"would take away: {str(error).strip()}\n"
                    "Next: run the command again; where an update was killed, `python -m commands recover` repairs a "
                    "state in files."
                ) from error
            await asyncio.sleep(_PAUSE_SECONDS)
        else:
            break
    found = (answer.get("outputs") or {}).items()
    return PreviousState(
        outputs=next((one["outputs"] for _, one in found if one["type"] == _STACK), {}),
        resources=tuple(
            PreviousResource(
                one["type"],
                urn.split("::")[-1],
                {name: value for name, value in one["outputs"].items() if name in _KEPT},
            )
            for urn, one in found
        ),
    )
