"""What the stack holds before this update, read from its own state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi


def previous_outputs(name: str) -> pulumi.Output[Mapping[str, Any]]:
    """The stack's own output `name` as of the last successful update; empty where there was none yet.

    The engine answers with the outputs that stand in the state. By the function beneath `pulumi.StackReference` and not
    by that resource, which a refresh would show as changed whenever an output changed.
    """

    async def read(stack: str) -> Mapping[str, Any]:
        answer = await pulumi.runtime.invoke_async("pulumi:pulumi:readStackOutputs", {"name": stack})
        outputs = (answer.get("outputs") or {}).get(name)
        return outputs if isinstance(outputs, Mapping) else {}

    return pulumi.Output.from_input(_itself()).apply(read)


@dataclass(frozen=True)
class PreviousResource:
    """A resource as it stands in the state, also after an update that failed."""

    type: str
    name: str
    outputs: Mapping[str, Any]


def previous_resources() -> pulumi.Output[tuple[PreviousResource, ...]]:
    """The resources in the stack's own state; none before the first update."""

    async def read(stack: str) -> tuple[PreviousResource, ...]:
        answer = await pulumi.runtime.invoke_async("pulumi:pulumi:readStackResourceOutputs", {"stackName": stack})
        found = (answer.get("outputs") or {}).items()
        return tuple(PreviousResource(one["type"], urn.split("::")[-1], one["outputs"]) for urn, one in found)

    return pulumi.Output.unsecret(pulumi.Output.from_input(_itself()).apply(read))


def _itself() -> str:
    return f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
