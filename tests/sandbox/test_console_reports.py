"""What the console tells of the org: the applications, the Tasks, the System Log, and the services' people."""

import pytest
from fastapi import FastAPI

from sandbox.console.app_page import app_path
from sandbox.org.operations.apps import find_app, set_app_status
from sandbox.org.operations.assignments import unassign_user
from sandbox.org.operations.people import find_user
from sandbox.org.operations.system_log import record
from sandbox.org.provisioning import queue
from sandbox.org.provisioning.outcomes import Done
from sandbox.org.tables import Task, TaskState
from sandbox.scim.people import data_file
from tests.sandbox.console_client import Person
from tests.sandbox.console_world import World


@pytest.fixture
def person(console: FastAPI) -> Person:
    return Person(console)


class TestApplications:
    def labels(self, person: Person, query: str) -> list[str]:
        person.open(f"/admin/apps/active{query}")
        return [link.text for link in person.page.links if "/instance/" in link.address]

    def test_a_part_of_the_label_finds_an_application_whatever_its_case(self, person: Person) -> None:
        person.new_app("Kanban board")

        assert self.labels(person, "?q=kanBAN") == ["Kanban board"]

    def test_a_percent_sign_stands_for_itself(self, person: Person) -> None:
        person.new_app("100% Sure")
        person.new_app("100 Percent")

        assert self.labels(person, "?q=100%25") == ["100% Sure"]

    def test_only_those_of_a_status_can_be_listed(self, person: Person) -> None:
        app = person.new_app("Put away")
        with person.org.store.writing() as store:
            set_app_status(store, find_app(store, app.id), "INACTIVE")

        assert self.labels(person, "?status=INACTIVE") == ["Put away"]


class TestSystemLog:
    @pytest.fixture(autouse=True)
    def events(self, person: Person) -> None:
        with person.org.store.writing() as store:
            record(store, "test.kept", "Something went well")
            record(store, "test.kept", "Something broke", failure="It was old")

    @pytest.mark.parametrize(
        "query", ["?outcome=FAILURE", "?q=broke", "?event=test.kept&outcome=FAILURE"], ids=["outcome", "text", "both"]
    )
    def test_it_is_searched(self, person: Person, query: str) -> None:
        shown = person.open(f"/admin/reports/system-log{query}").text

        assert "It was old" in shown
        assert "Something went well" not in shown

    @pytest.mark.parametrize(("times", "told"), [(1, "1 event,"), (2, "2 events,")])
    def test_events_are_counted(self, person: Person, times: int, told: str) -> None:
        with person.org.store.writing() as store:
            for _ in range(times):
                record(store, f"test.counted_{times}", "Something to count")

        assert told in person.open(f"/admin/reports/system-log?event=test.counted_{times}").text

    def test_nothing_that_fits_is_told(self, person: Person) -> None:
        assert "No event fits" in person.open("/admin/reports/system-log?q=never-happened").text

    def test_older_events_are_a_page_further(self, person: Person) -> None:
        with person.org.store.writing() as store:
            record(store, "test.paged", "The oldest")
            for _ in range(100):
                record(store, "test.paged", "A newer one")
        assert "The oldest" not in person.open("/admin/reports/system-log?event=test.paged").text

        older = next(link for link in person.page.links if link.text == "Older events")

        assert "The oldest" in person.open(older.address).text


class TestTasks:
    @pytest.fixture
    def failed(self, world: World) -> Person:
        world.assign(world.connected_app("InVision V7"), "ada@corp.example")
        admin = Person(world.application)
        job = queue.claim(admin.org.store)
        assert job is not None
        queue.fail(admin.org.store, job, "The service answered 400")
        return admin

    def test_a_failed_task_shows_its_reason_as_okta_words_it(self, failed: Person) -> None:
        shown = failed.open("/admin/tasks?state=FAILED").text

        words = "Automatic provisioning of user Ada Lovelace to app InVision V7 failed: The service answered 400"
        assert words in shown
        assert "0 waiting or under way, 0 done, 1 failed" in shown

    def test_a_selected_task_is_repeated(self, failed: Person) -> None:
        failed.open("/admin/tasks")
        form = failed.page.form("retry")

        form.tick("task_id", True)
        failed.send(form)

        assert "Repeated: Ada Lovelace" in failed.page.messages
        with failed.org.store.reading() as store:
            assert [task.state for task in store.query(Task)] == [TaskState.QUEUED]

    def test_what_cannot_be_repeated_is_told(self, failed: Person) -> None:
        failed.open("/admin/tasks")
        form = failed.page.form("retry")
        form.tick("task_id", True)
        failed.send(form)

        failed.send(form)

        assert "has not failed" in failed.page.alerts[0]

    def test_without_a_selection_nothing_is_repeated(self, failed: Person) -> None:
        failed.open("/admin/tasks")

        failed.send("retry")

        assert failed.page.alerts == ["Select the tasks to repeat"]

    def test_the_dashboard_leads_to_failed_tasks(self, failed: Person) -> None:
        failed.open("/admin/dashboard")

        assert [link.text for link in failed.page.links if "state=FAILED" in link.address] == [
            "1 provisioning task failed"
        ]


