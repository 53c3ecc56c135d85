"""Each app's way from Okta to the service provider, declared and seen: one structure, told as HTML and Markdown."""
