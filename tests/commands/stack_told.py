"""A stack of which a test tells what the engine would: settings, outputs, history and a preview."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commands.engine_run import EngineRun, Step
from commands.stack import Stack
from settings import Settings
from tests.evidence.fake_okta import APP_ID
from tests.settings.stacks import INVISION, TOKEN, configure, loaded

STEP = {
    "title": "Set the provisioning features",
    "url": "https://acme-admin.okta.com/admin/app/x/instance/1/#tab-user-management",
    "do": ["Provisioning tab, To App, Edit.", "Save."],
    "enter": {},
}
ON: dict[str, Any] = {
    "appId": APP_ID,
    "label": "InVision V7",
    "usernameFormat": "Email",
    "method": "console",
    "provisioningStatus": "on",
    "differences": [],
    "featuresSeen": ["PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION"],
    "groupsAssigned": ["Design"],
    "stepsLeft": [],
    "notes": [],
}
OFF: dict[str, Any] = {
    **ON,
    "provisioningStatus": "off",
    "differences": [
        "connection: declared enabled, Okta says no provisioning feature at all",
        "create: declared on, Okta says off",
        "deactivate: declared on, Okta says off",
    ],
    "featuresSeen": [],
    "groupsAssigned": [],
    "stepsLeft": [STEP],
}
DRIFTED: dict[str, Any] = {
    **ON,
    "provisioningStatus": "differs",
    "differences": ["deactivate: declared on, Okta says off"],
    "featuresSeen": ["PUSH_NEW_USERS"],
    "stepsLeft": [STEP],
}


@dataclass
class Told(Stack):
    """The stack dev with as many apps as outputs are told for, all declared alike."""

    outputs: Mapping[str, Mapping[str, Any]]
    now: Mapping[str, Mapping[str, Any]] | None = None
    """The outputs that a preview shows, if they differ."""
    changed: Mapping[str, Any] | None = None
    """Settings of every app beside the usual ones."""
    resources: tuple[Step, ...] = ()
    errors: tuple[str, ...] = ()
    name: str = "dev"

    def settings(self) -> Settings:
        apps = {
            key: {**INVISION, "label": app.get("label", "InVision V7"), **(self.changed or {})}
            for key, app in self.outputs.items()
        }
        configure(apps, dict.fromkeys(apps, TOKEN))
        return loaded()

    def apps(self) -> Mapping[str, Mapping[str, Any]]:
        return {key: app for key, app in self.outputs.items() if "appId" in app}

    def last_run(self) -> Mapping[str, Any]:
        changes = {"create": 2, "same": 5}
        return {
            "kind": "update",
            "result": "succeeded",
            "endTime": "2026-11-24T09:00:00.000Z",
            "resourceChanges": changes,
        }

    def preview_of_now(self) -> EngineRun:
        seen = {} if self.errors else self.outputs if self.now is None else self.now
        return EngineRun(not self.errors, self.resources, seen, (), self.errors)
