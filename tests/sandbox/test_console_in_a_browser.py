"""A person at the console in a real browser: the guide's steps by hand, by keyboard, and for a screen reader."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from sandbox.console.admin_token import admin_token
from sandbox.console.app_page import app_path
from sandbox.console.routes import router
from sandbox.org.app import create_app
from sandbox.org.operations.group_push import push_group
from sandbox.org.operations.people import create_user
from sandbox.org.tables import App, Group
from sandbox.scim.app import create_app as create_scim
from tests.sandbox.console_client import INVISION_TOKEN, served
from tests.sandbox.console_world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    directory = tmp_path_factory.mktemp("world")
    application = create_app(directory, extra_routers=[router])
    with (
        served(create_scim(directory, {"invision": lambda: [INVISION_TOKEN]})) as scim,
        served(application) as console,
    ):
        yield World(application, console, f"{scim}/invision/scim/v2")


@pytest.fixture
def page(browser: Browser, world: World) -> Iterator[Page]:
    """Give a page that is signed in, and fail if a script failed or the page's own policy stopped anything."""
    complaints: list[str] = []
    with browser.new_context(base_url=world.console, viewport={"width": 1280, "height": 900}) as context:
        context.set_default_timeout(8000)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        sign_in(page, world)
        yield page
    assert complaints == []


def sign_in(page: Page, world: World) -> None:
    page.goto("/admin")
    page.get_by_label("Admin token").fill(admin_token(world.application.state.org.secrets))
    page.get_by_role("button", name="Sign in").click()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 8
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_guides_steps_lead_to_people_at_the_service(page: Page, world: World) -> None:
    world.new_app("InVision V7")
    page.get_by_role("link", name="Applications").click()
    page.get_by_role("searchbox", name="Search").fill("invision")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="InVision V7", exact=True).click()
    page.get_by_label("SCIM").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Sign On").click()
    page.get_by_label("Application username format").select_option("Email")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Application username format is Email")

    page.get_by_role("link", name="Provisioning", exact=True).click()
    page.get_by_role("link", name="Configure API Integration").click()
    expect(page.get_by_label("Enable API integration")).to_be_checked()
    expect(page.get_by_role("link", name="To App")).to_have_count(0)
    page.get_by_label("Base URL").focus()
    page.keyboard.insert_text(world.scim)
    page.keyboard.press("Tab")
    page.keyboard.insert_text("not the token")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Error authenticating: Unauthorized")
    page.get_by_label("API Token").focus()
    page.keyboard.insert_text(INVISION_TOKEN)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Test API Credentials")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("InVision V7 was verified successfully!")
    page.get_by_role("button", name="Test API Credentials").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_role("link", name="Edit Provisioning to App").click()
    page.get_by_label("Create Users").check()
    page.get_by_label("Deactivate Users").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Assignments").click()
    page.get_by_label("Assign to Groups").select_option("Design")
    page.locator("#assign-group").get_by_role("button", name="Assign").click()
    page.get_by_label("Assign to People").fill("alan@corp.example")
    page.locator("#assign-person").get_by_role("button", name="Assign").click()
    expect(page.get_by_role("status")).to_have_text("Alan Turing is assigned")
    wait_until(lambda: {"ada.lovelace@example.com", "alan.turing@example.com"} <= world.at_service().keys())
    page.get_by_role("button", name="Remove Alan Turing").click()

    page.get_by_role("link", name="People at services").click()
    row = page.get_by_role("row", name="Alan Turing")
    expect(row).to_contain_text("alan.turing@example.com")
    expect(row.get_by_text("Inactive")).to_be_visible()
    assert world.at_service()["ada.lovelace@example.com"]


