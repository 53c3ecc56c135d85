"""Switching off the provisioning of an app that stays in Okta."""

from contextlib import closing
from typing import Any

from evidence.okta_api import OktaApi
from evidence.okta_http import OktaHttp
from evidence.unanswered import Unanswered
from settings import OktaOrg

_ALL_OFF: dict[str, Any] = {
    "create": {"lifecycleCreate": {"status": "DISABLED"}},
    "update": {
        "lifecycleDeactivate": {"status": "DISABLED"},
        "password": {"change": "KEEP_EXISTING", "seed": "RANDOM", "status": "DISABLED"},
        "profile": {"status": "DISABLED"},
    },
}


def switch_off(org: OktaOrg, app_id: str, label: str, http: OktaHttp | None = None) -> str:
    """Switch an app's provisioning features off, then deactivate its connection, and read back that it is so.

    The order matters: with Deactivate Users on, unassigning people afterwards would deactivate them at the service. For
    apps whose provisioning the API sets; nobody is unassigned, and an app that is off is left as it is. Gives the
    connection's status as Okta says it; raises `Unanswered` where Okta refuses or shows it on afterwards. `http` is for
    tests.
    """
    with closing(http or OktaHttp(org)) as opened:
        return _off(OktaApi(opened), app_id, f"App {label!r} ({app_id})")


def _off(api: OktaApi, app_id: str, subject: str) -> str:
    connection = f"/api/v1/apps/{app_id}/connections/default"
    if api.http.get(connection, subject)["status"] == "ENABLED":
        api.http.send("PUT", f"/api/v1/apps/{app_id}/features/USER_PROVISIONING", subject, _ALL_OFF)
        api.http.send("POST", f"{connection}/lifecycle/deactivate", subject)
    status = str(api.http.get(connection, subject)["status"])
    left = [feature for feature in api.app(app_id, subject).features if feature.startswith("PUSH_")]
    if status == "ENABLED" or left:
        raise Unanswered(
            f"{subject}: Okta still says {status} of its connection and shows {', '.join(left) or 'no feature'}.\n"
            "Next: run the command again; where it stays so, switch provisioning off in the Admin Console."
        )
    return status
