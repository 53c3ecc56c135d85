"""The Import tab: who was found at the service, what a person decides of them, and Activate People after it."""

import pytest

from sandbox.console.app_page import app_path
from sandbox.org.operations import imports
from sandbox.org.operations.imports import imported_people
from sandbox.org.provisioning import importing
from sandbox.org.provisioning.service_provider import new_client
from sandbox.org.tables import App, AppUser
from tests.sandbox.console_client import Person
from tests.sandbox.console_world import World


@pytest.fixture
def admin(world: World) -> Person:
    return Person(world.application)


@pytest.fixture
def app(world: World) -> App:
    world.add_to_service("ada.lovelace@example.com", "frances.allen@example.com", "john.backus@example.com")
    return world.connected_app("InVision V7")


def import_now(admin: Person, app: App) -> None:
    """Press Import Now, and have the import done by the time the page is loaded again."""
    admin.open(app_path(app))
    admin.send("import-now")
    read_pages(admin)
    admin.open(app_path(app))


def read_pages(admin: Person) -> None:
    """Do the worker's part of an import."""
    with new_client() as client:
        while run := importing.claim(admin.org.store):
            importing.take_page(admin.org.store, admin.org.secrets, run, client)


def waiting(admin: Person, app: App) -> dict[str, int]:
    """Give the ids of those who wait for confirmation, by given name."""
    with admin.org.store.reading() as store:
        return {person.given_name: person.id for person in imported_people(store, app)}


def selected(admin: Person, app: App, given_name: str, **fields: str) -> dict[str, str | bool]:
    """Give what a person fills in to select somebody, with `decision` or `login` where it is not the proposal."""
    number = waiting(admin, app)[given_name]
    return {f"person-{number}": True} | {f"{name}-{number}": value for name, value in fields.items()}


def assigned(admin: Person, app: App) -> dict[str, str]:
    """Give the status of each assignment by user name."""
    with admin.org.store.reading() as store:
        return {row.user_name: row.status for row in store.query(AppUser).where(AppUser.app_id == app.id)}


class TestImportNow:
    def test_before_the_integration_is_set_up_there_is_nothing_to_press(self, world: World, admin: Person) -> None:
        admin.open(app_path(world.new_app("Not set up")))

        assert "import-now" not in admin.page.forms

    def test_while_it_runs_the_page_shows_how_far_it_is_and_looks_again(self, admin: Person, app: App) -> None:
        admin.open(app_path(app))

        shown = admin.send("import-now").text

        assert "Import in progress" in shown
        assert 'hx-trigger="every 1s"' in shown
        assert "import-now" not in admin.page.forms

    def test_when_it_is_done_the_page_tells_what_it_found_and_rests(self, admin: Person, app: App) -> None:
        import_now(admin, app)

        shown = admin.open(app_path(app)).text
        assert "Full import: 3 users scanned, 3 new" in shown
        assert "hx-trigger" not in shown

    def test_a_failed_import_tells_why(self, admin: Person, app: App) -> None:
        admin.open(app_path(app))
        admin.send("import-now")
        run = importing.claim(admin.org.store)
        assert run is not None
        importing.fail(admin.org.store, run, "The service refused the token")

        assert "Failed</span> The service refused the token" in admin.open(app_path(app)).text

    def test_a_match_is_proposed_and_whoever_has_none_becomes_a_new_user(self, admin: Person, app: App) -> None:
        import_now(admin, app)

        choices = admin.page.form("confirm-assignments").choices
        offered = [[choice.text for choice in choices[name]] for name in sorted(choices) if name[:9] == "decision-"]
        assert offered[0] == ["Ada Lovelace (ada@corp.example)", "New Okta user", "Ignore"]
        assert offered[1] == ["New Okta user", "Ignore"]

    def test_whoever_had_the_app_before_is_said_to_need_it_again(self, world: World, admin: Person, app: App) -> None:
        app_before = world.new_app("Assigned first")
        world.assign(app_before, "ada@corp.example")
        world.connect(app_before)

        import_now(admin, app_before)

        assert "Assign again, or confirm on the" in admin.open(app_path(app_before)).text


