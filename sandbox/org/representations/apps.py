"""Apps as the Management API shows them."""

from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from sandbox.org.app_shapes import shape_of
from sandbox.org.catalogue import entry_of
from sandbox.org.certificates import certificate_text
from sandbox.org.operations.connections import features_of
from sandbox.org.tables import App, AppKey, Provisioning

# Parts of the stored body that are shown elsewhere or not at all.
_OWN: Final = ("oauth", "typed", "idToken", "visibility")
_NAME_ID: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:"


def app_json(
    app: App, provisioning: Provisioning, base: str, org_id: str, *, client_secret: str | None = None
) -> dict[str, Any]:
    """Show an app; Okta shows a client's secret in the answers to its creation and its update only."""
    body = {key: value for key, value in app.body.items() if key not in _OWN}
    links = _link_names(app)
    return {
        "id": app.id,
        "orn": f"orn:oktapreview:idp:{org_id}:apps:{app.name}:{app.id}",
        "name": app.name,
        "label": app.label,
        "status": app.status,
        "lastUpdated": app.last_updated,
        "created": app.created,
        "visibility": app.body["visibility"]
        | {"appLinks": dict.fromkeys(links, True) | app.body["visibility"].get("appLinks", {})},
        "features": features_of(app, provisioning),
        "signOnMode": app.sign_on_mode,
        "credentials": _credentials(app, client_secret),
        **body,
        "_links": _links(app, base, links),
    }


def metadata_xml(app: App, key: AppKey, base: str) -> str:
    """Give the identity provider's SAML metadata for an app, in the form of Okta's."""
    entity = app.external_key if app.sign_on_mode == "SAML_1_1" else f"http://www.okta.com/{app.external_key}"
    address = f"{base}/app/{app.name}/{app.external_key}"
    sign_on = app.body["settings"].get("signOn") or {}
    log_out = _services("SingleLogoutService", f"{address}/slo/saml") if _has_log_out(sign_on) else ""
    formats = "".join(f"<md:NameIDFormat>{escape(name)}</md:NameIDFormat>" for name in _name_ids(app, sign_on))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<md:EntityDescriptor entityID={quoteattr(entity)} xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">'
        '<md:IDPSSODescriptor WantAuthnRequestsSigned="false" '
        'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f"<ds:X509Data><ds:X509Certificate>{certificate_text(key)}</ds:X509Certificate></ds:X509Data>"
        f"</ds:KeyInfo></md:KeyDescriptor>{log_out}{formats}"
        f"{_services('SingleSignOnService', f'{address}/sso/saml')}"
        "</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def _services(element: str, location: str) -> str:
    return "".join(
        f'<md:{element} Binding="urn:oasis:names:tc:SAML:2.0:bindings:{binding}" Location={quoteattr(location)}/>'
        for binding in ("HTTP-POST", "HTTP-Redirect")
    )


def _has_log_out(sign_on: dict[str, Any]) -> bool:
    return bool((sign_on.get("slo") or {}).get("enabled"))


def _name_ids(app: App, sign_on: dict[str, Any]) -> list[str]:
    by_email = f"{_NAME_ID}emailAddress"
    default = by_email if app.sign_on_mode == "SAML_2_0" else f"{_NAME_ID}unspecified"
    # Okta offers the address beside every other format, and those of SAML 2.0 last.
    formats = dict.fromkeys((sign_on.get("subjectNameIdFormat") or default, by_email))
    return sorted(formats, key=lambda name: ":SAML:2.0:" in name)


def _credentials(app: App, client_secret: str | None) -> dict[str, Any]:
    template = {"template": app.username_template, "type": app.username_template_type}
    if app.username_suffix is not None:
        template["suffix" if app.username_template_type == "CUSTOM" else "userSuffix"] = app.username_suffix
    if app.username_template_type == "CUSTOM":
        template["pushStatus"] = app.body.get("typed", {}).get("pushStatus", "DONT_PUSH")
    typed = {name: value for name, value in app.body.get("typed", {}).items() if name != "pushStatus"}
    shape = shape_of(app.sign_on_mode, custom=app.custom, name=app.name)
    shown: dict[str, Any] = {**typed, "userNameTemplate": template}
    shown["signing"] = {"kid": app.kid} if shape.signs else {}
    if client := app.body.get("oauth"):
        secret = {} if client_secret is None else {"client_secret": client_secret}
        shown["oauthClient"] = {**client, **secret}
    return shown


def _link_names(app: App) -> list[str]:
    named_after_app = app.custom or app.sign_on_mode == "OPENID_CONNECT"
    return [f"{app.name}_link"] if named_after_app else list(entry_of(app).links)


def _links(app: App, base: str, link_names: list[str]) -> dict[str, Any]:
    own = f"{base}/api/v1/apps/{app.id}"
    shape = shape_of(app.sign_on_mode, custom=app.custom, name=app.name)
    verb = "deactivate" if app.status == "ACTIVE" else "activate"
    links: dict[str, Any] = {
        "uploadLogo": {"href": f"{own}/logo", "hints": {"allow": ["POST"]}},
        "appLinks": [
            {"name": name, "href": f"{base}/home/{app.name}/{app.id}/{app.link_id}", "type": "text/html"}
            for name in link_names
        ],
        "profileEnrollment": {"href": f"{base}/api/v1/policies/rstsandboxenrollm5d7"},
        "policies": {"href": f"{own}/policies", "hints": {"allow": ["PUT"]}},
        "groups": {"href": f"{own}/groups"},
        "logo": [
            {
                "name": "medium",
                "href": "https://op3static.oktacdn.com/assets/img/logos/default.png",
                "type": "image/png",
            }
        ],
        "accessPolicy": {"href": f"{base}/api/v1/policies/{app.access_policy_id}"},
        "users": {"href": f"{own}/users"},
        verb: {"href": f"{own}/lifecycle/{verb}"},
    }
    if shape.help is not None:
        page = f"{base}/app/{app.name}/{app.id}/setup/help/{app.sign_on_mode}/{shape.help}"
        links["help"] = {"href": page, "type": "text/html"}
    if app.sign_on_mode == "SAML_2_0":
        links["metadata"] = {"href": f"{own}/sso/saml/metadata", "type": "application/xml"}
    if app.sign_on_mode == "OPENID_CONNECT":
        by_key = app.body.get("oauth", {}).get("token_endpoint_auth_method") == "private_key_jwt"
        proof = "jwks" if by_key else "secrets"
        links["clientCredentials"] = [{"name": proof, "href": f"{own}/credentials/{proof}"}]
    return links
