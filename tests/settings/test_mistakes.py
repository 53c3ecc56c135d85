"""Every mistake in the settings is found before Okta is asked, with its key, what is wrong and what is right."""

from pathlib import Path
from typing import Any

import pytest

from tests.settings.stacks import INVISION, OKTA, PROJECT, TOKEN, app, configure, mistakes, oidc, stack_file


@pytest.mark.parametrize(
    ("apps", "key", "wrong", "right"),
    [
        (
            app(connection={"baseUrl": "http://scim.example.com"}),
            "connection.baseUrl",
            "must begin with https://",
            "https",
        ),
        (app(connection={"baseUrl": "scim"}), "connection.baseUrl", "is not a URL", "https://scim.example.com"),
        (app(connection={"baseUrl": "https://u:p@x.com"}), "connection.baseUrl", "user name or password", "https"),
        (app(connection={"baseUrl": "https://x.com/v2?a=b"}), "connection.baseUrl", "query", "https"),
        (app(connection={}), "connection.baseUrl", "is missing", "https://scim.example.com/scim/v2"),
        (app(features={"creat": True}), "features.creat", "did you mean 'create'?", "create, deactivate"),
        (app(features={"create": "perhaps"}), "features.create", "valid boolean", "true"),
        (app(usernameFormat="mail"), "usernameFormat", "input should be", "email"),
        (app(usernameFormat="ldap-uid-custom-suffix"), "invision", "usernameSuffix belongs to", "@example.com"),
        (app(groups=[]), "groups", "is empty", "Design"),
        (app(groups=None), "groups", "is missing", "Design"),
        (
            app(groups=[{"name": "Design", "id": "00g1emaKYZTWRYYRRTSK"}]),
            "groups[0]",
            "exactly one of name and id",
            "name",
        ),
        (app(groups=[{"id": "Design"}]), "groups[0].id", "match pattern", "00g"),
        (app(groups=[{"id": "00g1emaKYZTWRYYRRTSK", "declare": True}]), "groups[0]", "needs a name", "declare: true"),
        (app(groups=[{"name": "Design", "priority": 101}]), "groups[0].priority", "less than or equal", "1"),
        (app(label=None), "label", "is missing", "InVision V7"),
        (app(preset="invision"), "preset", "there are generic, invision-v7, zscaler", "invision-v7"),
        (app(saml=None), "invision", "exactly one of saml, catalogue and existing", "existing"),
        (app(existing={"label": "X"}), "invision", "exactly one of saml, catalogue and existing", "existing"),
        (app(saml=None, existing={}), "existing", "exactly one of id and label", "label"),
        (app(saml=None, existing={"id": "0oa"}), "existing.id", "match pattern", "0oa"),
        (app(method="by-hand"), "method", "'auto', 'api' or 'console'", "auto"),
        (app(importRules={"matchOn": "phone"}), "importRules.matchOn", "'email' or 'username'", "email"),
        (app(signOnApp={"label": "X"}), "signOnApp", "exactly one of saml, oidc, catalogue and existing", "existing"),
        (app(signOnApp=oidc(redirectUris=[])), "signOnApp.oidc.redirectUris", "is empty", "callback"),
        (app(signOnApp=oidc(type="service")), "signOnApp.oidc.type", "'web', 'browser' or 'native'", "web"),
        (app(oidc=oidc()["oidc"]), "oidc", "is no setting", "saml"),
        (
            app(signOnApp=oidc(redirectUris=["http://app.example.com/cb"])),
            "signOnApp.oidc.redirectUris[0]",
            "must begin with https://",
            "callback",
        ),
        (
            app(signOnApp=oidc(redirectUris=["https://app.example.com/*"])),
            "signOnApp.oidc.redirectUris[0]",
            "must not hold a *",
            "callback",
        ),
        (
            app(signOnApp=oidc(postLogoutRedirectUris=["https://app.example.com/#out"])),
            "signOnApp.oidc.postLogoutRedirectUris[0]",
            "must not carry a fragment",
            "signed-out",
        ),
        (
            app(signOnApp=oidc(redirectUris=["com.example.app:/cb"])),
            "signOnApp.oidc",
            "'com.example.app:/cb' must begin with https://",
            "https",
        ),
        (
            app(signOnApp=oidc(grantTypes=["refresh_token"])),
            "signOnApp.oidc",
            "grantTypes needs authorization_code",
            "authorization_code",
        ),
        (app(lable="x"), "lable", "did you mean 'label'?", "label, preset"),
    ],
)
def test_a_wrong_app_setting_is_named(apps: dict[str, Any], key: str, wrong: str, right: str) -> None:
    configure(apps)
    line, example = mistakes().splitlines()[1:3]
    whole_key = f"{PROJECT}:apps.invision" if key == "invision" else f"{PROJECT}:apps.invision.{key}"
    assert line.strip().startswith(f"1. {whole_key}: ")
    assert wrong in line
    assert right in example


