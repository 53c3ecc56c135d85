"""What proves that provisioning works: read from Okta's Management API and from the service's own SCIM server.

The same client switches provisioning off, and sees that it is.
"""

from evidence.in_outputs import EvidenceInOutputs
from evidence.switching_off import switch_off

__all__ = ["EvidenceInOutputs", "switch_off"]
