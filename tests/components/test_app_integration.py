"""The app integration: new, of the catalogue, or existing."""

import json
from typing import Any

import pulumi
import pytest

from components import AppIntegration, AppIntegrationArgs, UsernameFormat
from tests.recorder import OktaSays, run

SAML: AppIntegrationArgs = {
    "label": "InVision V7",
    "saml": {"sso_url": "https://sp.example.com/acs", "audience": "https://sp.example.com"},
}


def outputs(args: AppIntegrationArgs) -> Any:
    app = AppIntegration("invision", args)
    return {"id": app.app_id, "metadata": app.metadata_url, "sign_on": app.sign_on_url}


def test_a_new_saml_app_takes_the_email_as_its_user_name() -> None:
    app = run(lambda: outputs(SAML)).one("Saml")
    assert (app.inputs["userNameTemplate"], app.inputs["userNameTemplateType"]) == ("${source.email}", "BUILT_IN")


def test_another_username_format_is_declared_by_its_template() -> None:
    args: AppIntegrationArgs = {**SAML, "username_format": UsernameFormat.OKTA_USERNAME_PREFIX}
    app = run(lambda: outputs(args)).one("Saml")
    assert app.inputs["userNameTemplate"] == '${fn:substringBefore(source.login, "@")}'


def test_a_username_suffix_goes_with_its_format() -> None:
    args: AppIntegrationArgs = {
        **SAML,
        "username_format": UsernameFormat.LDAP_UID_CUSTOM_SUFFIX,
        "username_suffix": "@example.com",
    }
    assert run(lambda: outputs(args)).one("Saml").inputs["userNameTemplateSuffix"] == "@example.com"


def test_a_new_saml_app_receives_assertions_where_it_is_signed_in_to() -> None:
    app = run(lambda: outputs(SAML)).one("Saml")
    assert app.inputs["recipient"] == app.inputs["destination"] == app.inputs["ssoUrl"] == "https://sp.example.com/acs"


def test_a_new_saml_app_is_signed_with_sha256() -> None:
    app = run(lambda: outputs(SAML)).one("Saml")
    assert (app.inputs["signatureAlgorithm"], app.inputs["digestAlgorithm"]) == ("RSA_SHA256", "SHA256")


def test_a_catalogue_app_is_declared_by_its_name_and_settings() -> None:
    args: AppIntegrationArgs = {
        "label": "Zscaler 2.0",
        "catalogue": {"name": "zscalerbyz", "settings": {"siteDomain": "example.com"}},
    }
    app = run(lambda: outputs(args)).one("Saml")
    assert app.inputs["preconfiguredApp"] == "zscalerbyz"
    assert json.loads(app.inputs["appSettingsJson"]) == {"siteDomain": "example.com"}


def test_another_catalogue_app_replaces_the_old_one() -> None:
    args: AppIntegrationArgs = {"label": "Zscaler 2.0", "catalogue": {"name": "zscalerbyz"}}
    assert "preconfiguredApp" in run(lambda: outputs(args)).one("Saml").request.replaceOnChanges


def test_an_app_is_a_child_of_its_component() -> None:
    assert run(lambda: outputs(SAML)).one("Saml").parent == "invision"


def test_an_existing_app_is_read_and_not_declared() -> None:
    args: AppIntegrationArgs = {"label": "InVision V7", "existing": {"label": "InVision V7"}}
    result = run(lambda: outputs(args), OktaSays(apps=("InVision V7",)))
    assert result.of_type("Saml") == []
    assert result.result == {
        "id": "0oaExisting",
        "metadata": "https://acme.okta.com/m",
        "sign_on": "https://acme.okta.com/home",
    }


def test_an_existing_app_that_is_not_there_is_named_with_okta_s_words_and_the_next_step() -> None:
    args: AppIntegrationArgs = {"label": "InVision V7", "existing": {"label": "InVision V6"}}
    with pytest.raises(pulumi.RunError) as raised:
        run(lambda: outputs(args))
    message = str(raised.value)
    assert "InVision V6" in message
    assert "no SAML application found" in message
    assert "Next:" in message


def test_an_app_that_is_neither_new_nor_existing_is_refused() -> None:
    with pytest.raises(pulumi.RunError, match="one of `saml`, `oidc`, `catalogue` and `existing`"):
        run(lambda: outputs({"label": "InVision V7"}))


def test_an_app_that_is_two_kinds_at_once_is_refused_by_its_label() -> None:
    args: AppIntegrationArgs = {"label": "InVision V7", "saml": SAML["saml"], "catalogue": {"name": "zscalerbyz"}}
    with pytest.raises(pulumi.RunError, match="InVision V7: an app integration needs exactly one"):
        run(lambda: outputs(args))


@pytest.mark.parametrize("protect", [True, False])
def test_a_new_app_is_protected_where_that_is_asked_for(protect: bool) -> None:
    args: AppIntegrationArgs = {**SAML, "protect": protect}
    assert run(lambda: outputs(args)).one("Saml").request.protect is protect
