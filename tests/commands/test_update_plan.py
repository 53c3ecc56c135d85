"""An update plan holds for resources; what the outputs tell is Okta's."""

import json
from pathlib import Path
from typing import Any

from commands.update_plan import leave_outputs_open

ANY = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def row(custom: bool) -> dict[str, Any]:
    return {"goal": {"custom": custom, "outputDiff": {}}, "steps": ["update"], "state": {"apps": {"status": "off"}}}


def test_outputs_of_components_may_be_any_and_resources_stay_as_planned(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({"resourcePlans": {"stack": row(False), "app": row(True)}}), encoding="utf-8")
    leave_outputs_open(plan)
    rows = json.loads(plan.read_text(encoding="utf-8"))["resourcePlans"]
    assert rows["stack"]["goal"]["outputDiff"] == {"adds": {"apps": ANY}}
    assert rows["app"] == row(True)
