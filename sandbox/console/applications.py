"""The list of applications, and an application's page with its General tab."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import func, or_, select

from sandbox.console import (
    app_page,
    assignments,
    checklists,
    group_push,
    import_tab,
    provisioning,
    sign_on,
    to_okta,
)
from sandbox.console.drafts import drafts_of
from sandbox.console.pages import ConsoleRoute, page
from sandbox.console.session import Admin
from sandbox.org.catalogue import entry_of
from sandbox.org.dependencies import org_of
from sandbox.org.operations.connections import provisioning_of, set_scim_enabled
from sandbox.org.tables import App, Provisioning

router = APIRouter(prefix="/admin", route_class=ConsoleRoute)

TAB: Final = "tab-general"
SHOWN: Final = 500


@router.get("/apps/active")
@router.get("/apps")
def applications(request: Request, _session: Admin, q: str = "", status: str = "") -> Response:
    """List the applications by label, the active ones first; `q` is part of a label or an id, without case."""
    found = select(App, Provisioning.enabled).outerjoin(Provisioning, Provisioning.app_id == App.id)
    text = q.strip()
    if text:
        found = found.where(or_(App.label.icontains(text, autoescape=True), App.id == text))
    if status:
        found = found.where(App.status == status)
    with org_of(request).store.reading() as store:
        total = store.scalar(found.with_only_columns(func.count())) or 0
        apps = store.execute(found.order_by(App.status, func.lower(App.label)).limit(SHOWN)).all()
    rows = [
        {
            "label": app.label,
            "path": app_page.app_path(app),
            "id": app.id,
            "kind": "Custom SAML app" if is_custom_saml(app) else entry_of(app).title or app.name,
            "status": app.status.title(),
            "provisioning": "On" if provisions else "Off",
        }
        for app, provisions in apps
    ]
    return page(request, "applications.html", title="Applications", rows=rows, total=total, q=q, status=status)


@router.get(app_page.PATH + "/")
@router.get(app_page.PATH)
def application(request: Request, session: Admin, app_name: str, app_id: str, edit: str = "") -> Response:
    """Show all tabs of an application in one page; the address's anchor says which one is seen."""
    org = org_of(request)
    with org.store.reading() as store:
        app = app_page.named_app(store, app_name, app_id)
        settings = provisioning_of(store, app)
        return page(
            request,
            "application.html",
            title=app.label,
            app=app,
            at=app_page.app_path(app).rstrip("/"),
            edit=edit,
            checklist=checklists.notice_of(store, app),
            general={"is_custom_saml": is_custom_saml(app), "scim_enabled": settings.scim_enabled},
            sign_on=sign_on.view(app),
            provisioning=provisioning.view(
                app, settings, drafts_of(request).credentials(session.identifier, app.id), edit
            ),
            to_okta=to_okta.view(store, app),
            imports=import_tab.view(store, app, settings),
            assignments=assignments.view(store, app),
            group_push=group_push.view(store, app),
        )


@router.post(app_page.PATH + "/general")
def save_general(form: app_page.Filled, choice: Annotated[str, Form(alias="provisioning")]) -> Response:
    """Switch SCIM on or off for a custom SAML app; off forgets the connection."""
    with form.org.store.writing() as store:
        app = form.find(store)
        set_scim_enabled(store, app, choice == "SCIM")
    return form.done(app, TAB, f"App settings saved: Provisioning is {choice if choice == 'SCIM' else 'None'}")


def is_custom_saml(app: App) -> bool:
    """Tell the apps made by hand whose General tab has the choice of SCIM."""
    return app.custom and app.sign_on_mode.startswith("SAML")
