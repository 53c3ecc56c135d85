"""Carrying out an import: one page of people at a time, each written down before the next is asked for."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from sandbox.org.catalogue import entry_of
from sandbox.org.identifiers import now
from sandbox.org.import_tables import ImportKind, ImportRun, ImportState
from sandbox.org.operations.system_log import record, target
from sandbox.org.provisioning.answers import ServicePerson, person_of
from sandbox.org.provisioning.findings import note_gone, note_people
from sandbox.org.provisioning.outcomes import Refused
from sandbox.org.secrets import Secrets
from sandbox.org.store import Store
from sandbox.org.tables import App, Provisioning

if TYPE_CHECKING:
    import httpx2

    from sandbox.org.provisioning.service_provider import ServiceProvider

PAGE_SIZE: Final = 100
# A service that invents new people for ever is cut off here; a million people need as many pages of 100.
MOST_PAGES: Final = 10_000
_ABOUT_THE_TOKEN: Final = (401, 403)


@dataclass(frozen=True)
class Page:
    """What a service answered to the question for one page; `total` is what it claims to have in all."""

    people: tuple[ServicePerson, ...]
    received: int
    total: int


def put_back(store: Store, busy: Collection[str] = ()) -> None:
    """Queue again the imports that were cut off, which go on at their next page; `busy` apps are still worked on."""
    with store.writing() as session:
        cut_off = update(ImportRun).where(ImportRun.state == ImportState.RUNNING, ImportRun.app_id.not_in(busy))
        session.execute(cut_off.values(state=ImportState.QUEUED))


def claim(store: Store, busy: Collection[str] = ()) -> ImportRun | None:
    """Take the oldest import that is due for its next page, of an app that is not `busy`."""
    due = select(ImportRun).where(ImportRun.state == ImportState.QUEUED, ImportRun.not_before <= time.time())
    due = due.where(ImportRun.app_id.not_in(busy))
    due = due.order_by(ImportRun.id).limit(1)
    with store.reading() as session:
        if session.scalar(due.with_only_columns(ImportRun.id)) is None:
            return None
    with store.writing() as session:
        run = session.scalar(due)
        if run is not None:
            run.state = ImportState.RUNNING
            run.started = run.started or now()
            run.attempts += 1
        return run


def take_page(store: Store, secrets: Secrets, run: ImportRun, client: "httpx2.Client") -> None:
    """Ask for an import's next page and write it down; the last one also brings the groups and ends the import."""
    service = _service_of(store, secrets, run, client)
    try:
        page = _ask(service, run)
    except Refused as refusal:
        if not run.filtered or refusal.status in _ABOUT_THE_TOKEN:
            raise
        _read_everybody(store, run)
        return
    if not _write_down(store, run, page):
        _finish(store, run, page.total, _count_groups(service))


def _service_of(store: Store, secrets: Secrets, run: ImportRun, client: "httpx2.Client") -> "ServiceProvider":
    # What speaks SCIM takes as long to import as all the rest of the org, and a start must not wait for it.
    from sandbox.org.provisioning.service_provider import ServiceProvider

    with store.reading() as session:
        app, settings = session.get(App, run.app_id), session.get(Provisioning, run.app_id)
    if app is None or settings is None or not settings.enabled or app.status != "ACTIVE":
        raise Refused("Provisioning was switched off before the import was done")
    if settings.base_url is None or settings.token is None:
        raise Refused("The app has no base URL or no token")
    return ServiceProvider(client, settings.base_url, entry_of(app).authorization(secrets.decrypt(settings.token)))


def _ask(service: "ServiceProvider", run: ImportRun) -> Page:
    # An incremental import asks for what has changed since the one before began.
    changed = f'meta.lastModified gt "{run.since}"' if run.filtered else None
    listed = service.page(run.next_index, PAGE_SIZE, changed)
    people = (person_of(resource) for resource in listed.resources)
    named = tuple(person for person in people if person.service_id and person.user_name.strip())
    return Page(named, len(listed.resources), listed.total)


