"""An application's General, Sign On and Assignments tabs do what the guide describes."""

import pytest
from fastapi import FastAPI

from sandbox.org.tables import App, AppUser
from tests.sandbox.console_client import Person


@pytest.fixture
def person(console: FastAPI) -> Person:
    return Person(console)


class TestGeneral:
    def test_a_custom_saml_app_has_no_scim_at_first(self, person: Person) -> None:
        person.new_app()

        assert person.page.form("general").fields["provisioning"] == "NONE"
        assert not [link for link in person.page.links if link.identifier == "configure-api-integration"]

    def test_choosing_scim_opens_the_way_to_the_integration(self, person: Person) -> None:
        app = person.new_app()

        person.send("general", provisioning="SCIM")

        assert person.provisioning(app).scim_enabled
        assert person.page.link("configure-api-integration").text == "Configure API Integration"

    def test_choosing_none_again_forgets_the_connection(self, person: Person, invision_url: str) -> None:
        app = person.new_app()
        person.connect(invision_url)

        person.send("general", provisioning="NONE")

        after = person.provisioning(app)
        assert (after.enabled, after.base_url, after.token) == (False, None, None)

    def test_a_catalogue_app_has_no_such_choice(self, person: Person) -> None:
        person.new_app("Zscaler 2.0", "zscalerbyz")

        assert "general" not in person.page.forms


class TestSignOn:
    def test_the_format_is_chosen_by_its_name(self, person: Person) -> None:
        person.new_app()
        names = {choice.text: choice.value for choice in person.page.form("sign-on").choices["userNameTemplate"]}

        person.send("sign-on", userNameTemplate=names["Email"])

        assert person.page.messages == ["Application username format is Email"]
        assert person.page.form("sign-on").fields["userNameTemplate"] == "${source.email}"

    def test_a_format_that_okta_does_not_have_is_refused(self, person: Person) -> None:
        person.new_app()

        answer = person.send("sign-on", userNameTemplate="${source.shoeSize}")

        assert answer.status_code == 400
        assert "not one of the built-in username templates" in person.page.alerts[0]


class TestAssignments:
    def assigned(self, person: Person, app: App) -> dict[str, str]:
        with person.org.store.reading() as store:
            found = store.query(AppUser).where(AppUser.app_id == app.id)
            return {app_user.user_name: app_user.scope for app_user in found}

    def test_a_person_is_assigned_by_login(self, person: Person) -> None:
        app = person.new_app()

        person.send("assign-person", login="ada@corp.example")

        assert person.page.messages == ["Ada Lovelace is assigned"]
        assert self.assigned(person, app) == {"ada@corp.example": "USER"}

    def test_an_unknown_person_is_told(self, person: Person) -> None:
        person.new_app()

        person.send("assign-person", login="nobody@corp.example")

        assert "nobody@corp.example" in person.page.alerts[0]

    def test_a_group_is_assigned_with_its_members(self, person: Person) -> None:
        app = person.new_app()
        groups = {choice.text: choice.value for choice in person.page.form("assign-group").choices["group_id"]}

        person.send("assign-group", group_id=groups["Design"])

        assert set(self.assigned(person, app).values()) == {"GROUP"}
        assert len(self.assigned(person, app)) == 3

    def test_an_assigned_person_and_group_can_be_removed(self, person: Person) -> None:
        app = person.new_app()
        groups = {choice.text: choice.value for choice in person.page.form("assign-group").choices["group_id"]}
        person.send("assign-person", login="ada@corp.example")
        person.send("assign-group", group_id=groups["Contractors"])
        removals = [form for form in person.page.all_forms if "/remove/" in form.action]

        for form in removals:
            person.send(form)

        assert self.assigned(person, app) == {}


def test_the_tasks_and_the_system_log_are_listed(person: Person) -> None:
    person.new_app("Seen in the log")

    assert "Seen in the log" in person.open("/admin/reports/system-log").text
    assert person.open("/admin/tasks").status_code == 200
