"""The table of okta:app/oAuth:OAuth, and what each type of client may be granted."""

from typing import Final

from .schema import Empty, Field, Flavor, Kind, Schema

_CLIENT: Final = "settings.oauthClient."
_CREDENTIALS: Final = "credentials.oauthClient."
_TEMPLATE: Final = "credentials.userNameTemplate."

FIELDS: Final = (
    Field("accessibilityErrorRedirectUrl", okta="accessibility.errorRedirectUrl"),
    Field("accessibilityLoginRedirectUrl", okta="accessibility.loginRedirectUrl"),
    Field("accessibilitySelfService", Kind.BOOLEAN, "accessibility.selfService", default=False),
    Field("adminNote", okta="settings.notes.admin", maximum=250),
    Field("appLinksJson", Kind.JSON, carried=False, keeps_when_unset=True),
    Field("appSettingsJson", Kind.JSON, keeps_when_unset=True),
    Field("authenticationPolicy", computed=True),
    Field("autoKeyRotation", Kind.BOOLEAN, _CREDENTIALS + "autoKeyRotation", default=True, empty=Empty.SEND),
    Field("autoSubmitToolbar", Kind.BOOLEAN, "visibility.autoSubmitToolbar", default=False),
    Field("backchannelCustomAuthenticatorId", okta=_CLIENT + "backchannel_custom_authenticator_id"),
    Field("clientBasicSecret", carried=False, secret=True),
    Field("clientBasicSecretWo", carried=False, secret=True),
    Field("clientBasicSecretWoVersion", Kind.INTEGER, carried=False),
    Field("clientId", okta=_CREDENTIALS + "client_id", computed=True, replaces=True),
    Field("clientSecret", read_only=True, secret=True),
    Field("clientUri", okta=_CLIENT + "client_uri"),
    Field("consentMethod", okta=_CLIENT + "consent_method", default="TRUSTED"),
    Field("enduserNote", okta="settings.notes.enduser", maximum=250),
    Field("frontchannelLogoutSessionRequired", Kind.BOOLEAN, _CLIENT + "frontchannel_logout_session_required"),
    Field("frontchannelLogoutUri", okta=_CLIENT + "frontchannel_logout_uri"),
    Field("grantTypes", Kind.STRING_SET, _CLIENT + "grant_types", computed=True),
    Field("groupsClaim", Kind.OBJECT, carried=False),
    Field("hideIos", Kind.BOOLEAN, "visibility.hide.iOS", default=True),
    Field("hideWeb", Kind.BOOLEAN, "visibility.hide.web", default=True),
    Field("implicitAssignment", Kind.BOOLEAN, "settings.implicitAssignment"),
    Field("issuerMode", okta=_CLIENT + "issuer_mode", default="ORG_URL"),
    Field("jwks", Kind.OBJECTS, carried=False),
    Field("jwksUri", okta=_CLIENT + "jwks_uri"),
    Field("label", okta="label", required=True),
    Field("loginMode", carried=False, default="DISABLED"),
    Field("loginScopes", Kind.STRING_SET, carried=False),
    Field("loginUri", okta=_CLIENT + "initiate_login_uri"),
    Field("logo", carried=False, keeps_when_unset=True),
    Field("logoUri", okta=_CLIENT + "logo_uri"),
    Field("logoUrl", read_only=True),
    Field("name", read_only=True),
    Field("network", Kind.OBJECT, carried=False),
    Field("omitSecret", Kind.BOOLEAN, default=False),
    Field("participateSlo", Kind.BOOLEAN, _CLIENT + "participate_slo"),
    Field("pkceRequired", Kind.BOOLEAN, _CREDENTIALS + "pkce_required", computed=True),
    Field("policyUri", okta=_CLIENT + "policy_uri"),
    Field("postLogoutRedirectUris", Kind.STRING_SET, _CLIENT + "post_logout_redirect_uris"),
    Field("preconfiguredApp", carried=False),
    Field("profile", Kind.JSON, carried=False),
    Field("redirectUris", Kind.STRINGS, _CLIENT + "redirect_uris"),
    Field("refreshTokenLeeway", Kind.INTEGER, default=0),
    Field("refreshTokenRotation", default="STATIC"),
    Field("responseTypes", Kind.STRING_SET, _CLIENT + "response_types", computed=True),
    Field("signOnMode", read_only=True),
    Field("skipAuthenticationPolicy", Kind.BOOLEAN, default=False, conflicts=("authenticationPolicy",)),
    Field("status", default="ACTIVE"),
    Field(
        "tokenEndpointAuthMethod",
        okta=_CREDENTIALS + "token_endpoint_auth_method",
        default="client_secret_basic",
    ),
    Field("tosUri", okta=_CLIENT + "tos_uri"),
    Field("type", okta=_CLIENT + "application_type", required=True, replaces=True),
    Field("userNameTemplate", okta=_TEMPLATE + "template", default="${source.login}"),
    Field("userNameTemplatePushStatus", okta=_TEMPLATE + "pushStatus", keeps_when_unset=True),
    Field("userNameTemplateSuffix", okta=_TEMPLATE + "userSuffix"),
    Field("userNameTemplateType", okta=_TEMPLATE + "type", default="BUILT_IN"),
    Field("wildcardRedirect", okta=_CLIENT + "wildcard_redirect", default="DISABLED"),
)

SCHEMA: Final = Schema("okta:app/oAuth:OAuth", Flavor.CLASSIC, FIELDS, timeouts=("create", "read", "update"))

CODE: Final = "authorization_code"
REFRESH: Final = "refresh_token"
_GRANT: Final = "urn:ietf:params:oauth:grant-type:"
_MORE: Final = (
    "interaction_code",
    "urn:okta:params:oauth:grant-type:oob",
    "urn:okta:params:oauth:grant-type:otp",
    "http://auth0.com/oauth/grant-type/mfa-oob",
    "http://auth0.com/oauth/grant-type/mfa-otp",
)
_SAML, _JWT, _EXCHANGE, _DEVICE = (
    _GRANT + name for name in ("saml2-bearer", "jwt-bearer", "token-exchange", "device_code")
)
# What a type of client may be granted, and what it must.
VALID_GRANTS: Final = {
    "web": (CODE, "implicit", REFRESH, "client_credentials", _SAML, _EXCHANGE, _DEVICE, *_MORE,
            "urn:openid:params:grant-type:ciba"),
    "native": (CODE, "implicit", REFRESH, "password", _SAML, _JWT, _EXCHANGE, _DEVICE, *_MORE),
    "browser": ("implicit", CODE, REFRESH, _SAML, _EXCHANGE, _DEVICE, *_MORE),
    "service": ("client_credentials", "implicit", _SAML, _EXCHANGE, _DEVICE, *_MORE),
}  # fmt: skip
REQUIRED_GRANTS: Final = {"web": (CODE,), "native": (CODE,), "service": ("client_credentials",)}
