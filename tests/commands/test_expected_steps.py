"""What a preview says will be left of an app that is not there yet is what the update then says."""

from typing import Any

import pytest

from commands.expected_steps import expected_steps
from components import ScimProvisioning
from settings import provisioning_args
from tests.recorder import OktaSays, run
from tests.settings.stacks import INVISION, TOKEN, configure, loaded


@pytest.mark.parametrize("settings", [{}, {"importRules": {"matchOn": "email"}}], ids=["no import", "import rules"])
def test_the_steps_are_those_of_the_update(settings: dict[str, Any]) -> None:
    configure({"invision": {**INVISION, "preflight": "off", **settings}}, tokens={"invision": TOKEN})
    stack = loaded()
    said = run(
        lambda: ScimProvisioning("invision", provisioning_args(stack, "invision")).outputs(), OktaSays(features=())
    ).result["stepsLeft"]
    expected = expected_steps(stack, "invision")
    assert [(step["title"], step["do"]) for step in expected] == [(step["title"], step["do"]) for step in said]
    assert {step["url"] for step in expected} == {"https://acme-admin.okta.com/admin/apps/active"}


def test_import_steps_are_among_them() -> None:
    configure({"invision": {**INVISION, "importRules": {"matchOn": "email"}}}, tokens={"invision": TOKEN})
    assert "Activate the imported people" in [step["title"] for step in expected_steps(loaded(), "invision")]
