"""A stand-in Okta org and SCIM service provider for trying provisioning on one machine; it is not Okta."""
