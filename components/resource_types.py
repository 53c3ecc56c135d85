"""The types of resources, as they stand in a stack's state and in import files."""

SAML = "okta:app/saml:Saml"
OAUTH = "okta:app/oAuth:OAuth"
CONNECTION = "okta:app/connection:Connection"
GROUP = "okta:group/group:Group"
GROUP_ASSIGNMENT = "okta:app/groupAssignment:GroupAssignment"
SCIM_PROVISIONING = "okta-scim:components:ScimProvisioning"
APPS = frozenset((SAML, OAUTH))
"""Of the apps that components declare."""
