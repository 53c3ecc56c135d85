"""The app that people sign in through keeps in step with the one that they are provisioned through."""

from typing import Any

import pulumi
import pytest

from components import AppIntegrationArgs, ClientType, GrantType, Method, ScimProvisioning, ScimProvisioningArgs
from tests.recorder import OktaSays, Run, run

SAML: AppIntegrationArgs = {
    "label": "InVision SSO",
    "saml": {"sso_url": "https://sp.example.com/acs", "audience": "https://sp.example.com"},
}
OIDC: AppIntegrationArgs = {"label": "InVision SSO", "oidc": {"redirect_uris": ["https://sp.example.com/cb"]}}
EXISTING: AppIntegrationArgs = {"label": "InVision SSO", "existing": {"label": "InVision SSO"}}
INVISION: ScimProvisioningArgs = {
    "app": {**SAML, "label": "InVision V7"},
    "connection": {"base_url": "https://scim.example.com/v2", "token": "t0ken-of-invision"},
    "admin_console_url": "https://acme-admin.okta.com",
    "groups": [{"name": "Design"}],
}
OTHER_USER_NAMES = {"0oaExisting": "${source.login}", "app-sign-on-app-id": "${source.login}"}


def provision(sign_on: AppIntegrationArgs, says: OktaSays | None = None, **changes: Any) -> Run:
    args: ScimProvisioningArgs = {**INVISION, "sign_on_app": sign_on, **changes}  # type: ignore[typeddict-item]  # keys
    return run(lambda: ScimProvisioning("app", args).outputs(), says or OktaSays(apps=("InVision SSO",)))


def client(**oidc: Any) -> dict[str, Any]:
    """The inputs of an OpenID Connect app with more of its arguments."""
    args: AppIntegrationArgs = {**OIDC, "oidc": {**OIDC["oidc"], **oidc}}  # type: ignore[typeddict-item]  # test's keys
    return dict(provision(args).one("OAuth").inputs)


@pytest.mark.parametrize(
    ("sign_on", "app_id"), [(EXISTING, "0oaExisting"), (SAML, "app-sign-on-app-id"), (OIDC, "app-sign-on-app-id")]
)
def test_it_gets_the_same_groups(sign_on: AppIntegrationArgs, app_id: str) -> None:
    assert {one.name: one.inputs["appId"] for one in provision(sign_on).of_type("GroupAssignment")} == {
        "app-design": "app-app-id",
        "app-sign-on-design": app_id,
    }


@pytest.mark.parametrize("sign_on", [EXISTING, SAML, OIDC])
def test_it_waits_with_the_other(sign_on: AppIntegrationArgs) -> None:
    result = provision(sign_on, OktaSays(apps=("InVision SSO",), features=()))
    assert result.of_type("GroupAssignment") == []


@pytest.mark.parametrize("method", [Method.CONSOLE, Method.API])
@pytest.mark.parametrize("sign_on", [EXISTING, SAML, OIDC])
def test_two_apps_that_take_different_user_names_are_refused(method: Method, sign_on: AppIntegrationArgs) -> None:
    says = OktaSays(apps=("InVision SSO",), username_templates=OTHER_USER_NAMES)
    zscaler = {"label": "Zscaler 2.0", "catalogue": {"name": "zscalerbyz"}}
    with pytest.raises(pulumi.RunError) as raised:
        provision(sign_on, says, method=method, app=zscaler)
    assert "InVision SSO: people sign in through this app as Okta username" in str(raised.value)
    assert "are provisioned through 'Zscaler 2.0' as Email" in str(raised.value)


@pytest.mark.parametrize(("sign_on", "kind"), [(SAML, "Saml"), (OIDC, "OAuth")])
def test_a_new_one_is_declared_with_its_username_format(sign_on: AppIntegrationArgs, kind: str) -> None:
    apps = {one.name: one.inputs["userNameTemplate"] for one in provision(sign_on).of_type(kind)}
    assert apps["app-sign-on-app"] == "${source.email}"


@pytest.mark.parametrize(("sign_on", "kind"), [(SAML, "Saml"), (OIDC, "OAuth")])
def test_a_new_one_is_made_only_where_okta_has_none_of_its_label(sign_on: AppIntegrationArgs, kind: str) -> None:
    hooks = {one.name: list(one.request.hooks.before_create) for one in provision(sign_on).of_type(kind)}
    assert hooks["app-sign-on-app"] == ["app-sign-on-has-no-twin"]


def test_a_client_on_a_server_keeps_a_secret_that_neither_state_nor_outputs_have() -> None:
    app = provision(OIDC).one("OAuth")
    assert (app.inputs["type"], app.inputs["tokenEndpointAuthMethod"]) == ("web", "client_secret_basic")
    assert app.inputs["omitSecret"] is True
    assert "clientSecret" in app.request.additionalSecretOutputs


@pytest.mark.parametrize("kind", [ClientType.BROWSER, ClientType.NATIVE])
def test_a_client_that_can_keep_no_secret_proves_itself_by_pkce(kind: ClientType) -> None:
    inputs = client(type=kind)
    assert (inputs["tokenEndpointAuthMethod"], inputs["pkceRequired"]) == ("none", True)


def test_a_client_is_granted_no_more_than_is_said() -> None:
    assert (client()["grantTypes"], client()["responseTypes"]) == (["authorization_code"], ["code"])
    both = [GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN]
    assert client(grant_types=both)["grantTypes"] == ["authorization_code", "refresh_token"]


def test_the_outputs_tell_what_the_service_has_to_know_of_it() -> None:
    assert provision(OIDC).result["signOnApp"] == {
        "appId": "app-sign-on-app-id",
        "label": "InVision SSO",
        "adopted": False,
        "usernameFormat": "Email",
        "clientId": "app-sign-on-app-client",
    }
    existing = provision(EXISTING).result["signOnApp"]
    assert (existing["adopted"], existing["metadataUrl"]) == (True, "https://acme.okta.com/m")


@pytest.mark.parametrize("app", [OIDC, {"label": "InVision V7", "existing": {"label": "InVision SSO"}}])
def test_nobody_can_be_provisioned_through_an_openid_connect_app(app: AppIntegrationArgs) -> None:
    with pytest.raises(pulumi.RunError, match="Okta provisions nobody through an OpenID Connect app of your own"):
        provision(EXISTING, OktaSays(apps=("InVision SSO",), app_name="oidc_client"), app=app)
