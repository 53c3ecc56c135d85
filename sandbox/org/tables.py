"""The tables of the org's database: users, groups, apps, the work still to do, and what the sandbox adds of its own."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

JsonObject = dict[str, Any]


class Base(DeclarativeBase):
    """Maps plain objects and lists to JSON columns; a changed value must be assigned anew to be saved."""

    type_annotation_map = {JsonObject: JSON, list[Any]: JSON}


class Setting(Base):
    """A value of the org as a whole, such as its id; secrets are stored encrypted."""

    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class User(Base):
    """A person in Universal Directory; login and email are copied out of `profile` to be searchable."""

    __tablename__ = "users"
    id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    login: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    first_name: Mapped[str]
    last_name: Mapped[str]
    profile: Mapped[JsonObject]
    created: Mapped[str]
    activated: Mapped[str | None]
    status_changed: Mapped[str | None]
    last_updated: Mapped[str]
    credentials: Mapped["UserCredentials | None"] = relationship(passive_deletes=True)

    @property
    def display_name(self) -> str:
        """The name as the System Log and the console show it."""
        return f"{self.first_name} {self.last_name}".strip() or self.login


class UserCredentials(Base):
    """What a person signs in with; password and answer are kept as salted hashes only."""

    __tablename__ = "user_credentials"
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    password: Mapped[str | None]
    password_changed: Mapped[str | None]
    # A password that arrived as a hash cannot be checked here; Okta then names the provider IMPORT.
    imported: Mapped[bool]
    question: Mapped[str | None]
    answer: Mapped[str | None]


class Group(Base):
    """A group; `Everyone` is the one of type BUILT_IN, and its members are not set by hand."""

    __tablename__ = "groups"
    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    profile: Mapped[JsonObject]
    created: Mapped[str]
    last_updated: Mapped[str]
    last_membership_updated: Mapped[str]


class Membership(Base):
    """A person in a group."""

    __tablename__ = "memberships"
    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)


class Policy(Base):
    """A policy that an app can be given, an authentication policy for instance."""

    __tablename__ = "policies"
    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    description: Mapped[str | None]
    system: Mapped[bool]
    created: Mapped[str]
    status: Mapped[str] = mapped_column(default="ACTIVE")
    priority: Mapped[int] = mapped_column(default=1)
    # Conditions and settings, as they were sent.
    body: Mapped[JsonObject] = mapped_column(default=dict)
    last_updated: Mapped[str | None] = mapped_column(default=None)


class PolicyRule(Base):
    """A rule of a policy; `body` holds conditions and actions as they were sent."""

    __tablename__ = "policy_rules"
    id: Mapped[str] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    status: Mapped[str]
    priority: Mapped[int]
    system: Mapped[bool]
    body: Mapped[JsonObject]
    created: Mapped[str]
    last_updated: Mapped[str]


class App(Base):
    """An app integration; `body` holds what Okta keeps as sent: accessibility, visibility, settings, ..."""

    __tablename__ = "apps"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    label: Mapped[str] = mapped_column(index=True)
    status: Mapped[str]
    sign_on_mode: Mapped[str]
    custom: Mapped[bool]
    body: Mapped[JsonObject]
    username_template: Mapped[str]
    username_template_type: Mapped[str]
    username_suffix: Mapped[str | None]
    external_key: Mapped[str]
    link_id: Mapped[str]
    kid: Mapped[str]
    access_policy_id: Mapped[str]
    created: Mapped[str]
    last_updated: Mapped[str]


class AppKey(Base):
    """A signing certificate of an app, PEM; a clone has the same `kid` in another app."""

    __tablename__ = "app_keys"
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id", ondelete="CASCADE"), primary_key=True)
    kid: Mapped[str] = mapped_column(primary_key=True)
    certificate: Mapped[str]
    created: Mapped[str]
    expires_at: Mapped[str]


class AppUser(Base):
    """A person assigned to an app; `user_name` is fixed when the assignment is made, or taken from an import."""

    __tablename__ = "app_users"
    __table_args__ = (Index("app_users_by_external_id", "app_id", "external_id"),)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    scope: Mapped[str]
    status: Mapped[str]
    sync_state: Mapped[str]
    external_id: Mapped[str | None]
    user_name: Mapped[str]
    profile: Mapped[JsonObject]
    created: Mapped[str]
    last_updated: Mapped[str]
    status_changed: Mapped[str]
    last_sync: Mapped[str | None]


class AppGroup(Base):
    """A group assigned to an app; the lower the priority number, the earlier it counts."""

    __tablename__ = "app_groups"
    __table_args__ = (Index("app_groups_by_priority", "app_id", "priority"),)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True, index=True)
    priority: Mapped[int]
    profile: Mapped[JsonObject]
    last_updated: Mapped[str]


class Provisioning(Base):
    """How an app provisions: the Provisioning tab of its page in the Admin Console."""

    __tablename__ = "provisioning"
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id", ondelete="CASCADE"), primary_key=True)
    # General tab of a custom SAML app, "Provisioning: SCIM"; catalogue apps are born with it.
    scim_enabled: Mapped[bool]
    # "Enable API integration", saved after a passing test, or the API's connection made active.
    enabled: Mapped[bool]
    auth_scheme: Mapped[str]
    base_url: Mapped[str | None]
    token: Mapped[bytes | None]
    oauth_profile: Mapped[JsonObject]
    create_users: Mapped[bool]
    update_profile: Mapped[bool]
    deactivate_users: Mapped[bool]
    push_password: Mapped[bool]
    password_seed: Mapped[str]
    password_change: Mapped[str]
    import_rules: Mapped[JsonObject]
    import_settings: Mapped[JsonObject]
    last_updated: Mapped[str]


class TaskState(StrEnum):
    """Where a provisioning task stands; a task found RUNNING at start was cut off and runs again."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class Operation(StrEnum):
    """What a provisioning task is to bring about at the service provider, for a person or for a group."""

    PUSH = "PUSH"
    UPDATE = "UPDATE"
    DEACTIVATE = "DEACTIVATE"
    GROUP_PUSH = "GROUP_PUSH"
    GROUP_DELETE = "GROUP_DELETE"


