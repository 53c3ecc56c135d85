"""The settings of one app."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from components import (
    AuthScheme,
    ClientType,
    GrantType,
    MatchOn,
    Method,
    OnDrift,
    Preflight,
    UsernameFormat,
    presets,
)
from components.api_support import documented
from components.features import Features
from settings.values import AppKey, HttpsUrl, Label, Name, RedirectUri, ScimBaseUrl, Section, is_private_use, mistake


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
_WHICH_SIGN_ON_APP = _WHICH_APP | {"oidc"}
Email = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^@\s]+@[^@\s]+$")]


class SamlSettings(Section):
    """A new custom SAML app."""

    sso_url: HttpsUrl = Field(examples=["https://sp.example.com/saml/acs"])
    """Where the service takes assertions (ACS URL)."""
    audience: Name = Field(examples=["https://sp.example.com"])
    """The service's entity id."""
    recipient: HttpsUrl | None = Field(default=None, examples=["https://sp.example.com/saml/acs"])
    """`ssoUrl` where it is left out."""
    destination: HttpsUrl | None = Field(default=None, examples=["https://sp.example.com/saml/acs"])
    """`ssoUrl` where it is left out."""


class OidcSettings(Section):
    """A new OpenID Connect app."""

    type: ClientType = Field(default=ClientType.WEB, examples=["web"])
    """Where the service's client runs: on a server with a secret (`web`), in the browser, or on a device (`native`)."""
    redirect_uris: list[RedirectUri] = Field(min_length=1, examples=["[https://app.example.com/callback]"])
    """Where Okta sends people back to."""
    post_logout_redirect_uris: list[RedirectUri] = Field(
        default_factory=list, examples=["[https://app.example.com/signed-out]"]
    )
    """Where people go after signing out."""
    grant_types: list[GrantType] = Field(
        default=[GrantType.AUTHORIZATION_CODE], examples=["[authorization_code, refresh_token]"]
    )
    """What the client may be granted tokens for."""

    @classmethod
    def whole(cls, given: Mapping[str, Any]) -> Iterator[PydanticCustomError]:
        """Schemes of an app's own for native clients only; people sign in by the authorization code."""
        uris = [*_listed(given.get("redirect_uris")), *_listed(given.get("post_logout_redirect_uris"))]
        if given.get("type") != ClientType.NATIVE and (private := next(filter(is_private_use, uris), None)):
            wrong = f"{private!r} must begin with https://; schemes of an app's own are for type native"
            yield mistake(wrong, "redirectUris: [https://app.example.com/callback]")
        grants = _listed(given.get("grant_types"))
        if grants and GrantType.AUTHORIZATION_CODE not in grants:
            yield mistake("grantTypes needs authorization_code: nobody signs in without", "[authorization_code]")


class CatalogueSettings(Section):
    """An app of Okta's catalogue; a preset may bring its name."""

    name: Name = Field(examples=["zscalerbyz"])
    """Its name in the catalogue."""
    settings: dict[str, Any] = Field(default_factory=dict, examples=['{"siteDomain": "example.com"}'])
    """The app's own settings, as Okta's API takes them."""


class ExistingSettings(Section):
    """An app that is there already, by one of id and label."""

    id: AppId | None = Field(default=None, examples=["0oa1gjh63g214q0Hq0g4"])
    """The app's id in Okta."""
    label: Label | None = Field(default=None, examples=["InVision V7"])
    """The app's whole label in Okta."""

    @classmethod
    def whole(cls, given: Mapping[str, Any]) -> Iterator[PydanticCustomError]:
        """One of two."""
        if ("id" in given) == ("label" in given):
            yield mistake("needs exactly one of id and label", "{label: InVision V7}")


class ConnectionSettings(Section):
    """The provisioning connection; its token stands under `tokens`."""

    base_url: ScimBaseUrl = Field(examples=["https://scim.example.com/scim/v2"])
    """The SCIM base URL, https."""
    auth_scheme: AuthScheme = Field(default=AuthScheme.TOKEN, examples=["TOKEN"])
    """How Okta signs in at the service."""
    token_confirmed: Fingerprint | None = Field(default=None, examples=["4be1d27a09c3"])
    """The fingerprint of a changed token, once a person has entered it in the Admin Console."""


class FeaturesSettings(Section):
    """The provisioning features; what is left out comes from the preset."""

    create: bool | None = Field(default=None, examples=["true"])
    """Create Users: people are created at the service when assigned."""
    deactivate: bool | None = Field(default=None, examples=["true"])
    """Deactivate Users: people are deactivated at the service when unassigned or deactivated."""
    reactivate: bool | None = Field(default=None, examples=["true"])
    """Reactivate Users, where Okta lists it for the app."""
    profile_updates: bool | None = Field(default=None, examples=["false"])
    """Update User Attributes: changed names and emails are pushed."""
    password_sync: bool | None = Field(default=None, examples=["false"])
    """Sync Password."""

    def over(self, preset: Features) -> Features:
        """The preset's features with these over them."""
        given = {field: value for field, value in self.model_dump().items() if value is not None}
        return Features(**{**vars(preset), **given})


class ImportRulesSettings(Section):
    """The import rules."""

    match_on: MatchOn = Field(default=MatchOn.EMAIL, examples=["email"])
    """What a person of the service is matched to one in Okta by."""
    auto_confirm: bool = Field(default=False, examples=["true"])
    """Confirm matches without a person."""
    auto_activate: bool = Field(default=False, examples=["true"])
    """Activate new people without a person."""


