"""Pushing people to service providers: the queue worker, the SCIM client, the test of credentials."""
