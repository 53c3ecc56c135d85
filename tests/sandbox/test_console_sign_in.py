"""The console lets nobody in but its admin, and takes no orders from other sites."""

import re
from html.parser import HTMLParser

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from sandbox.console.admin_token import admin_token
from sandbox.console.app_page import app_path
from sandbox.console.routes import PARTS
from sandbox.console.session import COOKIE
from tests.sandbox.console_client import Person

OPEN_TO_ALL = {"/admin", "/admin/", "/admin/signin", "/admin/static/{name:path}"}
ROUTES = [route for part in PARTS for route in part.router.routes if isinstance(route, APIRoute)]


def paths(method: str) -> list[str]:
    return sorted(route.path for route in ROUTES if method in (route.methods or ()))


@pytest.fixture
def stranger(console: FastAPI) -> Person:
    return Person(console, signed_in=False)


@pytest.fixture
def admin(console: FastAPI) -> Person:
    return Person(console)


@pytest.mark.parametrize("path", [path for path in paths("GET") if path not in OPEN_TO_ALL])
def test_a_page_sends_a_stranger_to_sign_in(stranger: Person, path: str) -> None:
    answer = stranger.client.get(path.format(app_name="a", app_id="b"), follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/admin/signin?from=/admin/")


@pytest.mark.parametrize("path", [path for path in paths("POST") if path != "/admin/signin"])
def test_a_form_of_a_stranger_does_nothing(stranger: Person, path: str) -> None:
    answer = stranger.client.post(path.format(app_name="a", app_id="b"), follow_redirects=False)

    assert answer.headers["location"].startswith("/admin/signin")


@pytest.mark.parametrize("path", paths("POST"))
def test_a_form_without_the_sessions_token_is_refused(admin: Person, path: str) -> None:
    answer = admin.client.post(path.format(app_name="a", app_id="b"), data={"_xsrfToken": "guessed"})

    assert answer.status_code == 403
    assert "not from your session" in answer.text


def test_a_form_token_of_another_session_is_refused(admin: Person, console: FastAPI) -> None:
    other = Person(console)
    other.new_app("Mine")
    form = other.page.form("sign-on")

    assert admin.client.post(form.action, data=form.fields).status_code == 403


def test_the_right_token_leads_to_the_page_that_was_asked_for(stranger: Person) -> None:
    stranger.open("/admin/tasks")

    answer = stranger.send("sign-in", token=admin_token(stranger.org.secrets))

    assert answer.url.path == "/admin/tasks"


def test_a_deep_link_leads_to_its_tab_and_part_also_after_a_wrong_token(stranger: Person, admin: Person) -> None:
    link = app_path(admin.new_app(), "tab-user-management", edit="integration")
    stranger.open(link)
    stranger.send("sign-in", token="00wrong")
    assert stranger.page.alerts

    answer = stranger.send("sign-in", token=admin_token(stranger.org.secrets))

    # The anchor never reaches the server: like a browser, the client carries it from address to address.
    assert f"{answer.url.raw_path.decode()}#{answer.url.fragment}" == link


@pytest.mark.parametrize("target", ["https://attacker.example/", "//attacker.example", "/api/v1/apps"])
def test_signing_in_leads_nowhere_but_to_the_console(stranger: Person, target: str) -> None:
    stranger.client.follow_redirects = False
    stranger.open(f"/admin/signin?from={target}")

    answer = stranger.send("sign-in", token=admin_token(stranger.org.secrets))

    assert answer.headers["location"] == "/admin/dashboard"


def test_a_wrong_token_is_told_and_opens_nothing(stranger: Person) -> None:
    stranger.open("/admin/signin")

    stranger.send("sign-in", token="00wrong")

    assert stranger.page.alerts == ["Unable to sign in: the token is wrong"]
    assert stranger.open("/admin/tasks").url.path == "/admin/signin"


def test_the_api_token_does_not_open_the_console(stranger: Person) -> None:
    stranger.open("/admin/signin")

    stranger.send("sign-in", token=stranger.org.secrets.api_token)

    assert stranger.page.alerts


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(admin: Person) -> None:
    cookie = admin.client.get("/admin/signin").headers["set-cookie"].lower()

    assert {"httponly", "samesite=strict", "path=/admin"} <= set(cookie.split("; "))


def test_a_cookie_with_another_role_written_into_it_is_worth_nothing(stranger: Person) -> None:
    stranger.open("/admin/signin")
    cookie = stranger.client.cookies[COOKIE]
    stranger.client.cookies.clear()

    stranger.client.cookies.set(COOKIE, cookie.replace(".nobody.", ".admin."))

    assert stranger.open("/admin/tasks").url.path == "/admin/signin"


def test_signing_in_begins_a_new_session(stranger: Person) -> None:
    stranger.open("/admin/signin")
    before = stranger.client.cookies[COOKIE].split(".")[0]

    stranger.send("sign-in", token=admin_token(stranger.org.secrets))

    assert stranger.client.cookies[COOKIE].split(".")[0] != before


def test_signing_out_ends_the_session(admin: Person) -> None:
    admin.open("/admin/tasks")
    form = admin.page.form("sign-out")

    admin.send(form)

    assert admin.open("/admin/tasks").url.path == "/admin/signin"


def test_a_host_name_that_is_not_this_machine_is_refused(admin: Person) -> None:
    answer = admin.client.get("/admin/tasks", headers={"Host": "attacker.example"})

    assert answer.status_code == 403


def test_a_page_runs_no_script_but_the_consoles_own_files_and_is_framed_nowhere(stranger: Person) -> None:
    policy = stranger.client.get("/admin/signin").headers["content-security-policy"].split("; ")

    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "unsafe" not in "".join(policy)


def test_all_that_a_page_loads_is_served_from_here_to_anybody(stranger: Person) -> None:
    shown = stranger.open("/admin/signin").text
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', shown)

    assert len(loaded) == 5
    assert [stranger.client.get(address).status_code for address in loaded] == [200] * 5
    assert all(address.startswith("/admin/static/") for address in loaded)


@pytest.mark.parametrize("name", ["other.js", "htmx.LICENSE", "..%2Fpages.py"])
def test_no_other_file_is_served(stranger: Person, name: str) -> None:
    assert stranger.client.get(f"/admin/static/{name}").status_code == 404


def test_what_others_wrote_is_shown_as_text(admin: Person) -> None:
    admin.new_app("<script>alert('here')</script>")

    shown = admin.open("/admin/apps/active").text

    assert "<script>" not in shown
    assert "&lt;script&gt;alert(" in shown


def test_an_application_that_is_not_there_is_a_page_that_says_so(admin: Person) -> None:
    answer = admin.open("/admin/app/invision/instance/0oaNone/")

    assert answer.status_code == 404
    assert "Resource not found: 0oaNone" in admin.page.alerts[0]


def test_an_address_with_another_applications_name_is_not_found(admin: Person) -> None:
    app = admin.new_app()

    assert admin.open(app_path(app).replace(app.name, "zscalerbyz")).status_code == 404


class Outline(HTMLParser):
    """What a screen reader needs of a page: headings, and a name for everything that takes input."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[dict[str, str | None]] = []
        self.inside_label = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch(r"h\d", tag):
            self.headings.append(tag)
        if tag == "label":
            self.inside_label = True
            self.labelled.add(given.get("for") or "")
        if tag in ("input", "select") and given.get("type") != "hidden" and not self.inside_label:
            self.inputs.append(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.inside_label = False


@pytest.mark.parametrize(
    "path",
    [
        "",
        "?edit=integration",
        "?edit=to-app",
        "?edit=to-okta",
        "/admin/apps/active",
        "/admin/checklists",
        "/admin/dashboard",
        "/admin/people/activate",
        "/admin/reports/system-log",
        "/admin/service-people",
        "/admin/tasks",
    ],
)
def test_every_field_has_a_label_and_every_page_one_main_heading(admin: Person, path: str) -> None:
    app = admin.new_app("Zscaler 2.0", "zscalerbyz")

    outline = Outline(admin.open(path if path.startswith("/") else app_path(app) + path).text)

    assert outline.headings.count("h1") == 1
    assert [given for given in outline.inputs if given.get("id") not in outline.labelled] == []


def test_the_orgs_address_leads_to_the_dashboard(admin: Person) -> None:
    answer = admin.client.get("/", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/dashboard")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/admin/nothing", 404),
        (f"/admin/reports/system-log?before={'9' * 23}", 400),
    ],
)
def test_what_no_page_has_is_told_on_a_page(path: str, status: int, admin: Person) -> None:
    answer = admin.client.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert "That did not work" in answer.text
