"""The update plan as this project takes it: it holds for what is done, not for what Okta shows meanwhile."""

import json
from pathlib import Path

# How the engine marks a value in a plan that may turn out as any.
_ANY = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def leave_outputs_open(plan: Path) -> None:
    """Let the outputs of the stack and its components be any.

    They tell what Okta shows: features, evidence with its dates. The engine would take each difference from the preview
    as a violation of the plan, and of the stack's own outputs it would not even say so. Resources stay held to it.
    """
    content = json.loads(plan.read_text(encoding="utf-8"))
    for row in content["resourcePlans"].values():
        goal = row.get("goal") or {}
        if goal and not goal.get("custom"):
            # As additions: the engine takes these for values that are added, changed or as they were.
            goal["outputDiff"] = {"adds": dict.fromkeys(row.get("state") or {}, _ANY)}
    plan.write_text(json.dumps(content), encoding="utf-8")
