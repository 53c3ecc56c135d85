"""Get the Pulumi engine, its Python language host and the Okta plugin on a machine that has none of them."""
