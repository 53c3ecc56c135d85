"""Users as the Management API shows them."""

from typing import Any, Final

from sandbox.org.tables import User

# A user whose profile lacks them shows these two all the same.
_ALWAYS: Final = {"mobilePhone": None, "secondEmail": None}
USER_TYPE: Final = "otysandboxdefault5d7"
USER_SCHEMA: Final = "oscsandboxdefault5d7"
_REALM: Final = "guosandboxdefault5d7"

_LIFECYCLE: Final = "lifecycle"
_VERBS: Final = {
    "activate": f"{_LIFECYCLE}/activate",
    "changePassword": "credentials/change_password",
    "changeRecoveryQuestion": "credentials/change_recovery_question",
    "deactivate": f"{_LIFECYCLE}/deactivate",
    "expirePassword": f"{_LIFECYCLE}/expire_password",
    "forgotPassword": "credentials/forgot_password",
    "reactivate": f"{_LIFECYCLE}/reactivate",
    "resetFactors": f"{_LIFECYCLE}/reset_factors",
    "resetPassword": f"{_LIFECYCLE}/reset_password",
    "suspend": f"{_LIFECYCLE}/suspend",
    "unlock": f"{_LIFECYCLE}/unlock",
    "unsuspend": f"{_LIFECYCLE}/unsuspend",
}
_SIGNED_UP: Final = ("suspend", "resetPassword", "expirePassword", "resetFactors", "changePassword", "deactivate")
# What can be done with a person of each status; only ACTIVE, PROVISIONED, STAGED and DEPROVISIONED are from recordings.
_LINKS: Final = {
    "STAGED": ("activate", "resetFactors"),
    "PROVISIONED": ("suspend", "resetPassword", "reactivate", "resetFactors", "deactivate"),
    "ACTIVE": _SIGNED_UP,
    "PASSWORD_EXPIRED": _SIGNED_UP,
    "RECOVERY": ("suspend", "resetPassword", "reactivate", "resetFactors", "deactivate"),
    "LOCKED_OUT": ("unlock", "suspend", "resetPassword", "resetFactors", "deactivate"),
    "SUSPENDED": ("unsuspend", "resetPassword", "expirePassword", "resetFactors", "deactivate"),
    "DEPROVISIONED": ("activate",),
}


def user_json(user: User, base: str) -> dict[str, Any]:
    """Show a person with all that can be done; `base` is the org's address as the client wrote it."""
    own = f"{base}/api/v1/users/{user.id}"
    shown = user_in_list_json(user, base)
    verbs = list(_LINKS[user.status])
    if user.credentials is not None and user.credentials.question and user.status in ("ACTIVE", "PASSWORD_EXPIRED"):
        verbs += ["forgotPassword", "changeRecoveryQuestion"]
    links: dict[str, Any] = {verb: {"href": f"{own}/{_VERBS[verb]}", "method": "POST"} for verb in verbs}
    links["schema"] = {"href": f"{base}/api/v1/meta/schemas/user/{USER_SCHEMA}"}
    links["type"] = {"href": f"{base}/api/v1/meta/types/user/{USER_TYPE}"}
    if user.status == "DEPROVISIONED":
        links["delete"] = {"href": own, "method": "DELETE"}
    return shown | {"_links": links | shown["_links"]}


def user_in_list_json(user: User, base: str) -> dict[str, Any]:
    """Show a person as lists do, without what can be done."""
    kept = user.credentials
    return {
        "id": user.id,
        "status": user.status,
        "created": user.created,
        "activated": user.activated,
        "statusChanged": user.status_changed,
        "lastLogin": None,
        "lastUpdated": user.last_updated,
        "passwordChanged": None if kept is None else kept.password_changed,
        "realmId": _REALM,
        "type": {"id": USER_TYPE},
        "profile": _ALWAYS | {name: value for name, value in user.profile.items() if value is not None},
        "credentials": credentials_json(user),
        "_links": {"self": {"href": f"{base}/api/v1/users/{user.id}"}},
    }


def credentials_json(user: User) -> dict[str, Any]:
    """Say what a person signs in with: that there is a password, never which, and the recovery question."""
    kept = user.credentials
    provider = "IMPORT" if kept is not None and kept.imported else "OKTA"
    shown: dict[str, Any] = {}
    if kept is not None and kept.password_changed is not None:
        shown["password"] = {}
    if kept is not None and kept.question is not None:
        shown["recovery_question"] = {"question": kept.question}
    return shown | {"provider": {"type": provider, "name": provider}}
