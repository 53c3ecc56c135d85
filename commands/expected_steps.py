"""The console's steps of an app that an update would create, for those who review the change."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from components import Method, UsernameFormat
from components.fingerprint import NO_TRACE
from components.judging import Judge
from components.observation import Observation
from settings import Settings, provisioning_args


def expected_steps(settings: Settings, key: str) -> list[Mapping[str, Any]]:
    """What is left to a person once the app is there; its page has no address yet, so the links lead to the list."""
    args = provisioning_args(settings, key)
    admin_console, connection = str(args["admin_console_url"]), args["connection"]
    username_format = args["app"].get("username_format", UsernameFormat.EMAIL)
    # As Okta makes it: with the declared username format, and no provisioning at all.
    new = Observation("", "", args["app"]["label"], (), username_format.template, "", "")
    judge = Judge(args, Method.CONSOLE, connection["auth_scheme"], username_format, existing=False)
    verdict = judge.judge(new, NO_TRACE, str(connection["base_url"]), admin_console)
    return [replace(step, url=f"{admin_console}/admin/apps/active").as_dict() for step in verdict.steps_left]
