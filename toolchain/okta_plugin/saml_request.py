"""The request body of a SAML app."""

from typing import Any, Final

from . import json_text
from .errors import ClassicError
from .resource import put, write
from .saml_fields import ALWAYS_EMPTY, ATTRIBUTE_STATEMENT, CUSTOM_APP_NEEDS, FIELDS, SCHEMA
from .values import Properties, is_zero

_VERSIONS: Final = {"1.1": "SAML_1_1", "2.0": "SAML_2_0"}


def body_of(planned: Properties) -> Properties:
    """Build what POST and PUT send; a custom app that lacks what Okta needs is a ValueError."""
    body: Properties = {"label": planned.get("label"), "settings": {"app": {}}}
    write(FIELDS, planned, body)
    _name(planned, body)
    if mode := _VERSIONS.get(str(planned.get("samlVersion"))):
        body["signOnMode"] = mode
    for path in ALWAYS_EMPTY:
        put(body, path, "")
    settings = json_text.parse(planned.get("appSettingsJson"))
    body["settings"]["app"] = settings if isinstance(settings, dict) else {}
    if not is_zero(links := json_text.parse(planned.get("appLinksJson"))):
        put(body, "visibility.appLinks", links)
    if planned.get("keyId"):
        put(body, "credentials.signing.kid", planned["keyId"])
    _sign_on(planned, body["settings"]["signOn"])
    return body


def _name(planned: Properties, body: Properties) -> None:
    if name := planned.get("preconfiguredApp") or planned.get("name"):
        body["name"] = name
    if planned.get("preconfiguredApp"):
        return
    missing = [name for name in CUSTOM_APP_NEEDS if is_zero(planned.get(name))]
    if missing:
        rows = {field.name: field for field in SCHEMA.fields}
        names = ", ".join(rows[name].message_name for name in missing)
        raise ValueError(
            "missing conditionally required fields, reason: 'Custom SAML applications must contain these fields', "
            f"missing fields: {names}"
        )
    if not planned.get("responseSigned") and not planned.get("assertionSigned"):
        raise ValueError("custom SAML apps must either have response_signed or assertion_signed set to true")


def _sign_on(planned: Properties, sign_on: Properties) -> None:
    sign_on["slo"] = {"enabled": False}
    certificate = planned.get("singleLogoutCertificate")
    if planned.get("singleLogoutIssuer"):
        sign_on["slo"] = {
            "enabled": True,
            "issuer": planned["singleLogoutIssuer"],
            "logoutUrl": planned.get("singleLogoutUrl"),
        }
        certificate = certificate or ""
    if certificate is not None:
        sign_on["spCertificate"] = {"x5c": [certificate]}
    endpoints = _endpoints(planned)
    sign_on["allowMultipleAcsEndpoints"] = bool(endpoints)
    if endpoints:
        sign_on["acsEndpoints"] = endpoints
    if planned.get("inlineHookId"):
        sign_on["inlineHooks"] = [{"id": planned["inlineHookId"]}]
    sign_on["attributeStatements"] = [_statement(row) for row in planned.get("attributeStatements") or []]


def _endpoints(planned: Properties) -> list[Any]:
    plain = [{"index": index, "url": url} for index, url in enumerate(planned.get("acsEndpoints") or [])]
    return plain or [{"index": row["index"], "url": row["url"]} for row in planned.get("acsEndpointsIndices") or []]


def _statement(row: Properties) -> Properties:
    body: Properties = {}
    write(ATTRIBUTE_STATEMENT, row, body)
    return body


def refuse_bad_statements(planned: Properties) -> None:
    """Refuse attribute statements whose parts do not go together, before Okta is asked."""
    for row in planned.get("attributeStatements") or []:
        is_group = row.get("type") == "GROUP"
        if (row.get("filterType") or row.get("filterValue")) and not is_group:
            raise ClassicError(
                "invalid 'attribute_statements': when setting 'filter_value' or 'filter_type', value of 'type' "
                "should be set to 'GROUP'"
            )
        if is_group and row.get("values"):
            raise ClassicError(
                "invalid 'attribute_statements': when setting 'values', 'type' should be set to 'EXPRESSION'"
            )