def test_all_mistakes_are_reported_at_once() -> None:
    configure(app(label=None, usernameFormat="mail", groups=[]), tokens={})
    assert mistakes().startswith(
        "The settings of stack 'dev' have 4 mistakes; nothing was declared and Okta was not asked."
    )


def test_no_app_at_all_is_a_mistake() -> None:
    configure({}, tokens={})
    assert f"{PROJECT}:apps: is empty: at least one is needed" in mistakes()


def test_apps_that_are_no_mapping_are_a_mistake() -> None:
    configure(tokens={}, apps="yes")  # type: ignore[arg-type]  # the mistake
    assert f"{PROJECT}:apps: input should be a valid dictionary" in mistakes()


def test_an_app_s_name_that_cannot_be_a_resource_s_is_a_mistake() -> None:
    configure({"In Vision": INVISION}, tokens={"In Vision": TOKEN})
    assert "is no name for an app: use lower-case letters, digits and dashes" in mistakes()


def test_a_stray_key_of_the_project_is_named_with_the_nearest_right_one() -> None:
    configure(adminConsole="https://x.example.com")
    assert f"{PROJECT}:adminConsole: is no setting. did you mean 'adminConsoleUrl'?" in mistakes()


def test_a_stray_key_of_okta_is_named_with_the_nearest_right_one() -> None:
    configure(okta={**OKTA, "orgname": "acme"})
    assert "okta:orgname: is no setting. did you mean 'orgName'?" in mistakes()


def test_a_missing_org_is_named() -> None:
    configure(okta={"apiToken": "00x"})
    assert "okta:orgName: is missing" in mistakes()


def test_no_way_of_signing_in_is_a_mistake() -> None:
    configure(okta={"orgName": "acme"})
    assert "needs exactly one of apiToken and privateKey (none is set" in mistakes()


def test_two_ways_of_signing_in_are_a_mistake_also_when_one_is_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OKTA_API_TOKEN", "00stray")
    configure(okta={"orgName": "acme", "privateKey": "key", "clientId": "0oa", "scopes": ["okta.apps.manage"]})
    assert "both are set; OKTA_API_TOKEN and OKTA_API_PRIVATE_KEY count" in mistakes()


def test_a_private_key_needs_client_and_scopes() -> None:
    configure(okta={"orgName": "acme", "privateKey": "key"})
    assert "needs clientId and scopes with privateKey" in mistakes()


def test_a_missing_token_is_named_with_the_command_that_sets_it() -> None:
    configure(tokens={})
    report = mistakes()
    assert f"{PROJECT}:tokens.invision: the API token of app 'invision' is missing" in report
    assert "pulumi config set --stack dev --secret --path 'tokens.invision'" in report


@pytest.mark.parametrize(
    ("token", "wrong"),
    [
        ("", "is empty"),
        (f"{TOKEN} x", "contains blanks or line breaks"),
        (f"{TOKEN}\n", "contains blanks or line breaks"),
        (f"Bearer {TOKEN}", "begins with 'Bearer'"),
    ],
)
def test_a_token_that_cannot_be_right_is_named_and_not_shown(token: str, wrong: str) -> None:
    configure(tokens={"invision": token})
    report = mistakes()
    assert f"{PROJECT}:tokens.invision: {wrong}" in report
    assert TOKEN not in report


