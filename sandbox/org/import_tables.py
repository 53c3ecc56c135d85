"""The tables of imports: each run, and the people whom Okta has seen at an app's service."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sandbox.org.tables import Base, User


class ImportKind(StrEnum):
    """What an import asks for: everybody, or those changed since the last one."""

    FULL = "FULL"
    INCREMENTAL = "INCREMENTAL"


class ImportState(StrEnum):
    """Where an import stands; one found RUNNING at start was cut off and goes on at its next page."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class Match(StrEnum):
    """How well an imported person fits somebody in Okta."""

    EXACT = "EXACT"
    PARTIAL = "PARTIAL"
    NONE = "NONE"


class Confirmation(StrEnum):
    """What became of an imported person: INACTIVE ones are not offered for confirmation."""

    WAITING = "WAITING"
    CONFIRMED = "CONFIRMED"
    IGNORED = "IGNORED"
    INACTIVE = "INACTIVE"


class ImportRun(Base):
    """One import; it outlives its app, as a task does. `next_index` is the startIndex of the page to ask for."""

    __tablename__ = "import_runs"
    __table_args__ = (
        Index("import_runs_by_state", "state", "id"),
        Index("import_runs_by_app", "app_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    app_id: Mapped[str]
    app_label: Mapped[str]
    kind: Mapped[ImportKind]
    state: Mapped[ImportState]
    # An incremental import asks for what the service has changed after this time.
    since: Mapped[str | None]
    filtered: Mapped[bool]
    next_index: Mapped[int]
    pages: Mapped[int]
    attempts: Mapped[int]
    not_before: Mapped[float]
    # As the service says it; None until it has.
    total: Mapped[int | None]
    seen: Mapped[int]
    new: Mapped[int]
    updated: Mapped[int]
    unchanged: Mapped[int]
    removed: Mapped[int]
    groups: Mapped[int]
    reason: Mapped[str | None]
    created: Mapped[str]
    started: Mapped[str | None]
    finished: Mapped[str | None]


class ImportedPerson(Base):
    """Somebody at an app's service as the last import that saw them found them."""

    __tablename__ = "imported_people"
    __table_args__ = (
        UniqueConstraint("app_id", "service_id"),
        Index("imported_people_by_state", "app_id", "state", "id"),
        Index("imported_people_by_run", "app_id", "run_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id", ondelete="CASCADE"))
    service_id: Mapped[str]
    user_name: Mapped[str]
    email: Mapped[str]
    given_name: Mapped[str]
    family_name: Mapped[str]
    active: Mapped[bool]
    state: Mapped[Confirmation]
    match: Mapped[Match]
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    # Why the last attempt to confirm did not succeed.
    problem: Mapped[str | None]
    # The import that saw them last; whoever a full one did not see is gone.
    run_id: Mapped[int]
    user: Mapped[User | None] = relationship(lazy="joined")

    @property
    def display_name(self) -> str:
        """The name as the Import tab shows it."""
        return f"{self.given_name} {self.family_name}".strip() or self.user_name
