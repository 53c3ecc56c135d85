"""The settings of one app."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from components import AuthScheme, MatchOn, Method, OnDrift, Preflight, UsernameFormat, presets
from components.api_support import documented
from components.features import Features
from settings.values import HttpsUrl, Label, Name, ScimBaseUrl, Section


def _known_preset(name: str) -> str:
    if name not in presets():
        raise ValueError(f"is no preset; there are {', '.join(presets())}")
    return name


def _mistake(wrong: str, right: str) -> PydanticCustomError:
    """A mistake of a whole section: `right` is an example of it."""
    return PydanticCustomError("whole_section", "{wrong}", {"wrong": wrong, "example": right})


def _unquoted_off(value: object) -> object:
    """What a stack file means by `off`, which YAML reads as false."""
    return Preflight.OFF if value is False else value


PresetName = Annotated[str, AfterValidator(_known_preset)]
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
AppId = Annotated[str, StringConstraints(pattern=r"^0oa[A-Za-z0-9]{17}$")]
GroupId = Annotated[str, StringConstraints(pattern=r"^00g[A-Za-z0-9]{17}$")]
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

    @model_validator(mode="after")
    def _one(self) -> "ExistingSettings":
        if (self.id is None) == (self.label is None):
            raise _mistake("needs exactly one of id and label", "{label: InVision V7}")
        return self


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

    @model_validator(mode="after")
    def _one(self) -> "GroupSettings":
        if (self.id is None) == (self.name is None):
            raise _mistake("needs exactly one of name and id", "{name: Design}")
        if self.declare and self.name is None:
            raise _mistake("needs a name for a group to declare", "{name: Design, declare: true}")
        return self


class SignOnAppSettings(Section):
    """Another app through which the same people sign in."""

    label: Label = Field(examples=["InVision V7 SSO"])
    saml: SamlSettings | None = Field(default=None, examples=["{ssoUrl: ..., audience: ...}"])
    catalogue: CatalogueSettings | None = Field(default=None, examples=["{name: zscalerbyz}"])
    existing: ExistingSettings | None = Field(default=None, examples=["{label: InVision V7 SSO}"])

    @model_validator(mode="after")
    def _one(self) -> "SignOnAppSettings":
        if len([kind for kind in (self.saml, self.catalogue, self.existing) if kind is not None]) != 1:
            raise _mistake("needs exactly one of saml, catalogue and existing", "existing: {label: InVision V7 SSO}")
        return self


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

    @model_validator(mode="after")
    def _whole(self) -> "AppSettings":
        given = [kind for kind in ("saml", "catalogue", "existing") if getattr(self, kind) is not None]
        if len(given) > 1 or (not given and presets()[self.preset].catalogue is None):
            raise _mistake("needs exactly one of saml, catalogue and existing", "existing: {label: InVision V7}")
        name = self.catalogue.name if self.catalogue else presets()[self.preset].catalogue
        support = documented().get(name or "") if self.existing is None and self.saml is None else None
        by_api = support is not None and self.connection.auth_scheme in support.auth_schemes
        if self.import_rules and support and not support.inbound and by_api and self.method is not Method.CONSOLE:
            raise _mistake(f"importRules: Okta's API has none for {name}", "leave importRules out")
        suffixed = self.username_format is UsernameFormat.LDAP_UID_CUSTOM_SUFFIX
        if suffixed != (self.username_suffix is not None):
            raise _mistake(
                "usernameSuffix belongs to usernameFormat ldap-uid-custom-suffix, and only to it",
                "{usernameFormat: ldap-uid-custom-suffix, usernameSuffix: '@example.com'}",
            )
        return self