class GroupSettings(Section):
    """A group to assign, by one of name and id."""

    name: Name | None = Field(default=None, examples=["Design"])
    """The group's whole name in Okta."""
    id: GroupId | None = Field(default=None, examples=["00g1emaKYZTWRYYRRTSK"])
    """The group's id in Okta."""
    declare: bool = Field(default=False, examples=["true"])
    """Create the group."""
    description: str | None = Field(default=None, examples=["People who get InVision"])
    """What the group is for; of a group to create."""
    priority: int | None = Field(default=None, ge=0, le=100, examples=["1"])
    """Of the assignment; 0 goes first."""
    profile: dict[str, Any] = Field(default_factory=dict, examples=['{"role": "member"}'])
    """Of the assignment: the app's attributes for the group's people."""

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
    """The app's label in Okta."""
    saml: SamlSettings | None = Field(default=None, examples=["{ssoUrl: ..., audience: ...}"])
    """A new custom SAML app; one of `saml`, `oidc`, `catalogue` and `existing`."""
    oidc: OidcSettings | None = Field(default=None, examples=["{redirectUris: [https://app.example.com/callback]}"])
    """A new OpenID Connect app."""
    catalogue: CatalogueSettings | None = Field(default=None, examples=["{name: zscalerbyz}"])
    """An app of Okta's catalogue."""
    existing: ExistingSettings | None = Field(default=None, examples=["{label: InVision V7 SSO}"])
    """An app that is there already; read, never changed."""

    @classmethod
    def whole(cls, given: Mapping[str, Any]) -> Iterator[PydanticCustomError]:
        """One of four."""
        if len(_WHICH_SIGN_ON_APP & given.keys()) != 1:
            yield mistake(
                "needs exactly one of saml, oidc, catalogue and existing", "existing: {label: InVision V7 SSO}"
            )


class AppSettings(Section):
    """One app: which it is, how it is connected, what Okta may do, and for whom."""

    label: Label = Field(examples=["InVision V7"])
    """The app's label in Okta."""
    preset: PresetName = Field(default="generic", examples=["invision-v7"])
    """What a service's guide asks for, as defaults."""
    saml: SamlSettings | None = Field(default=None, examples=["{ssoUrl: ..., audience: ...}"])
    """A new custom SAML app; one of `saml`, `catalogue` and `existing`."""
    catalogue: CatalogueSettings | None = Field(default=None, examples=["{name: zscalerbyz}"])
    """An app of Okta's catalogue; where left out, the preset's."""
    existing: ExistingSettings | None = Field(default=None, examples=["{label: InVision V7}"])
    """An app that is there already; checked, never changed."""
    protect: bool = Field(default=False, examples=["true"])
    """A new app is not deleted, and its groups do not leave it, before this is taken back."""
    username_format: UsernameFormat | None = Field(default=None, examples=["email"])
    """Application username format; the preset's where left out."""
    username_suffix: str | None = Field(default=None, examples=["@example.com"])
    """For `ldap-uid-custom-suffix`."""
    method: Method = Field(default=Method.AUTO, examples=["auto"])
    """By the API where Okta documents it for the app (`auto`), or always by one way."""
    connection: ConnectionSettings = Field(examples=["{baseUrl: https://scim.example.com/scim/v2}"])
    """How Okta reaches the service; the token stands under `tokens`."""
    features: FeaturesSettings = Field(default=FeaturesSettings(), examples=["{create: true, deactivate: true}"])
    """What Okta may do at the service; the preset's where left out."""
    import_rules: ImportRulesSettings | None = Field(default=None, examples=["{matchOn: email}"])
    """How people of the service come into Okta."""
    groups: list[GroupSettings] = Field(min_length=1, examples=["[{name: Design}]"])
    """Who is provisioned."""
    preflight: Annotated[Preflight, BeforeValidator(_unquoted_off)] = Field(
        default=Preflight.REQUIRED, examples=["required"]
    )
    """Whether base URL and token are tried before Okta gets them."""
    gate: bool = Field(default=True, examples=["true"])
    """Assign nobody before provisioning is seen to be on."""
    on_drift: OnDrift | None = Field(default=None, examples=["warn"])
    """What becomes of a run that finds Okta changed: by default `fail` where the API works, else `warn`."""
    sign_on_app: SignOnAppSettings | None = Field(default=None, examples=["{label: ..., existing: {label: ...}}"])
    """Another app through which the same people sign in: it gets the same groups."""
    canary: Email | None = Field(default=None, examples=["provisioning-test@example.com"])
    """The email of a person, best one made for tests, whom `canary` assigns and unassigns."""
    formerly: AppKey | None = Field(default=None, examples=["invision"])
    """The app's name in the settings until now, where it gets another one: it stays the same app."""

    @classmethod
    def whole(cls, given: Mapping[str, Any]) -> Iterator[PydanticCustomError]:
        """One of three, unless the preset brings a catalogue app; what Okta's API has; a suffix where one belongs."""
        preset = presets().get(str(given.get("preset")))
        which = _WHICH_APP & given.keys()
        if len(which) > 1 or (not which and (preset is None or preset.catalogue is None)):
            yield mistake("needs exactly one of saml, catalogue and existing", "existing: {label: InVision V7}")
        if "existing" in given and given.get("protect"):
            yield mistake("protect is for a new app: an existing one is never deleted", "leave protect out")
        name = _field(given.get("catalogue"), "name") or (preset.catalogue if preset and not which else None)
        support = documented().get(str(name))
        scheme = _field(given.get("connection"), "authScheme") or AuthScheme.TOKEN
        by_api = support is not None and str(scheme) in support.auth_schemes and given.get("method") != Method.CONSOLE
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


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - unchecked settings
    return value if isinstance(value, list) else []
