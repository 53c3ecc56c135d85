"""Turn an app's settings into the arguments of its component; a section's fields are named like its arguments."""

from collections.abc import Mapping
from typing import Any, cast

import pulumi

from components import (
    AppIntegrationArgs,
    CatalogueArgs,
    ConnectionArgs,
    ExistingArgs,
    ExistingGroups,
    GroupArgs,
    ImportRulesArgs,
    OidcArgs,
    PreviousState,
    SamlArgs,
    ScimProvisioningArgs,
    presets,
)
from components.api_support import AuthScheme
from components.features import FeaturesArgs
from components.sign_on_name import SIGN_ON_APP
from settings.app import AppSettings, GroupSettings, SignOnAppSettings
from settings.stack import Settings


def provisioning_args(
    settings: Settings,
    key: str,
    previous: Mapping[str, Any] | None = None,
    existing: ExistingGroups | None = None,
    known_groups: Mapping[str, str] | None = None,
) -> ScimProvisioningArgs:
    """The component's arguments for the app `key`, its preset's values under its own.

    `previous` are the app's outputs after the last update; `existing` finds the groups for all apps, but for
    `known_groups`: ids by names.
    """
    app = settings.apps[key]
    preset = presets()[app.preset]
    args: ScimProvisioningArgs = {
        "app": _app_args(app),
        "connection": _connection_args(settings, key),
        "admin_console_url": settings.console_url,
        "method": app.method,
        "features": cast(FeaturesArgs, vars(app.features.over(preset.features))),
        "groups": [_group_args(group, existing, known_groups or {}) for group in app.groups],
        "preflight": app.preflight,
        "gate": app.gate,
        "notes": preset.notes,
    }
    if app.import_rules:
        args["import_rules"] = cast(ImportRulesArgs, app.import_rules.model_dump())
    if app.on_drift:
        args["on_drift"] = app.on_drift
    if app.sign_on_app:
        args["sign_on_app"] = _sign_on_args(app.sign_on_app, args["app"])
    if previous is not None:
        args["previous"] = previous
    return args


def created_groups_of(settings: Settings) -> set[str]:
    """The names of the groups that apps of the stack create."""
    return {group.name for app in settings.apps.values() for group in app.groups if group.declare and group.name}


def new_apps(settings: Settings, state: PreviousState) -> set[str]:
    """The labels of the apps that are to be made, as the state has none of them yet, those to sign in through too."""
    labels = set[str]()
    for key, app in settings.apps.items():
        there = {one.name for one in state.app(key, app.formerly).resources}
        for name, which in (("app", app), (SIGN_ON_APP, app.sign_on_app)):
            if which and not which.existing and name not in there:
                labels.add(which.label)
    return labels


def _app_args(app: AppSettings) -> AppIntegrationArgs:
    preset = presets()[app.preset]
    args = which_app(app, preset.catalogue)
    args["username_format"] = app.username_format or preset.username_format
    if app.username_suffix:
        args["username_suffix"] = app.username_suffix
    if app.protect:
        args["protect"] = True
    return args


def _sign_on_args(app: SignOnAppSettings, provisioned: AppIntegrationArgs) -> AppIntegrationArgs:
    """The app to sign in through, with the user names of the one that provisions."""
    args = which_app(app)
    if app.oidc:
        args["oidc"] = cast(OidcArgs, app.oidc.model_dump())
    args["username_format"] = provisioned["username_format"]
    if "username_suffix" in provisioned:
        args["username_suffix"] = provisioned["username_suffix"]
    return args


def which_app(app: AppSettings | SignOnAppSettings, catalogue: str | None = None) -> AppIntegrationArgs:
    """The arguments that say which app it is; `catalogue` is the preset's."""
    args: AppIntegrationArgs = {"label": app.label}
    if app.saml:
        args["saml"] = cast(SamlArgs, _given(app.saml.model_dump()))
    elif app.existing:
        args["existing"] = cast(ExistingArgs, _given(app.existing.model_dump()))
    elif app.catalogue or catalogue:
        args["catalogue"] = CatalogueArgs(
            name=app.catalogue.name if app.catalogue else catalogue or "",
            settings=app.catalogue.settings if app.catalogue else {},
        )
    return args


def _connection_args(settings: Settings, key: str) -> ConnectionArgs:
    app = settings.apps[key]
    args: ConnectionArgs = {
        "base_url": app.connection.base_url,
        "auth_scheme": app.connection.auth_scheme,
        "token_source": f"pulumi config get --stack {pulumi.get_stack()} --path 'tokens.{key}'",
    }
    if app.connection.token_confirmed:
        args["token_confirmed"] = app.connection.token_confirmed
    # Another scheme's app may have one all the same: of each stack the engine wants some secret in `tokens`.
    if key in settings.tokens and app.connection.auth_scheme is AuthScheme.TOKEN:
        args["token"] = pulumi.Output.secret(settings.tokens[key].get_secret_value())
    return args


def _group_args(group: GroupSettings, existing: ExistingGroups | None, known: Mapping[str, str]) -> GroupArgs:
    args = cast(GroupArgs, _given(group.model_dump()))
    if existing and group.name and group.declare and (urn := existing.made.get(group.name)):
        args["formerly"] = urn
    if existing and group.name and not group.declare:
        args["id"] = known.get(group.name) or existing.id_of(group.name)
    return args


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, {})}
