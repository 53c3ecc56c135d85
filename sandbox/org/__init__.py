"""The stand-in Okta org: its data, Management API and provisioning engine."""
