"""`/api/v1/users/{id}/lifecycle` and `/credentials`: what becomes of a person and of what they sign in with."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from sandbox.org.dependencies import BaseUrl, JsonBody, Writing
from sandbox.org.identifiers import random_text
from sandbox.org.operations import credentials, lifecycle, people
from sandbox.org.representations.people import credentials_json, user_json

router = APIRouter(prefix="/api/v1/users/{user_id}")

# Where Okta would send a mail it can give the link to its caller instead; no mail leaves the sandbox.
SendEmail = Annotated[bool, Query(alias="sendEmail")]


@router.post("/lifecycle/activate")
def activate(session: Writing, base: BaseUrl, user_id: str, mail: SendEmail = True) -> dict[str, Any]:
    """Activate a person: ACTIVE with a password, PROVISIONED until they choose one."""
    user = people.find_user(session, user_id)
    people.activate_user(session, user, status="ACTIVE" if credentials.has_password(user) else "PROVISIONED")
    return {} if mail else _activation(base)


@router.post("/lifecycle/reactivate")
def reactivate(session: Writing, base: BaseUrl, user_id: str, mail: SendEmail = False) -> dict[str, Any]:
    """Give a person who has not used the activation a new one."""
    lifecycle.reactivate(session, people.find_user(session, user_id))
    return {} if mail else _activation(base)


@router.post("/lifecycle/deactivate")
def deactivate(session: Writing, user_id: str) -> dict[str, Any]:
    """Deactivate a person, which ends all their assignments."""
    people.deactivate_user(session, people.find_user(session, user_id))
    return {}


@router.post("/lifecycle/expire_password")
def expire_password(session: Writing, base: BaseUrl, user_id: str) -> dict[str, Any]:
    """Make a person choose a new password."""
    user = people.find_user(session, user_id)
    lifecycle.expire_password(session, user)
    return user_json(user, base)


@router.post("/lifecycle/expire_password_with_temp_password")
def set_temporary_password(session: Writing, user_id: str) -> dict[str, Any]:
    """Give a person a password for one sign-in."""
    return {"tempPassword": lifecycle.set_temporary_password(session, people.find_user(session, user_id))}


@router.post("/lifecycle/reset_password")
def reset_password(session: Writing, base: BaseUrl, user_id: str, mail: SendEmail = True) -> dict[str, Any]:
    """Begin the recovery of a password."""
    lifecycle.reset_password(session, people.find_user(session, user_id))
    return {} if mail else {"resetPasswordUrl": f"{base}/signin/reset-password/{random_text(20)}"}


@router.post("/lifecycle/suspend")
def suspend(session: Writing, user_id: str) -> dict[str, Any]:
    """Suspend an active person."""
    lifecycle.suspend(session, people.find_user(session, user_id))
    return {}


@router.post("/lifecycle/unsuspend")
def unsuspend(session: Writing, user_id: str) -> dict[str, Any]:
    """Make a suspended person active again."""
    lifecycle.unsuspend(session, people.find_user(session, user_id))
    return {}


@router.post("/lifecycle/unlock")
def unlock(session: Writing, user_id: str) -> dict[str, Any]:
    """Unlock a person who was locked out; nobody ever is, for nobody signs in here."""
    lifecycle.unlock(session, people.find_user(session, user_id))
    return {}


@router.post("/lifecycle/reset_factors")
def reset_factors(session: Writing, user_id: str) -> dict[str, Any]:
    """Take all factors from a person."""
    lifecycle.reset_factors(session, people.find_user(session, user_id))
    return {}


@router.post("/credentials/change_password")
def change_password(session: Writing, user_id: str, body: JsonBody) -> dict[str, Any]:
    """Change a password, knowing the old one."""
    user = people.find_user(session, user_id)
    credentials.change_password(session, user, _value(body, "oldPassword"), _value(body, "newPassword"))
    return credentials_json(user)


@router.post("/credentials/change_recovery_question")
def change_question(session: Writing, user_id: str, body: JsonBody) -> dict[str, Any]:
    """Change the recovery question, knowing the password."""
    user = people.find_user(session, user_id)
    credentials.change_question(user, body)
    return credentials_json(user)


@router.post("/credentials/forgot_password")
def forgot_password(session: Writing, base: BaseUrl, user_id: str, mail: SendEmail = True) -> dict[str, Any]:
    """Begin the recovery of a password, as the person would."""
    return reset_password(session, base, user_id, mail)


@router.post("/credentials/forgot_password_recovery_question")
def recover_password(session: Writing, user_id: str, body: JsonBody) -> dict[str, Any]:
    """Set a new password with the answer to the recovery question."""
    user = people.find_user(session, user_id)
    credentials.recover_password(user, body)
    return credentials_json(user)


def _activation(base: str) -> dict[str, Any]:
    token = random_text(20)
    return {"activationUrl": f"{base}/welcome/{token}", "activationToken": token}


def _value(body: dict[str, Any], name: str) -> object:
    found = body.get(name)
    return found.get("value") if isinstance(found, dict) else None
