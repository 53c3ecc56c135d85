"""okta:app/oAuth:OAuth, the OpenID Connect app."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from . import app as apps
from . import json_text
from .client import ApiError
from .errors import ClassicError
from .oauth_fields import FIELDS, REFRESH, REQUIRED_GRANTS, SCHEMA, VALID_GRANTS
from .resource import AfterCreation, Session, dig, failing, in_set_order, put, read_back, write
from .saml_answer import link
from .schema import Kind
from .values import Properties

# What the plugin's SDK knows of an app's settings; the rest of them is `appSettingsJson`.
_KNOWN_SETTINGS: Final = ("emOptInStatus", "implicitAssignment", "notes", "notifications", "oauthClient")


class OAuth:
    """Creates, reads, updates and deletes OpenID Connect apps."""

    schema = SCHEMA

    def create(self, session: Session, planned: Properties) -> tuple[str, Properties]:
        """Make the app, set who issues its ID tokens, and assign the access policy."""
        _refuse("failed to create OAuth application", planned)
        activate = "true" if planned.get("status") == apps.ACTIVE else "false"
        body = _body(planned, new=True)
        with _failing("failed to create OAuth application"):
            made = session.client.call("POST", f"/api/v1/apps?activate={activate}", body).body
        identifier = made["id"]
        planned = planned | {"clientSecret": None if planned.get("omitSecret") else _secret(made)}
        try:
            _set_issuer(session, identifier, planned)
            if planned.get("type") != "service":
                what = "failed to set authentication policy for an OAuth application"
                apps.assign_policy(session, identifier, planned, what)
            state = self.read(session, identifier, planned)
        except ClassicError as error:
            raise AfterCreation(identifier, error) from None
        return identifier, state

    def read(self, session: Session, identifier: str, state: Properties) -> Properties:
        """Read the app; one that is gone is an error, not an absence: the plugin does not look at the status."""
        with _failing("failed to get OAuth application"):
            app = session.client.get(f"/api/v1/apps/{identifier}").body
        if app.get("signOnMode") != "OPENID_CONNECT":
            raise ClassicError(
                "failed to verify app type: unexpected application response type from Okta - not an "
                "OpenIdConnectApplication"
            )
        state = state | apps.policy_state(session, state, app) | _state_of(app)
        if session.client.by_api_token:
            # A refusal is taken for a client without a groups claim.
            with suppress(ApiError):
                session.client.get(_issuer_path(identifier))
        return state

    def update(self, session: Session, identifier: str, old: Properties, planned: Properties) -> Properties:
        """Switch the app on or off first; a change of status alone asks for nothing more."""
        changed = {field.name for field in FIELDS if old.get(field.name) != planned.get(field.name)}
        if "status" in changed:
            apps.switch_status(session, identifier, planned)
        if changed <= {"status"}:
            return planned
        _refuse("failed to update OAuth application", planned)
        body = _body(planned, new=False)
        with _failing("failed to update OAuth application"):
            answer = session.client.call("PUT", f"/api/v1/apps/{identifier}", body).body
        planned = planned | {"clientSecret": "" if planned.get("omitSecret") else _secret(answer)}
        apps.assign_policy(session, identifier, planned, "failed to set authentication policy an OAuth application")
        return self.read(session, identifier, planned)

    def delete(self, session: Session, identifier: str, state: Properties) -> None:
        """Deactivate the app, then delete it."""
        apps.delete(session, identifier, state, "failed to delete OAuth application")

    def adopt(self, session: Session, identifier: str) -> tuple[str, Properties]:
        """Take the app's id."""
        return apps.adopted(identifier)


@contextmanager
def _failing(what: str) -> Iterator[None]:
    """Turn an API error into the text of the newest SDK, which drops Okta's words."""
    try:
        yield
    except ApiError as error:
        raise ClassicError(f"{what}: {error.status_line}") from None


