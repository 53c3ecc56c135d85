"""What apps of every way of signing on have in common: status, access policy, import and end."""

from typing import Final

from .client import ApiError
from .errors import ClassicError
from .resource import Session, failing, failing_bare, retry
from .saml_answer import link
from .values import Properties

ACTIVE: Final = "ACTIVE"
# Okta gives these two no default access policy.
_WITHOUT_POLICY: Final = ("office365", "radius")
_STATUS_CALLS: Final = {"ACTIVE": "activate", "INACTIVE": "deactivate"}


def has_policy(name: str) -> bool:
    """Tell whether Okta gives an app of this name a default access policy."""
    return name not in _WITHOUT_POLICY


def switch_status(session: Session, identifier: str, planned: Properties) -> None:
    """Activate or deactivate the app."""
    if call := _STATUS_CALLS.get(str(planned.get("status"))):
        with failing_bare():
            session.client.call("POST", f"/api/v1/apps/{identifier}/lifecycle/{call}")


def assign_policy(session: Session, identifier: str, planned: Properties, what: str) -> None:
    """Assign the named access policy, else the org's default one; failures begin with `what`."""
    if planned.get("skipAuthenticationPolicy"):
        return
    client = session.client
    with failing(what):
        policy = planned.get("authenticationPolicy")
        if not policy and session.is_classic_org():
            return
        if not policy:
            found = _policies(session, what)
            system = [row for row in found if row.get("system")]
            if len(system) != 1:
                raise ClassicError(f"{what}: cannot find default ACCESS_POLICY policy")
            policy = system[0]["id"]
        client.call("PUT", f"/api/v1/apps/{identifier}/policies/{policy}")


def _policies(session: Session, what: str) -> list[Properties]:
    try:
        return session.client.get("/api/v1/policies", {"type": "ACCESS_POLICY"}).body or []
    except ApiError as error:
        raise ClassicError(f"{what}: error finding default ACCESS_POLICY {error.described}") from None


def policy_state(session: Session, state: Properties, app: Properties) -> Properties:
    """Read the access policy from an app's links."""
    if state.get("skipAuthenticationPolicy"):
        return {"authenticationPolicy": ""}
    if session.is_classic_org():
        return {}
    address = link(app, "accessPolicy")
    return {"authenticationPolicy": address.rpartition("/")[2]} if address else {}


def delete(session: Session, identifier: str, state: Properties, what: str) -> None:
    """Deactivate the app, then delete it; both are tried again for a while."""
    client = session.client
    with failing(what):
        if state.get("status") == ACTIVE:
            retry(session, lambda: client.call("POST", f"/api/v1/apps/{identifier}/lifecycle/deactivate"), 20)
        retry(session, lambda: client.call("DELETE", f"/api/v1/apps/{identifier}"), 30)


def adopted(identifier: str) -> tuple[str, Properties]:
    """Take the app's id, with flags after slashes as the plugin allows."""
    identifier, *flags = identifier.split("/")
    if len(flags) > 2:
        raise ClassicError(
            "invalid format used for import ID, format must be 'app_id' or 'app_id/skip_users' or "
            "'app_id/skip_users/skip_groups'"
        )
    return identifier, {}
