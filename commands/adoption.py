"""The settings that describe an app as it is in Okta today, so that declaring it changes nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from commands.exits import CommandFailed
from components import UsernameFormat, oidc_app, presets
from components.api_support import documented
from components.comparison import connected
from components.features import FEATURES
from components.observation import Observation
from evidence.okta_api import App, AppGroup, AppUser, OktaApi
from settings.app import AppSettings

_FORMATS = {username_format.template: username_format for username_format in UsernameFormat}


@dataclass(frozen=True)
class Adoption:
    """An app as settings, and what a person should know."""

    app: App
    key: str
    settings: dict[str, Any]
    """As they stand under `okta-scim:apps.<key>`."""
    notes: tuple[str, ...]


def describe(api: OktaApi, app: App, key: str | None, base_url: str | None) -> Adoption:
    """Read all that the settings say of an app; raises `CommandFailed` where they could not say it."""
    if app.name == oidc_app.NAME:
        raise CommandFailed(
            f"{app}: Okta provisions nobody through an OpenID Connect app of your own.\n"
            "Next: adopt the app that provisions, and name this one in its settings: "
            f"`signOnApp: {{label: {app.label}, existing: {{id: {app.id}}}}}`."
        )
    preset = next((name for name, one in presets().items() if one.catalogue == app.name), None) or next(
        (name for name, one in presets().items() if one.title.casefold() == app.label.casefold()), "generic"
    )
    by_api = app.name in documented()
    known_url = (api.connection_base_url(app) if by_api else None) or base_url
    if known_url is None:
        raise CommandFailed(
            f"{app}: Okta's API does not tell where its provisioning connection leads.\n"
            "Next: read Base URL on the app's Provisioning tab in the Admin Console, and add --base-url URL."
        )
    groups = api.app_groups(app)
    if not groups:
        raise CommandFailed(
            f"{app}: no group is assigned, and the settings of an app need at least one.\n"
            "Next: assign a group whose members have the app already (nobody is provisioned anew), then run this again."
        )
    username_format = _FORMATS.get(app.username_template)
    settings: dict[str, Any] = {
        "label": app.label,
        **({} if preset == "generic" else {"preset": preset}),
        "existing": {"id": app.id},
        **({"usernameFormat": username_format.value} if username_format else {}),
        **({"usernameSuffix": app.username_suffix} if _suffixed(username_format) else {}),
        # By the API the connection would be made anew, with a token that Okta does not tell.
        **({"method": "console"} if by_api else {}),
        "connection": {"baseUrl": known_url},
        **({"features": _features(app)} if _is_connected(app) else {}),
        "groups": [_group(api, group) for group in groups],
    }
    _require_valid(app, settings)
    return Adoption(
        app, key or _key(app.label), settings, _notes(app, by_api, username_format, list(api.app_users(app)))
    )


def _is_connected(app: App) -> bool:
    return connected(Observation(app.id, app.name, app.label, app.features, app.username_template, "", ""))


def _suffixed(username_format: UsernameFormat | None) -> bool:
    return username_format is UsernameFormat.LDAP_UID_CUSTOM_SUFFIX


def _features(app: App) -> dict[str, bool]:
    on = {feature.field: feature.okta_name in app.features for feature in FEATURES}
    # Not every app has Reactivate Users: where it is off it is left out, and not checked.
    return {_camel(name): value for name, value in on.items() if value or name != "reactivate"}


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def _group(api: OktaApi, group: AppGroup) -> dict[str, Any]:
    # A name that several groups share names none of them.
    named = bool(group.group_name) and len(api.groups_named(group.group_name)) == 1
    given = any(value is not None for value in group.profile.values())
    return {
        **({"name": group.group_name} if named else {"id": group.group_id}),
        **({} if group.priority is None else {"priority": group.priority}),
        **({"profile": dict(group.profile)} if given else {}),
    }


def _key(label: str) -> str:
    key = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
    return key if key[:1].isalpha() else f"app-{key}".rstrip("-")


def _notes(app: App, by_api: bool, username_format: UsernameFormat | None, users: Sequence[AppUser]) -> tuple[str, ...]:
    direct = sum(user.scope == "USER" for user in users)
    notes = (
        (
            True,
            "The stack owns these group assignments from now on: a group that is taken out of the settings is "
            "unassigned, and its people are deactivated at the service.",
        ),
        (
            by_api,
            f"Okta's API could set up {app.name!r}, but it does not tell the connection's token: `method: console` "
            "leaves the connection as it is. Without that line, an update makes it anew with your token.",
        ),
        (
            username_format is None,
            f"The username format is an expression of your own ({app.username_template}); the settings know the "
            "built-in ones only, so previews will tell that it differs from the preset's.",
        ),
        (
            not _is_connected(app),
            "Provisioning is off: previews will list the steps that switch it on. What is assigned stays assigned.",
        ),
        (direct > 0, f"People assigned one by one ({direct}) stay so, outside of the stack."),
        (app.status != "ACTIVE", f"The app is {app.status} in Okta."),
    )
    return tuple(text for applies, text in notes if applies)


def _require_valid(app: App, settings: dict[str, Any]) -> None:
    try:
        AppSettings.model_validate(settings)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, row['loc']))}: {row['msg']}" for row in error.errors(include_input=False)
        )
        raise CommandFailed(
            f"{app}: the settings cannot describe it as it is: {wrong}\n"
            "Next: change that in Okta, or adopt the app by hand."
        ) from None
