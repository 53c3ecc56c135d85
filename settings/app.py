"""The settings of one app."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from components import AuthScheme, MatchOn, Method, OnDrift, Preflight, UsernameFormat, presets
from components.api_support import documented
from components.features import Features
from settings.values import HttpsUrl, Label, Name, ScimBaseUrl, Section, mistake


def _known_preset(name: str) -> str:
    if name not in presets():
        raise ValueError(f"is no preset; there are {', '.join(presets())}")
    return name


def _unquoted_off(value: object) -> object:
    """What a stack file means by `off`, which YAML reads as false."""
    return Preflight.OFF if value is False else value


PresetName = Annotated[str, AfterValidator(_known_preset)]
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
AppId = Annotated[str, StringConstraints(pattern=r"^0oa[A-Za-z0-9]{17}$")]
GroupId = Annotated[str, StringConstraints(pattern=r"^00g[A-Za-z0-9]{17}$")]
_WHICH_APP = frozenset(("saml", "catalogue", "existing"))
Email = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^@\s]+@[^@\s]+$")]


class SamlSettings(Section):
    """A new custom SAML app."""

    sso_url: HttpsUrl = Field(examples=["https://sp.example.com/saml/acs"])
    audience: Name = Field(examples=["https://sp.example.com"])
    recipient: HttpsUrl | None = Field(default=None, examples=["https://sp.example.com/saml/acs"])
    destination: HttpsUrl | None = Field(default=None, examples=["https://sp.example.com/saml/acs"])


class CatalogueSettings(Section):
    """An app of Okta's catalogue; a preset may bring its name."""

    name: Name = Field(examples=["zscalerbyz"])
    settings: dict[str, Any] = Field(default_factory=dict, examples=['{"siteDomain": "example.com"}'])


class ExistingSettings(Section):
    """An app that is there already, by one of id and label."""

    id: AppId | None = Field(default=None, examples=["0oa1gjh63g214q0Hq0g4"])
    label: Label | None = Field(default=None, examples=["InVision V7"])

    @classmethod
    def whole(cls, given: Mapping[str, Any]) -> Iterator[PydanticCustomError]:
        """One of two."""
        if ("id" in given) == ("label" in given):
            yield mistake("needs exactly one of id and label", "{label: InVision V7}")


class ConnectionSettings(Section):
    """The provisioning connection; its token stands under `tokens`."""

    base_url: ScimBaseUrl = Field(examples=["https://scim.example.com/scim/v2"])
    auth_scheme: AuthScheme = Field(default=AuthScheme.TOKEN, examples=["TOKEN"])
    token_confirmed: Fingerprint | None = Field(default=None, examples=["4be1d27a09c3"])


class FeaturesSettings(Section):
    """The provisioning features; what is left out comes from the preset."""

    create: bool | None = Field(default=None, examples=["true"])
    deactivate: bool | None = Field(default=None, examples=["true"])
    reactivate: bool | None = Field(default=None, examples=["true"])
    profile_updates: bool | None = Field(default=None, examples=["false"])
    password_sync: bool | None = Field(default=None, examples=["false"])

    def over(self, preset: Features) -> Features:
        """The preset's features with these over them."""
        given = {field: value for field, value in self.model_dump().items() if value is not None}
        return Features(**{**vars(preset), **given})


class ImportRulesSettings(Section):
    """The import rules."""

    match_on: MatchOn = Field(default=MatchOn.EMAIL, examples=["email"])
    auto_confirm: bool = Field(default=False, examples=["true"])
    auto_activate: bool = Field(default=False, examples=["true"])


class GroupSettings(Section):
    """A group to assign, by one of name and id."""

    name: Name | None = Field(default=None, examples=["Design"])
    id: GroupId | None = Field(default=None, examples=["00g1emaKYZTWRYYRRTSK"])
    declare: bool = Field(default=False, examples=["true"])
    description: str | None = Field(default=None, examples=["People who get InVision"])
    priority: int | None = Field(default=None, ge=0, le=100, examples=["1"])
    profile: dict[str, Any] = Field(default_factory=dict, examples=['{"role": "member"}'])

    @classmethod
    def whole(cls, given: Mapping[str, Any]) -> Iterator[PydanticCustomError]:
        """One of two, and a name for a new group."""
        if ("id" in given) == ("name" in given):
            yield mistake("needs exactly one of name and id", "{name: Design}")
        elif given.get("declare") and "name" not in given:
            yield mistake("needs a name for a group to declare", "{name: Design, declare: true}")


