"""What the stack said of its apps after its last successful update, read from its own outputs."""

from collections.abc import Mapping
from typing import Any

import pulumi


def previous_outputs(name: str) -> pulumi.Output[Mapping[str, Any]]:
    """The stack's own output `name` as of the last successful update; empty where there was none yet.

    The engine answers with the outputs that stand in the state. By the function beneath `pulumi.StackReference` and not
    by that resource, which a refresh would show as changed whenever an output changed.
    """
    itself = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"

    async def read(stack: str) -> Mapping[str, Any]:
        answer = await pulumi.runtime.invoke_async("pulumi:pulumi:readStackOutputs", {"name": stack})
        outputs = (answer.get("outputs") or {}).get(name)
        return outputs if isinstance(outputs, Mapping) else {}

    return pulumi.Output.from_input(itself).apply(read)
