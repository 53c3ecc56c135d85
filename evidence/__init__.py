"""What proves that provisioning works: read from Okta's Management API and from the service's own SCIM server.

The same client switches provisioning off, sees that it is, and finds what was made for an update that was killed.
"""

from evidence.in_outputs import EvidenceInOutputs
from evidence.interrupted import with_unrecorded
from evidence.switching_off import switch_off

__all__ = ["EvidenceInOutputs", "switch_off", "with_unrecorded"]
