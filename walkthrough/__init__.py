"""The whole way on one machine: sandbox, `pulumi up`, a scripted person at the console, and who was provisioned."""
