"""What SCIM provisioning in Okta has to keep to, as plain functions over resources."""

from .addresses import HTTPS
from .connections import CONNECTION_KNOWN
from .features import CREATE_IMPLIES_DEACTIVATE, FEATURES_AS_DECLARED, PROFILE_UPDATES_OFF
from .groups import NO_EVERYONE
from .names import LABELS_UNIQUE, NAMES
from .policy import Policy
from .resource import Resource
from .secret import SecretText
from .tokens import TOKEN_SECRET
from .usernames import USERNAME_EMAIL

__all__ = ["POLICIES", "Policy", "Resource", "SecretText"]

POLICIES = (
    TOKEN_SECRET,
    HTTPS,
    CREATE_IMPLIES_DEACTIVATE,
    PROFILE_UPDATES_OFF,
    USERNAME_EMAIL,
    NO_EVERYONE,
    CONNECTION_KNOWN,
    FEATURES_AS_DECLARED,
    LABELS_UNIQUE,
    NAMES,
)
