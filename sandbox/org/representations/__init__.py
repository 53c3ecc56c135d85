"""The JSON in which the Management API shows the org's data."""