class SignOnAppSettings(Section):
    """Another app through which the same people sign in."""

    label: Label = Field(examples=["InVision V7 SSO"])
    saml: SamlSettings | None = Field(default=None, examples=["{ssoUrl: ..., audience: ...}"])
    catalogue: CatalogueSettings | None = Field(default=None, examples=["{name: zscalerbyz}"])
    existing: ExistingSettings | None = Field(default=None, examples=["{label: InVision V7 SSO}"])

    @classmethod
    def whole(cls, given: Mapping[str, Any]) -> Iterator[PydanticCustomError]:
        """One of three."""
        if len(_WHICH_APP & given.keys()) != 1:
            yield mistake("needs exactly one of saml, catalogue and existing", "existing: {label: InVision V7 SSO}")


class AppSettings(Section):
    """One app: which it is, how it is connected, what Okta may do, and for whom."""

    label: Label = Field(examples=["InVision V7"])
    preset: PresetName = Field(default="generic", examples=["invision-v7"])
    saml: SamlSettings | None = Field(default=None, examples=["{ssoUrl: ..., audience: ...}"])
    catalogue: CatalogueSettings | None = Field(default=None, examples=["{name: zscalerbyz}"])
    existing: ExistingSettings | None = Field(default=None, examples=["{label: InVision V7}"])
    username_format: UsernameFormat | None = Field(default=None, examples=["email"])
    username_suffix: str | None = Field(default=None, examples=["@example.com"])
    method: Method = Field(default=Method.AUTO, examples=["auto"])
    connection: ConnectionSettings = Field(examples=["{baseUrl: https://scim.example.com/scim/v2}"])
    features: FeaturesSettings = Field(default=FeaturesSettings(), examples=["{create: true, deactivate: true}"])
    import_rules: ImportRulesSettings | None = Field(default=None, examples=["{matchOn: email}"])
    groups: list[GroupSettings] = Field(min_length=1, examples=["[{name: Design}]"])
    preflight: Annotated[Preflight, BeforeValidator(_unquoted_off)] = Field(
        default=Preflight.REQUIRED, examples=["required"]
    )
    gate: bool = Field(default=True, examples=["true"])
    on_drift: OnDrift | None = Field(default=None, examples=["warn"])
    sign_on_app: SignOnAppSettings | None = Field(default=None, examples=["{label: ..., existing: {label: ...}}"])
    canary: Email | None = Field(default=None, examples=["provisioning-test@example.com"])

    @classmethod
    def whole(cls, given: Mapping[str, Any]) -> Iterator[PydanticCustomError]:
        """One of three, unless the preset brings a catalogue app; what Okta's API has; a suffix where one belongs."""
        preset = presets().get(str(given.get("preset")))
        which = _WHICH_APP & given.keys()
        if len(which) > 1 or (not which and (preset is None or preset.catalogue is None)):
            yield mistake("needs exactly one of saml, catalogue and existing", "existing: {label: InVision V7}")
        name = _field(given.get("catalogue"), "name") or (preset.catalogue if preset and not which else None)
        support = documented().get(str(name))
        scheme = _field(given.get("connection"), "authScheme") or AuthScheme.TOKEN
        by_api = support is not None and scheme in support.auth_schemes and given.get("method") != Method.CONSOLE
        if "import_rules" in given and support and not support.inbound and by_api:
            yield mistake(f"importRules: Okta's API has none for {name}", "leave importRules out")
        suffixed = given.get("username_format") == UsernameFormat.LDAP_UID_CUSTOM_SUFFIX
        if suffixed != ("username_suffix" in given):
            yield mistake(
                "usernameSuffix belongs to usernameFormat ldap-uid-custom-suffix, and only to it",
                "{usernameFormat: ldap-uid-custom-suffix, usernameSuffix: '@example.com'}",
            )


def _field(section: Any, key: str) -> Any:  # noqa: ANN401 - unchecked settings
    return section.get(key) if isinstance(section, Mapping) else None
