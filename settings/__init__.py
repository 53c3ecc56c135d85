"""The stack's configuration: read, checked whole, and turned into component arguments."""

from settings.app_files import read_app_files
from settings.declare import adopted_of, assignments_of, provisioning_args, unassign_limit
from settings.load import load, load_okta_org
from settings.okta_org import OktaOrg, provider
from settings.stack import Settings

__all__ = [
    "OktaOrg",
    "Settings",
    "adopted_of",
    "assignments_of",
    "load",
    "load_okta_org",
    "provider",
    "provisioning_args",
    "read_app_files",
    "unassign_limit",
]
