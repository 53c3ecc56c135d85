"""The Provisioning tab: Configure API Integration, Test API Credentials, Save, To App."""

from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Response
from sqlalchemy.orm import Session

from sandbox.console import app_page
from sandbox.console.drafts import Credentials
from sandbox.console.pages import ConsoleRoute
from sandbox.org.catalogue import entry_of
from sandbox.org.operations.connections import (
    disable_provisioning,
    enable_provisioning,
    provisioning_of,
    set_capabilities,
    set_connection,
)
from sandbox.org.provisioning.verification import CredentialsRefused, verify
from sandbox.org.tables import App, Provisioning

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

TAB: Final = "tab-user-management"
INTEGRATION: Final = "integration"
TO_APP: Final = "to-app"
TO_OKTA: Final = "to-okta"
PANELS: Final = (TO_APP, TO_OKTA, INTEGRATION)
# Field name in Okta's form: what it is called on the page, column in the store, note.
BOXES: Final = (
    ("pushNewAccount", "Create Users", "create_users", "Creates or links a person when the app is assigned."),
    ("pushProfile", "Update User Attributes", "update_profile", "Sends changed names and emails."),
    ("pushDeactivation", "Deactivate Users", "deactivate_users", "Deactivates a person whose app is taken."),
    ("pushPassword", "Sync Password", "push_password", "Sets a password for each person."),
)


@dataclass(frozen=True)
class IntegrationForm:
    """What the form Configure API Integration sends; an empty token field means the token already known."""

    base_url: str
    enabled: bool
    token: str = field(repr=False)


def integration_form(
    scim_base_url: Annotated[str, Form()] = "",
    scim_auth_header_value: Annotated[str, Form()] = "",
    scim_auth_header_value_new: Annotated[str, Form()] = "",
    enabled: Annotated[str, Form()] = "",
) -> IntegrationForm:
    """Read the form; the token's field has another name once a token is saved, as in Okta."""
    token = scim_auth_header_value or scim_auth_header_value_new
    return IntegrationForm(scim_base_url.strip().rstrip("/"), bool(enabled), token.strip())


Integration = Annotated[IntegrationForm, Depends(integration_form)]


def view(app: App, settings: Provisioning, draft: Credentials | None, edit: str) -> dict[str, Any]:
    """Give what the tab shows; of a token it says only that there is one.

    To App and To Okta appear once provisioning is on, and To App is then what a person sees first.
    """
    schemes = entry_of(app).connection
    return {
        "opened": edit if settings.enabled and edit in PANELS else TO_APP if settings.enabled else INTEGRATION,
        "is_available": settings.scim_enabled,
        "by_oauth_only": bool(schemes) and "TOKEN" not in schemes,
        "enabled": settings.enabled,
        "base_url": draft.base_url if draft else settings.base_url or "",
        "saved_base_url": settings.base_url,
        "token_saved": settings.token is not None,
        "token_typed": bool(draft and draft.token),
        "token_as_typed": entry_of(app).token == "as typed",  # noqa: S105 (a column's value)
        "boxes": [
            {"field": name, "label": label, "on": getattr(settings, column), "note": note}
            for name, label, column, note in BOXES
        ],
    }


@router.post(app_page.PATH + "/user-mgmt/verify")
def test_api_credentials(form: app_page.Filled, typed: Integration) -> Response:
    """Ask the service for its people as Okta does; only credentials that pass can be saved."""
    with form.org.store.reading() as store:
        app = form.find(store)
        credentials = _credentials(form, store, app, typed)
    form.drafts.keep(form.console.identifier, app.id, credentials)
    problem = _problem(app, credentials)
    if problem:
        return form.refused(app, TAB, problem, edit=INTEGRATION, place=INTEGRATION)
    form.drafts.keep(form.console.identifier, app.id, replace(credentials, verified=True))
    return form.done(app, TAB, f"{app.label} was verified successfully!", edit=INTEGRATION, place=INTEGRATION)


@router.post(app_page.PATH + "/user-mgmt")
def save_integration(form: app_page.Filled, typed: Integration) -> Response:
    """Save the connection and switch provisioning on, if the test has passed with these very values."""
    with form.org.store.writing() as store:
        app = form.find(store)
        if not typed.enabled:
            disable_provisioning(store, app)
            form.drafts.drop(form.console.identifier, app.id)
            return form.done(app, TAB, "API integration is disabled")
        credentials = _credentials(form, store, app, typed)
        tested = form.drafts.credentials(form.console.identifier, app.id)
        if tested != replace(credentials, verified=True):
            form.drafts.keep(form.console.identifier, app.id, credentials)
            return form.refused(
                app,
                TAB,
                "Not saved: press Test API Credentials first; Save needs a test that passed with these values",
                edit=INTEGRATION,
                place=INTEGRATION,
            )
        set_connection(store, form.org.secrets, app, base_url=credentials.base_url, token=credentials.token)
        enable_provisioning(store, app)
    form.drafts.drop(form.console.identifier, app.id)
    return form.done(app, TAB, "API integration is enabled. Choose now what to provision To App.")


@router.post(app_page.PATH + "/user-mgmt/to-app")
def save_to_app(
    form: app_page.Filled,
    create: Annotated[str, Form(alias="pushNewAccount")] = "",
    profile: Annotated[str, Form(alias="pushProfile")] = "",
    deactivate: Annotated[str, Form(alias="pushDeactivation")] = "",
    password: Annotated[str, Form(alias="pushPassword")] = "",
) -> Response:
    """Set what Okta does at the service; people assigned before are not pushed."""
    with form.org.store.writing() as store:
        app = form.find(store)
        set_capabilities(
            store,
            app,
            create=bool(create),
            profile=bool(profile),
            deactivate=bool(deactivate),
            password=bool(password),
        )
    return form.done(app, TAB, "Provisioning to App saved")


def _credentials(form: app_page.AppForm, store: Session, app: App, typed: IntegrationForm) -> Credentials:
    if typed.token:
        return Credentials(typed.base_url, typed.token)
    draft = form.drafts.credentials(form.console.identifier, app.id)
    if draft and draft.token:
        return Credentials(typed.base_url, draft.token)
    saved = provisioning_of(store, app)
    # A saved token goes where it was saved for and nowhere else, or it could be read by pointing it elsewhere.
    if saved.token is not None and saved.base_url == typed.base_url:
        return Credentials(typed.base_url, form.org.secrets.decrypt(saved.token))
    return Credentials(typed.base_url, "")


def _problem(app: App, credentials: Credentials) -> str | None:
    if not credentials.base_url:
        return "Base URL: This field cannot be left blank"
    if not credentials.token:
        return "API Token: This field cannot be left blank"
    try:
        verify(credentials.base_url, entry_of(app).authorization(credentials.token))
    except CredentialsRefused as refusal:
        return str(refusal)
    return None
