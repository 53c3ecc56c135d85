"""Turn an app's settings into the arguments of its component; a section's fields are named like its arguments."""

from typing import Any, cast

import pulumi

from components import (
    AppIntegrationArgs,
    CatalogueArgs,
    ConnectionArgs,
    ExistingArgs,
    GroupArgs,
    ImportRulesArgs,
    SamlArgs,
    ScimProvisioningArgs,
    presets,
)
from components.features import FeaturesArgs
from settings.app import AppSettings, GroupSettings
from settings.stack import Settings


def provisioning_args(settings: Settings, key: str) -> ScimProvisioningArgs:
    """The component's arguments for the app `key`, its preset's values under its own."""
    app = settings.apps[key]
    preset = presets()[app.preset]
    args: ScimProvisioningArgs = {
        "app": _app_args(app),
        "connection": _connection_args(settings, key),
        "admin_console_url": settings.admin_console_url or settings.okta.admin_console_url,
        "method": app.method,
        "features": cast(FeaturesArgs, vars(app.features.over(preset.features))),
        "groups": [_group_args(group) for group in app.groups],
        "gate": app.gate,
        "notes": preset.notes,
    }
    if app.import_rules:
        args["import_rules"] = cast(ImportRulesArgs, app.import_rules.model_dump())
    return args


def _app_args(app: AppSettings) -> AppIntegrationArgs:
    preset = presets()[app.preset]
    args: AppIntegrationArgs = {
        "label": app.label,
        "username_format": app.username_format or preset.username_format,
    }
    if app.username_suffix:
        args["username_suffix"] = app.username_suffix
    if app.saml:
        args["saml"] = cast(SamlArgs, _given(app.saml.model_dump()))
    elif app.existing:
        args["existing"] = cast(ExistingArgs, _given(app.existing.model_dump()))
    else:
        catalogue = app.catalogue
        args["catalogue"] = CatalogueArgs(
            name=catalogue.name if catalogue else preset.catalogue or "",
            settings=catalogue.settings if catalogue else {},
        )
    return args


def _connection_args(settings: Settings, key: str) -> ConnectionArgs:
    app = settings.apps[key]
    args: ConnectionArgs = {
        "base_url": app.connection.base_url,
        "auth_scheme": app.connection.auth_scheme,
        "token_source": f"pulumi config get --stack {pulumi.get_stack()} --path 'tokens.{key}'",
    }
    if key in settings.tokens:
        args["token"] = pulumi.Output.secret(settings.tokens[key].get_secret_value())
    return args


def _group_args(group: GroupSettings) -> GroupArgs:
    return cast(GroupArgs, _given(group.model_dump()))


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, {})}
