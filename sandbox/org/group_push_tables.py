"""The table of Group Push: which groups are pushed to which app."""

from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sandbox.org.tables import Base


class MappingStatus(StrEnum):
    """Whether a group is kept in step; ERROR: the latest push failed, as `error_summary` tells."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    ERROR = "ERROR"


class GroupPushMapping(Base):
    """A group that is pushed to an app; `target_group_id` is Okta's id of the app's group, not the service's."""

    __tablename__ = "group_push_mappings"
    __table_args__ = (UniqueConstraint("app_id", "source_group_id"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id", ondelete="CASCADE"))
    source_group_id: Mapped[str] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    target_group_id: Mapped[str]
    target_name: Mapped[str]
    # The group's id at the service, once it is created or linked there.
    external_id: Mapped[str | None]
    status: Mapped[MappingStatus]
    error_summary: Mapped[str | None]
    created: Mapped[str]
    last_updated: Mapped[str]
    last_push: Mapped[str | None]
