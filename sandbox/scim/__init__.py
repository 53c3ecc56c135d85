"""The service providers' side of the sandbox: a real SCIM 2.0 server per tenant, in its own process."""
