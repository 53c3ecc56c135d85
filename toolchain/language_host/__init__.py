"""A Python language host for a Pulumi CLI that came without one."""