def test_a_header_auth_app_takes_the_word_bearer_with_its_token() -> None:
    apps = app(saml=None, catalogue={"name": "scim2headerauth"}, label=None)
    configure(apps, tokens={"invision": f"Bearer {TOKEN}"})
    assert "Bearer" not in mistakes()


def test_a_token_without_an_app_is_named_with_the_nearest_app() -> None:
    configure(tokens={"invision": TOKEN, "invison": TOKEN})
    assert f"{PROJECT}:tokens.invison: there is no app 'invison'. did you mean 'invision'?" in mistakes()


def test_a_token_in_clear_beside_encrypted_ones_is_found_in_the_stack_file(tmp_path: Path) -> None:
    configure({"a": INVISION, "b": {**INVISION, "label": "B"}}, tokens={"a": TOKEN, "b": TOKEN})
    stack_file(tmp_path, {f"{PROJECT}:tokens": {"a": {"secure": "v1:x"}, "b": TOKEN}})
    report = mistakes(tmp_path)
    assert f"{PROJECT}:tokens.b: stands in clear in Pulumi.dev.yaml: treat it as leaked" in report
    assert f"{PROJECT}:tokens.a" not in report
    assert TOKEN not in report


def test_an_api_token_in_clear_is_found_in_the_stack_file(tmp_path: Path) -> None:
    configure()
    stack_file(tmp_path, {"okta:apiToken": "00secretApiToken"})
    assert "okta:apiToken: stands in clear in Pulumi.dev.yaml" in mistakes(tmp_path)


def test_a_token_that_the_engine_does_not_know_as_a_secret_is_found_without_the_file() -> None:
    configure(secret=False)
    assert f"{PROJECT}:tokens: is not a secret in the stack's configuration" in mistakes()


def test_a_mistake_in_a_variable_is_named_with_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKTA_SCIM_APPS__INVISION__CONNECTION__BASE_URL", "http://scim.example.com")
    configure()
    assert "baseUrl (from OKTA_SCIM_APPS__INVISION__CONNECTION__BASE_URL): must begin with https://" in mistakes()


def test_no_report_shows_a_secret() -> None:
    configure(app(label=None), tokens={"invision": TOKEN, "x": TOKEN}, okta={**OKTA, "orgname": "x"})
    assert not {TOKEN, OKTA["apiToken"]} & set(mistakes().split())


def test_import_rules_that_the_api_does_not_have_are_a_mistake() -> None:
    configure(app(saml=None, preset="zscaler", importRules={"matchOn": "email"}))
    assert "importRules: Okta's API has none for zscalerbyz" in mistakes()


def test_an_org_given_as_an_address_is_a_mistake() -> None:
    configure(okta={**OKTA, "orgName": "https://acme.okta.com"})
    assert "okta:orgName: string should match pattern" in mistakes()


def test_a_variable_that_is_no_json_is_a_mistake_of_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    configure(app())
    monkeypatch.setenv("OKTA_SCIM_APPS__INVISION__GROUPS", "Design")
    assert "okta-scim:apps.invision.groups (from OKTA_SCIM_APPS__INVISION__GROUPS): input should be a valid list" in (
        mistakes()
    )


def test_mistakes_of_whole_sections_are_told_beside_those_of_their_settings() -> None:
    configure(app(existing={"label": "X"}, usernameFormat="mail", groups=[{"declare": "perhaps"}]))
    text = mistakes()
    for wrong in (
        "exactly one of saml, catalogue and existing",
        "usernameFormat: input",
        "one of name and id",
        "valid boolean",
    ):
        assert wrong in text


def test_an_existing_app_needs_no_protection() -> None:
    configure(app(saml=None, existing={"label": "InVision V7"}, protect=True))
    assert "protect is for a new app: an existing one is never deleted" in mistakes()
