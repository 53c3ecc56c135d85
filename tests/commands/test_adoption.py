"""The settings that describe an app as it is."""

from typing import Any

import pytest

from commands.adoption import Adoption, describe
from commands.exits import CommandFailed
from tests.evidence.fake_okta import APP_ID, FakeOkta

URL = "https://scim.example.com/v2"


def group(name: str, **changes: Any) -> dict[str, Any]:
    embedded = {"group": {"profile": {"name": name}}}
    return {"id": "00g1emaKYZTWRYYRRTSK", "priority": 0, "profile": {}, "_embedded": embedded, **changes}


def adoption(base_url: str | None = URL, groups: list[dict[str, Any]] | None = None, **app: Any) -> Adoption:
    okta = FakeOkta(groups=[group("Design")] if groups is None else groups)
    okta.app |= {"label": "Old tool", **app}
    return describe(okta.api(), okta.found(), None, base_url)


def template(text: str, **others: str) -> dict[str, Any]:
    return {"userNameTemplate": {"template": text, **others}}


def test_an_app_is_described_whole() -> None:
    found = adoption(features=["PUSH_NEW_USERS", "PUSH_PROFILE_UPDATES"])
    assert found.key == "old-tool"
    assert found.settings == {
        "label": "Old tool",
        "existing": {"id": APP_ID},
        "usernameFormat": "email",
        "connection": {"baseUrl": URL},
        "features": {"create": True, "profileUpdates": True, "deactivate": False, "passwordSync": False},
        "groups": [{"name": "Design", "priority": 0}],
    }


def test_a_group_whose_name_others_share_is_described_by_its_id() -> None:
    assert adoption(groups=[group("Shared")]).settings["groups"][0]["id"] == "00g1emaKYZTWRYYRRTSK"


def test_a_profile_is_kept_as_okta_has_it_and_an_empty_one_left_out() -> None:
    profile = {"role": "admin", "site": None}
    groups = [group("Design", profile=profile), group("Empty", profile={"role": None})]
    described = adoption(groups=groups).settings["groups"]
    assert (described[0]["profile"], "profile" in described[1]) == (profile, False)


def test_a_suffix_is_described_with_its_format() -> None:
    credentials = template("${source.userName}${instance.userSuffix}", userSuffix="@example.com")
    settings = adoption(credentials=credentials).settings
    assert (settings["usernameFormat"], settings["usernameSuffix"]) == ("ldap-uid-custom-suffix", "@example.com")


def test_an_expression_of_one_s_own_is_left_out_and_told() -> None:
    found = adoption(credentials=template("${source.costCenter}"))
    assert "usernameFormat" not in found.settings
    assert any("${source.costCenter}" in note for note in found.notes)


def test_an_app_that_the_api_could_provision_is_left_to_the_console_so_that_no_token_is_pushed() -> None:
    found = adoption(base_url=None, name="zscalerbyz")
    assert (found.settings["method"], found.settings["preset"]) == ("console", "zscaler")
    assert found.settings["connection"] == {"baseUrl": "https://scim.zscaler.example.com/1"}


def test_an_app_whose_provisioning_is_off_gets_the_preset_s_features_and_is_told_so() -> None:
    found = adoption(features=[])
    assert "features" not in found.settings
    assert any(note.startswith("Provisioning is off") for note in found.notes)


def test_a_preset_is_known_by_its_title() -> None:
    assert adoption(label="InVision V7").settings["preset"] == "invision-v7"


def test_people_assigned_one_by_one_are_told() -> None:
    okta = FakeOkta(groups=[group("Design")])
    okta.assign("ada@example.com", scope="USER")
    notes = describe(okta.api(), okta.found(), None, URL).notes
    assert "People assigned one by one (1) stay so, outside of the stack." in notes


def test_a_base_url_that_okta_does_not_tell_is_asked_for() -> None:
    with pytest.raises(CommandFailed, match="--base-url"):
        adoption(base_url=None)


def test_an_app_without_groups_is_told() -> None:
    with pytest.raises(CommandFailed, match="no group is assigned"):
        adoption(groups=[])


def test_what_the_settings_cannot_say_is_told_with_its_place() -> None:
    with pytest.raises(CommandFailed, match=r"groups\.0\.priority"):
        adoption(groups=[group("Design", priority=900)])


@pytest.mark.parametrize(("label", "key"), [("Old Tool (EU)", "old-tool-eu"), ("1Password", "app-1password")])
def test_the_name_in_the_settings_is_made_of_the_label(label: str, key: str) -> None:
    assert adoption(label=label).key == key


def test_an_openid_connect_app_is_no_app_to_provision_through_but_one_to_sign_in_through() -> None:
    with pytest.raises(CommandFailed) as raised:
        adoption(name="oidc_client")
    assert "Okta provisions nobody through an OpenID Connect app of your own" in str(raised.value)
    assert f"`signOnApp: {{label: Old tool, existing: {{id: {APP_ID}}}}}`" in str(raised.value)