class TestConfirmAssignments:
    def test_nothing_happens_before_confirm_is_pressed(self, admin: Person, app: App) -> None:
        import_now(admin, app)

        asked = admin.send("confirm-assignments", all=True).text

        assert "Frances Allen (frances.allen@example.com): new Okta user" in asked
        assert assigned(admin, app) == {}

    def test_one_is_confirmed_and_the_others_keep_waiting(self, admin: Person, app: App) -> None:
        import_now(admin, app)

        admin.send("confirm-assignments", **selected(admin, app, "Ada"))
        admin.send("confirm")

        assert admin.page.messages[0] == "Assignments confirmed: 1"
        assert assigned(admin, app) == {"ada.lovelace@example.com": "ACTIVE"}
        assert set(waiting(admin, app)) == {"Frances", "John"}

    def test_all_are_confirmed_at_once(self, admin: Person, app: App) -> None:
        import_now(admin, app)

        admin.send("confirm-assignments", all=True)
        admin.send("confirm")

        assert len(assigned(admin, app)) == 3
        assert waiting(admin, app) == {}

    def test_whoever_is_found_after_the_review_is_not_confirmed_with_it(
        self, world: World, admin: Person, app: App
    ) -> None:
        import_now(admin, app)
        admin.send("confirm-assignments", all=True)
        world.add_to_service("edith.clarke@example.com")
        with admin.org.store.writing() as store:
            imports.start_import(store, app)
        read_pages(admin)

        admin.send("confirm")

        assert admin.page.messages[0] == "Assignments confirmed: 3"
        assert set(waiting(admin, app)) == {"Edith"}

    def test_a_person_can_be_said_to_be_another_okta_user(self, admin: Person, app: App) -> None:
        import_now(admin, app)

        admin.send("confirm-assignments", **selected(admin, app, "John", login="alan@corp.example"))
        admin.send("confirm")

        admin.open(app_path(app))
        assert "alan@corp.example" in admin.client.get(app_path(app)).text
        assert assigned(admin, app) == {"john.backus@example.com": "ACTIVE"}

    def test_an_unknown_okta_user_is_told(self, admin: Person, app: App) -> None:
        import_now(admin, app)

        admin.send("confirm-assignments", **selected(admin, app, "John", login="nobody@corp.example"))

        assert "nobody@corp.example" in admin.page.alerts[0]

    def test_without_a_selection_there_is_nothing_to_confirm(self, admin: Person, app: App) -> None:
        import_now(admin, app)

        admin.send("confirm-assignments")

        assert admin.page.alerts == ["Select the people whose assignments are to be confirmed"]

    def test_who_cannot_be_confirmed_stays_on_the_list_with_the_reason(self, admin: Person, app: App) -> None:
        import_now(admin, app)
        both = selected(admin, app, "Ada") | selected(admin, app, "John", login="ada@corp.example")

        admin.send("confirm-assignments", **both)
        admin.send("confirm")

        assert admin.page.alerts == ["1 confirmed, 1 not: the reasons are beside their names"]
        assert "is linked to another person" in admin.client.get(app_path(app)).text

    def test_an_ignored_person_can_be_brought_back(self, admin: Person, app: App) -> None:
        import_now(admin, app)
        admin.send("confirm-assignments", **selected(admin, app, "John", decision="IGNORE"))
        admin.send("confirm")
        assert "John" not in waiting(admin, app)

        admin.send(next(form for form in admin.page.all_forms if form.action.endswith("/restore#tab-import")))

        assert "John" in waiting(admin, app)


class TestActivatePeople:
    @pytest.fixture
    def imported(self, admin: Person, app: App) -> App:
        import_now(admin, app)
        admin.send("confirm-assignments", all=True)
        admin.send("confirm")
        return app

    def test_the_dashboard_tells_how_many_need_it(self, admin: Person, imported: App) -> None:
        admin.open("/admin/dashboard")

        assert admin.page.link("people-to-activate").text == "2 people need their account activated"

    def test_one_is_activated_at_a_time(self, world: World, admin: Person, imported: App) -> None:
        admin.open("/admin/people/activate")

        admin.send(next(form for form in admin.page.all_forms if "user_id" in form.fields))

        assert admin.page.messages == ["Activated: Frances Allen"]
        assert world.status_of("frances.allen@example.com") == "ACTIVE"
        assert world.status_of("john.backus@example.com") == "STAGED"

    def test_activate_all_asks_before_it_does(self, world: World, admin: Person, imported: App) -> None:
        admin.open("/admin/people/activate")
        admin.open(admin.page.link("ask-activate-all").address)
        assert world.status_of("john.backus@example.com") == "STAGED"

        admin.send("activate-all")

        assert admin.page.messages == ["Activated: 2 people"]
        assert world.status_of("john.backus@example.com") == "ACTIVE"


class TestToOkta:
    def edit(self, admin: Person, app: App) -> None:
        admin.open(app_path(app))
        admin.open(admin.page.link("edit-to-okta").address)

    def test_the_rules_are_set_and_count_at_the_next_import(self, world: World, admin: Person, app: App) -> None:
        self.edit(admin, app)
        admin.send("to-okta", autoConfirmExactMatch=True, autoConfirmNewUsers=True, autoActivateNewUsers=True)

        import_now(admin, app)

        assert len(assigned(admin, app)) == 3
        assert world.status_of("frances.allen@example.com") == "ACTIVE"

    def test_an_expression_can_say_who_matches(self, admin: Person, app: App) -> None:
        self.edit(admin, app)

        admin.send("to-okta", exactMatchCriteria="EXPRESSION", matchExpression="${source.email}")

        assert "This expression gives the Okta username: <code>${source.email}</code>" in admin.open(app_path(app)).text

    def test_an_expression_that_okta_would_not_take_is_told_and_nothing_is_set(self, admin: Person, app: App) -> None:
        self.edit(admin, app)

        admin.send("to-okta", autoConfirmNewUsers=True, exactMatchCriteria="EXPRESSION", matchExpression="${nothing}")

        assert admin.page.alerts
        assert not admin.provisioning(app).import_rules["userCreateAndMatch"]["autoConfirmNewUsers"]

    def test_the_schedule_is_kept_as_the_management_api_words_it(self, admin: Person, app: App) -> None:
        self.edit(admin, app)

        admin.send("to-okta", schedule="0 0 * * *")

        schedule = admin.provisioning(app).import_settings["schedule"]
        assert schedule == {"status": "ENABLED", "fullImport": {"expression": "0 0 * * *", "timezone": "UTC"}}
        assert "<dd>Every day</dd>" in admin.open(app_path(app)).text
