"""Checklists of other programs: handed over by API, shown to a person on the console."""

from html.parser import HTMLParser
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from sandbox.console.app_page import app_path
from sandbox.org.operations.apps import delete_app, find_app, set_app_status
from sandbox.org.tables import App
from tests.sandbox.console_client import Person

Json = Any
STEP: Json = {
    "title": "Enable API integration",
    "url": "https://acme-admin.okta.com/admin/app/invision/instance/0oa1/#tab-user-management",
    "do": ["Press Configure API Integration", "Press Test API Credentials"],
    "enter": {"Base URL": "https://scim.example/v2"},
}


class Program:
    """A program that hands checklists over."""

    def __init__(self, console: FastAPI) -> None:
        token = console.state.org.secrets.api_token
        self.http = TestClient(console, "http://127.0.0.1", headers={"Authorization": f"SSWS {token}"})

    def put(self, app: App, *steps: Json, label: str = "Set up InVision") -> httpx2.Response:
        """Hand the steps of an app over."""
        body = {"label": label, "steps": list(steps)}
        return self.http.put(f"/sandbox/checklists/{app.id}", json=body)

    def delete(self, app: App) -> httpx2.Response:
        """Take an app's checklist away."""
        return self.http.delete(f"/sandbox/checklists/{app.id}")


class Section(HTMLParser):
    """The part of the page about one app: its elements in order, and the text in each."""

    def __init__(self, html: str, app: App) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._start = f"checklist-{app.id}"
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = self._inside or given.get("id") == self._start
        if self._inside:
            self.elements.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            self.texts.append(data.strip())

    def count(self, tag: str) -> int:
        return [name for name, _ in self.elements].count(tag)


@pytest.fixture
def program(console: FastAPI) -> Program:
    return Program(console)


@pytest.fixture
def person(console: FastAPI) -> Person:
    return Person(console)


@pytest.fixture
def app(person: Person) -> App:
    return person.new_app()


def shown(person: Person, app: App) -> Section:
    return Section(person.open("/admin/checklists").text, app)


def test_a_step_is_shown_with_its_link_its_lines_and_its_values(program: Program, person: Person, app: App) -> None:
    assert program.put(app, STEP).status_code == 204

    section = shown(person, app)

    links = [given["href"] for tag, given in section.elements if tag == "a"]
    assert links == [app_path(app), STEP["url"]]
    assert section.texts[0] == "Set up InVision"
    assert section.texts[-5:] == [STEP["title"], *STEP["do"], "Base URL", "https://scim.example/v2"]


def test_the_steps_are_a_numbered_list_under_a_heading_that_names_the_section(
    program: Program, person: Person, app: App
) -> None:
    program.put(app, STEP, {"title": "Assign", "url": "https://acme-admin.okta.com/"})

    section = shown(person, app)

    (heading,) = [given["id"] for tag, given in section.elements if tag == "h2"]
    assert section.elements[0][1]["aria-labelledby"] == heading
    assert (section.count("ol"), section.count("li")) == (1, 2 + len(STEP["do"]))


def test_the_page_of_the_app_tells_of_it(program: Program, person: Person, app: App) -> None:
    program.put(app, STEP)

    person.open(app_path(app))

    (link,) = [link for link in person.page.links if link.text == "Open the checklist"]
    assert link.address == f"/admin/checklists#checklist-{app.id}"


def test_the_navigation_leads_to_the_page(person: Person) -> None:
    person.open("/admin/apps/active")

    assert "/admin/checklists" in [link.address for link in person.page.links]


def test_another_checklist_takes_the_place_of_the_one_before(program: Program, person: Person, app: App) -> None:
    program.put(app, STEP)
    program.put(app, {"title": "Assign", "url": "https://acme-admin.okta.com/"}, label="What is left")

    section = shown(person, app)

    assert (section.texts[0], section.count("li")) == ("What is left", 1)


def test_a_checklist_without_steps_says_so_and_the_apps_page_is_silent(
    program: Program, person: Person, app: App
) -> None:
    program.put(app)

    assert shown(person, app).texts[-1] == "Nothing is left to do."
    assert "Open the checklist" not in person.open(app_path(app)).text


def test_a_checklist_that_was_taken_away_is_shown_no_more(program: Program, person: Person, app: App) -> None:
    program.put(app, STEP)

    assert [program.delete(app).status_code, program.delete(app).status_code] == [204, 204]

    assert shown(person, app).elements == []
    assert "Open the checklist" not in person.open(app_path(app)).text


def test_it_goes_with_its_app(program: Program, person: Person, app: App) -> None:
    program.put(app, STEP)

    with person.org.store.writing() as store:
        found = find_app(store, app.id)
        set_app_status(store, found, "INACTIVE")
        delete_app(store, found)

    assert shown(person, app).elements == []
    assert program.delete(app).status_code == 204


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//attacker.example/",
        "/admin/tasks",
        "https://",
        "https://a b",
        "http://[",
    ],
)
def test_a_link_that_leads_to_no_web_page_is_refused(program: Program, person: Person, app: App, url: str) -> None:
    answer = program.put(app, STEP, STEP | {"url": url})

    assert answer.status_code == 400
    (cause,) = answer.json()["errorCauses"]
    assert cause["errorSummary"] == "steps.1.url: The address must begin with http:// or https://"
    assert shown(person, app).elements == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"steps": []}, "body.label"),
        ({"label": "x", "steps": [{"title": "x"}]}, "body.steps.0.url"),
        ({"label": "x", "steps": [STEP | {"enter": {"Base URL": 1}}]}, "body.steps.0.enter.Base URL"),
        ({"label": "x", "steps": [STEP | {"token": "secret"}]}, "body.steps.0.token"),
    ],
)
def test_a_body_of_another_shape_is_refused_by_the_place(program: Program, app: App, body: Json, place: str) -> None:
    answer = program.http.put(f"/sandbox/checklists/{app.id}", json=body)

    assert answer.status_code == 400
    assert answer.json()["errorCauses"][0]["errorSummary"].endswith(f": {place}")


def test_what_a_program_wrote_is_shown_as_text(program: Program, person: Person, app: App) -> None:
    markup = '"><script>alert(1)</script>'
    step = {"title": markup, "url": f"https://a.example/{markup}", "do": [markup], "enter": {markup: markup}}

    assert program.put(app, step, label=markup).status_code == 204

    section = shown(person, app)
    assert section.count("script") == 0
    assert section.texts.count(markup) == 5


def test_a_checklist_of_an_app_that_is_not_there_is_refused(program: Program, app: App) -> None:
    answer = program.http.put("/sandbox/checklists/0oaNone", json={"label": "x", "steps": []})

    assert (answer.status_code, answer.json()["errorCode"]) == (404, "E0000007")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_without_the_api_token_nothing_is_taken(program: Program, app: App, method: str) -> None:
    answer = program.http.request(method, f"/sandbox/checklists/{app.id}", headers={"Authorization": "SSWS wrong"})

    assert answer.status_code == 401