def _count_groups(service: "ServiceProvider") -> int:
    # Okta asks for the groups after the people; a service without groups is none the worse for it.
    from sandbox.org.provisioning.service_groups import ServiceGroups

    seen: set[str] = set()
    for _ in range(MOST_PAGES):
        try:
            ids = ServiceGroups(service).ids(len(seen) + 1, PAGE_SIZE)
        except Refused:
            break
        if seen.issuperset(ids):
            break
        seen.update(ids)
        if len(ids) < PAGE_SIZE:
            break
    return len(seen)


def _write_down(store: Store, run: ImportRun, page: Page) -> bool:
    # Gives whether another page is to be asked for. One without anybody new ends the import, so that a service
    # that ignores startIndex cannot hold it up; not so while the pages before a refused filter are read again.
    with store.writing() as session:
        kept = session.get_one(ImportRun, run.id)
        app = session.get_one(App, run.app_id)
        fresh = note_people(session, app, kept, page.people)
        kept.seen += fresh
        kept.total = max(kept.total or 0, page.total)
        kept.pages += 1
        kept.attempts, kept.reason = 0, None
        kept.next_index += page.received
        is_new = fresh > 0 or kept.next_index - 1 <= kept.seen
        more = page.received > 0 and is_new and not _is_last(kept, page)
        if more and kept.pages >= MOST_PAGES:
            raise Refused(f"The service has more than {MOST_PAGES} pages of people")
        if more:
            kept.state = ImportState.QUEUED
        return more


def _finish(store: Store, run: ImportRun, total: int, groups: int) -> None:
    with store.writing() as session:
        kept = session.get_one(ImportRun, run.id)
        if kept.seen < total:
            raise Refused(f"The service announced {total} people and gave {kept.seen}; nobody was unassigned")
        if kept.seen < (kept.total or 0):
            # Whoever is deleted while pages are read moves somebody else to a page that was read before.
            kept.reason = f"The service had {kept.total} people at first and {total} at last, so nobody was unassigned"
        elif kept.kind is ImportKind.FULL:
            note_gone(session, session.get_one(App, run.app_id), kept)
        kept.groups = groups
        kept.state, kept.finished = ImportState.DONE, now()
        _log_end(session, kept, None)


def _read_everybody(store: Store, run: ImportRun) -> None:
    with store.writing() as session:
        kept = session.get_one(ImportRun, run.id)
        kept.filtered, kept.next_index, kept.state = False, 1, ImportState.QUEUED


def postpone(store: Store, run: ImportRun, reason: str, wait: float, *, counts: bool = True) -> None:
    """Ask for the same page again, not before `wait` seconds have passed; not `counts`: this was no attempt."""
    with store.writing() as session:
        kept = session.get_one(ImportRun, run.id)
        kept.attempts -= not counts
        kept.state, kept.reason, kept.not_before = ImportState.QUEUED, reason, time.time() + wait


def fail(store: Store, run: ImportRun, reason: str) -> None:
    """Give an import up; what it found so far can be confirmed, and nobody counts as gone."""
    with store.writing() as session:
        kept = session.get_one(ImportRun, run.id)
        kept.state, kept.reason, kept.finished = ImportState.FAILED, reason, now()
        _log_end(session, kept, reason)


def seconds_to_next(store: Store, most: float, busy: Collection[str] = ()) -> float:
    """Give the seconds until an import may go on, `most` at most."""
    queued = select(func.min(ImportRun.not_before)).where(ImportRun.state == ImportState.QUEUED)
    with store.reading() as session:
        due = session.scalar(queued.where(ImportRun.app_id.not_in(busy)))
    return most if due is None else min(max(due - time.time(), 0.01), most)


def _is_last(run: ImportRun, page: Page) -> bool:
    # A total below what came already is wrong and says nothing: then only a page without anybody new is the end.
    return run.next_index - 1 == page.total


def _log_end(session: Session, run: ImportRun, failure: str | None) -> None:
    app = target("AppInstance", run.app_id, run.app_label, run.app_label)
    record(session, "system.import.complete", "Import process complete", app, failure=failure)
