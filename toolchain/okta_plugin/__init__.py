"""A stand-in for the Okta provider plugin, for machines where the real one cannot be had.

It is not the real plugin. It carries the few resources and functions that the components use, answers the engine as
pulumi-okta 7.0.1 does, asks Okta the same questions in the same order, and refuses every address but loopback.
"""
