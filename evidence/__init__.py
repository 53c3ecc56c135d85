"""What proves that provisioning works: read from Okta's Management API and from the service's own SCIM server.

The same client switches provisioning off and sees that it is, finds what Okta made for an update that was killed, and
deletes what it made twice.
"""

from evidence.in_outputs import EvidenceInOutputs
from evidence.interrupted import with_unrecorded
from evidence.second_apps import delete_second_apps
from evidence.switching_off import switch_off

__all__ = ["EvidenceInOutputs", "delete_second_apps", "switch_off", "with_unrecorded"]
