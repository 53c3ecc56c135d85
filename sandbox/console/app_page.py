"""Where an application's page is, and what its forms have in common."""

from typing import Annotated, Final

from fastapi import Depends, Request, Response
from sqlalchemy.orm import Session

from sandbox.console.drafts import Message, drafts_of
from sandbox.console.pages import see_other
from sandbox.console.session import AdminForm, ConsoleSession
from sandbox.org.dependencies import org_of
from sandbox.org.errors import OktaError, not_found
from sandbox.org.operations.apps import find_app
from sandbox.org.organisation import Org
from sandbox.org.tables import App

# Okta's own address of an application's page, as people's bookmarks and public tools have it.
PATH: Final = "/app/{app_name}/instance/{app_id}"


def app_path(app: App, tab: str = "", edit: str = "") -> str:
    """Give the address of an application's page, of one tab, and of one part opened for editing."""
    query = f"?edit={edit}" if edit else ""
    anchor = f"#{tab}" if tab else ""
    return f"/admin/app/{app.name}/instance/{app.id}/{query}{anchor}"


def named_app(session: Session, app_name: str, app_id: str) -> App:
    """Find the application of an address; the name in it must be the application's own."""
    app = find_app(session, app_id)
    if app.name != app_name:
        raise not_found("App", app_id)
    return app


class AppForm:
    """A form of an application's page, sent by a signed-in admin."""

    def __init__(self, request: Request, session: AdminForm, app_name: str, app_id: str) -> None:
        """Take the form's addressee from the path; the application is looked up by `find`."""
        self.org: Org = org_of(request)
        self.console: ConsoleSession = session
        self.drafts = drafts_of(request)
        self._app_name, self._app_id = app_name, app_id

    def find(self, session: Session) -> App:
        """Find the application that the form is about."""
        return named_app(session, self._app_name, self._app_id)

    def done(self, app: App, tab: str, text: str, *, edit: str = "", place: str = "page") -> Response:
        """Lead back to a tab with a message of success."""
        return self._back(app, tab, Message(text, place=place), edit)

    def refused(self, app: App, tab: str, why: str | OktaError, *, edit: str = "", place: str = "page") -> Response:
        """Lead back to a tab with a message of what is wrong."""
        return self._back(app, tab, Message(str(why), is_error=True, place=place), edit)

    def _back(self, app: App, tab: str, message: Message, edit: str) -> Response:
        self.drafts.tell(self.console.identifier, message)
        return see_other(app_path(app, tab, edit))


Filled = Annotated[AppForm, Depends()]
