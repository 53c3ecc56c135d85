"""The settings of a stack, and where they come from: Pulumi's configuration, overridden by environment variables."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pulumi
from pydantic import Field
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from components import UnassignLimit
from settings.app import AppSettings
from settings.okta_org import OktaOrg, keys_of, raw_okta_org
from settings.values import AppKey, HttpsUrl, Section, Token

ENV_PREFIX = "OKTA_SCIM_"


class UnassignSettings(Section):
    """How many people one update may unassign from an app."""

    max_people: int = Field(default=UnassignLimit().max_people, ge=0, examples=["10"])
    max_share: float = Field(default=UnassignLimit().max_share, ge=0, le=1, examples=["0.5"])


class Settings(BaseSettings):
    """Everything that a stack declares."""

    model_config = SettingsConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        env_prefix=ENV_PREFIX,
        env_prefix_target="all",
        env_nested_delimiter="__",
    )

    apps: dict[AppKey, AppSettings] = Field(min_length=1, examples=["{invision-v7: {label: InVision V7, ...}}"])
    tokens: dict[AppKey, Token] = Field(
        default_factory=dict, examples=["(pulumi config set --secret --path tokens.invision-v7)"]
    )
    admin_console_url: HttpsUrl | None = Field(default=None, examples=["https://acme-admin.okta.com"])
    unassign: UnassignSettings = Field(default=UnassignSettings(), examples=["{maxPeople: 10, maxShare: 0.5}"])
    recheck_after: int = Field(default=0, ge=0, le=1440, examples=["60"])
    """Minutes."""
    evidence: bool = Field(default=True, examples=["false"])
    okta: OktaOrg = Field(examples=["okta:orgName: acme"])

    @property
    def console_url(self) -> str:
        """Where the org's Admin Console is."""
        return self.admin_console_url or self.okta.admin_console_url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment variables first, then the stack's configuration."""
        return init_settings, Environment(settings_cls), PulumiConfig(settings_cls)


class PulumiConfig(PydanticBaseSettingsSource):
    """The stack's configuration as the engine hands it over, every key of the project's namespace."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Not used: the source answers as a whole."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """The configuration by key, objects decoded; a value that is no JSON is kept as text for its check."""
        config = pulumi.Config()
        found: dict[str, Any] = {"okta": raw_okta_org()}
        for key in keys_of(pulumi.get_project()):
            if text := config.get(key):  # an empty text is Pulumi's way of leaving a key out
                found[key] = _decoded(text)
        return found


def _decoded(text: str) -> Any:  # noqa: ANN401 - JSON is anything
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


class Environment(EnvSettingsSource):
    """Variables such as `OKTA_SCIM_APPS__INVISION_V7__CONNECTION__BASE_URL` and `OKTA_SCIM_TOKENS__INVISION_V7`."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:  # noqa: ANN401 - JSON
        """A list or an object from a variable's JSON; what is no JSON is kept as text for its check."""
        try:
            return super().decode_complex_value(field_name, field, value)
        except (ValueError, RecursionError):
            return value

    def __call__(self) -> dict[str, Any]:
        """The variables as nested settings: app keys with dashes, names in camelCase."""
        found = super().__call__()
        return {
            to_camel(key): _by_app(value) if key in ("apps", "tokens") and isinstance(value, Mapping) else value
            for key, value in found.items()
        }


def _by_app(apps: Mapping[str, Any]) -> dict[str, Any]:
    return {app.replace("_", "-"): _camel(value) for app, value in apps.items()}


def _camel(value: Any) -> Any:  # noqa: ANN401 - walks nested settings
    if isinstance(value, Mapping):
        return {to_camel(key): _camel(item) for key, item in value.items()}
    return value


def variable_of(path: tuple[str | int, ...]) -> str:
    """The environment variable that overrides the setting at `path`."""
    parts = [re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", str(part)).replace("-", "_").upper() for part in path]
    return ENV_PREFIX + "__".join(parts)
