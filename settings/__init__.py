"""The stack's configuration: read, checked whole, and turned into component arguments."""

from settings.app_files import read_app_files
from settings.declare import (
    apps_of,
    assignments_of,
    created_groups_of,
    names_of,
    provisioning_args,
    removal_rules,
)
from settings.load import load, load_okta_org
from settings.okta_org import OktaOrg, provider
from settings.recheck import declared_app
from settings.stack import Settings

__all__ = [
    "OktaOrg",
    "Settings",
    "apps_of",
    "assignments_of",
    "created_groups_of",
    "declared_app",
    "load",
    "load_okta_org",
    "names_of",
    "provider",
    "provisioning_args",
    "read_app_files",
    "removal_rules",
]
