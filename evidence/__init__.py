"""What proves that provisioning works: read from Okta's Management API and from the service's own SCIM server.

The same client switches provisioning off and sees that it is, finds what Okta made for an update that was killed, and
sees that nothing is made twice.
"""

from evidence.in_outputs import EvidenceInOutputs
from evidence.interrupted import with_unrecorded
from evidence.made_once import MadeOnce
from evidence.switching_off import switch_off

__all__ = ["EvidenceInOutputs", "MadeOnce", "switch_off", "with_unrecorded"]
