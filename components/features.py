"""The provisioning features of an app, as declared and as Okta lists them on the app itself."""

from dataclasses import dataclass
from typing import TypedDict


class FeaturesArgs(TypedDict, total=False):
    """The boxes of the To App page; left out, create and deactivate are on and the others off."""

    create: bool
    """Create Users: a person is created at the service when assigned."""
    deactivate: bool
    """Deactivate Users: a person is deactivated at the service when unassigned or deactivated."""
    reactivate: bool | None
    """Reactivation, where Okta lists it for the app; left out, it is not checked."""
    profile_updates: bool
    """Update User Attributes: changed names and emails are pushed."""
    password_sync: bool
    """Sync Password."""


@dataclass(frozen=True)
class Features:
    """Provisioning features in full; the defaults are the reference guide's (profile updates stay off)."""

    create: bool = True
    deactivate: bool = True
    reactivate: bool | None = None
    profile_updates: bool = False
    password_sync: bool = False


@dataclass(frozen=True)
class Feature:
    """One feature: its field here, its name in the app's `features`, its box in the Admin Console."""

    field: str
    okta_name: str
    box: str


# Management API, `Application.features`; boxes as on the Provisioning tab's To App page.
FEATURES = (
    Feature("create", "PUSH_NEW_USERS", "Create Users"),
    Feature("profile_updates", "PUSH_PROFILE_UPDATES", "Update User Attributes"),
    Feature("deactivate", "PUSH_USER_DEACTIVATION", "Deactivate Users"),
    Feature("reactivate", "REACTIVATE_USERS", "Reactivate Users"),
    Feature("password_sync", "PUSH_PASSWORD_UPDATES", "Sync Password"),
)


def wanted(features: Features, feature: Feature) -> bool | None:
    """Whether a feature is declared on, off, or not at all (None)."""
    value: bool | None = getattr(features, feature.field)
    return value
