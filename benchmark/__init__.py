"""What an update costs: this project beside plain pulumi-okta, on a sandbox as slow and as limited as Okta."""
