"""The console's steps of an app that an update would create, for those who review the change."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from components import UsernameFormat
from components.checklist import Subject, steps_left
from components.comparison import Declared, differences
from components.features import Features
from components.observation import Observation
from settings import Settings, provisioning_args


def expected_steps(settings: Settings, key: str) -> list[Mapping[str, Any]]:
    """What is left to a person once the app is there; its page has no address yet, so the links lead to the list."""
    args = provisioning_args(settings, key)
    admin_console = settings.admin_console_url or settings.okta.admin_console_url
    app, connection = args["app"], args["connection"]
    username_format = app.get("username_format", UsernameFormat.EMAIL)
    features = Features(**args["features"])
    # As Okta makes it: with the declared username format, and no provisioning at all.
    new = Observation("", "", app["label"], (), username_format.template, "", "")
    subject = Subject(
        admin_console_url=admin_console,
        app_id="",
        app_name="",
        custom_saml="saml" in app,
        username_format=username_format,
        base_url=str(connection["base_url"]),
        token_source=connection["token_source"],
        features=features,
    )
    steps = steps_left(subject, differences(Declared(username_format, features), new))
    return [replace(step, url=f"{admin_console}/admin/apps/active").as_dict() for step in steps]
