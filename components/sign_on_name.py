"""What the app that people sign in through is called beside the one that they are provisioned through."""

from collections.abc import Mapping
from typing import Any, Final

SIGN_ON_APP: Final = "sign-on-app"
"""Its app's name, without that of the app it belongs to."""


def sign_on_name(name: str) -> str:
    """The name of its integration: its resources are called so, with `-app` or a group's name."""
    return f"{name}-sign-on"


def with_sign_on_apps(apps: Mapping[str, Any]) -> dict[str, Any]:
    """The stack's output `apps`, each app to sign in through beside the others under its own name."""
    return {**apps, **{sign_on_name(key): app["signOnApp"] for key, app in apps.items() if app.get("signOnApp")}}
