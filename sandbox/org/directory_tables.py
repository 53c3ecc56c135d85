"""More tables of Universal Directory: group rules, group owners, profile schemas."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sandbox.org.tables import Base, JsonObject


class GroupRule(Base):
    """A rule that puts people into groups by an expression over their profile."""

    __tablename__ = "group_rules"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    status: Mapped[str]
    expression: Mapped[str]
    excluded_users: Mapped[list[Any]]
    group_ids: Mapped[list[Any]]
    created: Mapped[str]
    last_updated: Mapped[str]


class RuleMembership(Base):
    """A membership that a rule brought about, and that goes when the person no longer matches."""

    __tablename__ = "rule_memberships"
    rule_id: Mapped[str] = mapped_column(ForeignKey("group_rules.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)


class GroupOwner(Base):
    """A person or a group that owns a group."""

    __tablename__ = "group_owners"
    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    owner_id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    last_updated: Mapped[str]


class ProfileSchema(Base):
    """What was changed of a profile schema; `subject` is an app's id, or `user` or `group`."""

    __tablename__ = "profile_schemas"
    subject: Mapped[str] = mapped_column(primary_key=True)
    custom: Mapped[JsonObject]
    base: Mapped[JsonObject]
    last_updated: Mapped[str]
