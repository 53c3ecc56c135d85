"""What a SAML app's answers become in the stored state."""

from datetime import datetime
from typing import Any, Final
from xml.etree import ElementTree

from . import json_text
from .resource import dig, read_back
from .saml_fields import ATTRIBUTE_STATEMENT, FIELDS, KEY_NAMES, KEY_TIMES
from .schema import Kind
from .values import Properties

_METADATA: Final = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_SIGNATURE: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_BINDINGS: Final = {
    "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST": "httpPostBinding",
    "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect": "httpRedirectBinding",
}


def state_of(app: Properties) -> Properties:
    """Read the app object itself."""
    sign_on = dig(app, "settings.signOn") or {}
    state = read_back(FIELDS, app)
    state |= {
        "appSettingsJson": settings_text(app),
        "attributeStatements": [_statement(row) for row in sign_on.get("attributeStatements") or []],
        "embedUrl": link(app, "appLinks"),
        "features": sorted(app.get("features") or []),
        "logoUrl": link(app, "logo"),
        "name": app.get("name", ""),
        "preconfiguredApp": app.get("name", ""),
        "samlVersion": "1.1" if app.get("signOnMode") == "SAML_1_1" else "2.0",
        "signOnMode": app.get("signOnMode", ""),
        "status": app.get("status", ""),
    }
    if links := dig(app, "visibility.appLinks"):
        state["appLinksJson"] = json_text.dump(links)
    if hooks := sign_on.get("inlineHooks"):
        state["inlineHookId"] = hooks[0].get("id", "")
    return state | _endpoints(sign_on) | _single_logout(sign_on)


def settings_text(app: Properties) -> str:
    """Give the app's own settings as text, without the empty ones."""
    settings = dig(app, "settings.app") or {}
    return json_text.dump({name: value for name, value in settings.items() if value not in (None, "")})


def link(app: Properties, name: str) -> str:
    """Give the address of a link, of the first one where there are several."""
    target = dig(app, f"_links.{name}")
    target = target[0] if isinstance(target, list) and target else target
    return str(dig(target, "href") or "")


def _statement(row: Properties) -> Properties:
    return {
        field.name: row.get(field.okta) or ([] if field.kind is Kind.STRINGS else "") for field in ATTRIBUTE_STATEMENT
    }


def _endpoints(sign_on: Properties) -> Properties:
    rows = sign_on.get("acsEndpoints") or []
    if not rows or not sign_on.get("allowMultipleAcsEndpoints"):
        return {}
    if all(row.get("index") == index for index, row in enumerate(rows)):
        return {"acsEndpoints": [row.get("url", "") for row in rows], "acsEndpointsIndices": []}
    ordered = sorted(rows, key=lambda row: int(row.get("index") or 0))
    return {
        "acsEndpoints": None,
        "acsEndpointsIndices": [{"index": row.get("index"), "url": row.get("url", "")} for row in ordered],
    }


def _single_logout(sign_on: Properties) -> Properties:
    if not dig(sign_on, "slo.enabled"):
        return {}
    state: Properties = {
        "singleLogoutIssuer": dig(sign_on, "slo.issuer") or "",
        "singleLogoutUrl": dig(sign_on, "slo.logoutUrl") or "",
    }
    if certificates := dig(sign_on, "spCertificate.x5c"):
        state["singleLogoutCertificate"] = certificates[0]
    return state


def metadata_state(text: str, app: Properties) -> Properties:
    """Read the SAML metadata document."""
    # The document comes from a loopback stand-in, and expat expands no external entities.
    root = ElementTree.fromstring(text)  # noqa: S314
    entity = root.get("entityID", "")
    issuer = str(dig(app, "settings.signOn.idpIssuer") or "").replace("${org.externalKey}", "")
    state: Properties = {
        "keyId": dig(app, "credentials.signing.kid"),
        "metadata": text,
        "metadataUrl": link(app, "metadata"),
        "entityUrl": entity,
        "entityKey": entity.replace(issuer, "") if issuer else entity,
        "certificate": root.findtext(f".//{_METADATA}KeyDescriptor//{_SIGNATURE}X509Certificate", ""),
    }
    for service in root.iter(f"{_METADATA}SingleSignOnService"):
        if name := _BINDINGS.get(service.get("Binding", "")):
            state[name] = service.get("Location", "")
    return state


def keys_state(keys: list[Any]) -> list[Properties]:
    """Read the app's keys; times are written as Go prints them."""
    return [
        {name: key.get(source) or ([] if name == "x5cs" else "") for name, source in KEY_NAMES.items()}
        | {name: go_time(key.get(source)) for name, source in KEY_TIMES.items()}
        for key in keys
    ]


def go_time(text: object) -> str:
    """Turn `2026-11-24T02:14:57.000Z` into `2026-11-24 02:14:57 +0000 UTC`."""
    if not text:
        return ""
    moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    fraction = f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else ""
    return f"{moment:%Y-%m-%d %H:%M:%S}{fraction} +0000 UTC"