def _refuse(what: str, planned: Properties) -> None:
    kind, grants = str(planned.get("type")), planned.get("grantTypes") or []
    valid, required = VALID_GRANTS.get(kind, ()), REQUIRED_GRANTS.get(kind, ())
    if grants and valid and not (set(required) <= set(grants) <= set(valid)):
        must = f" and must contain {', '.join(required)}" if required else ""
        raise ClassicError(
            f'{what}: failed conditional validation for field "grant_types" of type "{kind}", it can contain '
            f"{', '.join(valid)}{must}, received {', '.join(in_set_order(grants))}"
        )
    if planned.get("tokenEndpointAuthMethod") == "private_key_jwt" and not planned.get("jwksUri"):
        raise ClassicError(
            f"{what}: 'jwks' or 'jwks_uri' is required when 'token_endpoint_auth_method' is 'private_key_jwt'"
        )
    if "implicit" in grants and not {"token", "id_token"} & set(planned.get("responseTypes") or []):
        raise ClassicError(
            f"{what}: 'response_types' must contain at least one of ['token', 'id_token'] when 'grant_types' contains "
            "'implicit'"
        )


def _body(planned: Properties, *, new: bool) -> Properties:
    body: Properties = {"accessibility": {}, "visibility": {"hide": {}}, "settings": {"notes": {}}}
    write(FIELDS, planned, body)
    body |= {"name": "oidc_client", "signOnMode": "OPENID_CONNECT"}
    kind = str(planned.get("type"))
    grants = planned.get("grantTypes") or list(REQUIRED_GRANTS.get(kind) or VALID_GRANTS.get(kind, ()))
    client = body["settings"]["oauthClient"]
    client |= {
        "grant_types": grants,
        "response_types": planned.get("responseTypes") or _response_types(grants),
        "dpop_bound_access_tokens": False,
        "idp_initiated_login": {"mode": planned.get("loginMode") or "DISABLED", "default_scope": []},
    }
    if REFRESH in grants:
        client["refresh_token"] = {
            "rotation_type": planned.get("refreshTokenRotation"),
            "leeway": planned.get("refreshTokenLeeway") or 0,
        }
    if planned.get("pkceRequired") is None:
        public = planned.get("tokenEndpointAuthMethod") == "none" or (new and kind in ("native", "browser"))
        put(body, "credentials.oauthClient.pkce_required", public)
    else:
        put(body, "credentials.oauthClient.pkce_required", planned["pkceRequired"])
    if not new:
        secret = "" if planned.get("omitSecret") else planned.get("clientSecret")
        body["credentials"]["oauthClient"] |= {} if secret is None else {"client_secret": secret}
    settings = json_text.parse(planned.get("appSettingsJson"))
    body["settings"] |= settings if isinstance(settings, dict) else {}
    return body


def _response_types(grants: list[str]) -> list[str]:
    token = ["token"] if {"implicit", "client_credentials"} & set(grants) else []
    return token + (["code"] if {"password", "authorization_code", REFRESH} & set(grants) else [])


def _set_issuer(session: Session, identifier: str, planned: Properties) -> None:
    if session.client.by_api_token:
        what = "failed to update groups claim for an OAuth application"
        with failing(f"{what}: {what}"):
            issuer = {"issuerMode": planned.get("issuerMode")}
            session.client.call("POST", _issuer_path(identifier), issuer)


def _issuer_path(identifier: str) -> str:
    return f"/api/v1/internal/apps/{identifier}/settings/oauth/idToken"


def _secret(app: Properties) -> object:
    return dig(app, "credentials.oauthClient.client_secret")


def _state_of(app: Properties) -> Properties:
    client = dig(app, "settings.oauthClient") or {}
    state = read_back(FIELDS, app)
    if not state["consentMethod"]:
        del state["consentMethod"]
    state |= {
        "redirectUris": client.get("redirect_uris") or [],
        "groupsClaim": None,
        "jwks": [],
        "logoUrl": link(app, "logo"),
        "name": app.get("name", ""),
        "network": None,
        "profile": json_text.dump(app["profile"]) if app.get("profile") else "",
        "signOnMode": app.get("signOnMode", ""),
        "status": app.get("status", ""),
    }
    state |= {
        field.name: in_set_order(state[field.name])
        for field in FIELDS
        if field.kind is Kind.STRING_SET and state.get(field.name)
    }
    others = {name: value for name, value in app.get("settings", {}).items() if name not in _KNOWN_SETTINGS}
    if others:
        state["appSettingsJson"] = json_text.dump(others)
    login = client.get("idp_initiated_login") or {}
    if login.get("mode"):
        state |= {"loginMode": login["mode"], "loginScopes": login.get("default_scope") or []}
    refresh = client.get("refresh_token") or {}
    if refresh.get("rotation_type"):
        state["refreshTokenRotation"] = refresh["rotation_type"]
        if "leeway" in refresh:
            state["refreshTokenLeeway"] = refresh["leeway"] or 0
    return state
