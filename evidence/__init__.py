"""What proves that provisioning works: read from Okta's Management API and from the service's own SCIM server."""

from evidence.in_outputs import EvidenceInOutputs

__all__ = ["EvidenceInOutputs"]
