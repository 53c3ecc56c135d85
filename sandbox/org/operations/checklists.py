"""Checklists: steps that another program leaves to a person, shown without knowing what they are about."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.org.errors import invalid
from sandbox.org.identifiers import now
from sandbox.org.tables import App, Checklist


def put_checklist(session: Session, app: App, label: str, steps: Sequence[Mapping[str, Any]]) -> None:
    """Keep an app's checklist in place of the one before; an address that is no web page is refused."""
    wrong = [f"steps.{at}.url" for at, step in enumerate(steps) if not is_web_address(step["url"])]
    if wrong:
        raise invalid("steps", *(f"{place}: The address must begin with http:// or https://" for place in wrong))
    kept = session.get(Checklist, app.id)
    if kept is None:
        kept = Checklist(app_id=app.id)
        session.add(kept)
    kept.label, kept.steps, kept.last_updated = label, [dict(step) for step in steps], now()


def take_checklist(session: Session, app_id: str) -> None:
    """Take an app's checklist away, if there is one; the app may be gone already, and its checklist with it."""
    kept = session.get(Checklist, app_id)
    if kept is not None:
        session.delete(kept)


def checklists(session: Session) -> list[tuple[App, Checklist]]:
    """List all checklists with their apps, by label."""
    found = select(App, Checklist).join(Checklist, Checklist.app_id == App.id)
    return [(app, checklist) for app, checklist in session.execute(found.order_by(Checklist.label, App.id))]


def is_web_address(url: str) -> bool:
    """Tell an address that a link may lead to: a link with `javascript:` would act as whoever follows it."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and " " not in url
    except ValueError:
        return False
