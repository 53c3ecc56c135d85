"""The Sign On tab: the Application username format."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Response

from sandbox.console import app_page
from sandbox.console.pages import ConsoleRoute
from sandbox.org.operations.apps import set_username_format
from sandbox.org.tables import App
from sandbox.org.usernames import BUILT_IN_TEMPLATES

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

TAB: Final = "tab-signon"


def view(app: App) -> dict[str, Any]:
    """Give the formats to choose from; one that is written by hand is shown as it is."""
    return {
        "formats": BUILT_IN_TEMPLATES,
        "template": app.username_template,
        "is_custom": app.username_template not in BUILT_IN_TEMPLATES.values(),
    }


@router.post(app_page.PATH + "/sign-on")
def save_sign_on(form: app_page.Filled, template: Annotated[str, Form(alias="userNameTemplate")]) -> Response:
    """Set the format; people who have the app already keep their user name."""
    with form.org.store.writing() as store:
        app = form.find(store)
        if template != app.username_template:
            set_username_format(store, app, template, suffix=app.username_suffix)
    names = {value: name for name, value in BUILT_IN_TEMPLATES.items()}
    return form.done(app, TAB, f"Application username format is {names.get(template, template)}")
