"""The table of okta:app/saml:Saml."""

from typing import Final

from .schema import Empty, Field, Flavor, Kind, Schema

_SIGN_ON: Final = "settings.signOn."
_TEMPLATE: Final = "credentials.userNameTemplate."

ATTRIBUTE_STATEMENT: Final = (
    Field("filterType", okta="filterType"),
    Field("filterValue", okta="filterValue"),
    Field("name", okta="name", required=True),
    Field("namespace", okta="namespace", default="urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"),
    Field("type", okta="type", default="EXPRESSION"),
    Field("values", Kind.STRINGS, okta="values"),
)

# Name in Pulumi <- name in Okta, for the JSON web keys of an app.
KEY_NAMES: Final = {
    "kid": "kid",
    "kty": "kty",
    "use": "use",
    "e": "e",
    "n": "n",
    "x5cs": "x5c",
    "x5tS256": "x5t#S256",
}
KEY_TIMES: Final = {"created": "created", "lastUpdated": "lastUpdated", "expiresAt": "expiresAt"}

FIELDS: Final = (
    Field("accessibilityErrorRedirectUrl", okta="accessibility.errorRedirectUrl"),
    Field("accessibilityLoginRedirectUrl", okta="accessibility.loginRedirectUrl"),
    Field("accessibilitySelfService", Kind.BOOLEAN, "accessibility.selfService", default=False, empty=Empty.SEND),
    Field("acsEndpoints", Kind.STRINGS, conflicts=("acsEndpointsIndices",)),
    Field(
        "acsEndpointsIndices",
        Kind.OBJECT_SET,
        conflicts=("acsEndpoints",),
        fields=(Field("index", Kind.INTEGER, required=True), Field("url", required=True)),
    ),
    Field("adminNote", okta="settings.notes.admin", empty=Empty.NULL, maximum=250),
    Field("appLinksJson", Kind.JSON, keeps_when_unset=True),
    Field("appSettingsJson", Kind.JSON, keeps_when_unset=True),
    Field("assertionSigned", Kind.BOOLEAN, _SIGN_ON + "assertionSigned", empty=Empty.SEND),
    Field("attributeStatements", Kind.OBJECTS, fields=ATTRIBUTE_STATEMENT),
    Field("audience", okta=_SIGN_ON + "audience"),
    Field("authenticationPolicy", computed=True),
    Field("authnContextClassRef", okta=_SIGN_ON + "authnContextClassRef"),
    Field("autoSubmitToolbar", Kind.BOOLEAN, "visibility.autoSubmitToolbar", default=False, empty=Empty.SEND),
    Field("certificate", read_only=True),
    Field("defaultRelayState", okta=_SIGN_ON + "defaultRelayState", empty=Empty.SEND),
    Field("destination", okta=_SIGN_ON + "destination"),
    Field("digestAlgorithm", okta=_SIGN_ON + "digestAlgorithm"),
    Field("embedUrl", read_only=True),
    Field("enduserNote", okta="settings.notes.enduser", empty=Empty.NULL, maximum=250),
    Field("entityKey", read_only=True),
    Field("entityUrl", read_only=True),
    Field("features", Kind.STRING_SET, read_only=True),
    Field("hideIos", Kind.BOOLEAN, "visibility.hide.iOS", default=False, empty=Empty.SEND),
    Field("hideWeb", Kind.BOOLEAN, "visibility.hide.web", default=False, empty=Empty.SEND),
    Field("honorForceAuthn", Kind.BOOLEAN, _SIGN_ON + "honorForceAuthn", default=False, empty=Empty.SEND),
    Field("httpPostBinding", read_only=True),
    Field("httpRedirectBinding", read_only=True),
    Field("idpIssuer", okta=_SIGN_ON + "idpIssuer", okta_default="http://www.okta.com/${org.externalKey}"),
    Field("implicitAssignment", Kind.BOOLEAN, "settings.implicitAssignment", empty=Empty.SEND),
    Field("inlineHookId"),
    Field("keyId", read_only=True),
    Field("keyName", needs=("keyYearsValid",)),
    Field("keyYearsValid", Kind.INTEGER),
    Field("keys", Kind.OBJECTS, read_only=True),
    Field("label", okta="label", required=True),
    Field("logo", carried=False, keeps_when_unset=True),
    Field("logoUrl", read_only=True),
    Field("metadata", read_only=True),
    Field("metadataUrl", read_only=True),
    Field("name", read_only=True),
    Field("preconfiguredApp", replaces=True, keeps_when_unset=True),
    Field("recipient", okta=_SIGN_ON + "recipient"),
    # Accepted and stored, but the plugin neither sends nor reads these two.
    Field("requestCompressed", Kind.BOOLEAN),
    Field("responseSigned", Kind.BOOLEAN, _SIGN_ON + "responseSigned", empty=Empty.SEND),
    Field(
        "samlSignedRequestEnabled",
        Kind.BOOLEAN,
        _SIGN_ON + "samlSignedRequestEnabled",
        default=False,
        empty=Empty.SEND,
    ),
    Field("samlVersion", default="2.0"),
    Field("signOnMode", read_only=True),
    Field("signatureAlgorithm", okta=_SIGN_ON + "signatureAlgorithm"),
    Field("singleLogoutCertificate"),
    Field("singleLogoutIssuer", needs=("singleLogoutUrl",)),
    Field("singleLogoutUrl", needs=("singleLogoutIssuer",)),
    Field("skipAuthenticationPolicy", Kind.BOOLEAN, default=False, conflicts=("authenticationPolicy",)),
    Field("spIssuer"),
    Field("ssoUrl", okta=_SIGN_ON + "ssoAcsUrl"),
    Field("status", default="ACTIVE"),
    Field("subjectNameIdFormat", okta=_SIGN_ON + "subjectNameIdFormat"),
    Field("subjectNameIdTemplate", okta=_SIGN_ON + "subjectNameIdTemplate"),
    Field("userNameTemplate", okta=_TEMPLATE + "template", default="${source.login}"),
    Field("userNameTemplatePushStatus", okta=_TEMPLATE + "pushStatus", keeps_when_unset=True),
    Field("userNameTemplateSuffix", okta=_TEMPLATE + "suffix"),
    Field("userNameTemplateType", okta=_TEMPLATE + "type", default="BUILT_IN"),
)

SCHEMA: Final = Schema("okta:app/saml:Saml", Flavor.CLASSIC, FIELDS, timeouts=("create", "read", "update"))

# What a custom app cannot be made without, in the order of the plugin's message.
CUSTOM_APP_NEEDS: Final = (
    "ssoUrl",
    "recipient",
    "destination",
    "audience",
    "subjectNameIdTemplate",
    "subjectNameIdFormat",
    "signatureAlgorithm",
    "digestAlgorithm",
    "authnContextClassRef",
)

# Sent empty whatever the program says.
ALWAYS_EMPTY: Final = tuple(
    _SIGN_ON + name for name in ("audienceOverride", "destinationOverride", "recipientOverride", "ssoAcsUrlOverride")
)
