"""An application's General, Sign On and Assignments tabs do what the guide describes."""

import pytest
from fastapi import FastAPI

from sandbox.console.app_page import app_path
from sandbox.org.operations.group_push import mappings_of
from sandbox.org.operations.groups import create_group
from sandbox.org.tables import App, AppUser
from tests.sandbox.console_client import Person
from tests.sandbox.console_world import World


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
        assert "Not provisioned" in person.open(app_path(app)).text

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


class TestManyGroups:
    @pytest.fixture(autouse=True)
    def groups(self, world: World) -> None:
        with world.application.state.org.store.writing() as store:
            for number in range(201):
                create_group(store, {"name": f"Team {number:03}"})

    def test_where_they_are_too_many_to_list_a_group_is_assigned_by_name(self, world: World) -> None:
        person = Person(world.application)
        person.new_app()

        person.send("assign-group", group_id="Team 200")

        assert person.page.messages == ["Group Team 200 is assigned"]

    def test_an_unknown_group_is_told(self, world: World) -> None:
        person = Person(world.application)
        person.new_app()

        person.send("assign-group", group_id="Team 999")

        assert "Team 999" in person.page.alerts[0]


class TestPushGroups:
    @pytest.fixture
    def app(self, world: World) -> App:
        return world.connected_app("InVision V7")

    @pytest.fixture
    def person(self, world: World, app: App) -> Person:
        person = Person(world.application)
        person.open(app_path(app))
        groups = {choice.text: choice.value for choice in person.page.form("push-group").choices["group_id"]}
        person.send("push-group", group_id=groups["Design"])
        return person

    def change(self, person: Person, action: str, **values: str) -> None:
        """Press a button beside the pushed group."""
        form = next(form for form in person.page.all_forms if "/group-push/status" in form.action)
        form.action = form.action.replace("status", action)
        form.fields |= values
        person.send(form)

    def mappings(self, person: Person, app: App) -> dict[str, str]:
        with person.org.store.reading() as store:
            return {mapping.target_name: mapping.status for mapping in mappings_of(store, app)}

    def test_without_provisioning_no_group_is_pushed(self, console: FastAPI) -> None:
        person = Person(console)
        person.new_app()

        assert "push-group" not in person.page.forms

    def test_a_group_is_pushed_by_its_name(self, person: Person, app: App) -> None:
        assert person.page.messages == ["Group Design is pushed"]
        assert self.mappings(person, app) == {"Design": "ACTIVE"}

    def test_the_push_is_switched_off_and_on(self, person: Person, app: App) -> None:
        self.change(person, "status")
        assert self.mappings(person, app) == {"Design": "INACTIVE"}

        self.change(person, "status")
        assert self.mappings(person, app) == {"Design": "ACTIVE"}

    @pytest.mark.parametrize("delete", ["", "true"], ids=["leaving the group", "deleting the group"])
    def test_a_group_whose_push_is_off_is_unlinked(self, person: Person, app: App, delete: str) -> None:
        self.change(person, "status")

        self.change(person, "unlink", delete=delete)

        assert self.mappings(person, app) == {}
        deletions = "Group Delete" in person.open("/admin/tasks").text
        assert deletions == bool(delete)

    def test_a_group_whose_push_is_on_is_not_unlinked(self, person: Person, app: App) -> None:
        self.change(person, "unlink")

        assert person.page.alerts
        assert self.mappings(person, app) == {"Design": "ACTIVE"}