def test_the_guides_import_leads_to_active_people_in_okta(page: Page, world: World) -> None:
    app = world.connected_app("Imports")
    world.add_to_service("barbara.liskov@example.com", "frances.allen@example.com", "john.backus@example.com")
    page.goto(app_path(app))
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_role("button", name="Import Now").click()
    expect(page.get_by_text("Full import:")).to_be_visible()
    expect(page.get_by_label("Okta user assignment of Barbara Liskov")).to_contain_text("barbara@corp.example")

    page.get_by_label("Select Barbara Liskov").check()
    page.get_by_role("button", name="Confirm Assignments").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status").first).to_have_text("Assignments confirmed: 1")
    page.get_by_role("checkbox", name=re.compile("^All")).check()
    page.get_by_role("button", name="Confirm Assignments").click()
    page.get_by_role("button", name="Confirm").click()
    assert world.status_of("frances.allen@example.com") == "STAGED"

    page.get_by_role("link", name="Dashboard").click()
    page.get_by_role("link", name="people need their account activated").click()
    page.get_by_role("button", name="Activate Frances Allen").click()
    expect(page.get_by_role("status")).to_have_text("Activated: Frances Allen")
    page.get_by_role("link", name="Activate All").click()
    page.get_by_role("button", name="Activate", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Activated:")
    assert world.status_of("john.backus@example.com") == "ACTIVE"


def test_the_second_view_follows_what_happens_and_leaves_the_focus_where_it_is(page: Page, world: World) -> None:
    app = world.connected_app("Watched")
    page.get_by_role("link", name="People at services").click()
    link = page.get_by_role("link", name="Watched")
    link.focus()

    world.assign(app, "margaret@corp.example")

    row = page.get_by_role("row", name="Margaret Hamilton")
    expect(row).to_contain_text("margaret.hamilton@example.com")
    expect(link).to_be_focused()


def test_a_failed_task_stays_selected_while_others_come_and_is_repeated(page: Page, world: World) -> None:
    app = world.connected_app("Gone", base_url=world.scim.replace("invision", "nowhere"))
    world.assign(app, "donald@corp.example")
    page.get_by_role("link", name="Tasks", exact=True).click()
    page.get_by_label("Select Donald Knuth").check()

    world.assign(app, "grace@corp.example")

    expect(page.get_by_label("Select Grace Hopper")).not_to_be_checked()
    expect(page.get_by_label("Select Donald Knuth")).to_be_checked()
    page.get_by_role("button", name="Retry Selected").click()
    expect(page.get_by_role("status")).to_have_text("Repeated: Donald Knuth")


def test_a_live_page_leads_to_sign_in_when_the_session_has_ended(page: Page, world: World) -> None:
    page.get_by_role("link", name="Tasks", exact=True).click()

    page.context.clear_cookies()

    expect(page.get_by_label("Admin token")).to_be_visible()


def test_an_import_is_started_and_confirmed_without_javascript(browser: Browser, world: World) -> None:
    app = world.connected_app("Plain")
    world.add_to_service("kathleen.booth@example.com")
    with browser.new_context(base_url=world.console, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, world)
        page.goto(app_path(app, "tab-import"))
        page.get_by_role("button", name="Import Now").click()
        while page.get_by_text("Import in progress").is_visible():
            page.get_by_role("link", name="Load the page again").click()
            page.reload()
        page.get_by_label("Select Kathleen Booth").check()
        page.get_by_role("button", name="Confirm Assignments").click()
        page.get_by_role("button", name="Confirm").click()

        expect(page.get_by_role("status").first).to_have_text("Assignments confirmed: 1")


@pytest.fixture(scope="module")
def furnished(world: World) -> App:
    """Give an app of whose every page there is something to see."""
    app = world.connected_app("Furnished")
    world.assign(app, "ada@corp.example")
    with world.application.state.org.store.writing() as store:
        push_group(store, app, store.scalars(select(Group).where(Group.name == "Engineering")).one())
        create_user(store, {"login": "new@corp.example", "email": "n@e.example", "firstName": "N", "lastName": "Ew"})
    return app


def pages(app: App) -> list[str]:
    at = app_path(app)
    return [
        "/admin/dashboard",
        "/admin/people/activate",
        "/admin/apps/active",
        f"{at}#tab-general",
        f"{at}#tab-signon",
        f"{at}?edit=integration#tab-user-management",
        f"{at}?edit=to-app#tab-user-management",
        f"{at}?edit=to-okta#tab-user-management",
        f"{at}#tab-import",
        f"{at}#tab-assignments",
        f"{at}#tab-group-push",
        "/admin/service-people",
        "/admin/checklists",
        "/admin/tasks",
        "/admin/reports/system-log",
    ]


def test_no_page_breaks_a_rule_of_accessibility(page: Page, furnished: App) -> None:
    broken = {}
    for path in pages(furnished):
        page.goto("about:blank")
        page.goto(path)
        results = Axe().run(page)
        if results.violations_count:
            broken[path] = results.generate_report()

    assert broken == {}


def test_no_page_is_wider_than_a_phone(page: Page, furnished: App) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    too_wide = []
    for path in pages(furnished):
        page.goto("about:blank")
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            too_wide.append(path)

    assert too_wide == []
