"""Preflight: a SCIM base URL and token are tried before Okta gets them, and each cause of failure has a name."""

from components.preflight.attempt import Passed, try_credentials
from components.preflight.authorization import Authorization, authorization_of
from components.preflight.checked import checked_base_url
from components.preflight.exchange import Patience
from components.preflight.finding import Cause, Finding
from components.preflight.mode import Preflight
from components.preflight.target import Target, is_loopback

__all__ = [
    "Authorization",
    "Cause",
    "Finding",
    "Passed",
    "Patience",
    "Preflight",
    "Target",
    "authorization_of",
    "checked_base_url",
    "is_loopback",
    "try_credentials",
]
