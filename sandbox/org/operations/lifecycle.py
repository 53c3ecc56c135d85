"""A person's lifecycle beside activation and deactivation: suspended, locked out, a password expired or reset."""

from typing import Final

from sqlalchemy.orm import Session

from sandbox.org.errors import OktaError, invalid
from sandbox.org.identifiers import now, random_text
from sandbox.org.operations import assignments, credentials
from sandbox.org.operations.system_log import record, user_target
from sandbox.org.tables import User

_WITH_PASSWORD: Final = ("ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "LOCKED_OUT")


def suspend(session: Session, user: User) -> None:
    """Suspend an active person: their apps stay theirs, and nothing is pushed meanwhile."""
    _require(user, ("ACTIVE",), invalid("suspendUser", "Cannot suspend a user that is not active"))
    _move(session, user, "SUSPENDED", "user.lifecycle.suspend", "Suspend Okta user")


def unsuspend(session: Session, user: User) -> None:
    """Make a suspended person active again; what waited for them goes out."""
    _require(user, ("SUSPENDED",), invalid("unsuspendUser", "Cannot unsuspend a user that is not suspended"))
    _move(session, user, "ACTIVE", "user.lifecycle.unsuspend", "Unsuspend Okta user")
    assignments.catch_up(session, user)


def unlock(session: Session, user: User) -> None:
    """Unlock a person who was locked out."""
    _require(user, ("LOCKED_OUT",), OktaError(403, "E0000032", "Unlock is not allowed for this user."))
    _move(session, user, "ACTIVE", "user.account.unlock_by_admin", "Unlock user account")


def reactivate(session: Session, user: User) -> None:
    """Send the activation again to a person who has not used it."""
    _require(user, ("PROVISIONED", "RECOVERY"), _not_in_this_status())
    _move(session, user, "PROVISIONED", "user.lifecycle.reactivate", "Reactivate Okta user")


def expire_password(session: Session, user: User) -> None:
    """Make a person choose a new password when they next sign in."""
    _require(user, _WITH_PASSWORD, _not_in_this_status())
    _move(session, user, "PASSWORD_EXPIRED", "user.account.expire_password", "User password expired")


def set_temporary_password(session: Session, user: User) -> str:
    """Give a person a password that has to be changed at once, and return it."""
    expire_password(session, user)
    password = f"Temp-{random_text(10)}-7a"
    credentials.set_password(user, password)
    return password


def reset_password(session: Session, user: User) -> None:
    """Begin the recovery of a password."""
    _require(user, (*_WITH_PASSWORD, "PROVISIONED"), _not_in_this_status())
    _move(session, user, "RECOVERY", "user.account.reset_password", "User reset password for Okta")


def reset_factors(session: Session, user: User) -> None:
    """Take all factors from a person; the sandbox keeps none, so only the event shows."""
    _require(user, (*_WITH_PASSWORD, "PROVISIONED", "STAGED", "SUSPENDED"), _not_in_this_status())
    record(session, "user.mfa.factor.reset_all", "Reset all factors for user", user_target(user))


def _move(session: Session, user: User, status: str, event: str, message: str) -> None:
    user.status = status
    user.status_changed = user.last_updated = now()
    record(session, event, message, user_target(user))


def _require(user: User, statuses: tuple[str, ...], refusal: OktaError) -> None:
    if user.status not in statuses:
        raise refusal


def _not_in_this_status() -> OktaError:
    return OktaError(403, "E0000038", "This operation is not allowed in the user's current status.")
