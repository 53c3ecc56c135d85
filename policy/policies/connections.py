"""Whether Okta has taken a provisioning connection."""

from collections.abc import Iterator, Sequence

from .policy import EXCEPT_APPS, Options, Policy, matches
from .resource import COMPONENT, Resource

_STATUS = {COMPONENT: "connectionStatus", "okta:app/connection:Connection": "status"}


def _unknown(resources: Sequence[Resource], options: Options) -> Iterator[tuple[Resource, str]]:
    for resource in resources:
        path = _STATUS.get(resource.type)
        if path and resource.get(path) == "UNKNOWN" and not matches(resource.app, options["exceptApps"]):
            yield resource, "Okta says UNKNOWN of its provisioning connection: it answered 200 and connected nothing."


CONNECTION_KNOWN = Policy(
    name="connection-known",
    reason="Okta knows the provisioning connection: where it says UNKNOWN, nobody is provisioned and nothing fails.",
    remedy="set method: auto (or console) for the app: Okta's API cannot connect it, the checklist says how.",
    options={"exceptApps": EXCEPT_APPS},
    of_stack=_unknown,
)
