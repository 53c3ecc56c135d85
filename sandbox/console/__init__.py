"""The Admin Console's pages: what a person can do to an app that the Management API cannot."""