class Task(Base):
    """One provisioning task; it outlives the assignment and the app, so it names all by itself.

    A pushed group takes the place of the person: its id in `user_id`, its name at the service in `user_name`.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index("tasks_by_state", "state", "app_id", "id"),
        Index("tasks_by_person", "app_id", "user_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    app_id: Mapped[str]
    app_label: Mapped[str]
    user_id: Mapped[str]
    user_name: Mapped[str]
    person: Mapped[str]
    external_id: Mapped[str | None]
    operation: Mapped[Operation]
    # The user names under which attempts of a push may have created the person, the answer lost or not.
    sent_names: Mapped[list[Any]]
    state: Mapped[TaskState]
    attempts: Mapped[int]
    not_before: Mapped[float]
    # What was done in the end: create, link, reactivate, update, deactivate or nothing; for a group likewise.
    performed: Mapped[str | None]
    reason: Mapped[str | None]
    created: Mapped[str]
    finished: Mapped[str | None]


class LogEvent(Base):
    """A System Log event."""

    __tablename__ = "log_events"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    uuid: Mapped[str]
    published: Mapped[str] = mapped_column(index=True)
    event_type: Mapped[str] = mapped_column(index=True)
    severity: Mapped[str]
    display_message: Mapped[str]
    outcome: Mapped[JsonObject]
    actor: Mapped[JsonObject]
    target: Mapped[list[Any]]


class Checklist(Base):
    """The steps that another program leaves to a person, on the app's page of the console; theirs, not Okta's."""

    __tablename__ = "checklists"
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id", ondelete="CASCADE"), primary_key=True)
    label: Mapped[str]
    steps: Mapped[list[Any]]
    last_updated: Mapped[str]


# Okta compares without regard to case: these serve `eq`, `sw` and `q` however much there is.
for _column in (User.login, User.email, User.first_name, User.last_name, User.status, Group.name, App.name, App.label):
    Index(f"{_column.class_.__tablename__}_by_lower_{_column.key}", func.lower(_column), _column.class_.id)
