"""Rehearsal of trouble: what goes wrong on purpose at the org and at the SCIM servers, the same under one seed."""
