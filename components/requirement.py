"""What is required of an app that the API provisions: where Okta shows otherwise, the update fails."""

import pulumi

from components.scim_provisioning_args import OnDrift
from components.verdict import Verdict


def require_as_declared(verdict: Verdict, on_drift: OnDrift, parent: pulumi.Resource) -> Verdict:
    """Give the verdict back where nothing differs; else raise `pulumi.RunError`, or warn on `parent`.

    A preview only warns: Okta still shows what the update is about to change.
    """
    if not verdict.differences:
        return verdict
    if on_drift is OnDrift.FAIL and not pulumi.runtime.is_dry_run():
        raise pulumi.RunError(verdict.api_message())
    pulumi.log.warn(verdict.api_message(), parent)
    return verdict


def require_known_connection(verdict: Verdict) -> str:
    """Give the app's id; raise `pulumi.RunError` where an update finds that Okta took no connection for it."""
    if verdict.seen.connection_status == "UNKNOWN" and not pulumi.runtime.is_dry_run():
        raise pulumi.RunError(verdict.api_message())
    return verdict.seen.app_id
