"""Good settings, and what becomes of them."""

from typing import Any

import pytest

from components import ClientType, GrantType, Method, UsernameFormat
from settings import provisioning_args
from settings.okta_org import provider
from tests.recorder import run
from tests.settings.stacks import INVISION, OKTA, TOKEN, app, configure, loaded


def arguments(**changes: Any) -> Any:
    configure({"invision": {**INVISION, **changes}})
    return provisioning_args(loaded(), "invision")


def test_a_preset_brings_the_features_that_its_guide_asks_for() -> None:
    assert arguments()["features"] == {
        "create": True,
        "deactivate": True,
        "reactivate": None,
        "profile_updates": False,
        "password_sync": False,
    }


def test_a_setting_of_the_app_beats_its_preset() -> None:
    assert arguments(features={"profileUpdates": True})["features"]["profile_updates"] is True


def test_email_is_the_username_format_unless_said_otherwise() -> None:
    assert arguments()["app"]["username_format"] is UsernameFormat.EMAIL
    assert arguments(usernameFormat="okta-username")["app"]["username_format"] is UsernameFormat.OKTA_USERNAME


def test_a_preset_of_a_catalogue_app_needs_no_further_word_on_the_app() -> None:
    app = {key: value for key, value in INVISION.items() if key != "saml"}
    configure({"invision": {**app, "preset": "zscaler"}})
    assert provisioning_args(loaded(), "invision")["app"]["catalogue"]["name"] == "zscalerbyz"


def test_an_existing_app_is_handed_on_by_its_label() -> None:
    configure(
        {"invision": {**{k: v for k, v in INVISION.items() if k != "saml"}, "existing": {"label": "InVision V7"}}}
    )
    assert provisioning_args(loaded(), "invision")["app"]["existing"] == {"label": "InVision V7"}


def test_an_openid_connect_app_to_sign_in_through_takes_the_user_names_of_the_other() -> None:
    oidc = {"type": "native", "redirectUris": ["com.example.app:/cb", "http://127.0.0.1/cb"]}
    app = {"usernameFormat": "ldap-uid-custom-suffix", "usernameSuffix": "@example.com"}
    assert arguments(**app, signOnApp={"label": "InVision SSO", "oidc": oidc})["sign_on_app"] == {
        "label": "InVision SSO",
        "oidc": {
            "type": ClientType.NATIVE,
            "redirect_uris": oidc["redirectUris"],
            "post_logout_redirect_uris": [],
            "grant_types": [GrantType.AUTHORIZATION_CODE],
        },
        "username_format": UsernameFormat.LDAP_UID_CUSTOM_SUFFIX,
        "username_suffix": "@example.com",
    }


def test_the_slash_at_the_end_of_a_base_url_is_dropped() -> None:
    assert arguments(connection={"baseUrl": "https://x.example.com/v2/"})["connection"]["base_url"] == (
        "https://x.example.com/v2"
    )


def test_the_admin_console_is_the_org_s_own_unless_named() -> None:
    assert arguments()["admin_console_url"] == "https://acme-admin.okta.com"
    configure(adminConsoleUrl="https://console.example.com")
    assert provisioning_args(loaded(), "invision")["admin_console_url"] == "https://console.example.com"


def test_an_empty_optional_key_counts_as_left_out() -> None:
    configure(adminConsoleUrl="")
    assert loaded().admin_console_url is None


def test_the_checklist_is_told_the_command_that_prints_the_token() -> None:
    assert arguments()["connection"]["token_source"] == "pulumi config get --stack dev --path 'tokens.invision'"


def test_import_rules_and_groups_are_handed_on_whole() -> None:
    args = arguments(
        importRules={"matchOn": "email", "autoConfirm": True},
        groups=[{"name": "Design", "priority": 1, "profile": {"role": "x"}}],
    )
    assert args["import_rules"] == {"match_on": "email", "auto_confirm": True, "auto_activate": False}
    assert args["groups"] == [{"name": "Design", "declare": False, "priority": 1, "profile": {"role": "x"}}]


def test_a_variable_overrides_one_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKTA_SCIM_APPS__INVISION__CONNECTION__BASE_URL", "https://other.example.com/v2")
    monkeypatch.setenv("OKTA_SCIM_APPS__INVISION__METHOD", "console")
    configure()
    app = loaded().apps["invision"]
    assert (app.connection.base_url, app.method, app.label) == (
        "https://other.example.com/v2",
        Method.CONSOLE,
        "InVision V7",
    )


def test_a_variable_reaches_an_app_whose_name_has_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKTA_SCIM_APPS__INVISION_V7__USERNAME_FORMAT", "okta-username")
    monkeypatch.setenv("OKTA_SCIM_TOKENS__INVISION_V7", "from-the-pipeline")
    configure({"invision-v7": INVISION}, tokens={})
    settings = loaded()
    assert settings.apps["invision-v7"].username_format is UsernameFormat.OKTA_USERNAME
    assert settings.tokens["invision-v7"].get_secret_value() == "from-the-pipeline"


def test_a_bare_variable_of_the_machine_overrides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPS", "{}")
    monkeypatch.setenv("ADMIN_CONSOLE_URL", "https://evil.example.com")
    configure()
    assert loaded().admin_console_url is None


def test_the_org_may_come_from_the_provider_s_own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKTA_ORG_NAME", "acme")
    monkeypatch.setenv("OKTA_API_PRIVATE_KEY", "key")
    monkeypatch.setenv("OKTA_API_CLIENT_ID", "0oa")
    monkeypatch.setenv("OKTA_API_SCOPES", "okta.apps.manage,okta.groups.manage")
    configure(okta={})
    assert loaded().okta.scopes == ["okta.apps.manage", "okta.groups.manage"]


def test_secrets_show_in_no_representation_of_the_settings() -> None:
    configure()
    shown = repr(loaded())
    assert TOKEN not in shown
    assert OKTA["apiToken"] not in shown


def test_the_provider_s_credentials_are_secrets() -> None:
    configure()
    org = loaded().okta
    inputs = run(lambda: provider(org).urn).one("okta").request.object
    assert inputs["apiToken"]["4dabf18193072939515e22adb298388d"] == "1b47061264138c4ac30d75fd1eb44270"


def test_on_the_sandbox_a_refused_call_is_tried_again_within_a_second() -> None:
    configure(okta={**OKTA, "httpProxy": "http://127.0.0.1:8470"})
    org = loaded().okta
    inputs = run(lambda: provider(org).urn).one("okta").inputs
    assert (inputs["maxRetries"], inputs["minWaitSeconds"]) == ("1", "1")


def test_a_word_in_the_place_of_a_token_reaches_nobody_where_the_app_connects_by_oauth() -> None:
    configure(app(connection={**INVISION["connection"], "authScheme": "OAUTH2"}))
    assert "token" not in provisioning_args(loaded(), "invision")["connection"]
