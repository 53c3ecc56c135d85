"""Passwords and recovery questions: set, checked and changed, never shown."""

import base64
import hashlib
import os
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from sandbox.org.errors import OktaError, invalid
from sandbox.org.identifiers import now
from sandbox.org.objects import object_at
from sandbox.org.operations.system_log import record, user_target
from sandbox.org.tables import User, UserCredentials

_SHORTEST: Final = 8
_REQUIREMENTS: Final = (
    "password: Password requirements were not met. Password requirements: at least 8 characters, a lowercase letter, "
    "an uppercase letter, a number, no parts of your username."
)


def has_password(user: User) -> bool:
    """Say whether a person can sign in with a password."""
    found = user.credentials
    return found is not None and (found.password is not None or found.imported)


def set_credentials(user: User, sent: Mapping[str, Any]) -> None:
    """Keep password and recovery question as an administrator sends them; what is not sent stays."""
    password, question = object_at(sent, "password"), object_at(sent, "recovery_question")
    if value := password.get("value"):
        set_password(user, value)
    elif password.get("hash"):
        kept = _kept(user)
        kept.password, kept.imported, kept.password_changed = None, True, now()
        # Of one who comes with the hash of another system's password Okta says since when they are STAGED.
        user.status_changed = user.status_changed or user.created
    if question.get("question"):
        _set_question(user, question)


def set_password(user: User, password: object) -> None:
    """Give a person a password; only its salted hash is kept."""
    _check_strength(user, password)
    kept = _kept(user)
    kept.password, kept.imported, kept.password_changed = _hashed(str(password)), False, now()


def change_password(session: Session, user: User, old: object, new: object) -> UserCredentials:
    """Change a password as its owner does, who knows the old one."""
    kept = _kept(user)
    if not _fits(old, kept.password):
        raise _refused("oldPassword: The credentials provided were incorrect.")
    set_password(user, new)
    record(session, "user.account.update_password", "User update password for Okta", user_target(user))
    return kept


def change_question(user: User, sent: Mapping[str, Any]) -> UserCredentials:
    """Change the recovery question as its owner does, who knows the password."""
    kept = _kept(user)
    if not _fits(object_at(sent, "password").get("value"), kept.password):
        raise _refused("password: The credentials provided were incorrect.")
    _set_question(user, object_at(sent, "recovery_question"))
    return kept


def recover_password(user: User, sent: Mapping[str, Any]) -> UserCredentials:
    """Set a new password with the answer to the recovery question."""
    kept = _kept(user)
    if not _fits(object_at(sent, "recovery_question").get("answer"), kept.answer):
        raise OktaError(403, "E0000087", "The recovery question answer did not match our records.")
    set_password(user, object_at(sent, "password").get("value"))
    return kept


def _kept(user: User) -> UserCredentials:
    if user.credentials is None:
        user.credentials = UserCredentials(
            password=None, password_changed=None, imported=False, question=None, answer=None
        )
    return user.credentials


def _set_question(user: User, sent: Mapping[str, Any]) -> None:
    question, answer = sent.get("question"), sent.get("answer")
    if not isinstance(question, str) or not question.strip():
        raise invalid("recovery_question", "recovery_question: The question cannot be left blank")
    if not isinstance(answer, str) or len(answer) < 4:
        raise invalid("recovery_question", "recovery_question: The answer is too short, min length 4")
    kept = _kept(user)
    kept.question, kept.answer = question, _hashed(answer)


def _check_strength(user: User, password: object) -> None:
    name = user.login.partition("@")[0].lower()
    if (
        not isinstance(password, str)
        or len(password) < _SHORTEST
        or password.lower() == password
        or password.upper() == password
        or not any(letter.isdigit() for letter in password)
        or (len(name) > 3 and name in password.lower())
    ):
        raise invalid("password", _REQUIREMENTS)


def _hashed(clear: str, salt: bytes | None = None) -> str:
    salt = salt or os.urandom(16)
    # Cheap parameters: a rehearsal with 100,000 people must not wait for them, and no real password belongs here.
    digest = hashlib.scrypt(clear.encode(), salt=salt, n=2**10, r=8, p=1)
    return f"{base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def _fits(clear: object, hashed: str | None) -> bool:
    if hashed is None or not isinstance(clear, str):
        return False
    return _hashed(clear, base64.b64decode(hashed.partition("$")[0])) == hashed


def _refused(cause: str) -> OktaError:
    return OktaError(403, "E0000014", "Update of credentials failed", cause)
