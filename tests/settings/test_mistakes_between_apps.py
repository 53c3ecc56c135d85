"""What two apps, groups or names of one stack must not have in common is found before Okta is asked."""

import pytest

from tests.settings.stacks import INVISION, PROJECT, TOKEN, app, configure, mistakes, oidc


def test_two_apps_with_one_label_are_told_apart_by_nobody() -> None:
    configure({"a": INVISION, "b": {**INVISION, "label": "invision v7 "}}, tokens={"a": TOKEN, "b": TOKEN})
    assert f"{PROJECT}:apps.b.label: 'invision v7 ' is also the label of app 'a'" in mistakes()


def test_two_groups_whose_resources_would_have_one_name_are_a_mistake() -> None:
    configure(app(groups=[{"name": "Design"}, {"name": "design"}]))
    assert "'design' gives its resources the same name as the group at okta-scim:apps.invision.groups[0]" in mistakes()


@pytest.mark.parametrize("existing", [{"id": "0oa1gjh63g214q0Hq0g4"}, {"label": "InVision V7"}])
def test_two_apps_of_the_stack_are_not_one_app_of_okta(existing: dict[str, str]) -> None:
    apps = app(saml=None, existing=existing)
    other = {**apps["invision"], "label": "Another label"}
    configure({**apps, "other": other}, tokens={"invision": TOKEN, "other": TOKEN})
    assert "is also the app of 'invision': one of them would unassign the people of the other" in mistakes()


def test_a_group_that_two_apps_would_create_is_a_mistake_that_names_both() -> None:
    created = {"name": "Crew", "declare": True}
    apps = {
        "a": {**INVISION, "groups": [created]},
        "b": {**INVISION, "label": "B", "groups": [{"name": "Design"}, {**created, "name": "crew"}]},
    }
    configure(apps, tokens={"a": TOKEN, "b": TOKEN})
    assert "okta-scim:apps.b.groups[1]: 'crew' is created by the group at okta-scim:apps.a.groups[0]" in mistakes()


@pytest.mark.parametrize(
    ("former", "wrong"),
    [
        ({"a": "b"}, "apps.a.formerly: 'b' is an app of its own in the settings"),
        ({"a": "old", "b": "old"}, "apps.b.formerly: 'old' is what app 'a' was called"),
    ],
)
def test_a_former_name_that_cannot_be_is_a_mistake(former: dict[str, str], wrong: str) -> None:
    apps = {key: {**INVISION, "label": key, **({"formerly": former[key]} if key in former else {})} for key in "ab"}
    configure(apps, tokens={"a": TOKEN, "b": TOKEN})
    assert wrong in mistakes()


def test_an_app_is_not_called_as_another_one_s_app_to_sign_in_through() -> None:
    apps = {**app(signOnApp=oidc()), "invision-sign-on": {**INVISION, "label": "Another label"}}
    configure(apps, tokens={"invision": TOKEN, "invision-sign-on": TOKEN})
    assert f"{PROJECT}:apps.invision.signOnApp: its resources would be called as those of the app" in mistakes()


def test_an_app_to_sign_in_through_has_a_label_of_its_own() -> None:
    configure(app(signOnApp={**oidc(), "label": "InVision V7"}))
    assert f"{PROJECT}:apps.invision.signOnApp.label: 'InVision V7' is also the label of app 'invision'" in mistakes()


def test_a_group_of_an_app_to_sign_in_through_is_not_called_as_another_one() -> None:
    configure(app(signOnApp=oidc(), groups=[{"name": "Design"}, {"name": "Sign on: design"}]))
    assert "'Design' gives its resources the same name as the group at" in mistakes()