class TestPeopleAtServices:
    def rows(self, world: World) -> list[str]:
        shown = Person(world.application).open("/admin/service-people").text
        text = " ".join(shown.split("<tbody>")[1].split("</tbody>")[0].replace("<", " <").split())
        return text.split("<tr>")[1:]

    def test_who_is_assigned_and_not_pushed_yet_is_not_there(self, world: World) -> None:
        world.assign(world.connected_app("InVision V7"), "ada@corp.example")

        [ada] = self.rows(world)

        assert "Ada Lovelace" in ada
        assert "Not there" in ada
        assert "Waiting" in ada

    def test_who_was_pushed_stands_beside_okta(self, world: World) -> None:
        app = world.connected_app("InVision V7")
        world.assign(app, "ada@corp.example")
        self.push(world, "ada.lovelace@example.com")

        [ada] = self.rows(world)

        assert "ada@corp.example, active" in ada
        assert "ada.lovelace@example.com" in ada
        assert "Create: " in ada

    def test_who_lost_the_app_is_still_known_by_what_was_pushed(self, world: World) -> None:
        app = world.connected_app("InVision V7")
        world.assign(app, "ada@corp.example")
        self.push(world, "ada.lovelace@example.com")
        store = world.application.state.org.store
        with store.writing() as session:
            unassign_user(session, find_app(session, app.id), find_user(session, "ada@corp.example"))

        [ada] = self.rows(world)

        assert "Ada Lovelace" in ada
        assert "Deactivate: " in ada

    def test_whom_okta_never_made_is_found_by_name_or_not_in_okta(self, world: World) -> None:
        world.connected_app("InVision V7")
        world.add_to_service("ada.lovelace@example.com", "frances.allen@example.com")

        ada, frances = self.rows(world)

        assert "ada@corp.example, active" in ada
        assert "Not in Okta" in frances
        assert "Never" in frances

    def test_a_service_provider_that_has_not_begun_yet_has_nobody(self, world: World) -> None:
        data_file(world.application.state.org.directory, "acme").touch()

        assert ">acme</h2>" in Person(world.application).open("/admin/service-people").text

    def test_a_search_leaves_the_others_out(self, world: World) -> None:
        world.add_to_service("ada.lovelace@example.com", "frances.allen@example.com")

        shown = Person(world.application).open("/admin/service-people?q=FRANCES").text

        assert "frances.allen@example.com" in shown
        assert "ada.lovelace@example.com" not in shown

    def push(self, world: World, user_name: str) -> None:
        """Carry out the push that waits, as the worker would."""
        world.add_to_service(user_name)
        store = world.application.state.org.store
        job = queue.claim(store)
        assert job is not None
        queue.succeed(store, job, Done("create", world.id_at_service(user_name)))


class TestLiveParts:
    @pytest.mark.parametrize("path", ["/admin/tasks", "/admin/service-people"])
    def test_they_ask_for_the_page_that_they_are_on(self, person: Person, path: str) -> None:
        assert f'hx-get="{path}?' in person.open(path).text

    def test_they_leave_the_waiting_message_to_the_next_page(self, person: Person) -> None:
        app = person.new_app("Assigned meanwhile")
        form = person.page.form("assign-person")
        form.fill("login", "ada@corp.example")
        person.client.post(form.action, data=form.fields, follow_redirects=False)

        person.client.get("/admin/tasks", headers={"HX-Request": "true"})

        person.open(app_path(app))
        assert person.page.messages[0] == "Ada Lovelace is assigned"

    def test_without_a_session_they_have_the_whole_page_loaded_again(self, console: FastAPI) -> None:
        stranger = Person(console, signed_in=False)

        answer = stranger.client.get("/admin/tasks", headers={"HX-Request": "true"}, follow_redirects=False)

        assert (answer.status_code, answer.headers["hx-refresh"], answer.text) == (401, "true", "")
        assert "default-src 'none'" in answer.headers["content-security-policy"]

    def test_a_host_name_that_is_not_this_machine_is_refused_to_them_too(self, person: Person) -> None:
        answer = person.client.get("/admin/tasks", headers={"HX-Request": "true", "Host": "attacker.example"})

        assert answer.status_code == 403
