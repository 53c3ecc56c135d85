"""The policy pack: `pulumi preview --policy-pack policy`."""

from policies.pack import run

run("okta-scim")
