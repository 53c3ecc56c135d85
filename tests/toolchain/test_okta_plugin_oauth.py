"""What the stand-in plugin makes of an OpenID Connect app, as seen of the real one (provider 6.12, plugin 7.0.1)."""

from typing import Any

import pytest

from tests.toolchain.scripted_okta import ScriptedOkta, refused, target
from toolchain.okta_plugin.errors import PluginError
from toolchain.okta_plugin.values import Secret

OAUTH = "okta:app/oAuth:OAuth"
SECRET = "a-secret-that-okta-made"
INPUTS: dict[str, Any] = {
    "label": "InVision OIDC",
    "type": "web",
    "redirectUris": ["https://sp.example.com/cb"],
    "grantTypes": ["authorization_code"],
    "responseTypes": ["code"],
    "userNameTemplate": "${source.email}",
    "omitSecret": True,
}
APP: dict[str, Any] = {
    "id": "0oa1",
    "name": "oidc_client",
    "label": "InVision OIDC",
    "status": "ACTIVE",
    "signOnMode": "OPENID_CONNECT",
    "credentials": {
        "userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"},
        "oauthClient": {
            "autoKeyRotation": True,
            "client_id": "0oa1",
            "token_endpoint_auth_method": "client_secret_basic",
            "pkce_required": False,
            "client_secret": SECRET,
        },
    },
    "settings": {
        "app": {},
        "notes": {},
        "oauthClient": {
            "application_type": "web",
            "redirect_uris": ["https://sp.example.com/cb"],
            "grant_types": ["authorization_code"],
            "response_types": ["code"],
            "consent_method": "TRUSTED",
            "issuer_mode": "ORG_URL",
            "wildcard_redirect": "DISABLED",
            "idp_initiated_login": {"mode": "DISABLED", "default_scope": []},
        },
    },
    "_links": {"accessPolicy": {"href": "https://org/api/v1/policies/rst1"}},
}
ID_TOKEN = "/api/v1/internal/apps/0oa1/settings/oauth/idToken"
OKTA: dict[str, Any] = {
    "POST /api/v1/apps?activate=true": APP,
    "GET /api/v1/apps/0oa1": APP,
    "PUT /api/v1/apps/0oa1": APP,
    f"POST {ID_TOKEN}": {},
    f"GET {ID_TOKEN}": {},
    "GET /.well-known/okta-organization": {"pipeline": "idx"},
    "GET /api/v1/policies?type=ACCESS_POLICY": [{"id": "rst1", "system": True}],
    "PUT /api/v1/apps/0oa1/policies/rst1": 204,
}


def checked(okta: ScriptedOkta, **inputs: Any) -> dict[str, Any]:
    return okta.provider().check(target(OAUTH), {}, {**INPUTS, **inputs}, b"seed")[0]


def created(okta: ScriptedOkta, **inputs: Any) -> dict[str, Any]:
    """The state that a creation leaves."""
    news = checked(okta, **inputs)
    return okta.provider().create(target(OAUTH), news, preview=False).state


def test_the_secret_that_okta_makes_is_left_out_where_it_is_to_be_omitted() -> None:
    for omit, kept in ((True, None), (False, SECRET)):
        secret = created(ScriptedOkta(OKTA), omitSecret=omit)["clientSecret"]
        assert isinstance(secret, Secret)
        assert secret.value == kept


def test_a_client_is_asked_for_with_what_it_may_be_granted() -> None:
    okta = ScriptedOkta(OKTA)
    created(okta, grantTypes=["authorization_code", "refresh_token"])
    client = okta.bodies[0]["settings"]["oauthClient"]
    assert client["refresh_token"] == {"rotation_type": "STATIC", "leeway": 0}
    assert okta.bodies[0]["credentials"]["oauthClient"]["pkce_required"] is False


def test_a_browser_is_granted_everything_where_nothing_is_said() -> None:
    okta = ScriptedOkta(OKTA)
    created(okta, type="browser", grantTypes=[], responseTypes=[])
    client = okta.bodies[0]["settings"]["oauthClient"]
    assert (len(client["grant_types"]), client["response_types"]) == (11, ["token", "code"])


def test_grants_that_a_type_of_client_cannot_have_are_refused_before_okta_is_asked() -> None:
    okta = ScriptedOkta({})
    with pytest.raises(PluginError, match=r'"grant_types" of type "web", .* and must contain authorization_code, rec'):
        created(okta, grantTypes=["refresh_token"])
    assert okta.asked == []


def test_a_refusal_comes_without_okta_s_words() -> None:
    okta = ScriptedOkta({"POST /api/v1/apps?activate=true": refused(400, "Api validation failed: redirect_uris")})
    with pytest.raises(PluginError) as caught:
        created(okta)
    assert str(caught.value) == "1 error occurred:\n\t* failed to create OAuth application: 400 Bad Request\n\n"


def test_an_update_sends_no_secret_that_is_omitted() -> None:
    okta = ScriptedOkta(OKTA)
    before = created(okta)
    news = checked(okta, label="InVision SSO")
    okta.asked.clear()
    okta.bodies.clear()
    okta.provider().update(target(OAUTH, "0oa1"), before, news, [], preview=False)
    sent = okta.bodies[okta.asked.index("PUT /api/v1/apps/0oa1")]
    assert (sent["label"], sent["credentials"]["oauthClient"]["client_secret"]) == ("InVision SSO", "")


def test_an_app_deleted_elsewhere_fails_a_refresh() -> None:
    okta = ScriptedOkta(OKTA)
    before = created(okta)
    gone = ScriptedOkta({"GET /api/v1/apps/0oa1": refused(404, "Not found")}).provider()
    with pytest.raises(PluginError, match="failed to get OAuth application: 404 Not Found"):
        gone.read(target(OAUTH, "0oa1"), INPUTS, before)


def test_a_saml_app_s_function_reads_an_openid_connect_app_too() -> None:
    found, _ = ScriptedOkta(OKTA).provider().invoke("okta:app/getSaml:getSaml", {"id": "0oa1"})
    assert found is not None
    assert (found["userNameTemplate"], found["name"]) == ("${source.email}", "oidc_client")
